"""OAI-PMH 2.0, https://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm (sections 3.5, 4.5)."""

import pytest

from harvesters.protocols.answer import Received
from harvesters.protocols.oai_pmh import first_url, is_window, read_oai_pmh
from models.errors import PageUnreadable
from models.source import SourceKind
from tests.harvesters.protocols.reading import walk_list
from tests.harvesters.protocols.repositories import HOST, OaiRepository

OPEN = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
DC = 'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def received(
    inner: str, url: str = "https://repo.test/oai?verb=ListRecords&metadataPrefix=oai_dc"
) -> Received:
    return Received(url=url, body=f"{OPEN}{inner}</OAI-PMH>".encode(), content_type="text/xml")


def record(dublin_core: str) -> str:
    return (
        "<ListRecords><record><header><identifier>oai:repo:1</identifier></header><metadata>"
        f"<oai_dc:dc {DC}>{dublin_core}</oai_dc:dc></metadata></record></ListRecords>"
    )


def test_the_first_address_keeps_what_the_source_says() -> None:
    assert first_url("https://r.test/oai") == "https://r.test/oai?verb=ListRecords&metadataPrefix=oai_dc"
    asked = first_url("https://r.test/oai?set=com_1&verb=Identify&metadataPrefix=oai_datacite")
    assert asked == "https://r.test/oai?set=com_1&metadataPrefix=oai_datacite&verb=ListRecords"


def test_a_list_of_a_certain_time_is_a_window() -> None:
    assert is_window("https://r.test/oai?from=2024-01-01")
    assert is_window("https://r.test/oai?until=2024-01-01")
    assert not is_window("https://r.test/oai?set=a")


def test_dublin_core_becomes_the_fields_of_a_row() -> None:
    raw = read_oai_pmh(
        received(
            record(
                "<dc:title xml:lang='en'>Guide</dc:title><dc:title xml:lang='fr'>Guide (fr)</dc:title>"
                "<dc:creator>Doe, Jane</dc:creator><dc:contributor>An adviser</dc:contributor>"
                "<dc:subject>Return</dc:subject><dc:subject>Return</dc:subject>"
                "<dc:description>Approved.</dc:description><dc:description>What it is about.</dc:description>"
                "<dc:publisher>http://iom.int</dc:publisher><dc:publisher>IOM</dc:publisher>"
                "<dc:date>2020-01-01T00:00:00Z</dc:date><dc:date>2019-11</dc:date>"
                "<dc:type>info:eu-repo/semantics/report</dc:type><dc:type>Report</dc:type>"
                "<dc:identifier>UNHCR/2019/7</dc:identifier><dc:identifier>https://doi.org/10.1234/ab.c</dc:identifier>"
                "<dc:identifier>https://repo.test/handle/1</dc:identifier>"
                "<dc:identifier>ISSN 1234-567X</dc:identifier>"
                "<dc:identifier>https://repo.test/bitstream/1/guide</dc:identifier>"
                "<dc:relation>info:eu-repo/semantics/altIdentifier/isbn/9789290681234</dc:relation>"
                "<dc:language>en_US</dc:language><dc:coverage>Armenia</dc:coverage><dc:coverage>1990-2000</dc:coverage>"
            )
        )
    ).rows[0]
    assert (raw.native_id, raw.title_raw, raw.abstract_raw) == ("oai:repo:1", "Guide", "What it is about.")
    assert (raw.authors_raw, raw.topics_raw, raw.countries_raw) == (("Doe, Jane",), ("Return",), ("Armenia",))
    assert (raw.publisher_raw, raw.date_raw, raw.type_raw, raw.language_raw) == (
        "IOM",
        "2019-11",
        "Report",
        "en_US",
    )
    assert (raw.detail_url, raw.file_urls) == (
        "https://repo.test/handle/1",
        ("https://repo.test/bitstream/1/guide",),
    )
    assert (raw.doi_raw, raw.isbn_raw, raw.reference_raw) == ("10.1234/ab.c", "9789290681234", "UNHCR/2019/7")
    assert "Guide (fr)" in raw.row_text
    assert "Approved." in raw.row_text


def test_a_deleted_record_is_told_by_its_identifier_alone() -> None:
    walked = walk_list(
        OaiRepository(["a", "b", "c"], deleted=frozenset([1])), SourceKind.OAI_PMH, f"{HOST}/oai"
    )
    assert [entry.is_deleted for entry in walked.entries] == [False, True, False]
    assert walked.entries[1].raw.native_id == "oai:repository.test:1"


def test_tokens_are_sent_back_escaped_and_alone() -> None:
    token = "a&amp;b c/+%2F="
    page = read_oai_pmh(
        received(f"<ListRecords><resumptionToken>\n {token} \n</resumptionToken></ListRecords>")
    )
    assert page.next_url == "https://repo.test/oai?verb=ListRecords&resumptionToken=a%26b%20c%2F%2B%252F%3D"


def test_an_empty_token_ends_the_list_and_its_size_counts() -> None:
    closing = '<ListRecords><resumptionToken completeListSize="7"/></ListRecords>'
    page = read_oai_pmh(received(closing))
    assert (page.next_url, page.stated_total) == (None, 7)


def test_a_token_too_many_ends_the_list_too() -> None:
    repository = OaiRepository([f"t{n}" for n in range(6)], size=3, ends_with_error=True)
    walked = walk_list(repository, SourceKind.OAI_PMH, f"{HOST}/oai")
    assert len(walked.entries) == 6
    assert len(walked.urls) == 3
    assert walked.last.proof is not None


def test_a_record_without_metadata_is_kept() -> None:
    page = read_oai_pmh(received("<ListRecords><record/><record><header/></record></ListRecords>"))
    assert [entry.raw.native_id for entry in page.entries] == [None, None]
    assert page.entries[0].notes


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (
            '<error code="cannotDisseminateFormat">only mods</error>',
            "error cannotDisseminateFormat: only mods",
        ),
        ('<error code="badResumptionToken"/>', "error badResumptionToken"),
        ("<Identify/>", "neither records nor an error"),
    ],
)
def test_other_errors_are_passed_on(inner: str, reason: str) -> None:
    with pytest.raises(PageUnreadable, match=reason):
        read_oai_pmh(received(inner))


def test_other_xml_is_refused() -> None:
    with pytest.raises(PageUnreadable, match="root <rss>"):
        read_oai_pmh(Received(url="https://r.test", body=b"<rss/>"))
