"""One line of an action plan as it was written, and what may stand in it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

# How long each text may be; the database keeps to the same.
LONGEST = {"group": 120, "activity": 200, "unit": 40, "indicator": 200}
# A number beyond this is a typing error in a regency's plan: a hundred thousand billion rupiah.
LARGEST = 10**14


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line. What is not said is '' or None; `agencies` are ids, the first one leads."""

    group: str
    programme: str = ""
    activity: str = ""
    agencies: tuple[str, ...] = ()
    target: int | None = None
    unit: str = ""
    starts: date | None = None
    deadline: date | None = None
    indicator: str = ""
    budget: int | None = None
    is_pending_group: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that a plan may name, and the period that its days lie in."""

    programmes: Collection[str]
    agencies: Collection[str]
    starts: date
    ends: date
    # What people write instead of a code: a title in small letters -> its id.
    programme_titles: dict[str, str] = field(default_factory=dict)
    agency_titles: dict[str, str] = field(default_factory=dict)


class PlanProblem(Exception):
    """Why a plan was not read: `problems` are whole Indonesian sentences, each naming its place."""

    def __init__(self, problems: Collection[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
