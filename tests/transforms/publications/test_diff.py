"""A difference says how to get from one state to another, no more and no less."""

from hypothesis import given
from hypothesis import strategies as st

from models.change import JsonValue
from transforms.publications.diff import diff_fields

VALUES = st.none() | st.text(max_size=5) | st.integers(0, 3) | st.lists(st.text(max_size=3), max_size=3)
STATES = st.dictionaries(st.sampled_from("abcde"), VALUES)


def filled(state: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The state without what has no value: the journal does not tell ``None`` from missing."""
    return {name: value for name, value in state.items() if value is not None}


@given(STATES, STATES)
def test_applying_a_difference_gives_the_after_state(
    before: dict[str, JsonValue], after: dict[str, JsonValue]
) -> None:
    written = {change.field: change.after for change in diff_fields(before, after)}
    assert filled(before | written) == filled(after)


@given(STATES)
def test_state_does_not_differ_from_itself(state: dict[str, JsonValue]) -> None:
    assert diff_fields(state, dict(state)) == ()


@given(STATES, STATES)
def test_each_field_is_told_once(before: dict[str, JsonValue], after: dict[str, JsonValue]) -> None:
    fields = [change.field for change in diff_fields(before, after)]
    assert len(fields) == len(set(fields))
