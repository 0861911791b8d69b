"""Records that other rules described are described again; what they then say is all that can change."""

import pytest

from services.ingest import records as under_test
from tests.catalogues import Catalogue
from tests.factories import make_rows
from transforms.records.normalise import processing_version

SLUGS = ("border-control", "case-management", "legal-aid")


def test_other_rules_describe_anew_and_change_nothing_that_is_the_same(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    described: list[str] = []
    normalise = under_test.normalise

    def watched(record, context):  # type: ignore[no-untyped-def]
        described.append(record.native_key)
        return normalise(record, context)

    monkeypatch.setattr(under_test, "normalise", watched)
    for times, version in ((3, processing_version()), (3, processing_version()), (6, 7), (6, 7)):
        monkeypatch.setattr(under_test, "processing_version", lambda version=version: version)
        catalogue.ingest(make_rows(SLUGS))
        assert len(described) == times
        assert catalogue.ops() == ["create"] * 3
        stored = catalogue.rows("SELECT DISTINCT processing_version FROM records")
        assert [row["processing_version"] for row in stored] == [version]
