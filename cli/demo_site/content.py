"""What the demonstration site says in each of its versions."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

TEASER_LENGTH = 220
"""Characters after which the site cuts a teaser off."""

LANGUAGE_NAMES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "pt": "Portuguese",
    "ru": "Russian",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One entry of the listing with all that its detail page says."""

    slug: str
    language: str
    type: str
    date: str
    title: str
    body: str
    isbn: str | None
    reference: str | None
    """The publisher's own number, which translations share."""
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    countries: tuple[str, ...]
    file_path: str

    @property
    def path(self) -> str:
        return f"/{self.language}/resources/{self.type}/{self.slug}"

    @property
    def teaser(self) -> str:
        if len(self.body) <= TEASER_LENGTH:
            return self.body
        return self.body[:TEASER_LENGTH].rsplit(" ", 1)[0] + "…"

    @property
    def type_name(self) -> str:
        return self.type.capitalize()

    @property
    def language_name(self) -> str:
        return LANGUAGE_NAMES[self.language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the about page: a heading or a text."""

    heading: str | None
    text: str | None


def list_cards(version: int) -> tuple[Card, ...]:
    """The cards in the order of the listing."""
    content = _read("publications.toml")
    bodies = {
        (edit["language"], edit["slug"]): edit["body"]
        for edit in content["edit"]
        if edit["version"] <= version
    }
    cards: list[Card] = []
    for entry in content["publication"]:
        if _is_shown(entry, version):
            body = bodies.get((entry["language"], entry["slug"]), entry["body"])
            cards += [_card(entry, slug, body) for slug in (entry["slug"], *entry.get("copies", ()))]
    return tuple(cards)


def list_paragraphs(version: int) -> tuple[Paragraph, ...]:
    """The paragraphs of the about page in order."""
    return tuple(
        Paragraph(heading=entry.get("heading"), text=entry.get("text"))
        for entry in _read("about.toml")["paragraph"]
        if _is_shown(entry, version)
    )


def _card(entry: dict[str, Any], slug: str, body: str) -> Card:
    return Card(
        slug=slug,
        language=entry["language"],
        type=entry["type"],
        date=entry["date"],
        title=entry["title"],
        body=body,
        isbn=entry.get("isbn"),
        reference=entry.get("reference"),
        authors=tuple(entry.get("authors", ())),
        topics=tuple(entry.get("topics", ())),
        countries=tuple(entry.get("countries", ())),
        file_path=f"/sites/g/files/demo/documents/{entry['slug']}-{entry['language']}.pdf",
    )


def _is_shown(entry: dict[str, Any], version: int) -> bool:
    return bool(entry.get("since", 1) <= version <= entry.get("until", version))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
