"""A simulated change, person by person, is what two real rounds differ in; and what cannot be tried says why."""

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from satupintu.batch.compare import COLUMNS, compare
from satupintu.batch.synthesize.village import synthesize_village
from satupintu.gateways.lists.canonical_columns import TYPES
from satupintu.pipeline.screening.explanations import explain
from satupintu.pipeline.screening.finished import RoundProblem
from satupintu.pipeline.screening.rounds import run_round
from satupintu.pipeline.screening.simulation.rules import read_change, read_settings
from satupintu.pipeline.screening.simulation.running import Given, simulate

SAMPLE = Path(__file__).parents[4] / "data" / "arjowilangun"
WAYS = {"copied": None, "in place": 0}
OLD_AGE = {
    "criterion": "not_old",
    "requires": {"fact": "registry.birth_date", "op": "after", "value": date(1960, 1, 1)},
}
QUOTA = {
    "recipients": 60,
    "per": "round",
    "priorities": [
        {
            "title": {"id": "Perempuan", "en": "Women"},
            "first": {"fact": "registry.sex", "op": "equals", "value": "P"},
        },
        {
            "title": {"id": "Omzet terkecil", "en": "Smallest"},
            "order": {"fact": "row.annual_turnover", "direction": "ascending"},
        },
    ],
}
BY_VILLAGE = {"quota": {"recipients": 2, "per": "village"}}
# name -> what changes, and whether a nation's round keeps enough to answer.
CHANGES = {
    "another ceiling": ({"set": {"micro_sales_ceiling": 40_000_000}}, True),
    "no more asked about credit": ({"remove": ["no_current_kur", "not_state_employee"]}, True),
    "a letter not asked for": (
        {
            "criteria": [
                {
                    "criterion": "business_evidence",
                    "requires": {"fact": "row.business_letter", "op": "present", "when_unknown": "passes"},
                }
            ]
        },
        True,
    ),
    "an age": ({"criteria": [OLD_AGE]}, False),
    "another list's words": (
        {
            "criteria": [
                {
                    "criterion": "kur_only",
                    "requires": {"fact": "lists.kur_borrowers", "op": "is", "value": True},
                }
            ]
        },
        True,
    ),
    "a quota": ({"quota": QUOTA}, False),
    "a quota of each village": (BY_VILLAGE, True),
    "a quota and a ceiling": ({**BY_VILLAGE, "set": {"micro_sales_ceiling": 40_000_000}}, True),
}


def decide(case: Path, out: Path, programme="bpum-2021", **options) -> Path:
    run_round(
        programme=programme,
        lists=[case / "lists"],
        reference=case / "reference",
        out=out,
        handed_back=False,
        **options,
    )
    return out


def in_parquet(case: Path, folder: Path) -> Path:
    """The same lists as canonical Parquet, so that they can be decided where they stand too."""
    read = decide(case, folder / "read")
    (folder / "lists").mkdir()
    shutil.copytree(case / "reference", folder / "reference")
    columns = ", ".join(one for one in TYPES if not one.startswith("asked_"))
    for part in range(5):
        where = f"WHERE seq % 5 = {part} ORDER BY seq"
        target = folder / "lists" / f"{part}.parquet"
        duckdb.execute(
            f"COPY (SELECT {columns} FROM '{read}/rows.parquet' {where}) TO '{target}' (FORMAT parquet)"
        )
    return folder


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """The sample village, and one made up here; each with its round that keeps copies and the one that does not."""
    made = tmp_path_factory.mktemp("made")
    synthesize_village(seed=9, out=made / "case", rows=130, kinds=["xlsx", "csv"])
    found = {}
    for name, case in (("sample", SAMPLE), ("made up", made / "case")):
        folder = in_parquet(case, tmp_path_factory.mktemp("case"))
        rounds = {way: decide(folder, folder / way, most_copied=most) for way, most in WAYS.items()}
        found[name] = (folder, rounds)
    return found


