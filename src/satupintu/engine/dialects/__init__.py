"""What DuckDB and Spark spell differently: every SQL the engine or a job emits asks a Dialect for it.

    DUCKDB, SPARK: Dialect

What is not asked for here both spell alike and mean alike: CASE, coalesce, `||`, LIKE, substr, left, right, length
(characters), upper and lower of ASCII, translate, chr up to 127, typeof, `&` and `|`, `%`, IS [NOT] TRUE and
IS [NOT] DISTINCT FROM, FILTER, QUALIFY, bit_or, SEMI, ANTI and USING joins, GROUP BY ALL, day, month and year of a
DATE, CAST AS STRING, BIGINT, DATE and BOOLEAN, TRY_CAST of digits AS BIGINT, and the comparison of texts (by their
bytes). Write NULLS FIRST or NULLS LAST in every ORDER BY, of windows too: the defaults differ. Do not divide with `/`,
shift with `>>`, round by a cast, or change the case of letters outside ASCII.

Patterns are Python's `re` as far as RE2 and Java mean the same by it: literals, classes without a class or `&&` inside,
groups that catch nothing, repetitions, `^` at the beginning and `$` at the end, where it is the end itself, not a last
newline.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from satupintu.engine.dialects.duckdb import DUCKDB
from satupintu.engine.dialects.spark import SPARK


class Dialect(Protocol):
    """SQL expressions from SQL expressions; all give NULL for NULL, as functions in SQL do."""

    name: str
    types: Mapping[str, tuple[str, ...]]
    """What `typeof` answers for a column that may hold a fact of that type."""
    no_texts: str
    """The empty list of texts."""

    def text(self, value: str) -> str:
        """A text literal."""

    def quoted(self, name: str) -> str:
        """An identifier, whatever its characters."""

    def all_but(self, *columns: str, of: str = "") -> str:
        """Every column, of the relation `of`, except these."""

    def full_match(self, text: str, pattern: str) -> str:
        """Whether the whole text matches."""

    def matches(self, text: str, pattern: str) -> str:
        """Whether any part of the text matches."""

    def replace_all(self, text: str, pattern: str, by: str) -> str:
        """The text with plain `by` in the place of each match."""

    def replace_once(self, text: str, pattern: str, by: str) -> str:
        """The same for a pattern tied to the beginning or the end: it matches once at most, and never nothing."""

    def one_of(self, text: str, values: Iterable[str]) -> str:
        """Whether the text is one of these, the values being plain letters and digits."""

    def byte_length(self, text: str) -> str:
        """How many bytes the text takes in UTF-8; more than `length` unless it is all ASCII."""

    def stripped(self, text: str) -> str:
        """The text without the spaces of Unicode (category Zs, so no tabs or newlines) around it."""

    def without_spaces_around(self, text: str) -> str:
        """The text without the plain spaces around it."""

    def date_of(self, text: str) -> str:
        """A DATE of the years 1 to 9999 from a text: 2020-01-31, 2020/1/31, 2020-01-31 10:00; NULL when it is none."""

    def split(self, text: str, separator: str) -> str:
        """The list of what stands between the separators, one or more; [''] for ''."""

    def joined(self, items: str, separator: str) -> str:
        """The texts of a list in one text."""

    def sorted(self, items: str) -> str:
        """A list of texts, none of them NULL, in the order of their bytes."""

    def each(self, items: str, variable: str, expression: str) -> str:
        """The list of what the expression makes of each item, in which the variable stands for it."""

    def contains(self, items: str, item: str) -> str:
        """Whether a list holds the item."""

    def present(self, items: Sequence[str]) -> str:
        """The list of those expressions that are not NULL, in their order."""

    def named_bits(self, bits: str, names: Sequence[str]) -> str:
        """The list of the names whose bit is set in a BIGINT that is not NULL; the first name's is the lowest."""

    def exploded(self, items: str) -> str:
        """In a select list: one row for each item; none for an empty list."""

    def fail(self, message: str) -> str:
        """An expression of any type that stops the statement with the message, itself an expression."""

    def text_hash(self, text: str) -> str:
        """A BIGINT from 0 up that scatters texts; to be compared within one statement's engine only."""

    def sha256(self, text: str) -> str:
        """The SHA-256 of a text's UTF-8 in 64 hexadecimal digits, small letters."""

    def value_at_least(self, value: str, keys: Sequence[str]) -> str:
        """Aggregate: the value where the keys, compared one after the other, are least. No key may be NULL."""

    def divided(self, number: str, by: str) -> str:
        """Whole numbers divided, the rest dropped (towards zero)."""


DIALECTS: Mapping[str, Dialect] = {DUCKDB.name: DUCKDB, SPARK.name: SPARK}

__all__ = ["DIALECTS", "DUCKDB", "SPARK", "Dialect"]
