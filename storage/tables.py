"""The tables. Nobody outside this package reads them: readers have the views."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from storage.types import JsonText, UtcText

metadata = MetaData()

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("epoch", Text, nullable=False),
    CheckConstraint("id = 1", name="head_is_one_row"),
    comment="One row: the last seq given, and the epoch that readers compare after a restore",
)

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("publisher", Text),
    Column("is_enabled", Boolean, nullable=False),
    Column("trust", Integer, nullable=False),
    Column("definition", JsonText, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source_id", Text, ForeignKey("sources.id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("started_at", UtcText, nullable=False),
    Column("finished_at", UtcText),
    Column("reasons", JsonText, nullable=False),
    Column("counts", JsonText, nullable=False),
    Column("end_proof", Text),
    Column("end_detail", Text),
    Column("coverage", JsonText),
    Column("planned", JsonText),
    Column("repair", JsonText),
    Column("first_seq", BigInteger),
    Column("last_seq", BigInteger),
    Column("spool_path", Text),
    Column("capture_path", Text),
    Index("runs_by_source", "source_id", "started_at"),
)

page_visits = Table(
    "page_visits",
    metadata,
    Column("run_id", Text, ForeignKey("runs.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("number", Integer),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("http_status", Integer),
    Column("final_url", Text),
    Column("rows", Integer, nullable=False),
    Column("body_bytes", Integer, nullable=False),
    Column("visited_at", UtcText, nullable=False),
    Column("capture_id", Text),
    Column("etag", Text),
    Column("last_modified", Text),
)

publications = Table(
    "publications",
    metadata,
    Column("id", Text, primary_key=True),
    Column("work_id", Text, nullable=False, index=True),
    Column("title", Text),
    Column("abstract", Text),
    Column("language", Text),
    Column("publication_type", Text),
    Column("year", Integer),
    Column("published_on", Text),
    Column("publisher", Text),
    Column("authors", JsonText, nullable=False),
    Column("isbn", Text),
    Column("doi", Text),
    Column("reference_number", Text),
    Column("url", Text),
    Column("file_url", Text),
    Column("topics", JsonText, nullable=False),
    Column("countries", JsonText, nullable=False),
    Column("source_ids", JsonText, nullable=False),
    Column("provenance", JsonText, nullable=False),
    Column("first_seen_at", UtcText, nullable=False),
    Column("withdrawn_at", UtcText),
    Column("updated_seq", BigInteger, nullable=False, index=True),
)

records = Table(
    "records",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source_id", Text, ForeignKey("sources.id"), nullable=False),
    Column("native_key", Text, nullable=False),
    Column("key_kind", Text, nullable=False),
    Column("hashes", Text, nullable=False),
    Column("processing_version", Integer, nullable=False),
    Column("rejection", Text),
    Column("publication_id", Text, ForeignKey("publications.id"), index=True),
    Column("absences", Integer, nullable=False),
    Column("absent_in_run", Text),
    Column("first_seen_at", UtcText, nullable=False),
    Column("first_position", Integer, nullable=False),
    Column("last_seen_at", UtcText, nullable=False),
    Column("withdrawn_at", UtcText),
    Column("last_run_id", Text, nullable=False),
    UniqueConstraint("source_id", "native_key", name="records_have_one_row_a_key"),
    comment="How each record stands; narrow, for every run reads and writes all of a source's",
)

record_texts = Table(
    "record_texts",
    metadata,
    Column("record_id", Text, ForeignKey("records.id"), primary_key=True),
    Column("raw", JsonText, nullable=False),
    Column("variants", JsonText, nullable=False),
    Column("description", JsonText),
    Column("notes", JsonText, nullable=False),
    Column("page_url", Text, nullable=False),
    Column("capture_id", Text),
    comment="What each record says, as printed and normalised",
)

blocking_keys = Table(
    "blocking_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("record_id", Text, ForeignKey("records.id"), primary_key=True),
    Index("blocking_keys_by_record", "record_id"),
    sqlite_with_rowid=False,
)

judgements = Table(
    "judgements",
    metadata,
    Column("left_id", Text, ForeignKey("records.id"), primary_key=True),
    Column("right_id", Text, ForeignKey("records.id"), primary_key=True),
    Column("decider", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", JsonText, nullable=False),
    Column("link", Text),
    Column("at", UtcText, nullable=False),
    CheckConstraint("left_id < right_id", name="judgements_are_ordered"),
    Index("judgements_by_right", "right_id"),
)

edits = Table(
    "edits",
    metadata,
    Column("publication_id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", JsonText),
    Column("at", UtcText, nullable=False),
    comment="What operators wrote over what records say; outlives a merge of the publication",
)

redirects = Table(
    "redirects",
    metadata,
    Column("from_id", Text, primary_key=True),
    Column("to_id", Text, nullable=False, index=True),
    Column("seq", BigInteger, nullable=False),
)

notice_versions = Table(
    "notice_versions",
    metadata,
    Column("notice_id", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("source_id", Text, ForeignKey("sources.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("valid_from", UtcText, nullable=False),
    Column("valid_to", UtcText),
    Column("absences", Integer, nullable=False),
    Column("absent_in_run", Text),
    Column("capture_id", Text),
    Column("run_id", Text, nullable=False),
    Column("updated_seq", BigInteger, nullable=False),
    Index("notice_versions_by_source", "source_id"),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcText, nullable=False),
    Column("entity", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("op", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("source_id", Text),
    Column("run_id", Text),
    Column("redirect_to", Text),
    Column("label", Text),
    Column("url", Text),
    Column("fields", JsonText, nullable=False),
    Column("evidence", JsonText, nullable=False),
    Index("changes_by_entity", "entity_id", "seq"),
)
