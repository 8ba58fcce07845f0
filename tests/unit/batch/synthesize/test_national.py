"""A made-up nation: its truth is the engine's answer on every row, and the same arguments give the same bytes."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from rapidfuzz.distance import OSA

from satupintu.batch.backends import open_backend
from satupintu.batch.references import find_references
from satupintu.batch.screen import Inputs, open_round, screen
from satupintu.batch.synthesize.national import synthesize_national
from satupintu.batch.synthesize.national_defects import BIT, DEFECTS, true_of, truth
from satupintu.batch.synthesize.national_plan import lay_out
from satupintu.batch.synthesize.national_tables import load_areas
from satupintu.batch.synthesize.national_words import (
    FIRST_SLOTS,
    FIRST_STEPS,
    LAST,
    LAST_SLOTS,
    LAST_STEPS,
    MEN,
    WOMEN,
    name_words,
)
from satupintu.engine.names import same_name, words_of
from satupintu.gateways.areas import areas_file
from satupintu.gateways.lists.reader import read_lists
from satupintu.gateways.programmes import load_programme

ROWS = 20_000
TYPES = {
    "nik": "VARCHAR",
    "kk": "VARCHAR",
    "name": "VARCHAR",
    "birth_date": "DATE",
    "sex": "VARCHAR",
    "address": "VARCHAR",
    "rt": "VARCHAR",
    "rw": "VARCHAR",
    "village": "VARCHAR",
    "sector": "VARCHAR",
    "phone": "VARCHAR",
    "annual_turnover": "BIGINT",
    "business_letter": "VARCHAR",
    "submitted_at": "TIMESTAMP",
    "proposer": "VARCHAR",
}


@pytest.fixture(scope="module")
def nation(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("national") / "nation"
    synthesize_national(rows=ROWS, out=out, areas=areas_file(), seed=5, threads=2)
    return out


@pytest.fixture
def ask(nation):
    """Rows of a query whose {placeholders} are the data set's files."""
    files = {
        "lists": f"read_parquet('{nation}/lists/*.parquet', filename = true, file_row_number = true)",
        "truth": f"'{nation}/truth.parquet'",
        "registry": f"'{nation}/reference/civil_registry.parquet'",
    }
    with duckdb.connect() as connection:
        yield lambda query: connection.execute(query.format(**files)).fetchall()


@pytest.fixture(scope="module")
def read_rows(nation, tmp_path_factory) -> Path:
    rows = tmp_path_factory.mktemp("reading") / "rows.parquet"
    read_lists(sorted((nation / "lists").iterdir()), rows)
    return rows


@pytest.mark.parametrize("year", [2020, 2021])
def test_the_truth_is_the_engines_answer_on_every_row(nation, read_rows, year, tmp_path):
    programme = load_programme(f"bpum-{year}").programme.at(None)
    inputs = Inputs(read_rows, programme, find_references(nation / "reference"), ())
    with open_backend("duckdb", spill=tmp_path) as backend:
        screen(open_round(backend, inputs), inputs, tmp_path)
    with duckdb.connect() as connection:
        compared = connection.execute(
            f"""
            SELECT t.file, t."row", t.defect, t.reasons_{year}, d.outcome, d.reasons
            FROM '{nation}/truth.parquet' t FULL JOIN '{tmp_path}/decisions.parquet' d USING (file, "row")
            WHERE (t.outcome_{year}, t.reasons_{year}) IS DISTINCT FROM (d.outcome, d.reasons)
            """
        ).fetchall()
        assert compared == []
        assert connection.execute(f"SELECT count(*) FROM '{tmp_path}/decisions.parquet'").fetchone() == (
            ROWS,
        )


def test_the_same_seed_gives_the_same_bytes_whatever_the_threads(tmp_path):
    found = {}
    for name, seed, threads in (("one", 1, 1), ("three", 1, 3), ("other", 2, 1)):
        out = tmp_path / name
        synthesize_national(rows=8500, out=out, areas=areas_file(), seed=seed, threads=threads)
        found[name] = {
            str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()
        }
    assert found["one"] == found["three"]
    assert len(found["one"]) == 4 + 9 + 2
    assert all(found["other"][name] != content for name, content in found["one"].items())


