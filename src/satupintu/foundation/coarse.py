"""Numbers as those who may not see names are told them: in fives, and none that is small; the same cell always by the
same measure.

What is left out of a table exactly told could be worked out from its totals, or from the next page. And tables are
counted anew every day, so that exact numbers of two days differ by what happened in between. Where a village's
total and a sector's each grew by one, they would point at one business, and at the number of a cell that is untold. So
a number is told in fives, and the step from one five to the next lies elsewhere for each cell; where a number begins to
be told lies elsewhere too. Where that is follows from the office's secret key, and nobody outside can work it out.
"""

from django.utils.crypto import salted_hmac

LEAST = 5  # below this no number is told
STEP = 5
_SIGNIFICANT = 3  # digits of rupiah


def told(value: int, *cell: str) -> int | None:
    """The number told of a cell that has `value`: a multiple of STEP, less than STEP away; None where it is small."""
    return None if is_small(value, *cell) else (value + _secret(cell)[0]) // STEP * STEP


def is_small(value: int, *cell: str) -> bool:
    """Whether a number above nought is untold: below LEAST, or a little above it."""
    return 0 < value < LEAST + _secret(cell)[1]


def told_amount(amount: int, persons: int, told_persons: int) -> int:
    """Rupiah for as many persons as are told of: the exact sum would tell how many there are."""
    scaled = amount * told_persons // persons
    unit = 10 ** max(0, len(str(scaled)) - _SIGNIFICANT)
    return round(scaled / unit) * unit


def _secret(cell: tuple[str, ...]) -> tuple[int, int]:
    """Two numbers from 0 to 4 that belong to a cell."""
    digest = salted_hmac("satupintu.open_data", "\n".join(cell), algorithm="sha256").digest()
    return digest[0] % STEP, digest[1] % LEAST
