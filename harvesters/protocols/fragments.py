"""Pieces of HTML that stand in an answer's fields, as text and as links."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from harvesters.html.markup import resolve_link
from harvesters.html.selectors import fold_space, visible_text
from text.file_types import is_document


def fragment_text(html: Any) -> str:
    """Its text as a reader would see it; empty for what is no string."""
    if not isinstance(html, str):
        return ""
    if "<" not in html and "&" not in html:
        return fold_space(html)
    root = _parse(html)
    return visible_text(root) if root is not None else fold_space(html)


def fragment_files(html: Any, base_url: str) -> tuple[str, ...]:
    """Files that it links to, each once, in order."""
    root = _parse(html) if isinstance(html, str) and "href" in html else None
    if root is None:
        return ()
    links = (resolve_link(link.get("href") or "", base_url) for link in root.iter("a"))
    return tuple(dict.fromkeys(link for link in links if is_document(link)))


def join_text(parts: Iterable[str | None]) -> str:
    """All of it on one line, empty parts and repeats left out."""
    return " ".join(dict.fromkeys(fold_space(part) for part in parts if part and part.strip()))


def _parse(html: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, remove_comments=True)
    source = f"<html><body>{html}</body></html>".replace("\0", "")
    try:
        root: etree._Element | None = etree.fromstring(source.encode("utf-8", errors="replace"), parser)
    except etree.LxmlError:
        return None
    return root
