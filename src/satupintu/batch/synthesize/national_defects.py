"""What may be wrong with a row of the national data set, how often, and what is therefore true of it.

Every defect is a bit. The rows are made with their bits, each defect drawn on its own; `truth` says from the bits
alone, by the rules of 2020 and 2021, what must be decided. The engine that is to be judged has no part in it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

INELIGIBLE, UNDETERMINED, ELIGIBLE = "ineligible", "undetermined", "eligible"
OUTCOMES = (INELIGIBLE, UNDETERMINED, ELIGIBLE)
# The bits, the label, outcome and reasons of 2021, outcome and reasons of 2020.
Truth = tuple[int, str, str, list[str], str, list[str]]
SOUND = "sound"  # the label of a row without any defect
PARTS = 4096  # the shares below are parts of so many rows or people; each kind is drawn on its own

# What is wrong with the NIK's cell. The first group cannot be read as a NIK at all.
UNREADABLE = {
    "nik_missing": 31,
    "nik_with_letter": 35,
    "nik_too_short": 54,
    "nik_too_long": 16,
    "nik_masked": 4,
    "nik_scientific": 62,
    "nik_number_lost": 16,
    "nik_impossible_date": 21,
    "nik_impossible_province": 6,
    "nik_placeholder": 9,
}
OTHERS_NIK = {"others_nik": 158}
READABLE = {"nik_separators": 181, "nik_decimals": 21}
# How the name is written. The first group is another name, or none.
OTHER_NAME = {"name_two_errors": 50, "name_left_out": 44, "name_blank": 6}
SAME_NAME = {
    "name_one_error": 125,
    "name_shortened": 900,
    "name_titled": 288,
    "name_with_degree": 94,
    "name_order": 90,
    "name_space_missing": 24,
}
# Reference lists: of 1,024 applicants, and of 1,024 people who did not apply.
LISTED = {
    "bank_credit": (118, 705),
    "kur_borrowers": (104, 530),
    "state_employees": (30, 328),
    "recipients_2020": (205, 430),
    "larger_businesses": (16, 268),
    "paid_2020": (28, 92),
    "paid_2021": (26, 110),
    "withdrawn_letters": (5, 46),
}
STATUS = {"deceased": 62, "moved_abroad": 3, "foreigner": 3}
UNMATCHED = 1900  # of the applicants whose number leaves 5 when divided by 8; nobody else is
TURNOVER = {"turnover_between": 70, "turnover_large": 24, "turnover_unstated": 560}
NO_LETTER = 210
ELSEWHERE = 130
BIRTH = {"birth_date_blank": 104, "birth_date_differs": 24}
SEX = {"sex_blank": 20, "sex_differs": 8}
BY_NUMBER = (  # made by the arithmetic of people's numbers
    "nik_unmatched", "mistyped_to_nobody", "mistyped_to_another", "duplicate", "elsewhere", "no_letter",
    "nik_area_differs", "district_unknown", "shared_phone", "household_repeat",
)  # fmt: skip

DEFECTS: tuple[str, ...] = (
    *UNREADABLE, *OTHERS_NIK, *READABLE, *OTHER_NAME, *SAME_NAME, *LISTED, *STATUS, *TURNOVER, *BIRTH, *SEX, *BY_NUMBER,
)  # fmt: skip
BIT = {name: 1 << place for place, name in enumerate(DEFECTS)}

_SHAPE = {
    "nik_missing": "nik_missing",
    "nik_with_letter": "nik_malformed",
    "nik_too_short": "nik_malformed",
    "nik_too_long": "nik_malformed",
    "nik_masked": "nik_malformed",
    "nik_scientific": "nik_precision_lost",
    "nik_number_lost": "nik_precision_lost",
    "nik_impossible_date": "nik_anomalous",
    "nik_impossible_province": "nik_anomalous",
    "nik_placeholder": "nik_anomalous",
    "others_nik": "name_mismatch",
    "mistyped_to_another": "name_mismatch",
}
_BARRED_BY = {
    "state_employees": ("not_state_employee", (2020, 2021)),
    "kur_borrowers": ("no_current_kur", (2020, 2021)),
    "bank_credit": ("no_bank_credit", (2020,)),
    "larger_businesses": ("micro_business", (2020, 2021)),
    "paid_2020": ("once_per_year", (2020,)),
    "paid_2021": ("once_per_year", (2021,)),
    "withdrawn_letters": ("business_evidence", (2020, 2021)),
}
_STATUS_FAILS = {"deceased": "alive", "moved_abroad": "resident", "foreigner": "citizen"}
_TOO_LARGE = {"turnover_between": (2020,), "turnover_large": (2020, 2021)}


def names_of(bits: int) -> list[str]:
    """The defects in a row's bits, in the order of `DEFECTS`."""
    found = []
    while bits:
        lowest = bits & -bits
        found.append(DEFECTS[lowest.bit_length() - 1])
        bits ^= lowest
    return found


def label(bits: int) -> str:
    """All defects of a row in one text: 'kur_borrowers+no_letter'."""
    return "+".join(names_of(bits)) or SOUND


def truth(defects: Collection[str], year: int) -> tuple[str, list[str]]:
    """Outcome and sorted reasons of a row with these defects under the rules of 2020 or 2021."""
    identity = identity_reason(defects)
    failed = {"duplicate_nik"} if "duplicate" in defects else set()
    failed |= {"micro_business" for one, years in _TOO_LARGE.items() if one in defects and year in years}
    if identity in (None, "nik_unmatched"):
        failed |= {reason for one, (reason, years) in _BARRED_BY.items() if one in defects and year in years}
    if identity is None:
        failed |= {reason for one, reason in _STATUS_FAILS.items() if one in defects}
    unknown = {"business_evidence"} if "no_letter" in defects else set()
    if identity is None and "elsewhere" in defects:
        # A letter from where the business is would do; a withdrawn one fails, a missing one is unknown.
        if "withdrawn_letters" in defects:
            failed.add("business_domicile")
        elif "no_letter" in defects:
            unknown.add("business_domicile")
    outcome = INELIGIBLE if failed else UNDETERMINED if unknown or identity else ELIGIBLE
    return outcome, sorted(failed | unknown | ({identity} if identity else set()))


def identity_reason(defects: Collection[str]) -> str | None:
    """What the row's making did to the person's identity, None for a row that can be matched."""
    for one, reason in _SHAPE.items():
        if one in defects:
            return reason
    if "nik_unmatched" in defects or "mistyped_to_nobody" in defects:
        return "nik_unmatched"
    return "name_mismatch" if any(one in defects for one in OTHER_NAME) else None


def true_of(combinations: Sequence[int]) -> list[Truth]:
    """The truth of each set of bits."""
    found = []
    for bits in combinations:
        defects = frozenset(names_of(bits))
        found.append((bits, label(bits), *truth(defects, 2021), *truth(defects, 2020)))
    return found
