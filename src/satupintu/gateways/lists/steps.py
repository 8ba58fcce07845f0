"""Builds one SQL statement in storeys: each names columns that the storeys above may use.

Spelling a whole reading of a cell as one expression repeats its parts hundreds of times, and planning such
a statement takes longer than running it over a village. Named once and used by name, it is planned at once.
"""

from __future__ import annotations

import re

SHOWN, TIDY, PARTS, MORE, VALUE, LAST, FINAL = range(7)
_NAME = re.compile(r"[a-z_][a-z_0-9]*")


class Steps:
    """Columns by storey, over the relation `source`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._storeys: list[dict[str, str]] = [{} for _ in range(FINAL + 1)]

    def add(self, storey: int, name: str, sql: str) -> str:
        """Names the value of `sql` for the storeys above; gives the name."""
        self._storeys[storey][name] = sql
        return name

    def expression(self, name: str) -> str:
        """One value spelled out over the source's own columns: for what few rows need, in a branch of a CASE."""
        for storey in self._storeys:
            if name in storey:
                return f"({_NAME.sub(lambda found: self._spelled(found[0]), storey[name])})"
        return name

    def _spelled(self, word: str) -> str:
        return self.expression(word) if any(word in storey for storey in self._storeys) else word

    def sql(self, wanted: str) -> str:
        """The relation with the columns that `wanted` (a SELECT list) names, and none that nobody uses."""
        storeys, used = [], set(_NAME.findall(wanted))
        for storey in reversed(self._storeys):
            named = {name: sql for name, sql in storey.items() if name in used}
            storeys.append(named)
            used |= {word for sql in named.values() for word in _NAME.findall(sql)}
        relation = self._source
        for named in reversed(storeys):
            if named:
                columns = ", ".join(f"{sql} AS {name}" for name, sql in named.items())
                relation = f"(SELECT *, {columns} FROM {relation})"
        return relation
