"""``pubharvest report``: what changed in the catalogue, and why."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.options import DatabaseOption
from cli.reading import read_catalogue
from cli.terminal import print_document, print_error, print_markdown
from models.errors import FeedUnwritable, SettingsInvalid
from services.settings import Settings, load_settings


class ReportFormat(StrEnum):
    """How a report is written."""

    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"


def report(
    since: Annotated[
        int, typer.Option("--since", metavar="SEQ", min=0, help="The last change that is known already.")
    ] = 0,
    form: Annotated[
        ReportFormat | None,
        typer.Option("--format", help="Default: as the name of FILE ends, else md.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, whole or not at all.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Tell what changed, source by source, with causes and evidence."""
    chosen = form or _format_of(output)
    text = render_report(load_settings(database_url=database), since=since, form=chosen)
    if output is not None:
        write_report(output, text)
        print_error(f"report written to {output}")
    elif chosen is ReportFormat.MARKDOWN:
        print_markdown(text)
    else:
        print_document(text)


def render_report(settings: Settings, *, since: int, form: ReportFormat) -> str:
    """The report of all changes after ``since``."""
    from feeds.report_query import read_report

    with read_catalogue(settings) as connection:
        built = read_report(connection, since=since, now=datetime.now(UTC))
    if form is ReportFormat.JSON:
        from feeds.report_json import render_json

        return render_json(built)
    if form is ReportFormat.HTML:
        from feeds.report_html import render_html

        return render_html(built)
    from feeds.report_markdown import render_markdown

    return render_markdown(built)


def write_report(path: Path, text: str) -> None:
    """Puts the report into a file.

    Raises:
        SettingsInvalid: if the file can't be written.
    """
    from feeds.files import write_whole

    try:
        write_whole(path, text)
    except FeedUnwritable as error:
        raise SettingsInvalid(f"--output: {error}") from error


def _format_of(output: Path | None) -> ReportFormat:
    known = {".html": ReportFormat.HTML, ".htm": ReportFormat.HTML, ".json": ReportFormat.JSON}
    return known.get(output.suffix.lower() if output else "", ReportFormat.MARKDOWN)
