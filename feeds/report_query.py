"""A change report straight from the database."""

from datetime import datetime

from feeds.report import ChangeReport, build_report
from storage.database import Connection
from storage.journal import Head, read_changes, read_head
from storage.runs import read_source_states


def read_report(
    connection: Connection, *, since: int = 0, until: int | None = None, now: datetime
) -> ChangeReport:
    """The changes with ``since`` < seq ≤ ``until``, and the state of every source.

    Args:
        until: at most the journal's head; ``None``: the head.
    """
    head = read_head(connection)
    end = Head(seq=head.seq if until is None else until, epoch=head.epoch)
    changes = read_changes(connection, since=since, until=end.seq)
    return build_report(changes, read_source_states(connection), since=since, head=end, now=now)
