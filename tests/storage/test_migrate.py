"""Migrations make this version's schema, all of it or nothing, as often as one likes."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from models.errors import DatabaseUnusable
from storage import migrate
from storage.database import backup_database, open_database
from storage.migrate import LATEST_REVISION, ensure_schema, read_revision, upgrade_database
from storage.tables import metadata
from storage.views import view_definitions

V1_COLUMNS = {
    "v1_publications": "id work_id title abstract language publication_type year published_on "
    "publisher authors isbn doi reference_number url file_url topics countries source_ids first_seen_at "
    "last_seen_at withdrawn_at updated_seq",
    "v1_works": "id title publication_ids languages first_seen_at updated_seq",
    "v1_records": "id source_id native_key key_kind publication_id status rejection raw_json "
    "description_json "
    "notes_json page_url capture_id first_seen_at last_seen_at withdrawn_at last_run_id "
    "provenance_json",
    "v1_notices": "id source_id kind language text version valid_from valid_to url updated_seq",
    "v1_changes": "seq at entity entity_id op cause source_id run_id redirect_to changes_json label url "
    "evidence_json",
    "v1_redirects": "from_id to_id",
    "v1_runs": "id source_id status started_at finished_at reasons_json counts_json end_proof end_detail "
    "first_seq last_seq spool_path capture_path",
    "v1_sources": "id url publisher is_enabled definition_json last_run_id last_run_status",
}
"""The columns that readers rely on: a view may only gain some at its end, and each on purpose."""


def test_views_have_exactly_the_columns_that_readers_were_promised(database_url: str) -> None:
    database = open_database(database_url)
    upgrade_database(database)
    with database.read() as connection:
        columns = {
            name: " ".join(connection.execute(text(f"SELECT * FROM {name}")).keys()) for name in V1_COLUMNS
        }
    database.close()
    assert columns == V1_COLUMNS
    assert set(view_definitions("sqlite")) == set(V1_COLUMNS)


def test_migrations_make_the_tables_that_the_code_uses(database_url: str) -> None:
    database = open_database(database_url)
    assert upgrade_database(database) == ""
    with database.read() as connection:
        assert metadata.tables
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        assert read_revision(connection) == LATEST_REVISION
    database.close()
    assert [one for one in differences if one[0] not in ("remove_table", "remove_index")] == []


def test_upgrade_can_be_repeated_and_keeps_the_epoch(database_url: str) -> None:
    database = open_database(database_url)
    upgrade_database(database)
    with database.read() as connection:
        epoch = connection.execute(text("SELECT epoch FROM head")).scalar_one()
    assert upgrade_database(database) == LATEST_REVISION
    ensure_schema(database)
    with database.read() as connection:
        assert connection.execute(text("SELECT epoch FROM head")).scalars().all() == [epoch]
    database.close()


def test_upgrade_that_breaks_midway_leaves_the_old_schema(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise RuntimeError("power cut")

    database = open_database(database_url)
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "_make_views", break_off)
        with pytest.raises(RuntimeError, match="power cut"):
            upgrade_database(database)
    with database.read() as connection:
        assert read_revision(connection) == ""
    assert upgrade_database(database) == ""
    database.close()


def test_latest_revision_is_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    assert scripts.get_current_head() == LATEST_REVISION


def test_schema_of_another_version_is_refused_with_what_to_do(database_url: str) -> None:
    database = open_database(database_url)
    upgrade_database(database)
    for revision, advice in (
        ("0000", "run 'pubharvest db upgrade'"),
        ("9999", "use the version of pubharvest"),
    ):
        with database.write() as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        with pytest.raises(DatabaseUnusable, match=advice):
            ensure_schema(database)
    database.close()


def test_backup_is_a_whole_catalogue_and_overwrites_nothing(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'catalogue.db'}")
    upgrade_database(database)
    copy = tmp_path / "copy.db"
    backup_database(database, copy)
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT seq FROM head").fetchall() == [(0,)]
    with pytest.raises(DatabaseUnusable, match="is there already"):
        backup_database(database, copy)
    database.close()
