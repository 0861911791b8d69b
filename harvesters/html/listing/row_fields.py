"""The fields of detected rows: which field each place in the rows holds, and what each row says there."""

import re
from collections.abc import Iterator, Sequence

from harvesters.html.listing.alignment import Alignment, Slot, choose_title
from harvesters.html.listing.columns import column_field
from harvesters.html.listing.field_words import field_of_class, is_language, is_publication_type
from harvesters.html.listing.row_links import RowView, find_detail_url, find_image, is_file_link
from harvesters.html.listing.spans import Span
from harvesters.html.listing.units import Unit
from harvesters.html.outline import Outline, text_weight
from models.record import RawFields
from text.dates.lines import find_date, is_date_line
from text.field_labels import split_label
from text.identifiers import find_doi_raw, find_isbn_raw
from text.link_words import says_only_link
from text.teasers import strip_cut_off

_MIN_TEASER = 40
"""In letters: a shorter text is a label, a name or a date."""
_MAX_VALUE = 200
"""In letters: a longer text is prose, even in a place for a field."""
_MAX_DATED = 120
"""In letters: a date within a longer text is of what it tells, not of the entry."""
_ROLE_SHARE = 0.6
"""Of the texts in a place: so many have to be dates (languages, types) for the place to be theirs."""


def read_rows(
    outline: Outline, spans: Sequence[Span], alignment: Alignment, base_url: str
) -> tuple[RawFields, ...]:
    """The rows' fields, in page order."""
    roles = find_roles(outline, alignment)
    rows = []
    for span, units in zip(spans, alignment.rows, strict=True):
        view = RowView(outline=outline, span=span, units=units, base_url=base_url)
        rows.append(_read_row(view, alignment.titles, roles))
    return tuple(rows)


def find_roles(outline: Outline, alignment: Alignment) -> dict[str, str]:
    """The field that each place holds, by its column's head, its classes or the texts in it."""
    roles: dict[str, str] = {}
    for slot in alignment.slots:
        units = [unit for unit in slot.units if unit]
        role = (
            column_field(outline, units[0].owner)
            or _role_by_class(outline, units[0])
            or _role_by_values(units)
        )
        if role is not None and slot not in alignment.titles:
            roles[slot.name] = role
    return roles


def _role_by_class(outline: Outline, unit: Unit) -> str | None:
    """The field that the nearest telling class around the text names."""
    index = unit.owner
    for _ in range(3):
        if index < 0:
            return None
        names = outline.elements[index].get("class")
        if names:
            field = field_of_class(names)
            if field is not None:
                return field
        if outline.tags[index] in ("article", "li", "tr"):
            return None
        index = outline.parents[index]
    return None


def _role_by_values(units: Sequence[Unit]) -> str | None:
    values = [split_label(unit.text)[1] for unit in units]
    for role, test in (("date", is_date_line), ("language", is_language), ("type", is_publication_type)):
        if sum(map(test, values)) >= _ROLE_SHARE * len(values):
            return role
    return None


def _read_row(view: RowView, titles: Sequence[Slot], roles: dict[str, str]) -> RawFields:
    title = choose_title(view.units, titles)
    found = _texts_by_role(view, title, roles)
    links = list(view.links())
    files = tuple(dict.fromkeys(url for anchor, url in links if is_file_link(view, anchor, url)))
    text = " ".join(view.outline.texts[view.span.first_text : view.span.last_text])
    return RawFields(
        title_raw=title.text if title else None,
        teaser_raw=_teaser(view, title, roles),
        detail_url=find_detail_url(view, title, links, files),
        file_urls=files,
        date_raw=_date(view, title, found),
        language_raw=_first(found, "language") or _stated_language(view, title),
        type_raw=_first(found, "type"),
        publisher_raw=_first(found, "publisher"),
        authors_raw=_all(found, "authors"),
        isbn_raw=find_isbn_raw(text),
        doi_raw=find_doi_raw(text),
        reference_raw=_first(found, "reference"),
        countries_raw=_all(found, "countries"),
        topics_raw=_all(found, "topics"),
        pages_raw=_first(found, "pages"),
        image_url=find_image(view),
        row_text=text,
    )


def _texts_by_role(view: RowView, title: Unit | None, roles: dict[str, str]) -> list[tuple[str, str]]:
    """(field, text) of every text whose place or label says what it is."""
    found = []
    for unit in view.units:
        if unit is title:
            continue
        label, value = split_label(unit.text)
        role = label or roles.get(unit.slot)
        if role is not None and text_weight(value) <= _MAX_VALUE:
            found.append((role, value))
        elif is_language(value):
            found.append(("language", value))
    return [*found, *_texts_by_class(view, title, {name for name, _ in found})]


