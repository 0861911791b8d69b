"""What the flow engine shows of a run: its change report, and a table of its counts."""

import re
from collections.abc import Iterable
from datetime import datetime

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from feeds.report import build_report
from feeds.report_markdown import render_markdown
from models.run import Run
from services.harvest.run_text import summarise_run, tell_run, tell_trouble
from storage.database import Connection, Database
from storage.journal import Head, read_changes, read_head
from storage.runs import read_source_states

MAX_CHANGES = 5_000
"""A first harvest may bring more; the report then says that it shows only the first ones."""

MAX_ITEMS = 50
"""Items shown of one kind of change; the rest is counted."""


def show_run(run: Run, database: Database, *, now: datetime) -> None:
    """Leave both artifacts with the flow run under way; a source's keys are the same in each of its runs."""
    with database.read() as connection:
        report = report_run(run, connection, now=now)
    outcome = tell_trouble(run) or tell_run(run)
    create_markdown_artifact(report, key=artifact_key("changes", run.source_id), description=outcome)
    show_counts([run], key=artifact_key("counts", run.source_id))


def show_counts(runs: Iterable[Run], *, key: str) -> None:
    """Leave a table with a row a run."""
    table = [summarise_run(run) | {"reasons": "; ".join(run.reasons)} for run in runs]
    create_table_artifact(table, key=key)


def artifact_key(what: str, source_id: str) -> str:
    """Artifact keys know small letters, digits and dashes alone."""
    return f"{what}-{re.sub('[._]', '-', source_id)}"


def report_run(run: Run, connection: Connection, *, now: datetime) -> str:
    """The change report of one run as Markdown: what it changed, and how its source stands."""
    head = read_head(connection)
    since, until = head.seq, head.seq
    if run.first_seq is not None and run.last_seq is not None:
        since, until = run.first_seq - 1, run.last_seq
    shown = min(until, since + MAX_CHANGES)
    states = [state for state in read_source_states(connection) if state.source_id == run.source_id]
    changes = read_changes(connection, since=since, until=shown)
    report = build_report(changes, states, since=since, head=Head(seq=shown, epoch=head.epoch), now=now)
    text = render_markdown(report, max_items=MAX_ITEMS)
    left_out = until - shown
    return f"{text}\n… and {left_out:,} more changes\n" if left_out else text
