"""The versioned views that readers use. A view only ever gains columns at its end; a break makes ``v2_``.

Definitions are kept per database only where the two have no common SQL: for making JSON arrays.
"""

from collections.abc import Mapping

_JSON_ARRAY = {
    "sqlite": "(SELECT json_group_array(v) FROM (SELECT {value} AS v FROM {rows} ORDER BY {value}))",
    "postgresql": "(SELECT coalesce(json_agg({value} ORDER BY {value}), '[]')::text FROM {rows})",
}

_PUBLICATIONS = """
SELECT id, work_id, title, abstract, language, publication_type, year, published_on, publisher, authors,
       isbn, doi, reference_number, url, file_url, topics, countries, source_ids, first_seen_at,
       (SELECT max(r.last_seen_at) FROM records r WHERE r.publication_id = publications.id) AS last_seen_at,
       withdrawn_at, updated_seq
FROM publications
"""

_WORKS = """
SELECT w.work_id AS id,
       (SELECT p.title FROM publications p WHERE p.work_id = w.work_id
        ORDER BY p.withdrawn_at IS NOT NULL, p.first_seen_at, p.id LIMIT 1) AS title,
       {publication_ids} AS publication_ids,
       {languages} AS languages,
       w.first_seen_at, w.updated_seq
FROM (SELECT work_id, min(first_seen_at) AS first_seen_at, max(updated_seq) AS updated_seq
      FROM publications GROUP BY work_id) w
"""

_RECORDS = """
SELECT id, source_id, native_key, key_kind, publication_id,
       CASE WHEN rejection IS NOT NULL THEN 'rejected'
            WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
            ELSE 'listed' END AS status,
       rejection, t.raw AS raw_json, t.description AS description_json, t.notes AS notes_json,
       t.page_url, t.capture_id,
       first_seen_at, last_seen_at, withdrawn_at, last_run_id,
       (SELECT p.provenance FROM publications p WHERE p.id = records.publication_id) AS provenance_json
FROM records JOIN record_texts t ON t.record_id = records.id
"""

_NOTICES = """
SELECT notice_id AS id, source_id, kind, language, text, version, valid_from, valid_to, url, updated_seq
FROM notice_versions
"""

_CHANGES = """
SELECT seq, at, entity, entity_id, op, cause, source_id, run_id, redirect_to, fields AS changes_json,
       label, url, evidence AS evidence_json
FROM changes
"""

_REDIRECTS = "SELECT from_id, to_id FROM redirects"

_RUNS = """
SELECT id, source_id, status, started_at, finished_at, reasons AS reasons_json, counts AS counts_json,
       end_proof, end_detail, first_seq, last_seq, spool_path, capture_path
FROM runs
"""

_SOURCES = """
SELECT id, url, publisher, is_enabled, definition AS definition_json,
       (SELECT r.id FROM runs r WHERE r.source_id = sources.id
        ORDER BY r.started_at DESC, r.id DESC LIMIT 1) AS last_run_id,
       (SELECT r.status FROM runs r WHERE r.source_id = sources.id
        ORDER BY r.started_at DESC, r.id DESC LIMIT 1) AS last_run_status
FROM sources
"""


def view_definitions(dialect: str) -> Mapping[str, str]:
    """The ``SELECT`` of each view by name, for ``sqlite`` or ``postgresql``."""
    publication_ids = _JSON_ARRAY[dialect].format(
        value="p.id", rows="publications p WHERE p.work_id = w.work_id"
    )
    distinct = (
        "(SELECT DISTINCT language FROM publications d"
        " WHERE d.work_id = w.work_id AND d.language IS NOT NULL) p"
    )
    languages = _JSON_ARRAY[dialect].format(value="p.language", rows=distinct)
    return {
        "v1_publications": _PUBLICATIONS,
        "v1_works": _WORKS.format(publication_ids=publication_ids, languages=languages),
        "v1_records": _RECORDS,
        "v1_notices": _NOTICES,
        "v1_changes": _CHANGES,
        "v1_redirects": _REDIRECTS,
        "v1_runs": _RUNS,
        "v1_sources": _SOURCES,
    }
