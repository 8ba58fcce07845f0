"""Silent criteria in made-up rounds: found where they are, laid at no other door, and nothing found where none is."""

import json
import os
import random

import duckdb
import openpyxl
import pytest

from satupintu.pipeline.screening.finished import RoundProblem
from satupintu.pipeline.screening.gaps import run_criteria_gap

DAY = "2021-04-01"


def a_person(number, dice):
    """A NIK of a village of Kalipare, with a day, a sex and a year."""
    is_woman = dice.random() < 0.6
    day = dice.randint(1, 28) + (40 if is_woman else 0)
    return f"350711{day:02d}{dice.randint(1, 12):02d}{dice.randint(50, 99)}{number % 9999 + 1:04d}"


@pytest.fixture
def gap(tmp_path):
    """``gap(people, outcomes, by=…)``: a round of those people and what a bank did with them."""
    (tmp_path / "round").mkdir()
    (tmp_path / "reference").mkdir()
    for name in ("recipients_2020", "kur_borrowers"):
        (tmp_path / "reference" / f"{name}.csv").write_text("nik\n", encoding="utf-8")
    (tmp_path / "round" / "manifest.json").write_text(
        json.dumps({"as_of": DAY, "lists": {}, "without": [], "outputs": {}}), encoding="utf-8"
    )
    (tmp_path / "round" / "sources.json").write_text(
        '{"lists": [], "reference": "../reference"}', encoding="utf-8"
    )

    def run(people, outcomes, *, received=(), file="outcome.csv", encoding="utf-8", **options):
        write_decisions(people, tmp_path / "round" / "decisions.parquet")
        (tmp_path / "reference" / "recipients_2020.csv").write_text(
            "\n".join(["nik", *received]) + "\n", encoding="utf-8"
        )
        if isinstance(outcomes, list):
            outcomes = "\n".join(["nik,outcome,branch", *(",".join(one) for one in outcomes)]) + "\n"
        (tmp_path / file).write_bytes(outcomes.encode(encoding))
        return run_criteria_gap(
            round=tmp_path / "round", outcome=tmp_path / file, out=tmp_path / "out", **options
        )

    return run


def write_decisions(people, path):
    """Each person as (nik, outcome, reasons); the row's number is its place."""
    rows = [
        {"file": "usulan.csv", "sheet": "", "row": at, "nik": nik, "name": "A", "village": "35.07.11.2008",
         "outcome": outcome, "reasons": reasons, "flags": [], "duplicate_of": None}
        for at, (nik, outcome, reasons) in enumerate(people, 2)
    ]  # fmt: skip
    source = path.with_suffix(".json")
    source.write_text(json.dumps(rows), encoding="utf-8")
    kinds = {
        "file": "VARCHAR", "sheet": "VARCHAR", "row": "INTEGER", "nik": "VARCHAR", "name": "VARCHAR",
        "village": "VARCHAR", "outcome": "VARCHAR", "reasons": "VARCHAR[]", "flags": "VARCHAR[]",
        "duplicate_of": "VARCHAR",
    }  # fmt: skip
    duckdb.sql(f"COPY (SELECT * FROM read_json('{source}', columns={kinds})) TO '{path}' (FORMAT parquet)")
    source.unlink()


def of_eligible(niks):
    return [(nik, "eligible", []) for nik in niks]


@pytest.fixture
def eight_hundred():
    """Eligible people, of whom a third received in 2020, at four branches."""
    dice = random.Random(11)  # noqa: S311
    niks = [a_person(number, dice) for number in range(800)]
    branch = {nik: dice.choice(["Kalipare", "Kepanjen", "Pagak", "Turen"]) for nik in niks}
    return dice, niks, branch, {nik for nik in niks if dice.random() < 0.35}


def fates(dice, niks, branch, odds):
    return [(nik, "dropped" if dice.random() < odds(nik) else "accepted", branch[nik]) for nik in niks]


def test_where_people_are_dropped_at_random_nothing_is_asked(gap, eight_hundred):
    dice, niks, branch, received = eight_hundred
    for _ in range(5):
        found = gap(
            of_eligible(niks), fates(dice, niks, branch, lambda _: 0.2), received=received, by="branch"
        )
        assert found.unexplained == []


