"""The village of Arjowilangun, whole: every row of the sample under both years' rules, and the round's own promises."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

CASE = Path(__file__).parents[1] / "data" / "arjowilangun"


def satupintu(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line as a person calls it."""
    command = [sys.executable, "-m", "satupintu.project.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def rounds(tmp_path_factory) -> dict[str, Path]:
    """The sample screened under both years' rules, 2021 with one thread and again with two."""
    base = tmp_path_factory.mktemp("rounds")
    shutil.copytree(CASE, base / "case")
    made = {}
    for name, programme, threads in (
        ("2021", "bpum-2021", 1),
        ("2020", "bpum-2020", 2),
        ("again", "bpum-2021", 2),
    ):
        made[name] = base / name
        done = satupintu(
            "screen", programme, base / "case" / "lists", "--reference", base / "case" / "reference",
            "--out", made[name], "--threads", threads,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    return made


@pytest.mark.parametrize("year", ["2021", "2020"])
def test_every_row_has_the_right_outcome_and_reasons(rounds, year):
    with (CASE / "truth.csv").open(encoding="utf-8") as file:
        truth = {
            (one["file"], one["sheet"], int(one["row"])): (one[f"outcome_{year}"], one[f"reasons_{year}"])
            for one in csv.DictReader(file)
        }
    decisions = duckdb.sql(
        f"SELECT file, sheet, row, outcome, reasons FROM '{rounds[year]}/decisions.parquet'"
    ).fetchall()
    found = {
        (file, sheet, row): (outcome, ";".join(reasons)) for file, sheet, row, outcome, reasons in decisions
    }
    assert len(decisions) == len(found)
    assert found == truth


def test_the_same_inputs_give_the_same_bytes_whatever_the_threads(rounds):
    files = sorted(path.relative_to(rounds["2021"]) for path in rounds["2021"].rglob("*") if path.is_file())
    assert files == sorted(
        path.relative_to(rounds["again"]) for path in rounds["again"].rglob("*") if path.is_file()
    )
    assert [
        str(name)
        for name in files
        if (rounds["2021"] / name).read_bytes() != (rounds["again"] / name).read_bytes()
    ] == []


@pytest.mark.parametrize("threads", [1, 2])
def test_replay_gives_the_same_bytes(rounds, threads):
    done = satupintu("replay", rounds["2021"], "--threads", threads)
    assert (done.returncode, done.stderr) == (0, "")


def test_replay_names_what_changed_when_one_reference_row_changes(rounds, tmp_path):
    reference = tmp_path / "reference"
    shutil.copytree(CASE / "reference", reference)
    nik = duckdb.sql(
        f"SELECT min(nik) FROM '{rounds['2021']}/decisions.parquet' WHERE outcome = 'eligible'"
    ).fetchall()[0][0]
    with (reference / "kur_borrowers.csv").open("a", encoding="utf-8") as file:
        file.write(f"{nik},SESEORANG\n")
    done = satupintu("replay", rounds["2021"], "--reference", reference, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["inputs"] == [["daftar acuan kur_borrowers", "berubah"]]
    assert [(one["nik"], one["before"], one["after"], one["reasons_after"]) for one in told["decisions"]] == [
        (nik, "eligible", "ineligible", ["no_current_kur"])
    ]


def test_replay_notices_an_output_changed_by_hand(rounds, tmp_path):
    copy = rounds["2021"].parent / "tampered"
    shutil.copytree(rounds["2021"], copy)
    (copy / "summary.json").write_text("{}")
    done = satupintu("replay", copy)
    shutil.rmtree(copy)
    assert done.returncode == 1
    assert "summary.json berubah" in done.stdout


def test_explain_says_every_criterion_its_evidence_its_article_and_what_would_change_it(rounds):
    nik = duckdb.sql(
        f"SELECT min(nik) FROM '{rounds['2021']}/decisions.parquet' WHERE reasons = ['no_current_kur']"
    ).fetchall()[0][0]
    done = satupintu("explain", rounds["2021"], nik, "--json")
    (told,) = json.loads(done.stdout)
    results = {one["id"]: one for one in told["criteria"]}
    assert done.returncode == 0
    assert told["outcome"] == "ineligible"
    assert {one: results[one]["result"] for one in results if results[one]["result"] != "passed"} == {
        "no_current_kur": "failed"
    }
    kur = results["no_current_kur"]
    assert kur["cite"] == "permenkop-2-2021#4(2)"
    assert "Permenkop" in kur["citation"] or "Peraturan Menteri Koperasi" in kur["citation"]
    assert kur["would_change"]
    assert kur["evidence"][0]["source"] == "kur_borrowers"


def test_explaining_someone_who_is_not_in_the_round_answers_no(rounds):
    assert satupintu("explain", rounds["2021"], "3507110101010001").returncode == 1


def test_a_row_without_a_readable_nik_is_explained_by_its_place(rounds):
    row = duckdb.sql(
        f"SELECT file, sheet, row FROM '{rounds['2021']}/decisions.parquet' WHERE reasons = ['nik_missing']"
    ).fetchall()[0]
    done = satupintu("explain", rounds["2021"], "!".join(map(str, row)))
    assert done.returncode == 0
    assert "BELUM DAPAT DIPUTUSKAN" in done.stdout


def test_compare_tells_who_moved_between_the_years(rounds):
    told = json.loads(satupintu("compare", rounds["2020"], rounds["2021"], "--json").stdout)
    moved = {(before, after): rows for before, after, rows in told["moves"] if before != after}
    assert told["by"] == "position"
    assert moved == {("ineligible", "eligible"): 19, ("eligible", "ineligible"): 5}
    assert {tuple(one["reasons_after"]) for one in told["changes"] if one["after"] == "ineligible"} >= {
        ("once_per_year",)
    }


def test_a_needed_list_that_is_missing_is_an_error_naming_the_criterion(tmp_path):
    reference = tmp_path / "reference"
    shutil.copytree(CASE / "reference", reference)
    (reference / "paid_2021.csv").unlink()
    done = satupintu(
        "screen", "bpum-2021", CASE / "lists", "--reference", reference, "--out", tmp_path / "out"
    )
    assert done.returncode == 2
    assert "paid_2021" in done.stderr
    assert "once_per_year" in done.stderr
    assert not (tmp_path / "out").exists()


def test_one_bad_file_is_named_and_the_others_are_done(tmp_path):
    shutil.copytree(CASE / "lists", tmp_path / "lists")
    (tmp_path / "lists" / "04-foto.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    (tmp_path / "lists" / "05-lagi.csv").write_bytes(
        (CASE / "lists" / "03-usulan-arjowilangun.csv").read_bytes()
    )
    done = satupintu(
        "screen",
        "bpum-2021",
        tmp_path / "lists",
        "--reference",
        CASE / "reference",
        "--out",
        tmp_path / "out",
        "--json",
    )
    assert done.returncode == 2
    assert "04-foto.xlsx" in done.stderr
    assert "05-lagi.csv" in done.stderr
    assert json.loads(done.stdout)["rows"] == 614


def test_a_folder_with_other_things_in_it_is_never_overwritten(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "surat.txt").write_text("penting")
    done = satupintu("screen", "bpum-2021", CASE / "lists", "--reference", CASE / "reference", "--out", out)
    assert done.returncode == 2
    assert [path.name for path in out.iterdir()] == ["surat.txt"]


def test_the_banks_silent_criterion_is_found_and_nothing_else(rounds, tmp_path):
    """The field study's main finding: in 2021 the bank dropped those who had received the year before."""
    asked = ("criteria-gap", rounds["2021"], "--outcome", CASE / "bank_outcome.csv")
    done = satupintu(*asked, "--out", tmp_path / "gaps")
    assert done.returncode == 0, done.stderr
    assert "pola tanpa penjelasan; mintalah alasan" in done.stdout
    [found] = json.loads((tmp_path / "gaps" / "gaps.json").read_text(encoding="utf-8"))
    assert (found["where"], found["pattern"], found["explained_by"]) == ("all", "received_2020 = yes", None)
    assert (found["dropped"], found["of"], found["elsewhere_dropped"], found["elsewhere_of"]) == (
        166,
        171,
        5,
        304,
    )
    again = satupintu(*asked, "--out", tmp_path / "again", "--threads", 1)
    assert again.stdout.splitlines()[:-1] == done.stdout.splitlines()[:-1]
    for path in (tmp_path / "gaps").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_rounds_of_other_lists_are_compared_by_the_persons_own_row(tmp_path):
    """Above a person's row stands a stranger's under the same NIK; it is the person's outcome that moves, or not."""
    with (CASE / "reference" / "civil_registry.csv").open(encoding="utf-8") as file:
        people = [one for one in csv.DictReader(file) if one["status"] == "alive"][:6]
    lines = [f"{one['name']},'{one['nik']},SKU/1/2021" for one in people]
    stranger = f"{people[1]['name']} TANDJUNG WIJAYAKUSUMA,'{people[0]['nik']},SKU/2/2021"
    out = {}
    for name, rows in (("before", lines), ("after", [stranger, *lines])):
        (tmp_path / name).mkdir()
        text = "\n".join(["Nama,NIK,Nomor SKU", *rows])
        (tmp_path / name / f"usulan-{name}.csv").write_text(text, encoding="utf-8")
        out[name] = tmp_path / f"round-{name}"
        done = satupintu(
            "screen", "bpum-2021", tmp_path / name, "--reference", CASE / "reference", "--out", out[name]
        )
        assert done.returncode == 0, done.stderr
    told = satupintu("compare", out["before"], out["after"], "--json")
    assert json.loads(told.stdout)["changes"] == []
