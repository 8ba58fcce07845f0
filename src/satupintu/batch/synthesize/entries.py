"""One row of a list as it was made: whose it is, what stands in it, and what is therefore true of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from satupintu.batch.synthesize.people import Person

INELIGIBLE, UNDETERMINED, ELIGIBLE = "ineligible", "undetermined", "eligible"
# The criterion a register's hit fails, and the years in which it does.
BARRED_BY = {
    "state_employees": ("not_state_employee", (2020, 2021)),
    "kur_borrowers": ("no_current_kur", (2020, 2021)),
    "bank_credit": ("no_bank_credit", (2020,)),
    "paid_2021": ("once_per_year", (2021,)),
    "larger_businesses": ("micro_business", (2020, 2021)),
}
# How large a turnover was made, and the years whose ceiling it passes (300 million, then 2 billion).
TOO_LARGE_IN = {"small": (), "between": (2020,), "large": (2020, 2021), "unstated": ()}


@dataclass
class Entry:
    """A row: `person` is whose it is meant to be; `nik` and `name` are what is written ('' for nothing).

    `identity` is what its making did to the person's identity, None for a row that can be matched. `listed`
    are the registers in which the written NIK stands, where it says anything about the row at all.
    """

    person: Person
    nik: str
    name: str
    kind: str = "sound"
    identity: str | None = None
    is_number: bool = False
    listed: frozenset[str] = frozenset()
    turnover: str = "small"
    has_letter: bool = True
    is_elsewhere: bool = False
    is_duplicate: bool = False
    submitted: str = ""

    @property
    def counts(self) -> bool:
        """Whether what the NIK brings up counts for the row: it is the person's own, or nobody's we know."""
        return self.identity in (None, "nik_unmatched")

    def copy(self, **changes: object) -> Entry:
        """The same row written again, otherwise."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def truth(self, year: int) -> tuple[str, list[str]]:
        """Outcome and sorted reasons under the rules of 2020 or 2021."""
        failed = self._failed(year)
        unknown = set()
        if not self.has_letter:
            unknown.add("business_evidence")
            if self.is_elsewhere and self.identity is None:
                unknown.add("business_domicile")
        if self.identity:
            unknown.add(self.identity)
        outcome = INELIGIBLE if failed else UNDETERMINED if unknown else ELIGIBLE
        return outcome, sorted(failed | unknown)

    def _failed(self, year: int) -> set[str]:
        failed = {"duplicate_nik"} if self.is_duplicate else set()
        if year in TOO_LARGE_IN[self.turnover]:
            failed.add("micro_business")
        if self.counts:
            failed |= {reason for name in self.listed for reason, years in [BARRED_BY[name]] if year in years}
        if self.identity is None:
            status = {"deceased": "alive", "moved_abroad": "resident"}.get(self.person.status)
            failed |= {status} if status else set()
            failed |= {"citizen"} if self.person.citizenship != "WNI" else set()
        return failed


@dataclass
class Place:
    """Where a row came to stand: the number a person sees beside it."""

    file: str
    sheet: str
    row: int
    entry: Entry = field(repr=False)


def mark_duplicates(places: Sequence[Place]) -> None:
    """Mark every row whose NIK stood in the round before: by day of submission where stated, then in order."""
    seen: set[str] = set()
    order = sorted(range(len(places)), key=lambda n: (places[n].entry.submitted or "9", n))
    for number in order:
        entry = places[number].entry
        if entry.counts:
            entry.is_duplicate = entry.nik in seen
            seen.add(entry.nik)
