"""``pubharvest sources``: the source files, and what a harvest of one would do."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.drafts import draft, repair
from cli.options import DatabaseOption, JsonOption, SourcesOption
from cli.output.describe import CHANGE_COLUMNS, tabulate_change
from cli.output.tables import Column, Row, print_table
from cli.output.terminal import print_error, print_json, print_line
from models.change import JsonValue
from models.run import RunStatus
from models.source import Source
from services.harvest.run_text import tell_counts
from services.settings import load_settings
from text.secrets import hide_in_url

app = typer.Typer(help="List, check, draft and try out source files.", rich_markup_mode=None)

app.command(epilog="Example: pubharvest sources draft https://www.agency.example/manuals")(draft)
app.command(epilog="Example: pubharvest sources repair agency-manuals --apply")(repair)

COLUMNS = (
    Column(name="source"),
    Column(name="kind"),
    Column(name="enabled"),
    Column(name="schedule"),
    Column(name="url", is_under=True),
)


@app.command("list", epilog="Example: pubharvest sources list --sources my-sources")
def list_sources(sources: SourcesOption = None, json: JsonOption = False) -> int:
    """List the sources."""
    from services.harvest.source_choice import read_sources

    found, broken = read_sources(load_settings(sources_dir=sources).sources_dir)
    for error in broken.values():
        print_error(str(error))
    if json:
        print_json({"sources": [_source_as_json(source) for source in found]})
    else:
        print_table(COLUMNS, map(_tabulate, found), empty="no sources here")
    return 2 if broken else 0


@app.command(epilog="Example: pubharvest sources check agency-manuals --sources my-sources")
def check(
    source_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="A source; default: all.")] = None,
    sources: SourcesOption = None,
    json: JsonOption = False,
) -> int:
    """Check keys, selectors and values of source files."""
    from services.harvest.source_choice import read_sources, require_sources

    folder = load_settings(sources_dir=sources).sources_dir
    found, broken = read_sources(folder)
    if source_id is not None:
        found = () if source_id in broken else require_sources(folder, [source_id])
        broken = {name: error for name, error in broken.items() if name == source_id}
    for error in broken.values():
        print_error(str(error))
    if json:
        good: list[JsonValue] = [{"source": source.id, "error": None} for source in found]
        bad: list[JsonValue] = [{"source": name, "error": str(error)} for name, error in broken.items()]
        print_json({"sources": good + bad})
    else:
        for source in found:
            print_line(f"{source.id}: ok")
    return 2 if broken else 0


@app.command(epilog="Example: pubharvest sources preview agency-manuals --sources my-sources")
def preview(
    source_id: Annotated[str, typer.Argument(metavar="ID", help="A source.")],
    sources: SourcesOption = None,
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> int:
    """Show what a harvest of a source would change; write nothing."""
    settings = load_settings(database_url=database, sources_dir=sources)
    from cli.output.progress import open_watch
    from services.harvest.preview import preview_source
    from services.harvest.source_choice import require_sources
    from storage.mapping import change_summary

    (source,) = require_sources(settings.sources_dir, [source_id])
    with open_watch() as watch:
        watch.on_start(source)
        seen = preview_source(source, settings, watch=watch)
    changes = [change_summary(change) for change in seen.changes]
    acceptance = seen.acceptance
    if json:
        listed: list[JsonValue] = list(changes)
        told: dict[str, JsonValue] = {"source": source.id, "status": acceptance.status.value}
        print_json(told | {"reasons": list(acceptance.reasons)} | asdict(seen.counts) | {"changes": listed})
    else:
        print_table(CHANGE_COLUMNS, map(tabulate_change, changes), empty="nothing would change")
        print_line(f"a run would be {acceptance.status.value}: {tell_counts(seen.counts)}")
    for reason in acceptance.reasons:
        print_error(f"{source.id}: {reason}")
    return 0 if acceptance.status is RunStatus.COMPLETE else 1


def _tabulate(source: Source) -> Row:
    kind = source.kind.value if source.kind else "detected"
    schedule = f"{source.schedule} {source.timezone}" if source.schedule else ""
    return source.id, kind, "yes" if source.enabled else "no", schedule, hide_in_url(source.url)


def _source_as_json(source: Source) -> JsonValue:
    return {
        "id": source.id,
        "kind": source.kind.value if source.kind else None,
        "enabled": source.enabled,
        "schedule": source.schedule,
        "timezone": source.timezone,
        "url": source.url,
        "publisher": source.publisher,
        "language": source.language,
    }
