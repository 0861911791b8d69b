"""``pubharvest runs``: what was harvested when, how it ended, and what to do with a run that waits."""

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.options import DatabaseOption, JsonOption, RunArgument, VarDirOption
from cli.output.describe import CHANGE_COLUMNS, RUN_COLUMNS, advise, tabulate_change, tabulate_runs
from cli.output.tables import Column, print_table
from cli.output.terminal import print_error, print_json, print_line
from cli.reading import read_catalogue
from models.change import JsonValue
from models.run import Outcome, PageVisit, Run, RunStatus
from services.harvest.run_text import detail_run, format_time, tell_run
from services.settings import Settings, load_settings
from text.secrets import hide_in_url

app = typer.Typer(help="List runs, and approve, discard or replay them.", rich_markup_mode=None)

VISIT_COLUMNS = (Column(name="pages"), Column(name="outcome"), Column(name="number", is_number=True))


@app.command("list", epilog="Example: pubharvest runs list --source agency-manuals --limit 10")
def list_runs(
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="List only the runs of this source.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="List only the newest N runs.")
    ] = 50,
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> None:
    """List runs, the newest first."""
    from storage import runs

    with read_catalogue(load_settings(database_url=database)) as connection:
        found = runs.list_runs(connection, source_id=source, limit=limit)
    if json:
        print_json({"runs": [detail_run(run) for run in found]})
        return
    print_table(RUN_COLUMNS, tabulate_runs(found, datetime.now(UTC)), empty="no runs yet")


@app.command(epilog="Example: pubharvest runs show 3fa9c1")
def show(run_id: RunArgument, database: DatabaseOption = None, json: JsonOption = False) -> None:
    """Show one run: its pages, rejected records and planned changes."""
    from storage import records, runs

    with read_catalogue(load_settings(database_url=database)) as connection:
        run = runs.load_run(connection, run_id)
        visits = runs.read_visits(connection, run.id)
        rejected = records.read_rejected(connection, run.id)
        planned = runs.read_planned(connection, run.id)
    if json:
        seen: list[JsonValue] = [_visit_as_json(visit) for visit in visits]
        print_json(detail_run(run) | {"visits": seen, "rejected": list(rejected), "planned": planned})
        return
    _print_run(run)
    _print_visits(visits)
    _print_rejected(rejected)
    _print_planned(planned)


@app.command(epilog="Example: pubharvest runs approve 3fa9c1")
def approve(
    run_id: RunArgument,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> int:
    """Apply a held run to the catalogue."""
    from services.harvest.approve_discard_replay import approve_run

    settings = load_settings(database_url=database, var_dir=var_dir)
    return _tell(approve_run(_find(run_id, settings), settings), is_json=json)


@app.command(epilog="Example: pubharvest runs discard 3fa9c1")
def discard(
    run_id: RunArgument,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> int:
    """Discard a held run; the catalogue stays as it is."""
    from services.harvest.approve_discard_replay import discard_run

    settings = load_settings(database_url=database, var_dir=var_dir)
    return _tell(discard_run(_find(run_id, settings), settings), is_json=json)


@app.command(epilog="Example: pubharvest runs replay 3fa9c1")
def replay(
    run_id: RunArgument,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> int:
    """Ingest a run again from its spool, without asking the site."""
    from services.harvest.approve_discard_replay import replay_run

    # A lost catalogue is made anew by replaying: the run need not be known to it.
    settings = load_settings(database_url=database, var_dir=var_dir)
    return _tell(replay_run(run_id, settings), is_json=json)


def _find(run_id: str, settings: Settings) -> str:
    """The whole id; a catalogue that is not there is not made for this."""
    from storage.runs import load_run

    with read_catalogue(settings) as connection:
        return load_run(connection, run_id).id


def _tell(run: Run, *, is_json: bool) -> int:
    """Exit code of an action on a run, once its outcome is told."""
    if is_json:
        print_json(detail_run(run))
    else:
        print_line(tell_run(run))
    trouble = None if run.status is RunStatus.DISCARDED else advise(run)
    if trouble:
        print_error(trouble)
    return 1 if trouble else 0


def _print_run(run: Run) -> None:
    print_line(tell_run(run))
    print_line(f"run {run.id}, started {format_time(run.started_at)}")
    if run.first_seq is not None:
        print_line(f"journal {run.first_seq} to {run.last_seq}")
    for what, path in (("spool", run.spool_path), ("captures", run.capture_path)):
        if path:
            print_line(f"{what} {path}")
    for reason in run.reasons:
        print_line(f"why: {reason}")


def _print_visits(visits: tuple[PageVisit, ...]) -> None:
    totals = Counter((visit.role.value, visit.outcome.value) for visit in visits)
    print_table(
        VISIT_COLUMNS,
        [(role, outcome.replace("_", " "), number) for (role, outcome), number in totals.items()],
        empty="no page was visited",
    )
    for visit in visits:
        if visit.outcome in (Outcome.FAILED, Outcome.REFUSED):
            print_line(f"{visit.outcome.value} {hide_in_url(visit.url)}: {visit.reason}")


def _print_rejected(rejected: tuple[dict[str, Any], ...]) -> None:
    for record in rejected:
        print_line(f"rejected {record['native_key']}: {record['rejection']} (on {record['page_url']})")


def _visit_as_json(visit: PageVisit) -> JsonValue:
    return {
        "url": visit.url,
        "role": visit.role.value,
        "number": visit.number,
        "outcome": visit.outcome.value,
        "reason": visit.reason,
        "http_status": visit.http_status,
        "final_url": visit.final_url,
        "rows": visit.rows,
        "body_bytes": visit.body_bytes,
        "visited_at": format_time(visit.visited_at),
        "capture_id": visit.capture_id,
    }


def _print_planned(planned: list[Any]) -> None:
    if planned:
        print_line("what it would change:")
        print_table(CHANGE_COLUMNS, map(tabulate_change, planned), empty="")
