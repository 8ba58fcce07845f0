"""How DuckDB spells what the dialects do not share; what each function means stands in `Dialect`."""

import re
from collections.abc import Iterable, Mapping, Sequence

from satupintu.engine.facts import BOOLEAN, DATE, INTEGER, TEXT


class DuckDB:
    """DuckDB 2."""

    name = "duckdb"
    no_texts = "CAST([] AS VARCHAR[])"
    types: Mapping[str, tuple[str, ...]] = {
        TEXT: ("VARCHAR",),
        INTEGER: (
            "BIGINT",
            "INTEGER",
            "SMALLINT",
            "TINYINT",
            "HUGEINT",
            "UBIGINT",
            "UINTEGER",
            "USMALLINT",
            "UTINYINT",
        ),
        DATE: ("DATE",),
        BOOLEAN: ("BOOLEAN",),
    }

    def text(self, value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    def quoted(self, name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    def all_but(self, *columns: str, of: str = "") -> str:
        return f"{of + '.' if of else ''}* EXCLUDE ({', '.join(map(self.quoted, columns))})"

    def full_match(self, text: str, pattern: str) -> str:
        return f"regexp_full_match({text}, {self.text(pattern)})"

    def matches(self, text: str, pattern: str) -> str:
        return f"regexp_matches({text}, {self.text(pattern)})"

    def replace_all(self, text: str, pattern: str, by: str) -> str:
        return f"regexp_replace({text}, {self.text(pattern)}, {self.text(by)}, 'g')"

    def replace_once(self, text: str, pattern: str, by: str) -> str:
        return f"regexp_replace({text}, {self.text(pattern)}, {self.text(by)})"

    def one_of(self, text: str, values: Iterable[str]) -> str:
        # Of a long IN list DuckDB makes a join, and a list_contains it works out for every row, also for those that
        # an earlier branch of a CASE has settled; a pattern it tries only where it is asked.
        return self.full_match(text, "|".join(map(re.escape, values)))

    def byte_length(self, text: str) -> str:
        return f"strlen({text})"

    def stripped(self, text: str) -> str:
        # Nearly nothing has spaces around it, and to see that takes a third of the time of trimming it.
        bare = f"{text} >= '!' AND NOT suffix({text}, ' ') AND strlen({text}) = length({text})"
        return f"CASE WHEN {bare} THEN {text} ELSE trim({text}) END"

    def without_spaces_around(self, text: str) -> str:
        return f"trim({text}, ' ')"

    def date_of(self, text: str) -> str:
        # DuckDB knows dates that Python, Spark and a birth certificate do not: infinity, and years before Christ.
        day = f"TRY_CAST({text} AS DATE)"
        return f"CASE WHEN {day} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {day} END"

    def split(self, text: str, separator: str) -> str:
        return f"string_split({text}, {self.text(separator)})"

    def joined(self, items: str, separator: str) -> str:
        return f"array_to_string({items}, {self.text(separator)})"

    def sorted(self, items: str) -> str:
        return f"list_sort({items})"

    def each(self, items: str, variable: str, expression: str) -> str:
        return f"list_transform({items}, lambda {variable}: {expression})"

    def contains(self, items: str, item: str) -> str:
        return f"list_contains({items}, {item})"

    def present(self, items: Sequence[str]) -> str:
        return f"list_filter([{', '.join(items)}], lambda one: one IS NOT NULL)"

    def named_bits(self, bits: str, names: Sequence[str]) -> str:
        return f"""CASE WHEN {bits} = 0 THEN {self.no_texts}
    ELSE list_filter([{", ".join(map(self.text, names))}],
      lambda name, place: (({bits} >> (place - 1)) & 1) = 1)
  END"""

    def exploded(self, items: str) -> str:
        return f"unnest({items})"

    def fail(self, message: str) -> str:
        return f"error({message})"

    def text_hash(self, text: str) -> str:
        return f"CAST(hash({text}) >> 1 AS BIGINT)"

    def sha256(self, text: str) -> str:
        return f"sha256({text})"

    def value_at_least(self, value: str, keys: Sequence[str]) -> str:
        struct = ", ".join(f"'k{place}': {key}" for place, key in enumerate(keys))
        return f"arg_min({value}, {{{struct}}})"

    def divided(self, number: str, by: str) -> str:
        return f"({number} // {by})"


DUCKDB = DuckDB()
