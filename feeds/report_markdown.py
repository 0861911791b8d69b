"""The change report as Markdown: for terminals, chats and the artifacts of the flow engine."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from feeds.report import ChangeReport, Group, ReportItem, SourceSection
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
    name_field,
    name_item,
    name_time,
    one_line,
    web_url,
    word_field,
    word_value,
)
from feeds.word_diff import Mark, WordSpan, compare_paragraphs, shorten, shorten_text
from models.change import Entity, FieldChange, Op
from text.plurals import name_count

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$])")
_AUTOLINKED = re.compile(r"://|\bwww\.", re.IGNORECASE)
_SPACES = re.compile(" {2,}")
_URL_SAFE = "%:/?#@!$&'()*+,;=-._~[]"
_SHOWN_AS_FACTS = ("language", "published_on", "publication_type", "publisher", "isbn", "doi", "file_url")


def render_markdown(
    report: ChangeReport,
    *,
    max_items: int | None = None,
    note: str | None = None,
    name_command: NameCommand = str,
) -> str:
    """The report with removed words ~~struck out~~ and added ones **bold**.

    Args:
        report: what to render.
        max_items: items shown in one group of a source; the rest is counted. ``None``: all.
        note: what the reader has to know of the report as a whole.
        name_command: how commands are written that the report advises.
    """
    noted = [f"> {escape_markdown(note)}", ""] if note else []
    lines = [*_head(report), *noted, *_attention(report, name_command), *_states(report)]
    for section in report.sections:
        lines += _section(section, max_items)
    return "\n".join(lines) + "\n"


def escape_markdown(text: str) -> str:
    """The text on one line, so that nothing in it is read as markup or made a link."""
    escaped = _SPECIAL.sub(r"\\\1", one_line(text))
    return _AUTOLINKED.sub(lambda match: match[0].replace("/", "\\/", 1).replace(".", "\\."), escaped)


def _head(report: ChangeReport) -> Iterator[str]:
    yield "# Change report"
    yield ""
    yield (
        f"{name_count(report.changes, 'change')} (seq {report.since + 1} to {report.until}), "
        f"as of {name_time(report.generated_at)}"
        if report.changes
        else f"Nothing changed after seq {report.since}, as of {name_time(report.generated_at)}"
    )
    yield ""
    counts = [f"{GROUP_NAMES[group]} {report.count(group)}" for group in Group if report.count(group)]
    if counts:
        yield " · ".join(counts)
        yield ""


def _attention(report: ChangeReport, name_command: NameCommand) -> Iterator[str]:
    if report.needing_attention:
        yield "## Needs attention"
        yield ""
    for section in report.needing_attention:
        run = section.state and section.state.last_run
        if run:
            yield f"- **{escape_markdown(run.source_id)}**: {STATUS_NAMES[run.status].lower()}"
            yield from (f"  - {escape_markdown(reason)}" for reason in run.reasons)
        advice = advise(section)
        if advice:
            yield f"  - {advice.what}"
            yield from (f"  - {escape_markdown(name_command(command))}" for command in advice.commands)
    if report.needing_attention:
        yield ""


def _states(report: ChangeReport) -> Iterator[str]:
    states = [section.state for section in report.sections if section.state]
    if not states:
        return
    yield "## Sources"
    yield ""
    yield "| Source | Last run | Status | Records | Publications | Last applied |"
    yield "|---|---|---|--:|--:|---|"
    for state in states:
        run = state.last_run
        cells = (
            escape_markdown(state.source_id),
            name_time(run.started_at) if run else "never",
            (STATUS_NAMES[run.status] if run else "–") + ("" if state.is_enabled else " (disabled)"),
            f"{state.records:,}",
            f"{state.publications:,}",
            name_time(state.last_applied_at) if state.last_applied_at else "never",
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _section(section: SourceSection, max_items: int | None) -> Iterator[str]:
    if not section.changes:
        return
    name = section.source_id if section.source_id is not None else "Of no single source"
    yield f"## {escape_markdown(name)}"
    yield ""
    for group, items in section.groups:
        if items:
            yield f"### {GROUP_NAMES[group]} ({len(items)})"
            yield ""
            for item in items[:max_items]:
                yield from _item(item)
            if max_items is not None and len(items) > max_items:
                yield f"- … and {len(items) - max_items:,} more"
            yield ""


def _item(item: ReportItem) -> Iterator[str]:
    change = item.change
    what = "" if change.op in (Op.CREATE, Op.UPDATE) else f" — {OP_NAMES[change.op].lower()}"
    if change.redirect_to:
        what += f", now part of {escape_markdown(item.redirect_label or change.redirect_to)}"
    yield f"- **{_link(name_item(item), change.url)}**{what} (#{change.seq}, {CAUSE_NAMES[change.cause]})"
    if change.evidence.reason:
        yield f"  - {escape_markdown(change.evidence.reason)}"
    if is_first_state(change) and change.entity is Entity.PUBLICATION:
        yield from _facts(item)
    else:
        for field in list_differing(change):
            yield from _paragraphs(field) if field.field == "text" else _field(field)


def _field(field: FieldChange) -> Iterator[str]:
    between = "" if is_prose(field.field) else "; " if is_list(field) else " → "
    yield f"  - {escape_markdown(name_field(field.field))}: {_marked(word_field(field), between)}"


def _paragraphs(field: FieldChange) -> Iterator[str]:
    """Those that differ, one a line; the number of those that stay."""
    paragraphs = compare_paragraphs(word_value(field.before), word_value(field.after))
    changed = [paragraph for paragraph in paragraphs if paragraph.state != "kept"]
    for paragraph in changed:
        yield f"  - {_marked(paragraph.spans)}"
    if len(changed) < len(paragraphs):
        yield f"  - {name_count(len(paragraphs) - len(changed), 'paragraph')} unchanged"


def _facts(item: ReportItem) -> Iterator[str]:
    """On one line, what a new entry is."""
    stated = {field.field: word_value(field.after) for field in item.change.fields}
    facts = [escape_markdown(shorten_text(stated[name], 120)) for name in _SHOWN_AS_FACTS if stated.get(name)]
    if facts:
        yield f"  - {' · '.join(facts)}"


def _link(text: str, url: str | None) -> str:
    target = web_url(url)
    label = escape_markdown(text)
    return f"[{label}](<{quote(target, safe=_URL_SAFE)}>)" if target else label


def _marked(spans: Iterable[WordSpan], between: str = "") -> str:
    shown = between.join(_mark(span) for span in shorten(spans, longest=1_000))
    return _SPACES.sub(" ", shown).strip()


def _mark(span: WordSpan) -> str:
    text = escape_markdown(span.text)
    if not text:
        return " "
    before, after = span.text[0].isspace(), span.text[-1].isspace()
    if span.mark is Mark.CUT:
        text = f" [… {text} …] "
    elif span.mark is not Mark.KEPT:
        # Emphasis that begins or ends with a punctuation mark is only read as such beside a space.
        before |= not text[0].isalnum() or span.mark is Mark.ADDED
        after |= not text[-1].isalnum()
        text = f"~~{text}~~" if span.mark is Mark.REMOVED else f"**{text}**"
    return f"{' ' * before}{text}{' ' * after}"
