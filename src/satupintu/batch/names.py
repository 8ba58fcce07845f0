"""Many pairs of names at once, by the law of `engine.names.same_name`.

Of a nation's millions of pairs most are told by two looks at all of them together: one slip of the finger between names
whose words stand in the same order, and more letters apart than any slip can explain. Only the others go one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from satupintu.engine.dialects import Dialect
from satupintu.engine.names import ABBREVIATIONS, same_but_for_order, same_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# From here on the start of numpy is worth it.
TOGETHER_FROM = 5_000
_CHUNK = 100_000
_LONGEST = 64  # letters of a name that is counted; a longer one goes its own way
_MOST_APART = 2  # letters: a wrong one is one too few here and one too many there
_BINS = 32
_FULL = tuple(ABBREVIATIONS)


def may_have_initial_sql(own: str, other: str, dialect: Dialect) -> str:
    """Whether some word of two written names may be a single letter, or has letters outside ASCII."""
    both = f"{own} || ' ' || {other}"
    lone = dialect.matches(both, "(?:^|[^A-Za-z0-9])[A-Za-z0-9](?:[^A-Za-z0-9]|$)")
    return f"({dialect.byte_length(both)} <> length({both}) OR {lone})"


def may_be_same_sql(own: str, other: str, dialect: Dialect) -> str:
    """Whether two names of `full_name_sql` without an initial may still be one person's: a slip is of one letter or
    space, and besides there is only what `_may_be_glued` tells."""
    written_out = dialect.matches(f"{own} || ' ' || {other}", "|".join(_FULL))
    glued = f"CASE WHEN left({own}, 1) = left({other}, 1) THEN {written_out} ELSE FALSE END"
    return f"CASE WHEN abs(length({own}) - length({other})) <= 1 THEN TRUE ELSE {glued} END"


def same_names(pairs: Sequence[tuple[Any, ...]]) -> list[bool]:
    """For each pair whether it may be one person's: `same_name` of the first two.

    A pair is both names as written, both as `full_name_sql` spells them, what `may_have_initial_sql` says, and
    whatever else.
    """
    if len(pairs) < TOGETHER_FROM:
        return [same_name(own, other) for own, other, *_ in pairs]
    found: list[bool] = []
    for start in range(0, len(pairs), _CHUNK):
        chunk = pairs[start : start + _CHUNK]
        is_same, is_told = _together(chunk)
        found += [
            same if told else _one_by_one(*one[:5])
            for one, same, told in zip(chunk, is_same.tolist(), is_told.tolist(), strict=True)
        ]
    return found


def _one_by_one(own: str, other: str, own_full: str, other_full: str, lone: bool) -> bool:
    """`same_name` of a pair that is more than one slip apart."""
    # Without initials or glued words nothing is left but another order, for which no title has to be looked for again.
    if lone or not own_full or not other_full or _may_be_glued(own_full, other_full):
        return same_name(own, other)
    ours, theirs = own_full.split(" "), other_full.split(" ")
    return sorted(ours) == sorted(theirs) or same_but_for_order(ours, theirs)


def _together(
    pairs: Sequence[tuple[Any, ...]],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each pair whether it is the same, and whether that is certain."""
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    _, _, own, other, lone, *_ = zip(*pairs, strict=True)
    sure = ~np.array(lone, bool) & np.array([one != "" != two for one, two in zip(own, other, strict=True)])
    slips = cpdist(own, other, scorer=OSA.distance, score_cutoff=1, dtype=np.int32, workers=-1)
    same = sure & (slips <= 1)
    short = np.fromiter(map(len, own), np.int32) <= _LONGEST
    short &= np.fromiter(map(len, other), np.int32) <= _LONGEST
    apart = np.abs(_letters(own) - _letters(other))[:, 1:].sum(axis=1)
    different = sure & short & ~same & (apart > _MOST_APART)
    for place in np.flatnonzero(different).tolist():
        different[place] = not _may_be_glued(own[place], other[place])
    return same, same | different


def _letters(names: Sequence[str]) -> NDArray[np.int64]:
    """How often each letter stands in each name; digits count as some letter, spaces as none (place 0)."""
    import numpy as np

    codes = np.array(names, f"S{_LONGEST}").view(np.uint8).reshape(len(names), _LONGEST)
    places = (codes & (_BINS - 1)).astype(np.int64) + np.arange(len(names))[:, None] * _BINS
    return np.bincount(places.ravel(), minlength=len(names) * _BINS).reshape(-1, _BINS)


def _may_be_glued(own: str, other: str) -> bool:
    """Whether two names may be the same without their spaces, which a word written out in one of them hides.

    Every short form begins with the letter of its full name, but few end with its last one.
    """
    if abs(own.count(" ") - other.count(" ")) != 1 or own[:1] != other[:1]:
        return False
    if own[-1:] != other[-1:] and not own.endswith(_FULL) and not other.endswith(_FULL):
        return False
    return any(full in own or full in other for full in _FULL)
