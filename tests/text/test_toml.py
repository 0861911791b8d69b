"""What somebody gave us as TOML is read, or refused with a reason, however deep it nests."""

import pytest

from text.nesting import is_deeper_than
from text.toml import DEEPEST, read_toml

DEEP = 5_000


@pytest.mark.parametrize(
    "text",
    [
        f"a = {'[' * DEEP}{']' * DEEP}",
        f"a = {'{b=' * DEEP}1{'}' * DEEP}",
        f"{'a.' * DEEP}b = 1",
        f"[{'a.' * DEEP}b]\nc = 1",
        f"a = {'[' * (DEEPEST + 2)}{']' * (DEEPEST + 2)}",
    ],
)
def test_what_nests_too_deeply_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(ValueError, match="nests tables or lists more than"):
        read_toml(text)


def test_what_is_no_toml_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_toml("a = 1\nb = \nc = 2")


def test_depth_is_that_of_lists_and_tables_within_one_another() -> None:
    assert read_toml("[a.b]\nc = [1]") == {"a": {"b": {"c": [1]}}}
    assert not is_deeper_than(0, {"a": 1})
    assert is_deeper_than(0, [[]])
    assert not is_deeper_than(2, [[{"a": 1}]])
