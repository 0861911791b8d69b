"""``pubharvest sources draft`` and ``sources repair``: source files made from what a page shows."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import DatabaseOption, JsonOption, SourcesOption
from cli.output.tables import Column, print_table
from cli.output.terminal import print_error, print_json, print_line
from cli.reading import read_catalogue
from models.change import JsonValue
from models.errors import SourceInvalid
from models.record import RawFields
from services.settings import load_settings
from text.plurals import name_count

if TYPE_CHECKING:
    from harvesters.sources.drafting import Draft

COLUMNS = (
    Column(name="title"),
    Column(name="date"),
    Column(name="language"),
    Column(name="link", is_under=True),
    Column(name="teaser", is_under=True),
)
FIRST_ROWS = 10


def draft(
    url: Annotated[str, typer.Argument(metavar="URL", help="The first page of a listing, a feed, an API.")],
    sources: SourcesOption = None,
    json: JsonOption = False,
    write: Annotated[bool, typer.Option("--write", help="Save the file among the source files.")] = False,
) -> int:
    """Print a source file for what a page lists."""
    settings = load_settings(sources_dir=sources)
    from cli.output.progress import SilentWatch
    from harvesters.sources.drafting import DraftOrder, draft_source
    from harvesters.sources.writing import write_source
    from services.harvest.harvest import CrawlWatch
    from services.session import utc_now

    with TemporaryDirectory(prefix="pubharvest-") as folder:
        order = DraftOrder(
            url=url,
            folder=Path(folder),
            allow_hosts=settings.allow_hosts,
            contact=settings.contact,
            started_at=utc_now(),
        )
        drafted = draft_source(order, watch=CrawlWatch(url, SilentWatch()))
    text = write_source(drafted.source)
    path = settings.sources_dir / f"{drafted.source.id}.toml"
    # Before anything is printed: a reader that leaves early, such as head, must not lose the file.
    if write:
        _save(path, text)
    if json:
        print_json(_as_json(drafted, text))
    else:
        _show(text, drafted.rows, drafted.next_url)
        for hint in drafted.hints:
            print_line(f"# this page names a {hint.kind.value}: {hint.url}; draft that, too, and compare")
    if write:
        _tell_written(path, drafted.source.id, is_json=json)
    return 0


def _as_json(drafted: "Draft", text: str) -> JsonValue:
    import tomllib

    records: list[JsonValue] = [_tell_row(row) for row in drafted.rows]
    return {
        "kind": str(drafted.source.kind),
        "rows": len(drafted.rows),
        "next_url": drafted.next_url,
        "records": records,
        "source": tomllib.loads(text),
    }


def _tell_row(row: RawFields) -> dict[str, Any]:
    from text.cleaning import clean_text
    from text.languages.language import detect
    from text.languages.marks import stated_language

    title, teaser = clean_text(row.title_raw) or None, clean_text(row.teaser_raw) or None
    found = detect(" ".join(filter(None, (title, teaser))))
    return {
        "title": title,
        "teaser": teaser,
        "detail_url": row.detail_url,
        "file_url": row.file_urls[0] if row.file_urls else None,
        "date_raw": row.date_raw,
        "language": stated_language(row.language_raw) or (found[0] if found else None),
    }


def _show(text: str, rows: Sequence[RawFields], next_url: str | None) -> None:
    print_line(f"# {name_count(len(rows), 'row')} on the first page; the next page: {next_url or 'none'}")
    for line in text.splitlines():
        print_line(line)
    print_line("")
    told = [_tell_row(row) for row in rows[:FIRST_ROWS]]
    cells = (
        (row["title"], row["date_raw"], row["language"], row["detail_url"], row["teaser"]) for row in told
    )
    print_table(COLUMNS, cells, empty="no rows")


def _save(path: Path, text: str) -> None:
    if path.exists():
        raise SourceInvalid(f"{path}: is there already; edit it, or move it away and draft again")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SourceInvalid(f"{path}: can't be written: {error.strerror}; name another folder") from error


def _tell_written(path: Path, source_id: str, *, is_json: bool) -> None:
    told = f"written to {path}; try it with 'pubharvest sources preview {source_id}'"
    if is_json:
        print_error(told)
    else:
        print_line(f"# {told}")


def repair(
    source_id: Annotated[str, typer.Argument(metavar="ID", help="A source.")],
    sources: SourcesOption = None,
    database: DatabaseOption = None,
    json: JsonOption = False,
    is_applied: Annotated[
        bool, typer.Option("--apply", help="Put the proposal into the source file.")
    ] = False,
) -> int:
    """Show or apply selectors proposed for a site whose markup changed."""
    settings = load_settings(database_url=database, sources_dir=sources)
    from services.harvest.repair import apply_proposal, read_proposal
    from services.harvest.source_choice import require_sources

    (source,) = require_sources(settings.sources_dir, [source_id])

    with read_catalogue(settings) as connection:
        proposal = read_proposal(connection, source)
    path = apply_proposal(source, proposal, settings.sources_dir) if is_applied else None
    if json:
        print_json({"source": source.id, **asdict(proposal), "titles": list(proposal.titles)})
    else:
        found = name_count(proposal.rows, "row")
        print_line(f"# proposed by run {proposal.run_id}: finds {found} on the first page")
        for line in proposal.text.splitlines():
            print_line(line)
        print_table((Column(name="title"),), ((title,) for title in proposal.titles), empty="no rows")
    if path is not None:
        _tell_written(path, source.id, is_json=json)
    return 0
