"""Which rows need their detail page, and what the page adds to the row."""

from dataclasses import fields, replace

from models.record import RawFields
from models.source import FieldRule, ListingRules
from text.teasers import leads_on

_OWN = frozenset(["row_text", "detail_url"])
"""What only the row itself can say."""


def needs_detail(row: RawFields, rules: ListingRules) -> bool:
    """Whether the row leaves out what its detail page would tell."""
    if row.detail_url is None or rules.follow is False:
        return False
    if rules.follow:
        return True
    return leads_on(row.teaser_raw) or any(_lacks(row, rule) for rule in rules.detail_fields)


def add_detail(row: RawFields, detail: RawFields) -> RawFields:
    """The row, with what it lacked taken from its detail page."""
    added = {
        name: value for name in _FIELD_NAMES if not getattr(row, name) and (value := getattr(detail, name))
    }
    return replace(row, **added) if added else row


def _lacks(row: RawFields, rule: FieldRule) -> bool:
    name = rule.name if rule.name in _FIELD_NAMES else f"{rule.name}_raw"
    return not getattr(row, name)


_FIELD_NAMES = tuple(field.name for field in fields(RawFields) if field.name not in _OWN)
