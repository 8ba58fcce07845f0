"""A made-up case must be the same each time, hold every defect, and tell the truth about its own files."""

import csv
import json
import zipfile
from collections import Counter
from pathlib import Path
from random import Random

import openpyxl
import pytest

from satupintu.batch.synthesize.names import are_unlike, left_out, one_error, two_errors
from satupintu.batch.synthesize.village import LISTS, synthesize_village
from satupintu.batch.synthesize.villages import VILLAGES

IDENTITY = {
    "nik_missing",
    "nik_malformed",
    "nik_precision_lost",
    "nik_anomalous",
    "nik_unmatched",
    "name_mismatch",
    "duplicate_nik",
}
CRITERIA_2021 = {
    "citizen",
    "alive",
    "resident",
    "not_state_employee",
    "no_current_kur",
    "micro_business",
    "business_evidence",
    "business_domicile",
    "once_per_year",
}


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module", params=["51.01.01.1014", "91.11.09.2006"])
def case(request, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("case")
    kinds = ["xlsx", "csv"] if request.param < "9" else ["csv", "ods", "xlsx"]
    synthesize_village(seed=7, out=out, village=request.param, rows=150, kinds=kinds)
    return out


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        synthesize_village(seed=seed, out=tmp_path / name, rows=80)
    a, b, c = (_bytes(tmp_path / name) for name in "abc")
    assert a == b
    assert a["truth.csv"] != c["truth.csv"]


def test_every_reason_occurs_and_most_rows_are_in_order(case):
    truth = _records(case / "truth.csv")
    reasons = Counter(reason for row in truth for reason in row["reasons_2021"].split(";") if reason)
    assert set(reasons) == IDENTITY | CRITERIA_2021
    assert "no_bank_credit" in "".join(row["reasons_2020"] for row in truth)
    eligible = sum(row["outcome_2021"] == "eligible" for row in truth)
    assert eligible > len(truth) / 2
    told = json.loads((case / "case.json").read_text())
    assert (told["rows"], told["outcomes_2021"]["eligible"]) == (len(truth), eligible)


def test_truth_points_at_the_rows_of_the_lists(case):
    registry = {row["nik"]: row["name"] for row in _records(case / "reference" / "civil_registry.csv")}
    shown: dict[tuple[str, str, int], str] = {}
    for path in (case / "lists").glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                shown[path.name, sheet.title, number] = " ".join(str(cell) for cell in cells)
    for path in (case / "lists").glob("*.csv"):
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig" if raw[:3] == b"\xef\xbb\xbf" else "cp1252", "replace")
        shown |= {(path.name, "", number): line for number, line in enumerate(text.splitlines(), 1)}
    checked = 0
    for row in _records(case / "truth.csv"):
        place = (row["file"], row["sheet"], int(row["row"]))
        if place in shown and row["outcome_2021"] == "eligible":
            words = registry[row["nik"]].split()
            assert any(word[1:4].lower() in shown[place].lower() for word in words), place
            checked += 1
    assert checked > 20


def test_nobody_shares_a_nik_and_the_lists_hold_what_the_truth_says(case):
    registry = _records(case / "reference" / "civil_registry.csv")
    assert len({row["nik"] for row in registry}) == len(registry)
    held = {name: {row["nik"] for row in _records(case / "reference" / f"{name}.csv")} for name in LISTS}
    for row in _records(case / "truth.csv"):
        if "no_current_kur" in row["reasons_2021"].split(";"):
            assert row["nik"] in held["kur_borrowers"]
        if row["outcome_2021"] == "eligible":
            assert row["nik"] not in held["kur_borrowers"] | held["state_employees"] | held["paid_2021"]


def test_papuan_niks_lie_above_what_a_number_can_hold(tmp_path):
    synthesize_village(seed=3, out=tmp_path, village="94.04.03.2002", rows=60)
    niks = [int(row["nik"]) for row in _records(tmp_path / "truth.csv")]
    assert sum(nik > 2**53 for nik in niks) > len(niks) / 2


def test_an_ods_is_a_zip_with_its_mimetype_first(tmp_path):
    synthesize_village(seed=3, out=tmp_path, rows=60, kinds=["ods"])
    [path] = (tmp_path / "lists").iterdir()
    with zipfile.ZipFile(path) as package:
        assert package.namelist()[0] == "mimetype"
        assert package.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_a_village_without_names_is_asked_for(tmp_path):
    with pytest.raises(ValueError, match=r"99\.01\.01\.2001 tidak diketahui"):
        synthesize_village(seed=1, out=tmp_path, village="99.01.01.2001")
    with pytest.raises(ValueError, match="sepuluh angka"):
        synthesize_village(seed=1, out=tmp_path, village="3507112008")
    area = ("Papua", "Kabupaten Keerom", "Mannem", "Uskwar")
    case = synthesize_village(seed=1, out=tmp_path, village="91.11.09.2001", area=area, rows=60)
    assert case["area"][3] == "Uskwar"


def test_villages_are_of_different_provinces():
    assert len({village.code[:2] for village in VILLAGES}) == len(VILLAGES) >= 12


def _distance(a: str, b: str) -> int:
    """Damerau-Levenshtein distance, neighbours swapped counting one."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y)))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def test_one_error_is_one_and_two_are_two():
    dice = Random(1)  # noqa: S311
    for name in ("DEWI KUSUMA", "EKO UTOMO", "SITI AMINAH FIRDAUS", "MUHAMMAD YUSUF RAHMAN") * 60:
        assert _distance(one_error(dice, name).upper(), name) == 1
        assert _distance(two_errors(dice, name).upper(), name) == 2
    assert left_out("DEWI UTOMO SARI") == "Dewi Utomo"
    assert not are_unlike("DEWI KUSUMA", "DARMAWAN UTOMO")
