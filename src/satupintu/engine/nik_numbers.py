"""The NIK as a whole number: how a nation's NIKs are keyed, judged and read without looking at their letters.

    number_sql(text) -> str            the BIGINT of a text of 16 digits that may be a NIK, NULL for any other text
    births_sql(), provinces_sql()      SELECTs of the dates and provinces that can be, to be joined to numbers
    birth_code_sql(number) ...         the parts of a number by which they are joined

A number is sound when its birth code and its province are found and it is no placeholder (NOT_PLACEHOLDER). It is the
law of `engine.nik` again: looked up in two small tables, which takes a tenth of the time of comparing digit by digit.
What is no such number is left to `nik_shape_sql`, which tells what is wrong with it.
"""

from satupintu.engine.dialects import DUCKDB, Dialect
from satupintu.engine.nik import EXACT_UP_TO, PLACEHOLDERS, PROVINCES, nik_shape

# The least number with a province that exists; 16 bytes that reach it are 16 digits, or a number with an exponent.
LEAST = int(min(PROVINCES)) * 10**14
MOST = 10**16 - 1


def number_sql(text: str, dialect: Dialect = DUCKDB) -> str:
    """BIGINT from a text of exactly 16 digits, its province at least the first; NULL otherwise."""
    # No hexadecimal number (it begins with 0) and none with an exponent, which DuckDB would read as well.
    whole = f"{dialect.byte_length(text)} = 16 AND {text} >= '1' AND {text} NOT LIKE '%e%' AND {text} NOT LIKE '%E%'"
    return f"CASE WHEN {whole} AND TRY_CAST({text} AS BIGINT) >= {LEAST} THEN TRY_CAST({text} AS BIGINT) END"


def births_sql() -> str:
    """SELECT of `birth_code`, the six digits of a birth date in a NIK; `born`, the same for men; `is_woman`."""
    # Odd months are long up to July, even ones from August on.
    is_long = "(month + CASE WHEN month > 7 THEN 1 ELSE 0 END) % 2 = 1"
    exists = f"""day <= 28 OR day <= 30 AND month <> 2 OR day = 31 AND {is_long}
        OR day = 29 AND month = 2 AND year % 4 = 0"""
    return f"""SELECT CAST((day + raised) * 10000 + month * 100 + year AS BIGINT) AS birth_code,
            CAST(day * 10000 + month * 100 + year AS INTEGER) AS born, raised > 0 AS is_woman
        FROM range(1, 32) AS d(day) CROSS JOIN range(1, 13) AS m(month) CROSS JOIN range(0, 100) AS y(year)
        CROSS JOIN (SELECT 0 AS raised UNION ALL SELECT 40) AS r WHERE {exists}"""


def provinces_sql() -> str:
    """SELECT of `province`, every province's code."""
    return " UNION ALL ".join(f"SELECT CAST({one} AS BIGINT) AS province" for one in sorted(PROVINCES))


def birth_code_sql(number: str, dialect: Dialect = DUCKDB) -> str:
    """The six digits of the birth date, women's day raised by 40."""
    return f"({dialect.divided(number, str(10**4))} % 1000000)"


def province_sql(number: str, dialect: Dialect = DUCKDB) -> str:
    """The province's code."""
    return dialect.divided(number, str(10**14))


def is_doubtful_sql(number: str) -> str:
    """Whether a spreadsheet that kept the NIK as a number may have lost its last digit."""
    return f"({number} % 10 = 0 OR {number} > {EXACT_UP_TO})"


def district_sql(number: str, dialect: Dialect = DUCKDB) -> str:
    """The district's code as a whole number: 350711."""
    return dialect.divided(number, str(10**10))


def _is_dated(placeholder: str) -> bool:
    """Whether a placeholder would pass for a NIK but for being one: its last digit changed, it does."""
    return nik_shape(placeholder[:-1] + str((int(placeholder[-1]) + 1) % 10)) is None


# The placeholders that have a province and a birth date; and as SQL over a column `number`.
DATED_PLACEHOLDERS = tuple(int(one) for one in sorted(PLACEHOLDERS) if _is_dated(one))
NOT_PLACEHOLDER = " AND ".join(f"number <> {one}" for one in DATED_PLACEHOLDERS)
