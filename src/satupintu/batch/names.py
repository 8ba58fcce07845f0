"""Many pairs of names at once, by the law of `engine.names.same_name`.

Of a nation's millions of pairs most are told by two looks at all of them together: one slip of the finger between names
whose words stand in the same order, and more letters apart than any slip can explain. Only the others go one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from satupintu.engine.dialects import Dialect
from satupintu.engine.name_words import ABBREVIATIONS
from satupintu.engine.names import (
    OLD_FORMS,
    WORD_FORMS,
    as_today,
    is_another,
    same_but_for_order,
    same_name,
)  # fmt: skip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# From here on the start of numpy is worth it.
TOGETHER_FROM = 5_000
_CHUNK = 100_000
_LONGEST = 64  # letters of a name that is counted; a longer one goes its own way
_BINS = 32
_FULL = tuple(ABBREVIATIONS)
# A word that today's spelling may cut loose from Abdul's, and of which `same_name` may make something else.
_CUT_LOOSE = re.compile(f"{WORD_FORMS}|(?:^| )[A-Z0-9](?: |$)").search


def may_have_forms_sql(own: str, other: str, own_full: str, other_full: str, dialect: Dialect) -> str:
    """Whether two written names, with what `full_name_sql` makes of them, may hold what only `same_name` weighs: a
    word of a single letter, letters outside ASCII, or another of the words that it forgives."""
    both = f"{own} || ' ' || {other}"
    lone = dialect.matches(both, "(?:^|[^A-Za-z0-9])[A-Za-z0-9](?:[^A-Za-z0-9]|$)")
    form = dialect.matches(f"{own_full} || ' ' || {other_full}", WORD_FORMS)
    return f"({dialect.byte_length(both)} <> length({both}) OR {lone} OR {form})"


def may_be_old_sql(own_full: str, other_full: str) -> str:
    """Whether one of two names of `full_name_sql` may be spelled otherwise today."""
    # Four looks at each are quicker than a pattern for both.
    return (
        "("
        + " OR ".join(f"{name} LIKE '%{old}%'" for name in (own_full, other_full) for old in OLD_FORMS)
        + ")"
    )


def may_be_same_sql(own: str, other: str, dialect: Dialect) -> str:
    """Whether two names of `full_name_sql` without such forms may still be one person's: a slip is of one letter or
    space, and besides there is only what `_may_be_glued` tells."""
    written_out = dialect.matches(f"{own} || ' ' || {other}", "|".join(_FULL))
    glued = f"CASE WHEN left({own}, 1) = left({other}, 1) THEN {written_out} ELSE FALSE END"
    return f"CASE WHEN abs(length({own}) - length({other})) <= 1 THEN TRUE ELSE {glued} END"


def same_names(
    own: Sequence[str],
    other: Sequence[str],
    own_full: Sequence[str],
    other_full: Sequence[str],
    has_forms: Sequence[bool],
    is_old: Sequence[bool],
) -> list[bool]:
    """For each pair of names whether it may be one person's: `same_name` of both as written.

    Besides, of each: both as `full_name_sql` spells them, and what `may_have_forms_sql` and `may_be_old_sql` say.
    """
    if len(own) < TOGETHER_FROM:
        return list(map(same_name, own, other))
    found: list[bool] = []
    for start in range(0, len(own), _CHUNK):
        part = slice(start, start + _CHUNK)
        is_same, is_told = _together(own_full[part], other_full[part], has_forms[part], is_old[part])
        for place in (~is_told).nonzero()[0].tolist():
            at = start + place
            may_have = has_forms[at] or is_old[at]
            is_same[place] = _one_by_one(own[at], other[at], own_full[at], other_full[at], may_have)
        found += is_same.tolist()
    return found


def _one_by_one(own: str, other: str, own_full: str, other_full: str, may_have: bool) -> bool:
    """`same_name` of a pair that is more than one slip apart."""
    ours, theirs = own_full.split(" "), other_full.split(" ")
    if own_full and other_full and (sorted(ours) == sorted(theirs) or same_but_for_order(ours, theirs)):
        return True
    # Else nothing is left for which titles had to be looked for again.
    weighed = may_have or not own_full or not other_full or _may_be_glued(own_full, other_full)
    return weighed and same_name(own, other)


def _together(
    own: Sequence[str], other: Sequence[str], has_forms: Sequence[bool], is_old: Sequence[bool]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each pair whether it is the same, and whether that is certain."""
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    ours, theirs = np.array(own, object), np.array(other, object)
    says = (ours != "") & (theirs != "")
    slips = cpdist(own, other, scorer=OSA.distance, score_cutoff=1, dtype=np.int32, workers=-1)
    slipped = np.flatnonzero(says & (slips <= 1))
    same = np.zeros(len(says), bool)
    same[slipped] = [not is_another(own[place], other[place]) for place in slipped.tolist()]
    left = np.flatnonzero(says & ~same & ~np.array(has_forms, bool))
    left = left[_are_apart(ours[left], theirs[left])]
    old = np.array(is_old, bool)[left]
    left = np.concatenate((left[~old], _apart_today(ours, theirs, left[old])))
    different = np.zeros(len(same), bool)
    different[left] = [not _may_be_glued(own[place], other[place]) for place in left.tolist()]
    return same, same | different


def _apart_today(own: NDArray[Any], other: NDArray[Any], places: NDArray[Any]) -> NDArray[Any]:
    """Those of the places at which two names are apart in today's spelling too."""
    import numpy as np

    ours, theirs = (np.array([as_today(one) for one in names[places]], object) for names in (own, other))
    left = np.flatnonzero(_are_apart(ours, theirs))
    is_plain = [not (_CUT_LOOSE(ours[place]) or _CUT_LOOSE(theirs[place])) for place in left.tolist()]
    apart: NDArray[Any] = places[left[np.array(is_plain, bool)]]
    return apart


def _are_apart(own: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether a pair's letters, in whatever order, differ by more than one that is wrong, missing or too many."""
    import numpy as np

    # A number for each letter, chosen so that no two differences are alike: their sum tells which letters there are.
    numbers = np.random.default_rng(0).integers(1, 1 << 40, _BINS)
    numbers[0] = 0  # spaces, and what stands after a name's end
    one_letter = np.unique(numbers[:, None] - numbers[None, :])
    differ = _summed(own, numbers) - _summed(other, numbers)
    counted = np.array([len(one) <= _LONGEST >= len(two) for one, two in zip(own, other, strict=True)], bool)
    return counted & ~np.isin(differ, one_letter)


def _summed(names: NDArray[Any], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each name the sum of its letters' numbers; digits count as some letter."""
    import numpy as np

    codes = names.astype(f"S{_LONGEST}").view(np.uint8).reshape(len(names), _LONGEST)
    summed: NDArray[np.int64] = numbers[codes & (_BINS - 1)].sum(axis=1)
    return summed


def _may_be_glued(own: str, other: str) -> bool:
    """Whether two names may be the same without their spaces, which a word written out in one of them hides.

    Every short form begins with the letter of its full name, but few end with its last one.
    """
    if abs(own.count(" ") - other.count(" ")) != 1 or own[:1] != other[:1]:
        return False
    if own[-1:] != other[-1:] and not own.endswith(_FULL) and not other.endswith(_FULL):
        return False
    return any(full in own or full in other for full in _FULL)
