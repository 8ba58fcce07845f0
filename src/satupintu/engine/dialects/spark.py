"""How Spark spells what the dialects do not share; what each function means stands in `Dialect`.

A session must run under SETTINGS: without them the same words mean something else.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from satupintu.engine.facts import BOOLEAN, DATE, INTEGER, TEXT

SETTINGS = {
    # As in DuckDB an impossible cast, an overflow or a place outside a list stops the statement.
    "spark.sql.ansi.enabled": "true",
    # A name in double quotes is a column's, never a text.
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    # Backslashes in texts are escapes, which text() writes; "${...}" in a text is left alone.
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.variable.substitute": "false",
    # TIMESTAMP has no time zone, and no local one creeps in.
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.session.timeZone": "UTC",
}

# Unicode's spaces, category Zs, which DuckDB's trim removes.
_SPACES = " \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
# A date as DuckDB reads it: one mark between year, month and day, perhaps a time of day, which says nothing here.
_BLANKS = r"[ \t\n\x0B\f\r]*"
_TIME = r"[ T] *0*(?:[01]?[0-9]|2[0-3]):[0-5]?[0-9](?::[0-5]?[0-9](?:\.[0-9]*)?)?"
_ZONE = r" *(?:Z|UTC|[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
_DATE = (
    rf"^{_BLANKS}0*([1-9][0-9]{{0,3}})([-/ \\])([0-9]{{1,2}})\2([0-9]{{1,2}})(?:{_TIME}{_ZONE})?{_BLANKS}\z"
)


class Spark:
    """Spark 4.3 and later."""

    name = "spark"
    no_texts = "CAST(array() AS ARRAY<STRING>)"
    types: Mapping[str, tuple[str, ...]] = {
        TEXT: ("string",),
        # An unsigned BIGINT of a Parquet file becomes the decimal.
        INTEGER: ("bigint", "int", "smallint", "tinyint", "decimal(20,0)"),
        DATE: ("date",),
        BOOLEAN: ("boolean",),
    }

    def text(self, value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def quoted(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def all_but(self, *columns: str, of: str = "") -> str:
        return f"{of + '.' if of else ''}* EXCEPT ({', '.join(map(self.quoted, columns))})"

    def full_match(self, text: str, pattern: str) -> str:
        return f"regexp_like({text}, {self.text(_java(f'^(?:{pattern})$'))})"

    def matches(self, text: str, pattern: str) -> str:
        return f"regexp_like({text}, {self.text(_java(pattern))})"

    def replace_all(self, text: str, pattern: str, by: str) -> str:
        return f"regexp_replace({text}, {self.text(_java(pattern))}, {self.text(by)})"

    def replace_once(self, text: str, pattern: str, by: str) -> str:
        return self.replace_all(text, pattern, by)

    def one_of(self, text: str, values: Iterable[str]) -> str:
        return f"({text} IN ({', '.join(map(self.text, values))}))"

    def byte_length(self, text: str) -> str:
        return f"octet_length({text})"

    def stripped(self, text: str) -> str:
        return f"btrim({text}, {self.text(_SPACES)})"

    def without_spaces_around(self, text: str) -> str:
        return f"btrim({text}, ' ')"

    def date_of(self, text: str) -> str:
        # Left to itself Spark reads less (2020/01/31) and more: a year alone, "now", anything at all after a T.
        pattern = self.text(_DATE)
        day = f"regexp_replace({text}, {pattern}, '000$1-$3-$4')"
        return f"TRY_CAST(CASE WHEN regexp_like({text}, {pattern}) THEN {day} END AS DATE)"

    def split(self, text: str, separator: str) -> str:
        return f"split({text}, {self.text(re.escape(separator))})"

    def joined(self, items: str, separator: str) -> str:
        return f"array_join({items}, {self.text(separator)})"

    def sorted(self, items: str) -> str:
        return f"sort_array({items})"

    def each(self, items: str, variable: str, expression: str) -> str:
        return f"transform({items}, {variable} -> {expression})"

    def contains(self, items: str, item: str) -> str:
        return f"array_contains({items}, {item})"

    def present(self, items: Sequence[str]) -> str:
        return f"array_compact(array({', '.join(items)}))"

    def named_bits(self, bits: str, names: Sequence[str]) -> str:
        listed = ", ".join(map(self.text, names))
        return (
            f"CASE WHEN {bits} = 0 THEN {self.no_texts}"
            f" ELSE filter(array({listed}), (name, place) -> (shiftright({bits}, place) & 1) = 1) END"
        )

    def exploded(self, items: str) -> str:
        return f"explode({items})"

    def fail(self, message: str) -> str:
        return f"raise_error({message})"

    def text_hash(self, text: str) -> str:
        return f"shiftrightunsigned(xxhash64({text}), 1)"

    def sha256(self, text: str) -> str:
        return f"sha2({text}, 256)"

    def value_at_least(self, value: str, keys: Sequence[str]) -> str:
        return f"min_by({value}, struct({', '.join(keys)}))"

    def divided(self, number: str, by: str) -> str:
        return f"({number} DIV {by})"


def _java(pattern: str) -> str:
    """The pattern for Java: a dot passes by newlines only, and the end is the end, no newline before it."""
    return "(?d)" + re.sub(r"(?<!\\)\$$", r"\\z", pattern)


SPARK = Spark()
