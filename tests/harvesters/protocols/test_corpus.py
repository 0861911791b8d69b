"""Saved answers of real sites come out as their manifest says."""

from harvesters.protocols.feed import read_feed
from harvesters.protocols.oai_pmh import read_oai_pmh
from harvesters.protocols.sitemap import read_sitemap
from harvesters.sources.kinds import detect_kind_of_answer
from models.source import SourceKind
from tests.harvesters.protocols.conftest import Corpus


def test_saved_oai_answers_give_every_record_and_the_token(corpus: Corpus) -> None:
    for sample in corpus.samples("oai"):
        page = read_oai_pmh(sample.received)
        truth = sample.truth
        assert len(page.entries) == truth["records"], sample.name
        assert len({entry.raw.native_id for entry in page.entries}) == truth["identifiers"], sample.name
        assert sum(entry.is_deleted for entry in page.entries) == truth["deleted"], sample.name
        assert (page.next_url is None) == (truth["resumption_token"] is None), sample.name
        assert page.entries[0].raw.title_raw == truth["first_title"], sample.name


def test_saved_feeds_give_every_item(corpus: Corpus) -> None:
    for sample in corpus.samples("feed"):
        page = read_feed(sample.received)
        is_json = sample.received.body.startswith(b"{")  # the manifest counts XML alone
        count = sample.received.body.count(b'"content_html"') if is_json else sample.truth["items"]
        assert len(page.entries) == count, sample.name
        assert all(entry.raw.title_raw and "\ufffd" not in entry.raw.title_raw for entry in page.entries)


def test_saved_sitemaps_give_every_address(corpus: Corpus) -> None:
    for sample in corpus.samples("sitemap"):
        page = read_sitemap(sample.received)
        of_images = sample.received.body.count(b"<image:loc>") + sample.received.body.count(
            b"<video:content_loc>"
        )
        others = sample.truth["loc"] - of_images
        listed = len(page.entries) + len(page.inner_urls)
        assert listed == sample.received.body.count(b"<url>") + sample.received.body.count(b"<sitemap>")
        assert others <= sample.truth["loc"], sample.name


def test_saved_answers_tell_their_kind(corpus: Corpus) -> None:
    kinds = {"oai": SourceKind.OAI_PMH, "feed": SourceKind.FEED, "sitemap": SourceKind.SITEMAP}
    for folder, kind in kinds.items():
        for sample in corpus.samples(folder):
            url = f"https://site.test/{len(sample.name)}"
            assert detect_kind_of_answer(url, None, sample.received.body[:4096]) is kind, sample.name