def persons(simulation: Path) -> list[dict]:
    with duckdb.connect() as own:
        found = own.execute(f"SELECT * FROM '{simulation}/changes.parquet' ORDER BY file, sheet, \"row\"")
        names = [one[0] for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def same_as_two_rounds(round, again, simulation, report):
    real = compare(round, again)
    columns = (*COLUMNS, "taken_before", "taken_after")
    for one in real.changes:  # without a quota on either side compare need not say it
        one.setdefault("taken_before", one["before"] == "eligible")
        one.setdefault("taken_after", one["after"] == "eligible")
    assert [{key: one[key] for key in columns} for one in persons(simulation)] == real.changes
    assert real.changes
    assert [tuple(one) for one in report["moves"]] == real.moves


# Each change on a village and in a way of its own.
TRIED = [
    ("sample", "copied", "another ceiling"),
    ("sample", "copied", "a quota and a ceiling"),
    ("sample", "in place", "another ceiling"),
    ("sample", "in place", "another list's words"),
    ("sample", "in place", "a quota and a ceiling"),
    ("made up", "copied", "a letter not asked for"),
    ("made up", "in place", "an age"),
]


@pytest.mark.parametrize(("case", "way", "name"), TRIED)
def test_a_round_simulated_is_the_round_held_again(cases, tmp_path, case, way, name):
    folder, rounds = cases[case]
    change, is_kept = CHANGES[name]
    report = simulate(rounds[way], change, tmp_path / "tried")
    assert report["way"] == ("kept" if is_kept or way == "copied" else "whole")
    [tried] = (tmp_path / "tried" / "programme").glob("*/programme.yaml")
    again = decide(folder, tmp_path / "again", tried, most_copied=WAYS[way])
    same_as_two_rounds(rounds[way], again, tmp_path / "tried", report)


def test_a_round_with_a_quota_is_tried_with_another_and_with_none(cases, tmp_path):
    folder, rounds = cases["sample"]
    simulate(rounds["copied"], {"quota": QUOTA}, tmp_path / "first")
    [programme] = (tmp_path / "first" / "programme").glob("*/programme.yaml")
    for way, change in (("copied", {"set": {"quota": 90}}), ("in place", {"quota": None})):
        round = decide(folder, tmp_path / way, programme, most_copied=WAYS[way], seed=3)
        report = simulate(round, change, tmp_path / f"{way} tried")
        [tried] = (tmp_path / f"{way} tried" / "programme").glob("*/programme.yaml")
        again = decide(folder, tmp_path / f"{way} again", tried, most_copied=WAYS[way], seed=3)
        same_as_two_rounds(round, again, tmp_path / f"{way} tried", report)
        assert report["before"]["taken"] == 60 and report["fell"] == 0


def test_the_report_counts_each_person_once_in_every_table(cases, tmp_path):
    _folder, rounds = cases["sample"]
    report = simulate(rounds["copied"], {"set": {"micro_sales_ceiling": 40_000_000}}, tmp_path / "tried")
    assert report["fell"] > 0
    for groups in report["by"].values():
        assert sum(one["fell"] for one in groups.values()) == report["fell"]
    assert report["after"]["cost"] == report["after"]["taken"] * 1_200_000
    assert report["after"]["taken"] == report["before"]["taken"] - report["fell"]
    assert report["reasons_of_fell"] == {"micro_business": report["fell"]}


def test_who_is_paid_wrongly_is_told_by_the_truth_and_by_an_auditor(cases, tmp_path):
    _folder, rounds = cases["sample"]
    round, truth_file = rounds["copied"], tmp_path / "truth.csv"
    told = "file, sheet, row, outcome AS outcome_2021, array_to_string(reasons, ';') AS reasons_2021"
    duckdb.execute(f"COPY (SELECT {told} FROM '{round}/decisions.parquet') TO '{truth_file}' (FORMAT csv)")
    given = Given(truth=truth_file)
    report = simulate(round, {"remove": ["no_current_kur"]}, tmp_path / "tried", given=given)
    assert report["against_the_law"] == report["came"] > 0
    truth = report["wrongly_paid"]["truth"]
    assert (truth["before"], truth["after"]) == (0, report["came"])
    assert truth["reasons_after"] == {"no_current_kur": report["came"]}
    found = next(one for one in persons(tmp_path / "tried") if one["taken_after"])
    (tmp_path / "found.csv").write_text(f"nik,category\n{found['nik']},kur\n{found['nik']},deceased\n")
    again = simulate(
        round,
        {"remove": ["no_current_kur"]},
        tmp_path / "again",
        given=Given(findings=tmp_path / "found.csv"),
    )
    findings = again["wrongly_paid"]["findings"]
    assert (findings["before"], findings["after"]) == (0, 1)
    assert findings["reasons_after"] == {"deceased": 1, "kur": 1}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("truth", "file,sheet,row,outcome\n{place},layak\n", "kolom outcome: “layak” tidak dikenal; yang dikenal: eli"),
        ("truth", "file,sheet,row,outcome\n{file},,dua,eligible\n", "kolom row: “dua” tidak dikenal"),
        ("truth", "file,sheet,row,outcome\nlain.csv,,2,ineligible\n", "tidak satu pun dari 1 barisnya ada di putaran"),
        ("findings", "nik,category\nxxx,kur\n", "tidak satu pun dari 1 barisnya ada di putaran ini .menurut NIK"),
    ],
)  # fmt: skip
def test_what_says_nothing_of_the_round_is_not_believed(cases, tmp_path, name, content, words):
    round = cases["sample"][1]["copied"]
    file, sheet, row = duckdb.execute(f"SELECT file, sheet, row FROM '{round}/decisions.parquet'").fetchone()
    path = tmp_path / f"{name}.csv"
    path.write_text(content.format(place=f"{file},{sheet},{row}", file=file), encoding="utf-8")
    with pytest.raises(RoundProblem, match=words):
        simulate(round, {"remove": ["no_current_kur"]}, tmp_path / "tried", given=Given(**{name: path}))
    assert not (tmp_path / "tried").exists()


