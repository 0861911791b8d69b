"""Disjoint groups that grow as links between their members become known."""

from collections.abc import Iterable


class Groups:
    """Every member alone at first; each link joins the groups of its two ends."""

    def __init__(self, members: Iterable[str]) -> None:
        self._group_of = {member: [member] for member in members}

    def join(self, left: str, right: str) -> None:
        """Make one group of the two members' groups."""
        left_group, right_group = self._group_of[left], self._group_of[right]
        if left_group is not right_group:
            small, large = sorted((left_group, right_group), key=len)  # so that n joins move n·log n members
            large.extend(small)
            self._group_of.update(dict.fromkeys(small, large))

    def name_of(self, member: str) -> str:
        """A member of the group that is the same for all in it, until the group is joined to another."""
        return self._group_of[member][0]

    def all(self) -> list[list[str]]:
        """Every group once."""
        return list({id(group): group for group in self._group_of.values()}.values())


def group_linked(members: Iterable[str], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The members in groups: two are in one group where a chain of links leads from one to the other."""
    groups = Groups(members)
    for left, right in links:
        groups.join(left, right)
    return groups.all()
