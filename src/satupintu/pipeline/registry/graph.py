"""What judgements come to: which of them stand, which records they join, and where they contradict each other."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

Pairing = tuple[int, int]
SAME, DIFFERENT = "same", "different"


class Said(NamedTuple):
    """One judgement as it is weighed; `undoes` is the one that it takes back, and then it has no verdict."""

    id: int
    left: int
    right: int
    verdict: str
    undoes: int | None = None


def standing(said: Iterable[Said]) -> dict[Pairing, Said]:
    """Pair -> the judgement that counts: the latest that nobody took back."""
    ordered = sorted(said)
    undone = {one.undoes for one in ordered}
    return {(one.left, one.right): one for one in ordered if one.undoes is None and one.id not in undone}


def components(records: Iterable[int], judged: Mapping[Pairing, Said]) -> list[set[int]]:
    """The records in groups: two are together where a chain of "same" leads from one to the other."""
    groups = Groups(records)
    for (left, right), one in judged.items():
        if one.verdict == SAME and left in groups.named and right in groups.named:
            groups.join(left, right)
    return list(groups.members.values())


def conflicts(group: Collection[int], judged: Mapping[Pairing, Said]) -> list[Said]:
    """The judgements that two of a group are different, though a chain joins them."""
    return [
        one
        for (left, right), one in judged.items()
        if one.verdict == DIFFERENT and left in group and right in group
    ]


class Groups:
    """Groups that grow together; each is named by its smallest member."""

    def __init__(self, members: Iterable[int] = ()) -> None:
        self.named: dict[int, int] = {}
        self.members: dict[int, set[int]] = {}
        for member in members:
            self.find(member)

    def find(self, member: int) -> int:
        """The name of a member's group; one not seen before is a group of its own."""
        if member not in self.named:
            self.named[member] = member
            self.members[member] = {member}
        return self.named[member]

    def join(self, one: int, other: int) -> None:
        """Makes one group of two; the members of the smaller are named anew."""
        a, b = self.find(one), self.find(other)
        if a == b:
            return
        small, large = sorted((self.members.pop(a), self.members.pop(b)), key=len)
        large |= small
        name = min(a, b)
        for member in large if name in small else small:
            self.named[member] = name
        self.members[name] = large

    def group(self, member: int) -> set[int]:
        return self.members[self.find(member)]
