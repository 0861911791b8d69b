"""Groups of linked members: every member once, and together exactly where a chain of links leads."""

from hypothesis import given
from hypothesis import strategies as st

from transforms.matching.groups import Groups, group_linked

MEMBERS = "abcdefgh"
LINKS = st.lists(st.tuples(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS)), max_size=8)


def reach(start: str, links: list[tuple[str, str]]) -> set[str]:
    """All that can be walked to along the links."""
    reached = {start}
    for _ in MEMBERS:
        reached |= {end for link in links if reached.intersection(link) for end in link}
    return reached


@given(LINKS)
def test_a_group_is_what_can_be_reached_from_each_of_its_members(links: list[tuple[str, str]]) -> None:
    groups = group_linked(MEMBERS, links)
    assert sorted(member for group in groups for member in group) == sorted(MEMBERS)
    for group in groups:
        assert all(reach(member, links) == set(group) for member in group)


@given(LINKS)
def test_two_members_have_one_name_exactly_if_they_are_in_one_group(links: list[tuple[str, str]]) -> None:
    groups = Groups(MEMBERS)
    for link in links:
        groups.join(*link)
    for left in MEMBERS:
        for right in MEMBERS:
            assert (groups.name_of(left) == groups.name_of(right)) is (right in reach(left, links))
