"""``pubharvest harvest``: harvests sources, takes what they list into the catalogue, publishes the feeds."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.options import DatabaseOption, JsonOption, SourcesOption, VarDirOption
from cli.output.describe import RUN_COLUMNS, advise, tabulate_runs
from cli.output.progress import SilentWatch, open_watch
from cli.output.tables import print_table
from cli.output.terminal import print_error, print_json
from cli.reading import read_head_seq
from models.run import Run
from models.source import Source
from services.harvest.run_text import summarise_run
from services.settings import Settings, load_settings


def harvest(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Sources; default: all that are enabled.")
    ] = None,
    sources: SourcesOption = None,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
    full: Annotated[
        bool, typer.Option("--full", help="Fetch every page, even what has not changed.")
    ] = False,
    flow: Annotated[
        bool | None,
        typer.Option("--flow/--no-flow", help="As a Prefect flow; default: where PREFECT_API_URL is set."),
    ] = None,
) -> int:
    """Harvest sources into the catalogue and publish the feeds."""
    from services.harvest.source_choice import require_sources

    settings = load_settings(database_url=database, var_dir=var_dir, sources_dir=sources)
    chosen = require_sources(settings.sources_dir, ids or [])
    is_flow = settings.prefect_api_url is not None if flow is None else flow
    runs = (harvest_as_flow if is_flow else harvest_without_flows)(chosen, settings, is_full=full)
    if json:
        print_json({"runs": [summarise_run(run) for run in runs], "head_seq": read_head_seq(settings)})
    else:
        print_table(RUN_COLUMNS, tabulate_runs(runs, datetime.now(UTC)), empty="nothing was harvested")
    troubles = [trouble for run in runs if (trouble := advise(run))]
    for trouble in troubles:
        print_error(trouble)
    return 1 if troubles else 0


def harvest_without_flows(
    sources: Sequence[Source], settings: Settings, *, is_full: bool = False, is_silent: bool = False
) -> tuple[Run, ...]:
    """One run a source, in the order of the sources; progress is shown on standard error."""
    from services.harvest.harvest import run_harvests

    with SilentWatch() if is_silent else open_watch() as watch:
        return run_harvests(sources, settings, watch=watch, is_full=is_full)


def harvest_as_flow(
    sources: Sequence[Source], settings: Settings, *, is_full: bool = False
) -> tuple[Run, ...]:
    """The same through the flow engine, which keeps its own log of it."""
    from flows.harvest import run_refresh

    return run_refresh([source.id for source in sources], settings, is_full=is_full, tell=print_error)
