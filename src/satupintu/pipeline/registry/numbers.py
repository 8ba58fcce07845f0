"""The numbers printed on letters and cards: each record has its own, worked out and never given again.

Eight digits or more that count the records, and one that checks them, so that a slip of the finger finds nobody rather
than somebody else. They begin at 1, so that no number looks like a telephone's.
"""

_FIRST = 10_000_000


def number_of(record: int) -> str:
    """The number of the business whose oldest record this is."""
    digits = str(_FIRST + record)
    return digits + _check(digits)


def record_of(number: str) -> int | None:
    """The record that a number belongs to; None where the number cannot be one. Spaces and dots are passed over."""
    digits = number.translate(str.maketrans("", "", " .-"))
    if not (digits.isascii() and digits.isdigit() and 9 <= len(digits) <= 18):
        return None
    record = int(digits[:-1]) - _FIRST
    return record if record > 0 and _check(digits[:-1]) == digits[-1] else None


def _check(digits: str) -> str:
    """Luhn's check digit: finds every wrong digit and nearly every swap of neighbours."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return str(-sum(number // 10 + number % 10 for number in doubled) % 10)