@pytest.mark.parametrize("way", WAYS)
def test_how_much_of_a_truth_speaks_of_the_round_is_said(cases, tmp_path, way):
    round, path = cases["made up"][1][way], tmp_path / "truth.csv"
    told = f"SELECT file, sheet, row, outcome FROM '{round}/decisions.parquet' LIMIT 3"
    extra = "SELECT 'lain.csv', '', 2, 'ineligible' UNION ALL SELECT 'lain.csv', '', 3, NULL"
    duckdb.execute(f"COPY (({told}) UNION ALL {extra}) TO '{path}' (FORMAT csv)")
    report = simulate(round, {"remove": ["no_current_kur"]}, tmp_path / "tried", given=Given(truth=path))
    truth = report["wrongly_paid"]["truth"]
    assert (truth["rows"], truth["matched"]) == (4, 3)


def test_a_simulation_is_no_round_and_says_so(cases, tmp_path):
    _folder, rounds = cases["sample"]
    simulate(rounds["copied"], {"remove": ["citizen", "alive"]}, tmp_path / "tried")
    told = json.loads((tmp_path / "tried" / "manifest.json").read_text())
    assert told["simulation"] is True
    assert told["programme"]["sha256"] != told["programme"]["sha256_before"]
    assert not (tmp_path / "tried" / "decisions.parquet").exists()
    with pytest.raises(RoundProblem, match="hasil simulasi, bukan putaran"):
        simulate(tmp_path / "tried", {"remove": ["resident"]}, tmp_path / "again")
    with pytest.raises(RoundProblem, match="hasil simulasi, bukan putaran"):
        explain(tmp_path / "tried", "3507114107600001")


