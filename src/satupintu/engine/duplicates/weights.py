"""What each agreement is worth, after Fellegi and Sunter: bits for "one person" over every other explanation.

    score(fields, levels, chances, shares) -> Score        of one pair
    score_sql(fields, chances) -> ScoreSql                  the same over columns of levels

Two records that agree may be one person; or two strangers by chance, two of a family, or twins. Each explanation
gives every level a chance, and a level is worth log2(chance if one person / chance if the other). The other
explanation under which the least is left speaks against the pair: the score is the least of the three sums. So a
family's card, address and phone, which its members share anyway, cannot turn relatives into one person, nor can the
birth date, village and card of twins; what is left to decide between them are the names.

STATED chances are the same for all data, so that a pair is worth today what it was worth yesterday: they are round
figures for typed lists (one field in ten holds an error, a family card outlives most moves, one proposal in a hundred
comes a second time), set before anything was measured with them. How often strangers agree is no opinion: it is
counted in the data (`Chances`), and for names by how common the very name is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from types import MappingProxyType

from satupintu.engine.duplicates.levels import CODES, HOUSEHOLD, NAMES, Field

STRANGER, RELATIVE, TWIN = "stranger", "relative", "twin"
EXPLANATIONS = (STRANGER, RELATIVE, TWIN)  # of two as likely, the later is told
# How many pairs of each sort there are for every record.
SECOND_RECORDS, RELATIVES, TWINS = 0.01, 0.2, 0.002
# How often a name is met by chance, in times its own frequency: misspelt, as often as the few it may come from.
_BY_SHARE = {"same": 1, "one_edit": 3}
# No agreement counts for more than this, however rare the value: it may be a clerk's copy.
_MOST_BITS = 24.0
_LEAST_CHANCE = 2.0**-24

# kind -> level -> (one person, relatives, twins)
STATED: Mapping[str, Mapping[str, tuple[float, float, float]]] = {
    "nik": {
        "same": (0.28, 0.002, 0.001),
        "one_edit": (0.43, 0.006, 0.02),
        "serial": (0.14, 0.008, 0.95),
        "near": (0.05, 0.02, 0.01),
        "differs": (0.10, 0.964, 0.019),
    },
    "identifier": {
        "same": (0.80, 0.0001, 0.0001),
        "one_edit": (0.10, 0.0005, 0.0005),
        "near": (0.03, 0.005, 0.005),
        "differs": (0.07, 0.9944, 0.9944),
    },
    "name": {
        "same": (0.65, 0.0005, 0.0005),
        "one_edit": (0.15, 0.0007, 0.003),
        "similar": (0.08, 0.004, 0.02),
        "part": (0.08, 0.15, 0.20),
        "differs": (0.04, 0.8448, 0.7765),
    },
    "given": {
        "same": (0.70, 0.005, 0.001),
        "one_edit": (0.12, 0.005, 0.005),
        "similar": (0.06, 0.01, 0.02),
        "part": (0.02, 0.01, 0.03),
        "differs": (0.10, 0.97, 0.944),
    },
    "surname": {
        "same": (0.70, 0.70, 0.90),
        "one_edit": (0.12, 0.03, 0.03),
        "similar": (0.06, 0.02, 0.01),
        "part": (0.02, 0.02, 0.01),
        "differs": (0.10, 0.23, 0.05),
    },
    "date": {
        "same": (0.88, 0.012, 0.985),
        "one_edit": (0.07, 0.010, 0.008),
        "near": (0.02, 0.030, 0.002),
        "differs": (0.03, 0.948, 0.005),
    },
    "sex": {"same": (0.985, 0.50, 0.55), "differs": (0.015, 0.50, 0.45)},
    "area": {"same": (0.88, 0.97, 0.97), "part": (0.08, 0.02, 0.02), "differs": (0.04, 0.01, 0.01)},
    "household": {
        "same": (0.80, 0.97, 0.97),
        "one_edit": (0.08, 0.01, 0.01),
        "differs": (0.12, 0.02, 0.02),
    },
    "phone": {
        "same": (0.60, 0.50, 0.50),
        "one_edit": (0.06, 0.005, 0.005),
        "differs": (0.34, 0.495, 0.495),
    },
    "text": {"same": (0.60, 0.85, 0.85), "similar": (0.20, 0.10, 0.10), "differs": (0.20, 0.05, 0.05)},
    "trade": {"same": (0.70, 0.50, 0.50), "similar": (0.10, 0.05, 0.05), "differs": (0.20, 0.45, 0.45)},
    "code": {"same": (0.80, 0.95, 0.95), "one_edit": (0.08, 0.02, 0.02), "differs": (0.12, 0.03, 0.03)},
}
# Of strangers whose birth date and place count already, what their NIKs add: who shares those shares most digits.
_STRANGERS_NIK = {"one_edit": 0.02, "serial": 0.2, "near": 0.05, "differs": 0.95}


@dataclass(frozen=True, slots=True)
class Chances:
    """How often two strangers of the data agree: `agree[field id][level]`; `partners` is how many records each
    record is held against. `has_families`: the data holds family cards, so relatives and twins are thought of.
    """

    partners: int
    agree: Mapping[str, Mapping[str, float]]
    has_families: bool = True

    @property
    def explanations(self) -> tuple[str, ...]:
        """The other explanations that this data knows."""
        return EXPLANATIONS if self.has_families else (STRANGER,)

    def of(self, field: Field, level: str) -> float:
        """The chance that strangers reach this level."""
        if field.kind == "nik" and level in _STRANGERS_NIK:
            return _STRANGERS_NIK[level]
        return min(1.0, max(self.agree.get(field.id, {}).get(level, 0.0), _LEAST_CHANCE))

    def prior(self, explanation: str) -> float:
        """Bits before anything is compared: how much rarer second records are than pairs so explained."""
        pairs = {STRANGER: max(1, self.partners) / 2, RELATIVE: RELATIVES, TWIN: TWINS}
        return log2(SECOND_RECORDS / pairs[explanation])


@dataclass(frozen=True, slots=True)
class Score:
    """`bits` for one person, `against` the likeliest other explanation; `parts` is each known field's share of it
    as (field id, level, bits), the prior being the rest. 0 bits is an even chance, 10 a thousand to one."""

    bits: float
    against: str
    parts: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class ScoreSql:
    """SQL over columns of levels: `sums` by explanation; `by_name`, what to add against strangers for how common the
    names are; and `parts` by explanation and field id, names included."""

    sums: Mapping[str, str]
    by_name: str
    parts: Mapping[str, Mapping[str, str]]


def score(
    fields: Sequence[Field],
    levels: Mapping[str, str | None],
    chances: Chances,
    shares: Mapping[str, float] = MappingProxyType({}),
) -> Score:
    """What a pair's levels come to. `shares`: field id -> how large a part of the data bears the commoner of the
    pair's two names; without it a name counts as one of middling frequency."""
    known = [(field, level) for field in fields if (level := levels.get(field.id)) is not None]
    sums = {
        one: chances.prior(one) + sum(bits(field, level, one, chances, shares) for field, level in known)
        for one in chances.explanations
    }
    against = min(reversed(chances.explanations), key=lambda one: sums[one])
    parts = tuple((field.id, level, bits(field, level, against, chances, shares)) for field, level in known)
    return Score(sums[against], against, parts)


