"""The change report as one self-contained page: no script, nothing fetched, readable on paper."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feeds.report import ChangeReport, Group, ReportItem
from feeds.report_text import (
    CAUSE_NAMES,
    GROUP_NAMES,
    OP_NAMES,
    STATUS_NAMES,
    NameCommand,
    advise,
    is_first_state,
    is_list,
    is_prose,
    list_differing,
    name_change,
    name_field,
    name_time,
    one_line,
    web_url,
    word_field,
    word_value,
)
from feeds.word_diff import WordSpan, compare_paragraphs, shorten, shorten_text
from models.change import Change, FieldChange
from text.plurals import name_count
from text.printable import strip_unprintable

MAX_ITEMS = 500
"""Items of one group of a source that the page shows; the rest is counted, and stands in the change files."""
OPEN_UP_TO = 12
"""Groups of at most so many items are unfolded from the start."""


def render_html(
    report: ChangeReport,
    *,
    links: tuple[tuple[str, str], ...] = (),
    note: str | None = None,
    name_command: NameCommand = str,
) -> str:
    """The page.

    Args:
        report: what to render.
        links: (words, relative URL) of what stands beside the page: the feed, the change files.
        note: what the reader has to know of the page as a whole.
        name_command: how commands are written that the page advises.
    """
    page = environment().get_template("report.html")
    text = page.render(
        report=report,
        links=links,
        note=note,
        name_command=name_command,
        max_items=MAX_ITEMS,
        open_up_to=OPEN_UP_TO,
    )
    return strip_unprintable(text)


@cache
def environment() -> Environment:
    """Templates with escaping always on, and the words they use."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {
        "Group": Group,
        "advise": advise,
        "group_names": GROUP_NAMES,
        "op_names": OP_NAMES,
        "status_names": STATUS_NAMES,
        "cause_names": CAUSE_NAMES,
    }
    templates.tests |= {"prose": is_prose, "several": is_list, "first_state": is_first_state}
    templates.filters |= {
        "brief": shorten_text,
        "count": name_count,
        "differing": list_differing,
        "facts": list_facts,
        "field_name": name_field,
        "marked_words": _mark_field,
        "name": name_change,
        "line": one_line,
        "paragraphs": compare_paragraphs,
        "shorten": shorten,
        "stated": state_fields,
        "time": name_time,
        "web_url": web_url,
        "words": word_value,
    }
    return templates


def state_fields(change: Change) -> dict[str, str]:
    """The change's fields in words, as they are now; fields without a value are left out."""
    return {field.field: words for field in change.fields if (words := word_value(field.after))}


def list_facts(item: ReportItem) -> tuple[str, ...]:
    """What a new entry is, in a few short pieces."""
    stated = state_fields(item.change)
    when = stated.get("published_on") or stated.get("year")
    names = ("publication_type", "publisher", "authors", "reference_number", "isbn", "doi")
    facts = (when, stated.get("language"), *(stated.get(name) for name in names))
    return tuple(shorten_text(fact, 120) for fact in facts if fact)


def _mark_field(change: FieldChange) -> tuple[WordSpan, ...]:
    return shorten(word_field(change))
