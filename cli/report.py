"""``pubharvest report``: what changed in the catalogue, and why."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import DatabaseOption
from cli.output.hints import name_command
from cli.output.terminal import print_document, print_error, print_markdown
from cli.reading import read_catalogue
from models.errors import FeedUnwritable, SettingsInvalid
from services.settings import Settings, load_settings

if TYPE_CHECKING:
    from storage.database import Connection


class ReportFormat(StrEnum):
    """How a report is written."""

    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOrder:
    """Which changes a report is about."""

    since: int | None = None
    """The last seq that is left out; ``None``: as ``days`` says, else none."""
    until: int | None = None
    """The last seq; ``None``: the journal's."""
    days: int | None = None
    note: str | None = None
    """What the reader has to know of the report as a whole."""


def report(
    since: Annotated[
        int | None,
        typer.Option("--since", metavar="SEQ", min=0, help="Report changes after this sequence number."),
    ] = None,
    until: Annotated[
        int | None,
        typer.Option("--until", metavar="SEQ", min=0, help="Report changes up to this number; default: all."),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", min=1, help="Report changes of the last N days.")
    ] = None,
    form: Annotated[
        ReportFormat | None,
        typer.Option("--format", help="Default: as the name of FILE ends, else md.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, whole or not at all.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Report what changed in the catalogue, and why."""
    if since is not None and days is not None:
        raise typer.BadParameter("--since and --days both say where the report begins; give one of them")
    chosen = form or _format_of(output)
    order = ReportOrder(since=since, until=until, days=days)
    text = render_report(load_settings(database_url=database), order, chosen)
    if output is not None:
        write_report(output, text)
        print_error(f"report written to {output}")
    elif chosen is ReportFormat.MARKDOWN:
        print_markdown(text)
    else:
        print_document(text)


def render_report(settings: Settings, order: ReportOrder, form: ReportFormat) -> str:
    """The report that was ordered.

    Raises:
        SettingsInvalid: if a bound is past the last change, or the end is before the beginning.
    """
    from feeds.report_query import read_report

    now = datetime.now(UTC)
    with read_catalogue(settings) as connection:
        since, until = _find_bounds(connection, order, now)
        built = read_report(connection, since=since, until=until, now=now)
    if form is ReportFormat.JSON:
        from feeds.report_json import render_json

        return render_json(built)
    if form is ReportFormat.HTML:
        from feeds.report_html import render_html

        return render_html(built, note=order.note, name_command=name_command)
    from feeds.report_markdown import render_markdown

    return render_markdown(built, note=order.note, name_command=name_command)


def _find_bounds(connection: "Connection", order: ReportOrder, now: datetime) -> tuple[int, int]:
    """(since, until) as seqs."""
    from storage.journal import find_seq_before, read_head

    head = read_head(connection).seq
    for flag, seq in (("--since", order.since), ("--until", order.until)):
        if seq is not None and seq > head:
            raise SettingsInvalid(f"{flag} {seq}: the last change is {head}; give a number up to that")
    since = order.since or 0
    if order.days is not None:
        since = find_seq_before(connection, now - timedelta(days=order.days))
    until = head if order.until is None else order.until
    if until < since:
        raise SettingsInvalid(f"--until {until}: the report begins after {since}; give that number or more")
    return since, until


def write_report(path: Path, text: str) -> None:
    """Puts the report into a file.

    Raises:
        SettingsInvalid: if the file can't be written.
    """
    from feeds.atomic_write import write_whole

    try:
        write_whole(path, text)
    except FeedUnwritable as error:
        raise SettingsInvalid(f"--output: {error}") from error


def _format_of(output: Path | None) -> ReportFormat:
    known = {".html": ReportFormat.HTML, ".htm": ReportFormat.HTML, ".json": ReportFormat.JSON}
    return known.get(output.suffix.lower() if output else "", ReportFormat.MARKDOWN)
