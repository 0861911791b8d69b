"""When a site's markup has changed: new selectors, found by the entries that the catalogue knows.

Nothing repairs itself: a proposal is kept with the run that broke, and an operator applies it.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from harvesters.crawl.spool import Spool
from harvesters.html.listing.listing import read_listing
from harvesters.html.selectors_from_rows.repair import propose_repair
from harvesters.sources.drafting import open_first_page
from harvesters.sources.files import find_source_file
from harvesters.sources.writing import read_rules, replace_rules, write_rules
from models.errors import PageUnreadable, SourceInvalid, StorageConflict
from models.record import RawFields
from models.source import Source, SourceKind
from storage.database import Connection, Database
from storage.records import read_known_links
from storage.runs import find_repair, save_repair

SHOWN_TITLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Selectors that find the known entries in the new markup."""

    run_id: str
    """The run that found the markup changed."""
    text: str
    """The ``[listing]`` table of a source file."""
    rows: int
    """Rows that the selectors find on the first page."""
    titles: tuple[str | None, ...]
    """Of the first rows, as printed."""


def keep_proposal(spool: Spool, database: Database, var_dir: Path) -> Proposal | None:
    """The proposal for a run whose selectors no longer fit, kept with the run; ``None``: none is to be made.

    Only a source with selectors can need it: what is detected is detected anew each time.
    """
    rules = spool.source.listing
    if spool.source.kind is not SourceKind.LISTING or not (rules.row or rules.fields):
        return None
    proposal = _propose(spool, database, var_dir)
    if proposal is not None:
        with database.write() as connection:
            advice = f"new selectors are proposed: 'pubharvest sources repair {spool.source.id}'"
            save_repair(connection, spool.crawl.run_id, asdict(proposal), advice=advice)
    return proposal


def read_proposal(connection: Connection, source: Source) -> Proposal:
    """The proposal of the source's newest run.

    Raises:
        StorageConflict: that run has none.
    """
    found = find_repair(connection, source.id)
    if found is None:
        raise StorageConflict(
            f"{source.id}: its newest run proposes no repair; a run does when its selectors no longer find "
            "what the catalogue knows",
            source_id=source.id,
        )
    return Proposal(**found | {"titles": tuple(found["titles"])})


def apply_proposal(source: Source, proposal: Proposal, folder: Path) -> Path:
    """Put the proposed selectors into the source's file, all else left as it is; returns the file.

    Raises:
        SourceInvalid: the file can't be written.
    """
    path = find_source_file(folder, source.id)
    repaired = replace_rules(path.read_text(encoding="utf-8"), read_rules(proposal.text))
    try:
        path.write_text(repaired, encoding="utf-8")
    except OSError as error:
        raise SourceInvalid(f"{path}: can't be written: {error.strerror}", source_id=source.id) from error
    return path


def _propose(spool: Spool, database: Database, var_dir: Path) -> Proposal | None:
    with database.read() as connection:
        titles, urls = read_known_links(connection, spool.source.id)
    try:
        markup = open_first_page(spool, var_dir)
    except PageUnreadable:
        return None
    if markup is None:
        return None
    rules = propose_repair(markup, titles, urls)
    if rules is None:
        return None
    rows = read_listing(markup, rules).rows
    if _count_titles(rows) <= _count_titles(read_listing(markup, spool.source.listing).rows):
        return None
    return Proposal(
        run_id=spool.crawl.run_id,
        text=write_rules(rules),
        rows=len(rows),
        titles=tuple(row.title_raw for row in rows[:SHOWN_TITLES]),
    )


def _count_titles(rows: Iterable[RawFields]) -> int:
    return sum(bool(row.title_raw) for row in rows)
