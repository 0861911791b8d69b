"""What a publication's own page says of it."""

from harvesters.pages.fields import read_fields
from harvesters.pages.markup import Markup
from models.record import RawFields
from models.source import ListingRules


def read_detail(markup: Markup, rules: ListingRules) -> RawFields:
    """The fields of a detail page.

    Raises:
        SourceInvalid: A rule names no field, or its selector is no CSS.
    """
    return read_fields(markup.root, rules.detail_fields, markup.base_url)
