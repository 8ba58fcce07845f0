"""Answers packed in one number: rows with equal answers share one decision, so a nation's rules are asked a few
thousand times instead of 28 million.

A rule tree looks at a row only through its conditions, the row's identity and its lists. So each condition is
compared once for each row, the answers are packed into a whole number, and `determination_sql` decides every
different number. From the lowest bit up: 4 bits identity, 1 duplicate, 2 for each condition (0 false, 1 true, 2
unknown, 3 unknown though something is stated, which `when_unknown` does not soften), 1 for each list.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from satupintu.engine.dialects import DUCKDB, Dialect
from satupintu.engine.facts import REGISTRY_LIST, TEXT, fact_type, list_behind, namespace, notes_on
from satupintu.engine.reasons import IDENTITY_REASONS
from satupintu.engine.rules import Condition, ProgrammeAt, ProgrammeError, conditions_in, queue_conditions
from satupintu.engine.sql import compared_sql, known_sql, vague_sql

DUPLICATE_BIT = 1 << 4
FIRST_ANSWER = 5
MOST_BITS = 62
ROW, REGISTRY, BOTH = "row", "registry", "both"


@dataclass(frozen=True)
class Patterns:
    """How one programme's answers are packed. `lists` are those given, less the registry, in a fixed order."""

    programme: ProgrammeAt
    without: frozenset[str]
    lists: tuple[str, ...]

    def __post_init__(self) -> None:
        if FIRST_ANSWER + 2 * len(self.conditions) + len(self.lists) > MOST_BITS:
            raise ProgrammeError(self.programme.programme.id, "terlalu banyak syarat untuk satu program")

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The different conditions that are not about lists alone, nor about a list left out; a queue's come last."""
        every = dict.fromkeys([*conditions_in(self.programme.tree), *queue_conditions(self.programme)])
        return tuple(one for one in every if self._is_compared(one))

    def _is_compared(self, one: Condition) -> bool:
        return namespace(one.fact) != "lists" and not {list_behind(f) for f in facts_in(one)} & self.without

    def facts(self, side: str) -> list[str]:
        """The facts that the conditions of both sides need from one: ROW or REGISTRY."""
        wanted = {fact for one in self.conditions for fact in facts_in(one)}
        return sorted(fact for fact in wanted if side_of_fact(fact) == side)

    def asked(self) -> list[str]:
        """The facts that only the applicant can state among those that the conditions need."""
        return [fact for fact in self.facts(ROW) if namespace(fact) == "asked"]

    def answers_sql(
        self, side: str, dialect: Dialect = DUCKDB, hashed: bool = False, noted: Collection[str] = ()
    ) -> str:
        """The packed answers to the conditions of one side (ROW, REGISTRY or BOTH), a BIGINT.

        `hashed`: of the texts in `texts_compared` the columns hold a hash, NULL where the text says nothing. `noted`:
        the facts of `facts.NOTED_FACTS` that have a column; only the row's side may know them.
        """
        terms = [
            f"{self._packed(one, dialect, hashed, noted if side == ROW else ())} * {1 << FIRST_ANSWER + 2 * place}"
            for place, one in enumerate(self.conditions)
            if side_of(one) == side
        ]
        terms += self._vague_beforehand(dialect, noted) if side == ROW else []
        return " + ".join(terms) or "CAST(0 AS BIGINT)"

    def _vague_beforehand(self, dialect: Dialect, noted: Collection[str]) -> list[str]:
        """Where the row does not plainly state what is to be compared with the registry, whose answer will be 2: the
        one by which it is 3, so that what is noted need not be carried there."""
        terms = []
        for place, one in enumerate(self.conditions):
            vague = vague_sql(one, dialect, noted)
            if side_of(one) == BOTH and one in self._softened and vague:
                own = next(fact for fact in facts_in(one) if side_of_fact(fact) == ROW)
                unsaid = f"{vague} AND ({known_sql(own, dialect)}) IS NOT TRUE"
                terms.append(f"CASE WHEN {unsaid} THEN {1 << FIRST_ANSWER + 2 * place} ELSE 0 END")
        return terms

    def _packed(self, one: Condition, dialect: Dialect, hashed: bool, noted: Collection[str]) -> str:
        vague = vague_sql(one, dialect, noted) if one in self._softened else ""
        unknown = f"CASE WHEN {vague} THEN 3 ELSE 2 END" if vague else "2"
        return f"coalesce(CAST({self._answer(one, dialect, hashed, noted)} AS BIGINT), {unknown})"

    @cached_property
    def _softened(self) -> tuple[Condition, ...]:
        """The conditions that let pass or fail what is not stated, of facts that may be stated, but not plainly."""
        return tuple(c for c in self.conditions if c.when_unknown != "unknown" and notes_on(*facts_in(c)))

    def noted_facts(self) -> list[str]:
        """The facts by which a reader says that something is not stated plainly, as far as the answers need them."""
        return sorted({note for one in self.conditions for note in notes_on(*facts_in(one))})

    def vague(self, dialect: Dialect = DUCKDB) -> dict[Condition, str]:
        """Condition -> the column that says, once a pattern is unpacked, where it is unknown though something is
        stated."""
        return {one: dialect.quoted(f"vague_{self.conditions.index(one)}") for one in self._softened}

    def _answer(self, one: Condition, dialect: Dialect, hashed: bool, noted: Collection[str]) -> str:
        if hashed and one.fact2 is not None and one.fact in self.texts_compared:
            sign = "=" if one.op == "equals" else "<>"
            return f"({dialect.quoted(one.fact)} {sign} {dialect.quoted(one.fact2)})"
        return compared_sql(one, dialect, noted)

    @cached_property
    def texts_compared(self) -> frozenset[str]:
        """Text facts of which only equality with another is ever asked: a nation carries their hashes. None where some
        comparison names the values that are understood, for a hash does not tell whether it is one of them."""
        pairs = [one for one in self.conditions if side_of(one) == BOTH]
        if any(one.among for one in pairs):
            return frozenset()
        return frozenset(f for one in pairs for f in facts_in(one) if fact_type(f) == TEXT)

    def compared(self, side: str) -> list[str]:
        """The facts of one side that are compared with facts of the other."""
        pairs = [one for one in self.conditions if side_of(one) == BOTH]
        return sorted({f for one in pairs for f in facts_in(one) if side_of_fact(f) == side})

    def unknown(self, side: str) -> int:
        """The packed answers of a side of which nothing is known."""
        places = (place for place, one in enumerate(self.conditions) if side_of(one) == side)
        return sum(2 << FIRST_ANSWER + 2 * place for place in places)

    def identity_sql(self, reason: str) -> str:
        """The bits of an identity reason, an SQL text or NULL."""
        cases = " ".join(f"WHEN '{one}' THEN {code}" for code, one in enumerate(IDENTITY_REASONS, 1))
        return f"CASE {reason} {cases} ELSE 0 END"

    @property
    def list_factor(self) -> int:
        """By what the lists' own bits, the first list's lowest, are multiplied to stand in their place."""
        return 1 << FIRST_ANSWER + 2 * len(self.conditions)

    def spelled_sql(self, pattern: str, dialect: Dialect = DUCKDB) -> str:
        """The select list that unpacks a pattern: identity, is_duplicate, each condition's answer, each list's fact."""
        cases = " ".join(f"WHEN {code} THEN '{one}'" for code, one in enumerate(IDENTITY_REASONS, 1))
        columns = [
            f"CASE {pattern} & 15 {cases} END AS identity",
            f"{pattern} & {DUPLICATE_BIT} <> 0 AS is_duplicate",
        ]
        for place, one in enumerate(self.conditions):
            answer = f"{dialect.divided(pattern, str(1 << FIRST_ANSWER + 2 * place))} & 3"
            said = f"CASE {answer} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END"
            columns.append(f"{said} AS {self.answers(dialect)[one]}")
            if one in self._softened:
                columns.append(f"{answer} = 3 AS {dialect.quoted(f'vague_{place}')}")
        for name in self.listed():
            columns.append(f"{self.list_sql(name, pattern)} AS {dialect.quoted('lists.' + name)}")
        return ", ".join(columns)

    def answers(self, dialect: Dialect = DUCKDB) -> dict[Condition, str]:
        """The name of the column in which each condition's answer stands once a pattern is unpacked."""
        return {one: dialect.quoted(f"answer_{place}") for place, one in enumerate(self.conditions)}

    def listed(self) -> Iterable[str]:
        """Every list of the programme but the registry, given or not."""
        return sorted(set(self.programme.programme.lists) - {REGISTRY_LIST})

    def list_sql(self, name: str, pattern: str) -> str:
        """Whether the NIK stands in a list: unknown where it was left out, false where nobody handed it in."""
        if name in self.without:
            return "CAST(NULL AS BOOLEAN)"
        if name not in self.lists:
            return "FALSE"
        bit = 1 << FIRST_ANSWER + 2 * len(self.conditions) + self.lists.index(name)
        return f"({pattern} & {bit} <> 0)"


def facts_in(condition: Condition) -> list[str]:
    """The one or two facts that a condition compares."""
    return [fact for fact in (condition.fact, condition.fact2) if fact is not None]


def side_of_fact(fact: str) -> str:
    """ROW or REGISTRY."""
    return REGISTRY if namespace(fact) == "registry" else ROW


def side_of(condition: Condition) -> str:
    """ROW, REGISTRY, or BOTH for a condition that compares one with the other."""
    sides: Sequence[str] = sorted({side_of_fact(fact) for fact in facts_in(condition)})
    return sides[0] if len(sides) == 1 else BOTH