def test_the_same_simulation_gives_the_same_bytes(cases, tmp_path):
    _folder, rounds = cases["sample"]
    change = {"quota": QUOTA, "remove": ["no_current_kur"]}
    for name, threads in (("one", 1), ("two", 3)):
        simulate(rounds["copied"], change, tmp_path / name, given=Given(threads=threads))
    for name in ("changes.parquet", "simulation.json", "programme/bpum-2021/programme.yaml"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("change", "day", "words"),
    [
        ({"quota": {"recipients": 0}}, None, "quota.recipients: kuota 0 orang"),
        ({"set": {"nothing": 1}}, None, "set.nothing: parameter ini tidak ada"),
        ({"remove": ["nothing"]}, None, "kriteria nothing tidak ada"),
        ({"remove": ["citizen"]}, date(2022, 1, 1), "Hari simulasi 01-01-2022"),
        ({"id": "other", "rules": {}}, None, "kunci"),
        (["set"], None, "sedikitnya satu dari"),
    ],
)
def test_what_cannot_be_tried_says_why_and_writes_nothing(cases, tmp_path, change, day, words):
    _folder, rounds = cases["sample"]
    with pytest.raises(RoundProblem, match=words):
        simulate(rounds["copied"], change, tmp_path / "tried", as_of=day)
    assert not (tmp_path / "tried").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_changed_file_of_yaml_is_read_or_named(tmp_path):
    file = tmp_path / "ubah.yaml"
    file.write_text("set: {a: 1}\nset: {a: 2}\n")
    with pytest.raises(RoundProblem, match=r"ubah.yaml, baris 2: .*tertulis dua kali"):
        read_change(file)
    file.write_text("a: &a [*a]\n")
    with pytest.raises(RoundProblem, match="acuan melingkar"):
        read_change(file)
    assert read_settings(["quota=200", "name=x"]) == {"quota": 200, "name": "x"}
    with pytest.raises(RoundProblem, match="tulis PARAMETER=NILAI"):
        read_settings(["quota"])


def test_lists_that_changed_since_are_no_ground_for_a_simulation(cases, tmp_path):
    folder, rounds = cases["sample"]
    moved = Path(shutil.copytree(folder / "lists", tmp_path / "lists"))
    duckdb.execute(
        f"COPY (SELECT * FROM '{moved}/0.parquet' LIMIT 5) TO '{moved}/0b.parquet' (FORMAT parquet)"
    )
    (moved / "0b.parquet").rename(moved / "0.parquet")
    with pytest.raises(RoundProblem, match="berubah sejak diputuskan"):
        simulate(rounds["in place"], {"remove": ["citizen"]}, tmp_path / "tried", given=Given(lists=moved))


def test_a_list_that_changes_moves_everybody_behind_in_the_queue(cases, tmp_path):
    """A nation's round that takes up what it found before gives the bytes of a whole round, under a quota too."""
    folder, rounds = cases["sample"]
    simulate(rounds["copied"], {"quota": {**QUOTA, "priorities": []}}, tmp_path / "tried")
    [programme] = (tmp_path / "tried" / "programme").glob("*/programme.yaml")
    case = Path(shutil.copytree(folder, tmp_path / "case"))
    again = decide(case, tmp_path / "again", programme, most_copied=0)
    before = (again / "decisions.parquet").read_bytes()
    changed = case / "lists" / "3.parquet"
    duckdb.execute(f"COPY (SELECT * FROM '{changed}' LIMIT 60) TO '{changed}.new' (FORMAT parquet)")
    Path(f"{changed}.new").rename(changed)
    decide(case, again, programme, most_copied=0)
    whole = decide(case, tmp_path / "whole", programme, most_copied=0)
    assert (again / "decisions.parquet").read_bytes() == (whole / "decisions.parquet").read_bytes() != before


def test_a_nations_decisions_need_not_stand_in_the_order_of_its_lists(cases, tmp_path):
    folder, rounds = cases["sample"]
    simulate(rounds["copied"], {"quota": {**QUOTA, "priorities": []}}, tmp_path / "tried")
    [programme] = (tmp_path / "tried" / "programme").glob("*/programme.yaml")
    round = decide(folder, tmp_path / "round", programme, most_copied=0)
    change = {"quota": None, "remove": ["no_current_kur"]}
    simulate(round, change, tmp_path / "before")
    decisions = round / "decisions.parquet"
    duckdb.execute(
        f"COPY (SELECT * FROM '{decisions}' ORDER BY \"row\" DESC) TO '{decisions}.new' (FORMAT parquet)"
    )
    Path(f"{decisions}.new").rename(decisions)
    simulate(round, change, tmp_path / "after")
    assert persons(tmp_path / "after") == persons(tmp_path / "before")