def test_a_silent_criterion_is_found_with_its_numbers_and_nothing_beside_it(gap, eight_hundred, tmp_path):
    dice, niks, branch, received = eight_hundred
    outcomes = fates(dice, niks, branch, lambda nik: 0.95 if nik in received else 0.02)
    found = gap(of_eligible(niks), outcomes, received=received)
    [one] = found.unexplained
    dropped = {nik for nik, outcome, _ in outcomes if outcome == "dropped"}
    assert (one["where"], one["pattern"]) == ("all", "received_2020 = yes")
    assert (one["dropped"], one["of"]) == (len(dropped & received), len(received))
    assert (one["elsewhere_dropped"], one["elsewhere_of"]) == (len(dropped - received), 800 - len(received))
    assert one["interval"][0] > 100
    assert one["q_value"] < 1e-50
    assert json.loads((tmp_path / "out" / "gaps.json").read_text(encoding="utf-8")) == found.patterns
    asked = duckdb.sql(f"SELECT nik FROM '{tmp_path}/out/to_ask.parquet'").fetchall()
    assert {nik for (nik,) in asked} == dropped & received


def test_one_branchs_criterion_is_laid_at_that_branchs_door_alone(gap, eight_hundred):
    dice, niks, branch, received = eight_hundred

    def odds(nik):
        if branch[nik] == "Kalipare" and nik in received:
            return 0.9
        return 0.4 if branch[nik] == "Turen" and int(nik[6:8]) > 40 else 0.03

    found = gap(of_eligible(niks), fates(dice, niks, branch, odds), received=received, by="branch")
    assert [(one["where"], one["pattern"]) for one in found.unexplained] == [
        ("Kalipare", "received_2020 = yes"),
        ("Turen", "sex = P"),
    ]
    everywhere = {one["pattern"]: one["explained_by"] for one in found.patterns if one["where"] == "all"}
    assert everywhere["received_2020 = yes"] == "Kalipare: received_2020 = yes"


def test_a_branch_that_drops_everybody_more_often_is_the_pattern_itself(gap, eight_hundred):
    dice, niks, branch, received = eight_hundred
    outcomes = fates(dice, niks, branch, lambda nik: 0.5 if branch[nik] == "Pagak" else 0.05)
    found = gap(of_eligible(niks), outcomes, received=received, by="branch")
    assert [(one["where"], one["pattern"]) for one in found.unexplained] == [("all", "branch = Pagak")]


def test_whom_the_round_itself_refused_is_explained_by_the_rounds_reason(gap, eight_hundred):
    dice, niks, branch, received = eight_hundred
    people = of_eligible(niks[100:]) + [(nik, "ineligible", ["no_current_kur"]) for nik in niks[:100]]
    outcomes = fates(dice, niks, branch, lambda nik: 0.97 if nik in niks[:100] else 0.02)
    found = gap(people, outcomes, received=received)
    assert found.unexplained == []
    [one] = found.patterns
    assert (one["pattern"], one["explained_by"]) == ("reason = no_current_kur", "no_current_kur")


def test_a_person_counts_once_by_the_row_that_counted(gap, eight_hundred):
    """A typing error puts a stranger's row under a NIK; the outcome is that of the NIK's own person."""
    dice, niks, branch, received = eight_hundred
    people = [(nik, "undetermined", ["name_mismatch"]) for nik in niks[:50]] + of_eligible(niks)
    outcomes = fates(dice, niks, branch, lambda nik: 0.95 if nik in received else 0.02)
    found = gap(people, outcomes, received=received)
    assert (found.people.matched, found.people.refused) == (800, 0)


def test_what_the_files_do_not_agree_about_is_counted_and_said(gap, eight_hundred):
    _, niks, _, _ = eight_hundred
    rows = [
        *((nik, "accepted", "A") for nik in niks[:20]),
        (niks[0], "dropped", "A"),  # both
        ("3507111505859999", "dropped", "A"),  # nobody of this round
        ("12345", "dropped", "A"),
        (niks[1], "accepted", "A"),  # said twice, and the same
    ]
    people = [*of_eligible(niks[:19]), (niks[19], "ineligible", ["alive"])]
    told = gap(people, rows).people
    assert (told.matched, told.contradicting, told.strangers, told.unreadable) == (19, 1, 1, 1)
    assert told.refused_accepted == 1
    assert len(told.notes()) == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_an_outcome_file_is_read_as_a_bank_saves_it(gap, eight_hundred, encoding):
    _, niks, _, _ = eight_hundred
    rows = "\r\n".join(["NIK;Outcome;Cabang", *(f"'{nik};  DITOLAK ;Kalipare" for nik in niks[:9]), ""])
    assert gap(of_eligible(niks), rows, encoding=encoding).people.dropped == 9