def test_every_defect_occurs_and_case_json_counts_them(nation, ask):
    case = json.loads((nation / "case.json").read_text())
    defects = Counter(one for (label,) in ask("SELECT defect FROM {truth}") for one in label.split("+"))
    del defects["sound"]
    assert case["defects"] == dict(defects)
    assert set(defects) == set(DEFECTS)
    for year in (2020, 2021):
        assert case[f"outcomes_{year}"] == dict(
            ask(f"SELECT outcome_{year}, count(*) FROM {{truth}} GROUP BY ALL")
        )
        assert case[f"reasons_{year}"] == dict(
            ask(
                f"SELECT one, count(*) FROM (SELECT unnest(reasons_{year}) AS one FROM {{truth}}) GROUP BY ALL"
            )
        )
    # What the rules of 2020 left of 28 million rows: about 15 million.
    assert 14 / 28 < case["outcomes_2020"]["eligible"] / ROWS < 16 / 28
    for name, rows in case["reference"].items():
        assert ask(f"SELECT count(*) FROM '{nation}/reference/{name}.parquet'") == [(rows,)]


def test_lists_are_canonical_and_counted_from_one(nation, ask):
    described = ask("DESCRIBE SELECT * EXCLUDE (filename, file_row_number) FROM {lists}")
    assert {name: kind for name, kind, *_ in described} == TYPES
    places = ask("SELECT parse_filename(filename), file_row_number + 1 FROM {lists} ORDER BY ALL")
    assert places == ask('SELECT file, "row" FROM {truth}')
    assert len(places) == ROWS


def test_niks_are_unique_and_say_what_the_registry_says(ask):
    wrong = """
        SELECT count(*) FROM (SELECT *, CAST(nik AS VARCHAR) AS digits, nik // 10000000000 AS area FROM {registry})
        WHERE length(digits) <> 16 OR nik % 10 = 0
           OR digits[7:12] <> lpad(CAST(day(birth_date) + CASE sex WHEN 'P' THEN 40 ELSE 0 END AS VARCHAR), 2, '0')
                              || strftime(birth_date, '%m%y')
        """
    assert ask(wrong) == [(0,)]
    people, niks, names = ask("SELECT count(*), count(DISTINCT nik), count(DISTINCT name) FROM {registry}")[0]
    assert people == niks == pytest.approx(ROWS * 40 / 28, rel=0.01)
    assert names > people / 3


def test_reference_lists_name_mostly_people_who_did_not_apply(nation, ask):
    whole = 0
    for path in sorted((nation / "reference").glob("*.parquet")):
        if path.stem == "civil_registry":
            continue
        rows, applied, known, kind = ask(
            f"""
            SELECT count(*), count(*) FILTER (CAST(nik AS VARCHAR) IN (SELECT nik FROM {{lists}})),
                   count(*) FILTER (nik IN (SELECT nik FROM {{registry}})), any_value(typeof(nik))
            FROM '{path}'
            """
        )[0]
        whole += rows
        assert kind == "BIGINT"
        assert known / rows > 0.9, path.stem
        if path.stem != "recipients_2020":  # received in 2020 and proposed again: no bar, so nobody minds
            assert applied / rows < 0.45, path.stem
    assert whole == pytest.approx(ROWS * 50 / 28, rel=0.03)


