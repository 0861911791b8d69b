from harvesters.html.listing.listing import ListingPage
from harvesters.spiders.listing_end import ListingWalk, Step
from models.record import RawFields
from models.run import EndProof
from models.source import Limits


def page(
    *slugs: str, to: int | None = None, total: int | None = None, says_empty: bool = False, views: int = 0
) -> ListingPage:
    rows = tuple(
        RawFields(detail_url=f"http://x/{slug}", row_text=f"{slug} viewed {views}") for slug in slugs
    )
    return ListingPage(rows=rows, next_url=url(to) if to else None, stated_total=total, says_empty=says_empty)


def url(number: int) -> str:
    return f"http://x/list?page={number}"


def walk(*pages: ListingPage, limits: Limits | None = None) -> list[Step]:
    """The steps taken after each page, page n standing at ``url(n)``."""
    listing = ListingWalk(limits or Limits())
    return [listing.after(number, url(number), each) for number, each in enumerate(pages, start=1)]


def test_a_page_with_a_next_one_leads_on() -> None:
    assert walk(page("a", to=2))[-1] == Step(next_url=url(2))


def test_a_last_page_without_next_proves_the_end() -> None:
    last = walk(page("a", to=2), page("b"))[-1]
    assert (last.proof, last.detail) == (EndProof.NO_NEXT, "page 2 has no next page")


def test_a_next_link_to_the_page_itself_is_none() -> None:
    assert walk(page("a", to=1))[-1].proof is EndProof.NO_NEXT


def test_a_stated_total_that_was_not_reached_outweighs_a_missing_next_link() -> None:
    last = walk(page("a", to=2, total=5), page("b", total=5))[-1]
    assert last.proof is None
    assert "states 5 entries, but 2 were listed" in (last.reason or "")


def test_a_pager_that_leads_back_proves_nothing() -> None:
    last = walk(page("a", to=2), page("b", to=1))[-1]
    assert last.proof is None
    assert "leads back" in (last.reason or "")


def test_a_pager_that_leads_back_is_at_its_end_when_the_total_is_met() -> None:
    assert walk(page("a", to=2, total=2), page("b", to=1, total=2))[-1].proof is EndProof.STATED_TOTAL


def test_the_last_page_twice_over_proves_the_end() -> None:
    steps = walk(page("a", to=2), page("b", to=3), page("b", to=4, views=1), page("b", to=5, views=2))
    assert [step.is_repeat for step in steps] == [False, False, True, True]
    assert steps[-1].proof is EndProof.REPEATED_PAGE


def test_one_repeated_page_in_the_middle_is_walked_over() -> None:
    steps = walk(page("a", to=2), page("b", to=3), page("b", to=4), page("c"))
    assert steps[2] == Step(next_url=url(4), is_repeat=True)
    assert steps[-1].proof is EndProof.NO_NEXT


def test_a_last_page_that_only_leads_to_itself_again_proves_the_end() -> None:
    steps = walk(page("a", to=2), page("b", to=3), page("b", to=3))
    assert steps[-1].proof is EndProof.REPEATED_PAGE


def test_a_site_that_shows_its_first_page_whatever_is_asked_proves_nothing() -> None:
    last = walk(page("a", to=2), page("a", to=3), page("a", to=4))[-1]
    assert last.proof is None
    assert "repeats page 1" in (last.reason or "")


def test_a_site_that_starts_over_proves_nothing() -> None:
    last = walk(page("a", to=2), page("b", to=3), page("a", to=4), page("b", to=5))[-1]
    assert last.proof is None
    assert "repeats page 2" in (last.reason or "")


def test_a_page_that_says_it_is_empty_proves_an_empty_list() -> None:
    assert walk(page(says_empty=True))[-1].proof is EndProof.STATED_EMPTY


def test_a_first_page_without_rows_ends_the_list_for_others_to_judge() -> None:
    last = walk(page())[-1]
    assert (last.proof, last.reason) == (EndProof.NO_NEXT, None)
    assert "lists nothing" in (last.detail or "")


def test_a_later_page_without_rows_proves_nothing() -> None:
    assert walk(page("a", to=2), page())[-1].proof is None


def test_a_later_page_without_rows_is_the_end_when_the_total_is_met() -> None:
    assert walk(page("a", to=2, total=1), page())[-1].proof is EndProof.STATED_TOTAL


def test_limits_stop_the_walk_and_say_so() -> None:
    for limits, name in ((Limits(max_pages=2), "max_pages"), (Limits(max_records=2), "max_records")):
        last = walk(page("a", to=2), page("b", to=3), limits=limits)[-1]
        assert last.next_url is None
        assert f"limits.{name} (2)" in (last.reason or "")


def test_a_list_that_ends_at_its_limit_is_whole() -> None:
    assert walk(page("a", to=2), page("b"), limits=Limits(max_pages=2))[-1].proof is EndProof.NO_NEXT
