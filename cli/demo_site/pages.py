"""The demonstration site's pages as HTML."""

from functools import cache
from math import ceil
from typing import Any
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader

from cli.demo_site.content import Card, list_cards, list_paragraphs

PAGE_SIZE = 20
LISTING_PATH = "/en/resources/manual"
ABOUT_PATH = "/en/about"


def render_page(target: str, *, version: int, root: str) -> str | None:
    """The page at a request target; ``None`` where the site has none.

    Args:
        target: path with query string.
        root: scheme, host and port, for the links that sites write out in full.
    """
    path, _, query = target.partition("?")
    if path == LISTING_PATH:
        return _render_listing(parse_qs(query).get("page", ["0"])[0], version, root)
    if path == ABOUT_PATH:
        return _render(
            "about.html", root=root, path=ABOUT_PATH, title="About", paragraphs=list_paragraphs(version)
        )
    card = {card.path: card for card in list_cards(version)}.get(path)
    return None if card is None else _render_detail(card, version, root)


def _render_listing(number: str, version: int, root: str) -> str | None:
    cards = list_cards(version)
    pages = ceil(len(cards) / PAGE_SIZE)
    page = int(number) if number.isascii() and number.isdigit() else 0
    shown = cards[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    return _render(
        "listing.html",
        root=root,
        path=LISTING_PATH,
        title="Manuals and guidelines",
        cards=shown,
        first=page * PAGE_SIZE + 1,
        last=page * PAGE_SIZE + len(shown),
        total=len(cards),
        page=page,
        pages=pages,
    )


def _render_detail(card: Card, version: int, root: str) -> str:
    siblings = [other for other in list_cards(version) if other.slug == card.slug]
    return _render(
        "detail.html",
        root=root,
        path=card.path,
        language=card.language,
        title=card.title,
        card=card,
        translations=[(other.language, other.path) for other in siblings] if len(siblings) > 1 else [],
    )


def _render(template: str, **context: Any) -> str:
    defaults = {"language": "en", "translations": [], "body_class": template.removesuffix(".html")}
    return _templates().get_template(template).render(defaults | context)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("cli.demo_site"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
