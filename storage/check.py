"""Proves the laws on the stored data: what a breach would look like, law by law, as queries."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A law that the stored data breaks."""

    law: str
    """Its name in the architecture document."""
    what: str
    """Which row breaks it, in words."""


@dataclass(frozen=True, slots=True)
class _Rule:
    law: str
    what: str
    """Of the columns that ``query`` gives for each breach."""
    query: str


_RULES = (
    _Rule(
        "one transaction",
        "the journal holds {rows} changes, but its seqs run from {first} to {last}",
        "SELECT count(*) AS rows, min(seq) AS first, max(seq) AS last FROM changes"
        " HAVING count(*) > 0 AND (min(seq) <> 1 OR max(seq) <> count(*))",
    ),
    _Rule(
        "one transaction",
        "the head counter says {head}, the journal ends at {last}",
        "SELECT h.seq AS head, coalesce((SELECT max(seq) FROM changes), 0) AS last FROM head h"
        " WHERE h.seq <> coalesce((SELECT max(seq) FROM changes), 0)",
    ),
    _Rule(
        "one transaction",
        "there are {rows} head counters instead of one",
        "SELECT count(*) AS rows FROM head HAVING count(*) <> 1",
    ),
    _Rule(
        "one transaction",
        "publication {id} was last changed at seq {updated_seq}, the journal says {last}",
        "SELECT p.id, p.updated_seq, max(c.seq) AS last FROM publications p"
        " LEFT JOIN changes c ON c.entity_id = p.id GROUP BY p.id, p.updated_seq"
        " HAVING max(c.seq) IS NULL OR max(c.seq) <> p.updated_seq",
    ),
    _Rule(
        "nothing lost",
        "record {id} is accepted but describes no publication",
        "SELECT id FROM records WHERE rejection IS NULL AND publication_id IS NULL",
    ),
    _Rule(
        "nothing lost",
        "publication {id} is described by no record",
        "SELECT p.id FROM publications p"
        " WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.publication_id = p.id)",
    ),
    _Rule(
        "nothing lost",
        "run {id} is applied but has no page visit",
        "SELECT r.id FROM runs r WHERE r.status = 'complete'"
        " AND NOT EXISTS (SELECT 1 FROM page_visits v WHERE v.run_id = r.id)",
    ),
    _Rule(
        "nothing invented",
        "run {id} counts as complete, but its end was not proven or page {url} was not read",
        "SELECT r.id, coalesce(v.url, '') AS url FROM runs r LEFT JOIN page_visits v"
        " ON v.run_id = r.id AND v.outcome IN ('failed', 'refused')"
        " WHERE r.status = 'complete' AND (v.url IS NOT NULL OR r.end_proof IS NULL)",
    ),
    _Rule(
        "nothing invented",
        "publication {id} is withdrawn, but its record {record} is listed",
        "SELECT p.id, r.id AS record FROM publications p JOIN records r ON r.publication_id = p.id"
        " WHERE p.withdrawn_at IS NOT NULL AND r.withdrawn_at IS NULL AND r.rejection IS NULL",
    ),
    _Rule(
        "nothing invented",
        "publication {id} is listed, but all its records are withdrawn",
        "SELECT p.id FROM publications p WHERE p.withdrawn_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM records r WHERE r.publication_id = p.id AND r.withdrawn_at IS NULL)",
    ),
    _Rule(
        "ids live forever",
        "redirect {from_id} leads to {to_id}, which leads on or is nowhere",
        "SELECT d.from_id, d.to_id FROM redirects d"
        " WHERE EXISTS (SELECT 1 FROM redirects e WHERE e.from_id = d.to_id)"
        " OR NOT EXISTS (SELECT 1 FROM publications p WHERE p.id = d.to_id OR p.work_id = d.to_id)",
    ),
    _Rule(
        "ids live forever",
        "{id} is a publication and has a redirect at once",
        "SELECT p.id FROM publications p JOIN redirects d ON d.from_id = p.id",
    ),
    _Rule(
        "ids live forever",
        "{id} is a work and has a redirect at once",
        "SELECT DISTINCT p.work_id AS id FROM publications p JOIN redirects d ON d.from_id = p.work_id",
    ),
    _Rule(
        "ids live forever",
        "{entity_id} was created, but is neither a publication nor led on",
        "SELECT DISTINCT c.entity_id FROM changes c WHERE c.entity = 'publication'"
        " AND NOT EXISTS (SELECT 1 FROM publications p WHERE p.id = c.entity_id)"
        " AND NOT EXISTS (SELECT 1 FROM redirects d WHERE d.from_id = c.entity_id)",
    ),
    _Rule(
        "people outrank the engine",
        "an operator ruled that {left_id} and {right_id} are {verdict}, but the catalogue has it otherwise",
        "SELECT j.left_id, j.right_id, j.verdict FROM judgements j"
        " JOIN records a ON a.id = j.left_id JOIN records b ON b.id = j.right_id"
        " WHERE j.decider = 'operator'"
        " AND (j.verdict = 'same') <> (a.publication_id = b.publication_id)",
    ),
    _Rule(
        "every change has a cause and evidence",
        "change {seq} names run {run_id}, which is not known",
        "SELECT c.seq, c.run_id FROM changes c WHERE c.run_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.id = c.run_id)",
    ),
    _Rule(
        "every change has a cause and evidence",
        "change {seq} comes from a source but names no run",
        "SELECT seq FROM changes WHERE cause = 'source' AND run_id IS NULL",
    ),
    _Rule(
        "replay gives the same",
        "notice {notice_id} ({language}) has {rows} current versions",
        "SELECT notice_id, language, count(*) AS rows FROM notice_versions"
        " WHERE valid_to IS NULL GROUP BY notice_id, language HAVING count(*) > 1",
    ),
)


def check_catalogue(connection: Connection) -> tuple[Breach, ...]:
    """Every breach of the laws that the stored data shows; empty: it is sound."""
    return tuple(_find_breaches(connection))


def _find_breaches(connection: Connection) -> Iterator[Breach]:
    for rule in _RULES:
        for row in connection.execute(text(rule.query)).mappings():
            yield Breach(law=rule.law, what=rule.what.format(**row))
    if connection.dialect.name == "sqlite":
        for (verdict,) in connection.execute(text("PRAGMA integrity_check")):
            if verdict != "ok":
                yield Breach(law="same in both databases", what=f"the file is damaged: {verdict}")
        for table, _, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
            yield Breach(law="nothing lost", what=f"a row of {table} refers to a missing row of {parent}")