def _texts_by_class(view: RowView, title: Unit | None, known: set[str]) -> Iterator[tuple[str, str]]:
    """(field, text) of elements inside a line whose class names a field that no place or label has given."""
    outline = view.outline
    for index in range(view.span.start + 1, view.span.end):
        field = field_of_class(outline.elements[index].get("class") or "")
        if (
            field is None
            or field in known
            or (title is not None and index <= title.owner < outline.ends[index])
        ):
            continue
        text = " ".join(outline.texts[outline.first_text[index] : outline.last_text[index]])
        if text and text_weight(text) <= _MAX_VALUE:
            yield field, text


def _first(found: list[tuple[str, str]], field: str) -> str | None:
    return next((text for name, text in found if name == field and not says_only_link(text)), None)


def _all(found: list[tuple[str, str]], field: str) -> tuple[str, ...]:
    texts = [text for name, text in found if name == field and not says_only_link(text)]
    parts = [part.strip() for text in texts for part in re.split(r"\s*[;|·•]\s*|\s*,\s*(?=\S{3,})", text)]
    return tuple(dict.fromkeys(part for part in parts if part and not _is_place_and_date(part)))


def _is_place_and_date(text: str) -> bool:
    return text_weight(text) < _MIN_TEASER and _is_dated(text)


def _is_dated(text: str) -> bool:
    return is_date_line(text) or find_date(text) is not None


def _teaser(view: RowView, title: Unit | None, roles: dict[str, str]) -> str | None:
    """The longest text of the row beside its title, with the other paragraphs in the same place."""
    others = [unit for unit in view.units if unit is not title and not is_date_line(unit.text)]
    named = [
        unit for unit in others if roles.get(unit.slot) == "teaser" and text_weight(unit.text) >= _MIN_TEASER
    ]
    spare = [unit for unit in others if roles.get(unit.slot) in (None, "teaser") and not unit.heading]
    longest = max(named or spare, key=lambda unit: text_weight(unit.text), default=None)
    if longest is None or text_weight(longest.text) < _MIN_TEASER:
        return None
    same = [unit for unit in others if unit.slot == longest.slot]
    texts = [_without_generic_tail(view.outline, unit) for unit in (same if longest.link < 0 else [longest])]
    return " ".join(text for text in texts if text) or None


def _without_generic_tail(outline: Outline, unit: Unit) -> str:
    """A teaser without the link that ends it, unless that is what shows that the site cut the teaser off."""
    last = unit.first_text + 1
    while last < outline.last_text[unit.owner] and outline.owners[last] >= unit.owner:
        last += 1
    tail = outline.texts[last - 1]
    is_link = last - 1 > unit.first_text and outline.links[last - 1] >= 0
    if is_link and says_only_link(tail) and not strip_cut_off(unit.text)[1]:
        return unit.text.removesuffix(tail).rstrip()
    return unit.text


def _date(view: RowView, title: Unit | None, found: list[tuple[str, str]]) -> str | None:
    """The date as printed: what a place for dates says, else a ``time`` element, else a short text.

    What a place for dates says in words that nobody reads comes last.
    """
    placed = [text for name, text in found if name == "date" and any(map(str.isdigit, text))]
    for text in placed:
        if _is_dated(text):
            return find_date(text) or text
    for index in range(view.span.start, view.span.end):
        if view.outline.tags[index] == "time":
            texts = view.outline.texts[view.outline.first_text[index] : view.outline.last_text[index]]
            printed = find_date(" ".join(texts))
            stated: str | None = view.outline.elements[index].get("datetime")
            if printed or stated:
                return printed or stated
    short = [unit.text for unit in view.units if unit is not title and text_weight(unit.text) <= _MAX_DATED]
    whole = next((text for text in short if is_date_line(text)), None)
    if whole is not None:
        return find_date(whole) or whole
    return next((date for date in map(find_date, short) if date), next(iter(placed), None))


def _stated_language(view: RowView, title: Unit | None) -> str | None:
    """What ``hreflang`` or ``lang`` in the row says of the entry's language."""
    elements = view.outline.elements
    if title is not None and title.link >= 0 and (hreflang := elements[title.link].get("hreflang")):
        return str(hreflang)
    for index in {title.owner if title else view.span.start, *view.span.roots}:
        language: str | None = elements[index].get("lang") or elements[index].get(
            "{http://www.w3.org/XML/1998/namespace}lang"
        )
        if language:
            return language
    return None
