"""A protocol's answer as a tree of XML or JSON, without what could harm; or a clear word why not."""

import json
import re
from dataclasses import dataclass
from html import escape
from html.entities import html5
from typing import Any

import orjson
from lxml import etree

from harvesters.html.encoding import decode_body
from harvesters.html.selectors import fold_space
from harvesters.protocols.answer import Received
from models.errors import PageUnreadable
from text.nesting import is_deeper_than
from text.plurals import name_count
from text.printable import printable

DEEPEST = 64
"""Lists and objects of an answer within one another; what follows them down is bounded by it."""
_PROLOG = re.compile(r"\A(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.S)
_DOCTYPE = re.compile(r"<!DOCTYPE(?P<name>[^\[>]*)(?:\[(?P<subset>.*?)\]\s*)?>", re.S | re.I)
_DOCTYPE_START = "<!doctype"
_HTML_START = re.compile(r"<!doctype\s+html|<(?:html|head|body)\b", re.I)
_HTML_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.S | re.I)
_SPACE_LIKE = re.compile("[\x0b\x0c]")
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&(?:#(?P<code>x[0-9a-f]{1,8}|\d{1,8});|(?P<name>[a-z]\w{1,31});)?", re.I)
_CDATA = "<![CDATA["
_XML_NAMES = frozenset(["amp", "lt", "gt", "quot", "apos"])


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlAnswer:
    """An answer that is XML."""

    root: etree._Element
    notes: tuple[str, ...]


def open_xml(received: Received, wanted: str) -> XmlAnswer:
    """The answer parsed as XML. What no XML may hold is taken out and noted; entities are refused.

    Args:
        received: The answer.
        wanted: What it should be, for the reason: ``"OAI-PMH"``.

    Raises:
        PageUnreadable: It is something else, is broken beyond mending, or defines entities.
    """
    text, notes = open_text(received, wanted)
    text = strip_prolog(text)
    root, problem = _parse(text)
    if root is None:
        text, mended = mend_xml(text)
        notes = (*notes, *mended)
        root, problem = _parse(text)
    if root is None:
        raise PageUnreadable(f"the answer is not well-formed XML: {problem}")
    return XmlAnswer(root=root, notes=(*notes, problem) if problem else notes)


def open_json(received: Received, wanted: str) -> Any:
    """The answer parsed as JSON.

    Raises:
        PageUnreadable: It is something else, breaks off, or nests beyond all measure.
    """
    text, _ = open_text(received, wanted)
    if text.lstrip().startswith("<"):
        raise PageUnreadable(f"the answer is not {wanted} but XML")
    try:
        value = _load_json(text)
    except (ValueError, RecursionError) as error:
        problem = printable(str(error), 120)
        raise PageUnreadable(
            f"the answer is not {wanted}: it is no JSON that can be read: {problem}"
        ) from error
    if is_deeper_than(DEEPEST, value):
        raise PageUnreadable(f"the answer is not {wanted}: it nests more than {DEEPEST} deep")
    return value


def _load_json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if "surrogate" not in error.msg:
            raise
        return json.loads(text)  # keeps half a character, which is then cleaned like any other


def open_text(received: Received, wanted: str) -> tuple[str, tuple[str, ...]]:
    """(text, notes) of an answer, in the charset that its bytes bear out.

    Raises:
        PageUnreadable: It is empty, an HTML page, or its charset can't be told.
    """
    if not received.body.strip():
        raise PageUnreadable(f"the answer is not {wanted}: it is empty")
    decoded = decode_body(received.body, http_charset=received.content_type)
    prolog = _PROLOG.match(decoded.text)
    if _HTML_START.match(decoded.text, prolog.end() if prolog else 0):
        title = _HTML_TITLE.search(decoded.text[:20_000])
        called = f" titled {printable(fold_space(title[1]), 80)!r}" if title else ""
        raise PageUnreadable(f"the answer is not {wanted} but an HTML page{called}")
    return decoded.text, decoded.notes


def strip_prolog(text: str) -> str:
    """The XML without its declaration and document type: neither is needed once the text is decoded.

    Raises:
        PageUnreadable: The document type defines entities.
    """
    text = _skip_prolog(text)
    doctype = _DOCTYPE.match(text)
    if doctype:
        subset = (doctype["subset"] or "").lower()
        if "<!entity" in subset or "%" in subset:
            raise PageUnreadable(
                "the answer defines XML entities, which no such answer needs; it was not read"
            )
        text = _skip_prolog(text[doctype.end() :])
    if text[: len(_DOCTYPE_START)].lower() == _DOCTYPE_START:
        raise PageUnreadable(
            "the answer is not well-formed XML: its document type is given twice, or has no end"
        )
    return text


def _skip_prolog(text: str) -> str:
    start = _PROLOG.match(text)
    return text[start.end() :] if start else text


def mend_xml(text: str) -> tuple[str, tuple[str, ...]]:
    """(text, notes) with illegal characters taken out, and stray ampersands and HTML's entities resolved."""
    spaced, spaces = _SPACE_LIKE.subn(" ", text)
    legal, removed = _ILLEGAL.subn("", spaced)
    mended, references = _mend_references(legal)
    notes = []
    if spaces + removed:
        notes.append(f"{name_count(spaces + removed, 'character')} that XML forbids, taken out")
    if references:
        notes.append(f"{name_count(references, 'reference')} that XML does not know, mended")
    return mended, tuple(notes)


def _mend_references(text: str) -> tuple[str, int]:
    """(text, how many were mended); what stands in CDATA is text already."""
    first, *others = text.split(_CDATA)
    pieces, mended = [], 0
    for inside, end, outside in [("", "", first), *(other.partition("]]>") for other in others)]:
        whole = _REFERENCE.sub(_mend_reference, outside)
        mended += sum(_mend_reference(match) != match[0] for match in _REFERENCE.finditer(outside))
        pieces.append(inside + end + whole)
    return _CDATA.join(pieces), mended


def local_name(element: etree._Element) -> str:
    """Its name without namespace or prefix, in small letters."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """Its own children of that local name."""
    return [child for child in element if isinstance(child.tag, str) and local_name(child) == name]


def child_text(element: etree._Element, name: str) -> str:
    """Text of its first child of that local name, white space folded; empty if there is none."""
    found = children(element, name)
    return fold_space("".join(found[0].itertext())) if found else ""


def _mend_reference(match: re.Match[str]) -> str:
    if match["code"]:
        code = match["code"].lower()
        number = int(code[1:], 16) if code.startswith("x") else int(code)
        is_legal = number <= 0x10FFFF and not _ILLEGAL.match(chr(number))
        return match[0] if is_legal else ""
    name = match["name"]
    if name in _XML_NAMES:
        return match[0]
    if name:
        return escape(html5.get(f"{name};", match[0]), quote=False)
    return "&amp;"


def _parse(text: str) -> tuple[etree._Element | None, str | None]:
    """(root, or ``None`` if anything would be lost; what is wrong)."""
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        return None, printable(str(error), 160)
    errors = [entry for entry in parser.error_log if entry.level >= etree.ErrorLevels.ERROR]
    if not errors and root is not None:
        return root, None
    said = f"{printable(errors[0].message, 120)} (line {errors[0].line})" if errors else "it has no element"
    is_whole = root is not None and all(e.domain == etree.ErrorDomains.NAMESPACE for e in errors)
    return (root if is_whole else None), said
