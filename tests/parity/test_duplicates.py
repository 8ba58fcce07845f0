"""Python and SQL compare any two values alike, and weigh any levels alike."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satupintu.engine.duplicates import ROUND, TYPICAL, Field, comparable, compare, score
from satupintu.engine.duplicates.levels import CODES, LEVELS, NAMES, comparable_sql, compare_sql
from satupintu.engine.duplicates.weights import STATED, STRANGER, score_sql

FIELDS = (
    *(field for field in ROUND if field.kind != "phone"),  # compared as a family card is
    Field("number", "identifier"),
    Field("postcode", "code"),
)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NIKS = st.from_regex(r"\A(?:35|00)0711[0-7][0-9](?:0[1-9]|1[0-3])(?:65|04|10)000[0-3]\Z")
WORDS = st.lists(
    st.sampled_from(["SITI", "AMINAH", "AMINI", "M.", "Budi", "H.", "Ny. SRI", "O", "MARYAM", "marjam"]),
    max_size=4,
).map(" ".join)
ADDRESSES = st.lists(
    st.sampled_from(["Dsn.", "DUSUN", "Krajan", "krajann", "RT 02", "jl", "No.7", "(", "é"]), max_size=5
).map(" ".join)
DATES = st.one_of(st.dates().map(str), st.from_regex(r"\A(?:19|20)[0-9]{2}-?(?:01|10|12)-?(?:01|10|21)\Z"))
NUMBERS = st.one_of(
    st.from_regex(r"\A0812[0-9]{4,6}\Z"),
    st.from_regex(r"\A[0-2]{1,7}\Z"),
    NIKS,
    st.just("3,50711E+15"),
    ANYTHING,
)
WRITTEN = {
    "nik": st.one_of(NIKS, NUMBERS),
    "date": DATES,
    "sex": st.sampled_from(["L", "P", "p", "x", ""]),
    "area": st.sampled_from(["35.07.11.2008", "3507112007", "35.07.12.2008", ""]),
    "text": ADDRESSES,
    "trade": ADDRESSES,
    **dict.fromkeys(NAMES, WORDS),
}


@pytest.fixture(scope="module")
def connection():
    return duckdb.connect()


def written(field):
    return st.one_of(st.none(), WRITTEN.get(field.kind, NUMBERS), ANYTHING)


def nearly(values):
    """Pairs of values of which the second is often the first with an edit."""

    @st.composite
    def draw(pick):
        first = pick(values)
        if not first or pick(st.booleans()):
            return first, pick(values)
        place = pick(st.integers(0, len(first) - 1))
        swapped = first[:place] + first[place + 1 : place + 2] + first[place] + first[place + 2 :]
        changed = first[:place] + pick(st.sampled_from("0123456789AR ")) + first[place + 1 :]
        return first, pick(st.sampled_from([swapped, changed, first[:place] + first[place + 1 :]]))

    return draw()


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.id)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_values_are_spelt_and_compared_alike(field, data, connection):
    pairs = data.draw(st.lists(nearly(written(field)), min_size=10, max_size=25))
    niks = data.draw(st.lists(st.one_of(st.none(), NIKS), min_size=len(pairs), max_size=len(pairs)))
    beside = ', c AS "nik"' if field.nik_column else ""
    sides = [
        f'(SELECT n, {comparable_sql(field)} AS v FROM (SELECT n, {side} AS "{field.source}"{beside} FROM given))'
        for side in "ab"
    ]
    found = connection.execute(
        f"""WITH given AS (SELECT unnest(range(?)) AS n, unnest(?::VARCHAR[]) AS a, unnest(?::VARCHAR[]) AS b,
                                  unnest(?::VARCHAR[]) AS c)
            SELECT l.v, r.v, {compare_sql(field, "l.v", "r.v")}
            FROM {sides[0]} l JOIN {sides[1]} r USING (n) ORDER BY n""",
        [len(pairs), [a for a, _ in pairs], [b for _, b in pairs], niks],
    ).fetchall()
    expected = []
    for (a, b), nik in zip(pairs, niks, strict=True):
        both = [comparable([field], {"nik": nik, field.source: one}) for one in (a, b)]
        ours, theirs = (one[field.id] for one in both)
        expected.append((ours, theirs, CODES.get(compare(field, ours, theirs))))
    assert found == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([None, *LEVELS]), min_size=9, max_size=9), st.floats(1e-7, 0.5))
def test_levels_are_weighed_alike(connection, chosen, share):
    levels = {
        field.id: level if level in STATED[field.kind] else None
        for field, level in zip(ROUND, chosen, strict=True)
    }
    sql = score_sql(ROUND, TYPICAL)
    columns = ", ".join(f"{CODES.get(level) or 'NULL'} AS level_{name}" for name, level in levels.items())
    sums = ", ".join(
        f"{total} + {sql.by_name if one == STRANGER else '0'}" for one, total in sql.sums.items()
    )
    found = connection.execute(
        f"SELECT {sums} FROM (SELECT {columns}, ?::DOUBLE AS pair_share_name)", [share]
    )
    expected = score(ROUND, levels, TYPICAL, {"name": share})
    assert min(found.fetchall()[0]) == pytest.approx(expected.bits, abs=1e-9)
    against = sql.parts[expected.against]
    parts = connection.execute(
        f"SELECT {', '.join(against.values())} FROM (SELECT {columns}, ?::DOUBLE AS pair_share_name)", [share]
    ).fetchall()[0]
    shown = {name: bits for name, bits in zip(against, parts, strict=True) if levels[name]}
    assert shown == pytest.approx({name: bits for name, _level, bits in expected.parts}, abs=1e-9)
