"""Which record's word counts, field by field."""

from datetime import UTC, datetime
from itertools import permutations

from models.record import DatePrecision, Description, PartialDate
from transforms.publications.merge import Member, merge

EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def member(record_id: str, description: Description, *, trust: int = 0, at: datetime = EARLY) -> Member:
    return Member(
        record_id=record_id,
        source_id=f"s-{record_id}",
        description=description,
        first_seen_at=at,
        trust=trust,
    )


def test_the_full_abstract_is_preferred_over_any_teaser() -> None:
    members = [
        member("a", Description(teaser="A whole teaser."), trust=9),
        member("b", Description(abstract="All of it.", teaser="All")),
        member("c", Description(teaser="A cut-off teaser that is long", is_teaser_cut=True), trust=9),
    ]
    merged = merge(members)
    assert merged.fields.abstract == "All of it."
    assert merged.provenance["abstract"] == "b"
    assert merge(members[::2]).fields.abstract == "A whole teaser."


def test_the_longest_of_cut_off_teasers_is_kept() -> None:
    short, long = (Description(teaser=text, is_teaser_cut=True) for text in ("This book", "This book tells"))
    assert merge([member("a", short, trust=5), member("b", long)]).fields.abstract == "This book tells"


def test_trust_then_recency_then_id_decide_between_equals() -> None:
    old, new = Description(publisher="Old name"), Description(publisher="New name")
    assert merge([member("a", old, trust=1), member("b", new)]).fields.publisher == "Old name"
    assert merge([member("a", old), member("b", new, at=LATE)]).fields.publisher == "New name"
    assert merge([member("b", new), member("a", old)]).fields.publisher == "Old name"


def test_the_url_on_the_publishers_own_site_is_the_main_one() -> None:
    publisher = "International Organization for Migration"
    elsewhere = Description(url="https://library.example/iom/1", publisher=publisher)
    own = Description(url="https://publications.iom.int/books/1")
    merged = merge([member("a", elsewhere, trust=9), member("b", own)])
    assert merged.fields.url == "https://publications.iom.int/books/1"
    assert merged.provenance["url"] == "b"


def test_a_more_precise_date_counts_only_within_the_chosen_year() -> None:
    year = Description(published_on=PartialDate(iso="2019", precision=DatePrecision.YEAR))
    day = Description(published_on=PartialDate(iso="2019-11-07", precision=DatePrecision.DAY))
    other = Description(published_on=PartialDate(iso="2021-01-01", precision=DatePrecision.DAY))
    fields = merge([member("a", year, trust=2), member("b", day), member("c", other, trust=1)]).fields
    assert (fields.year, fields.published_on) == (2019, "2019-11-07")


def test_lists_hold_what_any_record_states_once() -> None:
    left = Description(topics=("Return", "Health"), countries=("DE",))
    right = Description(topics=("health", "Children"))
    fields = merge([member("a", left), member("b", right)]).fields
    assert fields.topics == ("Return", "Health", "Children")
    assert fields.countries == ("DE",)


def test_a_cut_off_title_gives_way_to_the_whole_one() -> None:
    cut, whole = Description(title="Reintegration hand…"), Description(title="Reintegration handbook")
    assert merge([member("a", cut, trust=3), member("b", whole)]).fields.title == "Reintegration handbook"


def test_a_stated_language_is_preferred_over_a_detected_one() -> None:
    detected, stated = Description(language="it"), Description(language="es", is_language_stated=True)
    assert merge([member("a", detected, trust=3), member("b", stated)]).fields.language == "es"


def test_every_value_has_its_origin_and_order_does_not_count() -> None:
    members = [
        member("a", Description(title="One", authors=("A",), isbns=("9780306406157",))),
        member("b", Description(title="One", authors=("A", "B"), doi="10.1/x"), at=LATE),
        member("c", Description(file_urls=("https://x.example/a.pdf",), year=2001)),
    ]
    merged = merge(members)
    assert all(merge(order) == merged for order in permutations(members))
    assert merged.provenance == {
        "title": "b", "authors": "b", "doi": "b", "isbn": "a", "file_url": "c", "year": "c",
    }  # fmt: skip
    assert merged.fields.source_ids == ("s-a", "s-b", "s-c")
