"""Laws of paging: whatever the size of a page, each entry comes once, and the end is proven or doubted."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvesters.protocols.answer import AnswerPage, Entry, StartAgain
from harvesters.spiders.answer_end import MOST_EMPTY, AnswerWalk
from models.record import RawFields
from models.run import EndProof
from models.source import Limits, SourceKind
from tests.harvesters.protocols.reading import walk_list
from tests.harvesters.protocols.repositories import (
    HOST,
    DrupalJsonApi,
    DSpace,
    OaiRepository,
    PagedFeed,
    ReliefWeb,
    Respond,
    WordPress,
)

Build = Callable[[Sequence[str], int], tuple[Respond, str]]
REPOSITORIES: dict[SourceKind, Build] = {
    SourceKind.OAI_PMH: lambda titles, size: (OaiRepository(titles, size=size), f"{HOST}/oai"),
    SourceKind.FEED: lambda titles, size: (PagedFeed(titles, size=size), f"{HOST}/feed"),
    SourceKind.WORDPRESS: lambda titles, size: (
        WordPress(titles),
        f"{HOST}/wp-json/wp/v2/posts?per_page={size}",
    ),
    SourceKind.DRUPAL_JSONAPI: lambda titles, size: (
        DrupalJsonApi(titles),
        f"{HOST}/jsonapi/node/publication?page[limit]={size}",
    ),
    SourceKind.RELIEFWEB: lambda titles, size: (
        ReliefWeb(titles),
        f"{HOST}/v2/reports?appname=approved&limit={size}",
    ),
    SourceKind.DSPACE: lambda titles, size: (DSpace(titles), f"{HOST}/server/api?size={size}"),
}


@pytest.mark.parametrize("kind", REPOSITORIES)
@given(count=st.integers(0, 40), size=st.integers(1, 45))
@settings(max_examples=15, deadline=None)
def test_every_entry_comes_once_whatever_the_size_of_a_page(kind: SourceKind, count: int, size: int) -> None:
    titles = [f"Handbook {number} <of> R&D" for number in range(count)]
    respond, url = REPOSITORIES[kind](titles, size)
    walked = walk_list(respond, kind, url)
    assert walked.titles == titles
    assert walked.last.proof is (EndProof.NO_NEXT if titles else EndProof.STATED_EMPTY)
    assert walked.last.reason is None


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_list_is_whole_although_any_one_of_its_tokens_is_refused_once(data: st.DataObject) -> None:
    titles = [f"Handbook {number}" for number in range(data.draw(st.integers(4, 20)))]
    size = data.draw(st.integers(1, 3))
    refused = data.draw(st.integers(1, (len(titles) - 1) // size)) * size
    repository = OaiRepository(titles, size=size, refuses=[f"at/{refused}?&"])
    walked = walk_list(repository, SourceKind.OAI_PMH, f"{HOST}/oai")
    assert set(walked.titles) == set(titles)
    assert walked.last.proof is EndProof.NO_NEXT
    assert walked.last.is_again is False  # nothing more is to be read


def test_a_list_whose_token_is_refused_again_is_incomplete() -> None:
    repository = OaiRepository([f"Handbook {n}" for n in range(9)], refuses=["at/6?&", "at/6?&"])
    walked = walk_list(repository, SourceKind.OAI_PMH, f"{HOST}/oai")
    assert walked.last.proof is None
    assert "badResumptionToken: The token has expired" in (walked.last.reason or "")
    assert "once already" in (walked.last.reason or "")


def entries(*ids: str) -> tuple[Entry, ...]:
    return tuple(Entry(raw=RawFields(native_id=each)) for each in ids)


def test_fewer_entries_than_the_source_states_are_not_all() -> None:
    step = AnswerWalk("u1", Limits()).after(1, "u1", AnswerPage(entries=entries("a", "b"), stated_total=3))
    assert step.proof is None
    assert step.reason == "the source states 3 entries, but 2 were listed when answer 1 is the last one"


def test_entries_that_the_source_hides_are_among_those_it_states() -> None:
    page = AnswerPage(entries=entries("a", "b"), stated_total=3, hidden=1)
    assert AnswerWalk("u1", Limits()).after(1, "u1", page).proof is EndProof.NO_NEXT


def test_deleted_records_without_any_text_are_no_repeated_pages() -> None:
    walk = AnswerWalk("u1", Limits())
    first = walk.after(1, "u1", AnswerPage(entries=entries("a"), next_url="u2"))
    second = walk.after(2, "u2", AnswerPage(entries=entries("b")))
    assert (first.next_url, second.proof) == ("u2", EndProof.NO_NEXT)


def test_a_pager_that_is_not_looked_at_proves_nothing() -> None:
    walk = AnswerWalk("u1", Limits())
    walk.after(1, "u1", AnswerPage(entries=entries("a"), next_url="u2"))
    step = walk.after(2, "u2", AnswerPage(entries=entries("a"), next_url="u3"))
    assert step.is_repeat
    assert step.reason == "answer 2 repeats answer 1: the end of the list is not proven"


def test_a_list_that_leads_back_to_itself_is_read_again_once_if_its_tokens_may_have_failed() -> None:
    walk = AnswerWalk("u1", Limits(), may_resume=True)
    again = walk.after(1, "u1", AnswerPage(entries=entries("a"), next_url="u1"))
    assert (again.next_url, again.is_again) == ("u1", True)
    assert walk.after(2, "u1", AnswerPage(entries=entries("a"), next_url="u1")).reason is not None


def test_empty_answers_in_the_middle_are_borne_up_to_a_bound() -> None:
    walk = AnswerWalk("u0", Limits())
    steps = [walk.after(n, f"u{n}", AnswerPage(next_url=f"u{n + 1}")) for n in range(1, MOST_EMPTY + 1)]
    assert [step.next_url for step in steps[:-1]] == [f"u{n + 1}" for n in range(1, MOST_EMPTY)]
    assert "that list nothing" in (steps[-1].reason or "")


@pytest.mark.parametrize("limits", [Limits(max_pages=1), Limits(max_records=1)])
def test_a_limit_makes_the_list_incomplete(limits: Limits) -> None:
    step = AnswerWalk("u1", limits).after(1, "u1", AnswerPage(entries=entries("a", "b"), next_url="u2"))
    assert step.next_url is None
    assert "stopped at limits.max_" in (step.reason or "")


def test_starting_again_at_ever_new_addresses_comes_to_an_end() -> None:
    walk = AnswerWalk("u0", Limits())
    steps = [
        walk.after(n, f"u{n}", AnswerPage(start_again=StartAgain(url=f"u{n + 1}", reason="better")))
        for n in range(9)
    ]
    assert steps[-1].next_url is None
    assert steps[-1].reason is not None


def test_nothing_at_all_is_no_empty_list() -> None:
    assert "does not say why" in (AnswerWalk("u1", Limits()).after(1, "u1", AnswerPage()).reason or "")
