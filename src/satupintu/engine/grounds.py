"""On which articles a criterion stood on the day it was decided by, for everything that tells a decision's ground.

grounds_of(criterion, programme_at) -> tuple[Ground, ...]
"""

from dataclasses import dataclass

from satupintu.engine.rules import Criterion, ProgrammeAt, conditions_in

PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Ground:
    """A citation, and for one that is pending where the condition was told."""

    cite: str
    read_in: str = ""

    @property
    def source(self) -> str:
        """What makes two grounds one: the article, or while it is pending where it was told."""
        return self.read_in if self.cite == PENDING else self.cite


def grounds_of(criterion: Criterion, programme_at: ProgrammeAt) -> tuple[Ground, ...]:
    """The criterion's own article and those of the dated values that it applied, articles before what is pending.

    Its own is left out where it is only the article of another day's value: that one did not hold on this day.
    """
    programme, applied = programme_at.programme, programme_at.params
    names = dict.fromkeys(one.param for one in conditions_in(criterion) if one.param is not None)
    values = [Ground(applied[name].cite, applied[name].read_in) for name in names]
    other_days = {Ground(one.cite, one.read_in).source for name in names for one in programme.params[name]}
    own = Ground(criterion.cite, criterion.read_in)
    is_of_another_day = own.source in other_days - {one.source for one in values}
    found: dict[str, Ground] = {}
    for one in values if is_of_another_day else [own, *values]:
        found.setdefault(one.source, one)
    return tuple(sorted(found.values(), key=lambda one: one.cite == PENDING))