def test_an_outcome_workbook_is_read_below_its_title(gap, eight_hundred, tmp_path):
    _, niks, _, _ = eight_hundred
    book = openpyxl.Workbook()
    for row in (
        ["Hasil Bank"],
        [],
        ["NIK", "Outcome", "Cabang"],
        *([nik, "DITOLAK", "Kalipare"] for nik in niks[:9]),
    ):
        book.active.append(row)
    book.save(tmp_path / "hasil.xlsx")
    content = (tmp_path / "hasil.xlsx").read_bytes().decode("latin-1")
    assert gap(of_eligible(niks), content, file="hasil.xlsx", encoding="latin-1").people.dropped == 9


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("nik,hasil\n3507116205900001,accepted\n", ["outcome.csv", "kolom outcome"]),
        (
            "nik,outcome\n3507116205900001,accepted\n3507116205900001,ditunda\n",
            ["baris 3", "kolom outcome", "accepted"],
        ),
        ("nik,outcome\n3507116205900001,\n", ["baris 2", "kosong"]),
        ("nik,outcome\n3507116205900001,dropped\n", ["tidak satu pun", "putaran"]),
        ("nik,outcome\n123,dropped\n", ["NIK 16 angka"]),
        ("", ["outcome.csv"]),
    ],
)
def test_an_outcome_file_that_cannot_be_used_is_named_and_nothing_is_written(
    gap, eight_hundred, tmp_path, content, words
):
    with pytest.raises(RoundProblem) as refused:
        gap(of_eligible(eight_hundred[1]), content)
    assert all(word in str(refused.value) for word in words), str(refused.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("row", ["accepted,{nik}", "{nik},SITI AMINAH", "Siti Aminah,{nik},dropped"])
def test_an_outcome_that_is_none_is_named_by_its_place_and_nobody_is(gap, eight_hundred, row):
    _, niks, _, _ = eight_hundred
    content = f"nik,outcome\n{niks[0]},accepted\n" + row.format(nik=niks[1]) + "\n"
    content = content if row.count(",") == 1 else content.replace("\n", ",\n", 2)
    with pytest.raises(
        RoundProblem, match=r"outcome\.csv, baris 3, kolom outcome: isinya bukan accepted"
    ) as refused:
        gap(of_eligible(niks), content)
    assert not [one for one in ("siti", niks[1]) if one in str(refused.value).lower()]


@pytest.mark.parametrize("tail", [",,\n,,\n", " , ,\n", "Jumlah,,\n", "TOTAL 9 orang,,\n,,\n"])
def test_blank_rows_and_a_sum_below_the_list_are_passed_over(gap, eight_hundred, tail):
    _, niks, _, _ = eight_hundred
    rows = "".join(f"{nik},dropped,A\n" for nik in niks[:9])
    told = gap(of_eligible(niks), f"nik,outcome,branch\n{rows}{tail}").people
    assert (told.dropped, told.unreadable) == (9, 0)


@pytest.mark.parametrize("row", [",,SITI", "{nik},,SITI", "{nik},,"])
def test_a_row_of_somebody_without_an_outcome_is_not_passed_over(gap, eight_hundred, row):
    _, niks, _, _ = eight_hundred
    rows = f"nik,outcome,nama\n{niks[0]},dropped,A\n" + row.format(nik=niks[1]) + "\n"
    with pytest.raises(RoundProblem, match="baris 3, kolom outcome: kosong"):
        gap(of_eligible(niks), rows)


@pytest.mark.parametrize("name", ["outcome.csv", "reference/kur_borrowers.csv"])
def test_an_input_that_changes_meanwhile_is_named(gap, eight_hundred, tmp_path, name):
    dice, niks, branch, _ = eight_hundred
    changed = tmp_path / name
    with pytest.raises(RoundProblem, match=f"{changed.name} berubah saat dibaca"):
        gap(
            of_eligible(niks),
            fates(dice, niks, branch, lambda _: 0.2),
            progress=lambda *_: os.utime(changed, ns=(1, 1)),
        )
    assert not (tmp_path / "out").exists()


def test_a_column_that_is_not_there_is_named_beside_those_that_are(gap, eight_hundred):
    _, niks, branch, _ = eight_hundred
    with pytest.raises(RoundProblem, match=r"--by cabang.*branch.*village"):
        gap(of_eligible(niks), [(nik, "accepted", branch[nik]) for nik in niks], by="cabang")


def test_a_column_that_only_says_who_somebody_is_makes_no_pattern(gap, eight_hundred, tmp_path):
    _, niks, _, _ = eight_hundred
    lines = [
        "nik,outcome,nama,no_hp",
        *(f"{nik},{'dropped' if at < 40 else 'accepted'},SITI,0812" for at, nik in enumerate(niks)),
    ]
    gap(of_eligible(niks), "\n".join(lines) + "\n")
    assert "SITI" not in (tmp_path / "out" / "gaps.json").read_text(encoding="utf-8")