@pytest.mark.parametrize(
    ("defects", "reasons_2020", "reasons_2021"),
    [
        ("", "eligible", "eligible"),
        ("name_titled name_order nik_separators district_unknown", "eligible", "eligible"),
        ("recipients_2020 turnover_unstated birth_date_blank", "eligible", "eligible"),
        ("bank_credit", "ineligible no_bank_credit", "eligible"),
        ("turnover_between", "ineligible micro_business", "eligible"),
        ("turnover_large", "ineligible micro_business", "ineligible micro_business"),
        ("paid_2020", "ineligible once_per_year", "eligible"),
        ("paid_2021", "eligible", "ineligible once_per_year"),
        (
            "others_nik kur_borrowers deceased",
            "undetermined name_mismatch",
            "undetermined name_mismatch",
        ),
        (
            "nik_unmatched kur_borrowers deceased",
            "ineligible nik_unmatched no_current_kur",
            "ineligible nik_unmatched no_current_kur",
        ),
        (
            "nik_too_short state_employees turnover_large",
            "ineligible micro_business nik_malformed",
            "ineligible micro_business nik_malformed",
        ),
        ("elsewhere", "eligible", "eligible"),
        (
            "elsewhere no_letter",
            "undetermined business_domicile business_evidence",
            "undetermined business_domicile business_evidence",
        ),
        (
            "elsewhere withdrawn_letters",
            "ineligible business_domicile business_evidence",
            "ineligible business_domicile business_evidence",
        ),
        (
            "duplicate no_letter",
            "ineligible business_evidence duplicate_nik",
            "ineligible business_evidence duplicate_nik",
        ),
        ("moved_abroad foreigner", "ineligible citizen resident", "ineligible citizen resident"),
    ],
)
def test_truth_follows_from_the_defects(defects, reasons_2020, reasons_2021):
    for year, expected in ((2020, reasons_2020), (2021, reasons_2021)):
        outcome, reasons = truth(defects.split(), year)
        assert " ".join([outcome, *reasons]) == expected


def test_a_label_names_all_defects():
    [(_, label, *_)] = true_of([BIT["no_letter"] | BIT["kur_borrowers"]])
    assert label == "kur_borrowers+no_letter"


def test_no_two_words_of_names_are_near_and_neighbours_share_none():
    words = [*MEN, *WOMEN, *LAST]
    assert [pair for pair in combinations(words, 2) if OSA.distance(*pair, score_cutoff=2) <= 2] == []
    first, last = name_words()
    for slots, start, table, steps in (
        (FIRST_SLOTS, 0, first, FIRST_STEPS),
        (FIRST_SLOTS, FIRST_SLOTS, first, FIRST_STEPS),
        (LAST_SLOTS, 0, last, LAST_STEPS),
    ):
        for step in steps:
            assert all(table[start + n][0] != table[start + (n + step) % slots][0] for n in range(slots))
    for upper, title, *errors in {*first, *last}:
        assert words_of(upper) == words_of(title) == [upper]  # neither title nor degree
        assert [OSA.distance(error, title) for error in errors] == [1, 1]
        # A slip is none of spelling: with one more in another word it is another name.
        assert not any(same_name(f"{error} Waluya", f"{upper} WALUYO") for error in errors)


@pytest.mark.parametrize("rows", [1, 2, 10, 57, 1999, 4001])
def test_small_nations_have_exactly_their_rows(rows):
    with duckdb.connect() as connection:
        regencies = lay_out(load_areas(connection, areas_file()), rows)
    assert sum(one.rows for one in regencies) == rows
    assert all(one.rows > 0 and one.people > one.applicants for one in regencies)


def test_what_cannot_be_made_leaves_nothing_behind(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("ada isinya")
    (tmp_path / "areas.parquet").write_bytes(b"PAR1 rusak")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match="sudah berisi"):
        synthesize_national(rows=10, out=tmp_path / "full", areas=areas_file())
    with pytest.raises(ValueError, match="sedikitnya 1"):
        synthesize_national(rows=0, out=tmp_path / "none", areas=areas_file())
    with pytest.raises(ValueError, match="terlalu banyak"):
        synthesize_national(rows=10**10, out=tmp_path / "none", areas=areas_file())
    with pytest.raises(duckdb.Error):
        synthesize_national(rows=10, out=tmp_path / "none", areas=tmp_path / "areas.parquet")
    assert sorted(tmp_path.rglob("*")) == before
