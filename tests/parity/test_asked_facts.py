"""What only the applicant can state: Python and both ways of a round decide alike, whatever columns the lists have."""

from datetime import date
from itertools import product

import duckdb
import pytest
import yaml

from satupintu.engine.determination import determine
from satupintu.gateways.programmes import load_programme
from satupintu.pipeline.screening.explanations import explain
from satupintu.pipeline.screening.replays import replay
from satupintu.pipeline.screening.rounds import run_round
from tests.unit.engine.programmes import criterion, data

FACTS = {
    "asked.employees": ("INTEGER", [None, 4, 5, 6]),
    "asked.has_nib": ("BOOLEAN", [None, True, False]),
    "asked.electricity_class": ("VARCHAR", [None, " ", "R1", "B2"]),
}
CRITERIA = [
    criterion("small", {"fact": "asked.employees", "op": "at_most", "value": 5}),
    criterion("nib", {"any": [
        {"fact": "asked.has_nib", "op": "is", "value": True},
        {"fact": "row.annual_turnover", "op": "at_most", "value": 10},
    ]}),
    criterion("class", {"fact": "asked.electricity_class", "op": "in", "value": ["R1"], "when_unknown": "passes"}),
]  # fmt: skip
NIKS = [f"350711620590{number:04}" for number in range(1, 1 + 4 * 3 * 4)]


@pytest.fixture
def programme(tmp_path):
    folder = tmp_path / "programmes" / "contoh"
    folder.mkdir(parents=True)
    lists = {"civil_registry": {"title": {"id": "Data", "en": "Data"}}}
    rules = [one | {"cite": "pending", "read_in": "contoh"} for one in CRITERIA]
    text = data(rules={"all": rules}, lists=lists, params={}, amount="none")
    (folder / "programme.yaml").write_text(yaml.safe_dump(text), encoding="utf-8")
    return folder


def people(stated):
    """One person for every set of answers, and what Python makes of those that are stated."""
    answers = [
        dict(zip(FACTS, row, strict=True)) for row in product(*(values for _, values in FACTS.values()))
    ]
    return [
        (nik, given, {fact: value if fact in stated else None for fact, value in given.items()})
        for nik, given in zip(NIKS, answers, strict=True)
    ]


def write_list(path, rows, stated):
    columns = ", ".join(f"{fact.replace('.', '_')} {FACTS[fact][0]}" for fact in stated)
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE t (nik VARCHAR, name VARCHAR, annual_turnover BIGINT{', ' + columns if columns else ''})"
        )
        marks = ", ".join("?" * (3 + len(stated)))
        for nik, given, _known in rows:
            connection.execute(
                f"INSERT INTO t VALUES ({marks})", [nik, "Siti Aminah", 11, *(given[fact] for fact in stated)]
            )
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")


@pytest.fixture
def reference(tmp_path):
    folder = tmp_path / "reference"
    folder.mkdir()
    lines = [f"{nik},SITI AMINAH,alive" for nik in NIKS]
    (folder / "civil_registry.csv").write_text(
        "\n".join(["nik,name,status", *lines]) + "\n", encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize("most_copied", [1_000_000, 0], ids=["ordinary", "national"])
@pytest.mark.parametrize(
    "stated",
    [[()], [tuple(FACTS), ()], [("asked.has_nib",), ("asked.employees",)]],
    ids=["none", "some", "each"],
)
def test_every_way_of_a_round_says_what_python_says(tmp_path, programme, reference, stated, most_copied):
    expected, expected_words, paths = {}, {}, []
    settled = load_programme(programme).programme.at(date(2021, 4, 1))
    for place, facts in enumerate(stated):
        rows = people(facts)[place :: len(stated)]
        paths.append(tmp_path / f"{place}.parquet")
        write_list(paths[-1], rows, facts)
        for nik, _given, known in rows:
            decided = determine(settled, known | {"row.annual_turnover": 11})
            expected[nik] = (decided.outcome, list(decided.reasons))
            employees = known["asked.employees"] or "tidak diketahui"
            expected_words[nik] = {
                "asked.employees": f"{employees} (batas 5)",
                "asked.has_nib": {True: "ya", False: "tidak", None: "tidak diketahui"}[
                    known["asked.has_nib"]
                ],
            }
    out = tmp_path / "out"
    run_round(programme=programme, lists=paths, reference=reference, out=out, most_copied=most_copied)
    found = duckdb.sql(f"SELECT nik, outcome, reasons FROM '{out / 'decisions.parquet'}'").fetchall()
    assert {nik: tuple(rest) for nik, *rest in found} == expected
    assert replay(out).is_same
    told = explain(out, found[0][0])[0]
    assert told.outcome == found[0][1]
    shown = {one.fact: one.value for criterion in told.criteria for one in criterion.evidence}
    given = expected_words[found[0][0]]
    assert {fact: shown[fact] for fact in given} == given


def test_a_column_of_the_wrong_type_is_refused_by_name(tmp_path, programme, reference):
    path = tmp_path / "a.parquet"
    duckdb.sql(
        f"COPY (SELECT '{NIKS[0]}' AS nik, 'Siti' AS name, 'lima' AS asked_employees) TO '{path}' (FORMAT parquet)"
    )
    with pytest.raises(Exception, match=r"a\.parquet.*asked_employees.*harus bertipe BIGINT"):
        run_round(programme=programme, lists=[path], reference=reference, out=tmp_path / "out")
