"""A change report straight from the database."""

from datetime import datetime

from feeds.report import ChangeReport, build_report
from storage.database import Connection
from storage.journal import read_changes, read_head
from storage.runs import read_source_states


def read_report(connection: Connection, *, since: int = 0, now: datetime) -> ChangeReport:
    """The changes after ``since`` up to the journal's head, and the state of every source."""
    head = read_head(connection)
    changes = read_changes(connection, since=since, until=head.seq)
    return build_report(changes, read_source_states(connection), since=since, head=head, now=now)
