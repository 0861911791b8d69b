"""An operator who decides about one catalogue, and entries that leave something to decide."""

from datetime import datetime, timedelta
from typing import Any

from models.change import Cause, Change
from models.matching import Verdict
from models.record import Row
from services.review.pair_views import PairView, view_pair, view_pairs
from services.review.rulings import (
    Reviewed,
    Ruling,
    edit_publication,
    rule_pair,
    split_publication,
    undo_edit,
    undo_ruling,
)
from services.settings import Settings
from storage.check import check_catalogue
from storage.rulings import PairQuery
from tests.catalogues import Catalogue
from tests.factories import NOON, make_row

OTHERS = ("border-control", "legal-aid", "family-tracing", "cash-assistance")
"""Slugs of entries that have nothing to do with each other."""


def alike(*slugs: str) -> list[Row]:
    """Entries that the engine takes for one publication."""
    return [make_row(slug, title_raw="Return handbook", isbn_raw="978-92-9068-845-7") for slug in slugs]


def unsure(*slugs: str) -> list[Row]:
    """Entries with one title and different texts, so that the engine leaves them to an operator."""
    texts = ("How to plan a return.", "What to do before departure.", "Whom to ask for help after arrival.")
    return [
        make_row(slug, title_raw="Return and reintegration counselling", teaser_raw=text)
        for slug, text in zip(slugs, texts, strict=False)
    ]


def summarise(change: Change) -> tuple[Any, ...]:
    fields = {field.field: (field.before, field.after) for field in change.fields}
    return change.op, change.entity_id, change.redirect_to, change.evidence, fields


class Operator:
    """Takes every kind of decision about one catalogue; the laws are proven after each."""

    def __init__(self, catalogue: Catalogue, url: str) -> None:
        self.catalogue = catalogue
        self.settings = Settings(
            database_url=url, var_dir=catalogue.var_dir, sources_dir=catalogue.var_dir / "sources"
        )
        self.decisions = 0

    def clock(self) -> datetime:
        self.decisions += 1
        return NOON + timedelta(days=self.catalogue.runs, minutes=self.decisions)

    def rule(self, verdict: Verdict, *names: str, **given: Any) -> Reviewed:
        ruling = Ruling(verdict=verdict, **given)
        return self.sound(rule_pair(names, ruling, self.settings, clock=self.clock))

    def undo(self, *names: str) -> Reviewed:
        return self.sound(undo_ruling(names, self.settings, clock=self.clock))

    def split(self, name: str, *record_names: str) -> Reviewed:
        return self.sound(split_publication(name, self.settings, record_names=record_names, clock=self.clock))

    def edit(self, name: str, field: str, value: str) -> Reviewed:
        return self.sound(edit_publication(name, field, value, self.settings, clock=self.clock))

    def undo_edit(self, name: str, field: str) -> Reviewed:
        return self.sound(undo_edit(name, field, self.settings, clock=self.clock))

    def sound(self, reviewed: Reviewed) -> Reviewed:
        """The laws hold, and the journal has exactly these changes, by an operator."""
        with self.catalogue.database.read() as connection:
            assert check_catalogue(connection) == ()
        count = len(reviewed.changes)
        assert {one.cause for one in reviewed.changes} <= {Cause.OPERATOR}
        told = self.catalogue.changes()[-count:] if count else ()
        assert [summarise(one) for one in told] == [summarise(one) for one in reviewed.changes]
        return reviewed

    def show(self, *names: str) -> PairView:
        with self.catalogue.database.read() as connection:
            return view_pair(connection, names, now=NOON)

    def listed(self, **query: Any) -> list[str]:
        with self.catalogue.database.read() as connection:
            return [pair.name for pair in view_pairs(connection, PairQuery(**query), now=NOON).pairs]

    def state(self) -> dict[str, list[dict[str, Any]]]:
        """All that readers see, but for the journal."""
        views = {
            "publications": "SELECT * FROM v1_publications ORDER BY id",
            "works": "SELECT * FROM v1_works ORDER BY id",
            "records": "SELECT * FROM v1_records ORDER BY id",
            "redirects": "SELECT * FROM v1_redirects ORDER BY from_id",
        }
        rows = {name: self.catalogue.rows(query) for name, query in views.items()}
        for row in (*rows["publications"], *rows["works"]):
            del row["updated_seq"]
        return rows

    def homes(self) -> dict[str, str]:
        """Slug → publication."""
        rows = self.catalogue.rows("SELECT native_key, publication_id FROM v1_records")
        return {row["native_key"].rpartition("/")[2]: row["publication_id"] for row in rows}

    def records(self, home: str) -> list[dict[str, Any]]:
        return self.catalogue.rows(f"SELECT * FROM v1_records WHERE publication_id = '{home}' ORDER BY id")

    def publication(self, home: str) -> dict[str, Any]:
        (row,) = self.catalogue.rows(f"SELECT * FROM v1_publications WHERE id = '{home}'")
        return row

    def record_ids(self) -> dict[str, str]:
        """Slug → record."""
        rows = self.catalogue.rows("SELECT id, native_key FROM v1_records")
        return {row["native_key"].rpartition("/")[2]: row["id"] for row in rows}

    def work(self, slug: str) -> str:
        works = self.catalogue.rows("SELECT id, work_id FROM v1_publications")
        return next(str(row["work_id"]) for row in works if row["id"] == self.homes()[slug])
