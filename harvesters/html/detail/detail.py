"""What a publication's own page says of it."""

from dataclasses import fields, replace

from harvesters.html.detail.detail_markup import read_detail_markup
from harvesters.html.detail.metadata import read_page_metadata, read_publication_metadata, read_translations
from harvesters.html.listing.fields import read_fields
from harvesters.html.markup import Markup
from models.record import RawFields
from models.source import ListingRules

__all__ = ["read_detail", "read_translations"]


def read_detail(markup: Markup, rules: ListingRules) -> RawFields:
    """The fields of a detail page.

    Where there are rules, they alone are asked. Otherwise the tags made for publications come before what the
    page shows, and what it says of itself to search engines comes last.

    Raises:
        SourceInvalid: A rule names no field, or its selector is no CSS.
    """
    if rules.detail_fields:
        return read_fields(markup.root, rules.detail_fields, markup.base_url)
    stated = read_publication_metadata(markup)
    shown = read_detail_markup(markup)
    title = stated.title_raw or shown.title_raw
    fuller = max((stated.abstract_raw or "", shown.abstract_raw or ""), key=len) or None
    found = replace(
        _fill(_fill(stated, shown), read_page_metadata(markup)), title_raw=title, abstract_raw=fuller
    )
    return _fill(found, _title_of_page(markup)) if not (title and fuller) else found


def _fill(fields_found: RawFields, more: RawFields) -> RawFields:
    """The fields, those that are empty taken from ``more``."""
    names = [field.name for field in fields(RawFields)]
    added = {
        name: value for name in names if not getattr(fields_found, name) and (value := getattr(more, name))
    }
    return replace(fields_found, **added)


def _title_of_page(markup: Markup) -> RawFields:
    """Open Graph's words, then the ``title`` element without the site's name at its end."""
    page = read_page_metadata(markup)
    title = markup.root.findtext(".//head/title") or markup.root.findtext(".//title") or ""
    parts = [part.strip() for part in title.replace(" – ", " | ").replace(" - ", " | ").split(" | ")]
    own = " - ".join(parts[:-1]) if len(parts) > 1 else title.strip()
    return _fill(page, RawFields(title_raw=own or None))
