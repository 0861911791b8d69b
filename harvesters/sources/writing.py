"""Source files as text: a draft of a new one, and new selectors put into an existing one."""

import tomllib
from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.items import Item

from harvesters.sources.schema import ListingTable
from models.source import FieldRule, ListingRules, Source

_WRAPPED = 70
"""Lists longer than this are written one item a line."""


def write_source(source: Source) -> str:
    """The source file that says what the source says; what has its default is left out."""
    document = tomlkit.document()
    for name in ("id", "url", "kind", "publisher", "language", "schedule"):
        value = getattr(source, name)
        if value is not None:
            document[name] = str(value)
    rules = describe_rules(source.listing)
    if rules:
        document["listing"] = _table(rules)
    return tomlkit.dumps(document)


def write_rules(rules: ListingRules) -> str:
    """The ``[listing]`` table of a source file with these rules."""
    document = tomlkit.document()
    document["listing"] = _table(describe_rules(rules))
    return tomlkit.dumps(document)


def read_rules(text: str) -> ListingRules:
    """The rules of a ``[listing]`` table that ``write_rules`` wrote."""
    table = tomllib.loads(text)["listing"]
    return ListingTable.model_validate(table).rules()


def replace_rules(text: str, rules: ListingRules) -> str:
    """The text of a source file with these rules for rows, next page and fields; all else stays."""
    document = tomlkit.parse(text)
    table = document.setdefault("listing", tomlkit.table())
    for name, value in describe_rules(rules).items():
        table[name] = _table(value) if isinstance(value, Mapping) else _list(value)
    return tomlkit.dumps(document)


def describe_rules(rules: ListingRules) -> dict[str, Any]:
    """The ``[listing]`` table as plain values; what is detected is left out."""
    told: dict[str, Any] = {}
    if rules.row:
        told["row"] = _one_or_more(rules.row)
    if rules.next:
        told["next"] = _one_or_more(rules.next)
    if rules.follow is not None:
        told["follow"] = rules.follow
    if rules.fields:
        told["fields"] = _describe_fields(rules.fields)
    return told


def _describe_fields(fields: tuple[FieldRule, ...]) -> dict[str, Any]:
    names = {"file_urls": "file_url"}
    return {names.get(rule.name, rule.name): _one_or_more(rule.selectors) for rule in fields}


def _one_or_more(selectors: tuple[str, ...]) -> str | list[str]:
    return selectors[0] if len(selectors) == 1 else list(selectors)


def _table(values: Mapping[str, Any]) -> Item:
    table = tomlkit.table()
    for name, value in values.items():
        table[name] = _table(value) if isinstance(value, Mapping) else _list(value)
    return table


def _list(value: Any) -> Item:
    item: Item = tomlkit.item(value)
    if isinstance(value, list):
        item.multiline(sum(map(len, value)) > _WRAPPED)  # type: ignore[attr-defined]
    return item
