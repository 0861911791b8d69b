"""Records that could be one share a blocking key; keys stay few and short."""

from hypothesis import given
from hypothesis import strategies as st

from models.record import Description
from transforms.matching.blocking import blocking_keys

TEXT = (
    "Over two hundred practitioners were asked what helps people who return to rebuild a life of their own."
)


def share(left: Description, right: Description) -> bool:
    return bool(blocking_keys(left) & blocking_keys(right))


def test_titles_that_differ_in_typing_meet() -> None:
    assert share(Description(title="Reintegration Hand-book"), Description(title="REINTEGRATION handbook"))


def test_a_reordered_subtitle_meets() -> None:
    left = Description(title="Reintegration handbook: practical guidance for caseworkers")
    assert share(left, Description(title="Practical guidance for caseworkers – reintegration handbook"))


def test_a_missing_subtitle_meets() -> None:
    left = Description(title="Reintegration handbook: practical guidance for caseworkers")
    assert share(left, Description(title="Reintegration handbook"))


def test_two_editions_meet() -> None:
    left, right = Description(title="Return guide, 2nd edition"), Description(title="Return guide (2008)")
    assert share(left, right)


def test_a_cut_off_teaser_meets_the_abstract() -> None:
    assert share(Description(teaser=TEXT[:90], is_teaser_cut=True), Description(abstract=TEXT))


def test_identifiers_meet_whatever_the_title() -> None:
    left = Description(title="One", isbns=("9780306406157",), doi="10.1/x")
    assert share(left, Description(title="Two", isbns=("9780306406157",)))
    assert share(left, Description(title="Two", doi="10.1/x"))


def test_a_description_without_any_text_has_no_keys() -> None:
    assert blocking_keys(Description()) == frozenset()
    assert blocking_keys(Description(title="…")) == frozenset()


@given(st.builds(Description, title=st.text(max_size=2000), teaser=st.text(max_size=300)))
def test_keys_are_few_and_short(description: Description) -> None:
    keys = blocking_keys(description)
    assert len(keys) <= 16
    assert all(len(key) <= 64 for key in keys)