def bits(
    field: Field,
    level: str,
    against: str,
    chances: Chances,
    shares: Mapping[str, float] = MappingProxyType({}),
) -> float:
    """What one field's level is worth for one person against the explanation."""
    ours, *others = STATED[field.kind][level]
    if against != STRANGER:
        return log2(ours / others[EXPLANATIONS.index(against) - 1])
    if field.kind in NAMES and level in _BY_SHARE and field.id in shares:
        return min(_MOST_BITS, log2(ours / min(1.0, shares[field.id] * _BY_SHARE[level])))
    return min(_MOST_BITS, log2(ours / chances.of(field, level)))


def score_sql(fields: Iterable[Field], chances: Chances) -> ScoreSql:
    """`score` over columns `level_<field id>` (numbers of LEVELS) and `pair_share_<field id>` for names."""
    listed = list(fields)
    named = [_by_name_sql(field) for field in listed if field.kind in NAMES]
    flat = {
        one: {field.id: _part_sql(field, one, chances) for field in listed} for one in chances.explanations
    }
    sums = {one: " + ".join([_double(chances.prior(one)), *flat[one].values()]) for one in flat}
    parts = {one: dict(flat[one]) for one in flat}
    for field in listed:
        if field.kind in NAMES:
            parts[STRANGER][field.id] += f" + {_by_name_sql(field)}"
    return ScoreSql(sums, " + ".join(named) or "0e0", parts)


def _part_sql(field: Field, against: str, chances: Chances) -> str:
    """A field's bits, less what hangs on how common a name is."""
    by_share = _BY_SHARE if against == STRANGER and field.kind in NAMES else {}
    cases = " ".join(
        f"WHEN {CODES[level]} THEN {_double(bits(field, level, against, chances))}"
        for level in STATED[field.kind]
        if level not in by_share
    )
    return f"CASE level_{field.id} {cases} ELSE 0e0 END"


def _by_name_sql(field: Field) -> str:
    cases = []
    for level, times in _BY_SHARE.items():
        chance = f"least(1e0, pair_share_{field.id} * {times})"
        worth = f"log2({_double(STATED[field.kind][level][0])} / {chance})"
        cases.append(f"WHEN {CODES[level]} THEN least({_double(_MOST_BITS)}, {worth})")
    return f"CASE level_{field.id} {' '.join(cases)} ELSE 0e0 END"


def _double(value: float) -> str:
    """The number as SQL: with an exponent, for without one DuckDB takes it for a decimal of few places."""
    text = repr(value)
    return text if "e" in text else f"{text}e0"


def has_families(fields: Iterable[Field]) -> bool:
    """Whether the fields tell who lives together."""
    return any(field.kind == HOUSEHOLD for field in fields)


# What strangers of a middling round have in common, for explaining a pair outside any data.
TYPICAL = Chances(
    partners=20_000,
    agree={
        "nik": {"same": 5e-5},
        "name": {"same": 2e-4, "one_edit": 4e-4, "similar": 2e-3, "part": 0.05, "differs": 0.9474},
        "birth_date": {"same": 6e-5, "one_edit": 2e-3, "near": 0.02, "differs": 0.978},
        "sex": {"same": 0.5, "differs": 0.5},
        "village": {"same": 0.02, "part": 0.05, "differs": 0.93},
        "kk": {"same": 2e-5, "one_edit": 1e-4, "differs": 0.9999},
        "phone": {"same": 2e-5, "one_edit": 1e-5, "differs": 0.99997},
        "address": {"same": 0.02, "similar": 0.05, "differs": 0.93},
        "sector": {"same": 0.05, "similar": 0.05, "differs": 0.9},
    },
)
