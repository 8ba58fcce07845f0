"""Whom reported recipients are: the law over whole lists equals the law one by one, on any names and numbers."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satupintu.batch.aid.matching import KNOWN, Matching, Said
from satupintu.batch.backends.duckdb import open_duckdb
from satupintu.engine.aid import SHARED_FROM, Known, Match, Reported, match_of
from satupintu.engine.names import normal_name
from satupintu.engine.nik import clean_nik, nik_shape

NIKS = ["3507114107810001", "3507111203760002", "3507115506880003"]
WRITTEN = st.sampled_from(
    [
        *(
            *NIKS,
            "3507.1141.0781.0001",
            "0000000000000000",
            "1234567890123456",
            "35071141078100",
            "",
            None,
            "-",
        ),
        *("3507114107810010", "3.50711E+15"),
    ]
)
NAMES = st.sampled_from(
    [
        "SITI AMINAH",
        "Siti Aminah, S.Pd",
        "Hj. ST. AMINAH",
        "Siti Aminh",
        "Budi Santoso",
        "M. BUDI",
        "Muhammad Budi",
        "WATI",
        "Slamet",
        "H.",
        "",
        None,
    ]
)
DAYS = st.sampled_from([None, date(1981, 7, 1), date(1976, 3, 12)])
VILLAGES = st.sampled_from([None, "35.07.11.2008", "35.07.11.2007"])
REPORTED = st.builds(Reported, WRITTEN, NAMES, DAYS, VILLAGES, st.booleans())
KNOWNS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from([*NIKS, "3507114107810010", ""]), NAMES, DAYS, VILLAGES),
    max_size=6,
).map(lambda rows: [Known(i, p, n, name or "", d, v) for i, (p, n, name, d, v) in enumerate(rows, 1)])
VERDICTS = st.dictionaries(st.integers(1, 4), st.sampled_from(["same", "different", "unsure"]), max_size=2)


def at_once(reported: list[Reported], known: list[Known], said: list[Said], folder: Path) -> list[tuple]:
    """What the tables say: for each of one report's recipients its match and record."""
    with open_duckdb(spill=folder, threads=1, memory=None) as backend:
        kinds = ", ".join(f"{name} {kind}" for name, kind in KNOWN.items())
        con = backend.connection
        con.execute(f"CREATE TABLE source ({kinds})")
        for one in known:
            row = [one.record, one.person, one.nik, one.name, one.birth_date, one.village, "", one.nik]
            con.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        con.execute(f"COPY source TO '{folder}/known.parquet'")
        con.execute(
            "CREATE TABLE reported (seq BIGINT, report BIGINT, recipient VARCHAR, nik_text VARCHAR,"
            " nik_is_number BOOLEAN, name VARCHAR, birth_date DATE, village VARCHAR)"
        )
        for at, one in enumerate(reported):
            row = [at, 1, str(at), one.nik, one.nik_is_number, one.name, one.birth_date, one.village]
            con.execute("INSERT INTO reported VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        Matching(backend).match(folder / "known.parquet", said)
        return backend.rows("SELECT match, record FROM matches ORDER BY seq")


def shared_in(reported: list[Reported]) -> set[str]:
    """The NIKs that a report gives to too many names."""
    names: dict[str, set[str]] = {}
    for one in reported:
        if nik_shape(one.nik) is None and normal_name(one.name or ""):
            names.setdefault(clean_nik(one.nik), set()).add(normal_name(one.name or ""))
    return {nik for nik, said in names.items() if len(said) >= SHARED_FROM}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(REPORTED, VERDICTS), min_size=1, max_size=12), KNOWNS)
def test_all_at_once_means_the_same_as_one_by_one(tmp_path, rows, known):
    reported = [one for one, _ in rows]
    said = [
        Said(str(at), person, word) for at, (_, words) in enumerate(rows) for person, word in words.items()
    ]
    shared = shared_in(reported)
    expected = []
    for one, words in rows:
        is_shared = clean_nik(one.nik) in shared
        found = match_of(
            Reported(one.nik, one.name, one.birth_date, one.village, one.nik_is_number, is_shared),
            known,
            words,
        )
        expected.append((found.kind, found.known.record if found.known else None))
    assert at_once(reported, known, said, tmp_path) == expected


SITI = Known(7, 3, NIKS[0], "SITI AMINAH", date(1981, 7, 1), "35.07.11.2008")


@pytest.mark.parametrize(
    ("reported", "kind"),
    [
        (Reported(NIKS[0], "Hj. Siti Aminah"), "matched"),
        (Reported(NIKS[0], "Budi Santoso"), "other_name"),
        (Reported(NIKS[1], "Siti Aminah", date(1981, 7, 1), "35.07.11.2008"), "unmatched"),
        (Reported("", "Siti Aminah", date(1981, 7, 1), "35.07.11.2008"), "possible"),
        (Reported("", "Siti Aminah", date(1981, 7, 1), "35.07.11.2007"), "unreadable"),
        (Reported("0000000000000000", "Siti Aminah"), "unreadable"),
        (Reported(NIKS[0], "Siti Aminah", is_shared=True), "unreadable"),
    ],
)
def test_nobody_is_merged_on_a_doubt(reported, kind):
    assert match_of(reported, [SITI]).kind == kind


def test_a_word_settles_a_doubt_and_another_takes_the_person_out_of_it():
    doubtful = Reported(NIKS[0], "Budi Santoso")
    assert match_of(doubtful, [SITI], {3: "same"}) == Match("matched", SITI)
    assert match_of(doubtful, [SITI], {3: "different"}) == Match("unmatched")
    assert match_of(doubtful, [SITI], {3: "unsure"}) == Match("other_name", SITI)


def test_a_filler_number_in_many_names_matches_nobody(tmp_path):
    names = ["SITI AMINAH", "Budi", "Wati", "Joko", "Slamet"]
    rows = [Reported(NIKS[0], name) for name in names]
    assert {kind for kind, _ in at_once(rows, [SITI], [], tmp_path)} == {"unreadable"}
    assert at_once(rows[:4], [SITI], [], tmp_path)[0] == ("matched", 7)


def test_reading_the_file_needs_nothing_but_its_columns(tmp_path):
    from satupintu.batch.aid.store import AID, COLUMNS, build

    with duckdb.connect() as con:
        listed = ", ".join(f"NULL::{kind} AS {name}" for name, kind in KNOWN.items())
        con.execute(f"COPY (SELECT {listed} WHERE FALSE) TO '{tmp_path}/known.parquet'")
        built = build([], tmp_path / "known.parquet", [], tmp_path, aid={})
        described = con.execute(f"DESCRIBE FROM '{tmp_path}/{AID}'").fetchall()
    assert built.rows == 0
    assert {name: kind for name, kind, *_ in described} == dict(COLUMNS)
