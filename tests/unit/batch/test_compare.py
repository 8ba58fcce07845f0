"""Two rounds beside each other: people are compared with themselves, and nobody drops out of the count."""

import json

import duckdb
import pytest

from satupintu.batch.compare import compare

SITI, BUDI, RINA = "3507116205900001", "3507111505850002", "3507114101800003"
# nik, name, outcome, reasons
LIST = (
    (SITI, "SITI AMINAH", "eligible", []),
    (BUDI, "BUDI SANTOSO", "ineligible", ["alive"]),
    (RINA, "RINA WATI", "undetermined", ["nik_unmatched"]),
    (None, "TANPA NIK", "undetermined", ["nik_missing"]),
)


@pytest.fixture
def round_of(tmp_path):
    """``round_of(rows, sha256=…)``: a folder with these decisions, from a list of that hash."""

    def make(rows, *, sha256=None, file="usulan.csv"):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        decisions = [
            {"file": file, "sheet": "", "row": at, "nik": nik, "name": name, "village": "35.07.11.2008",
             "outcome": outcome, "reasons": reasons, "flags": [], "duplicate_of": None}
            for at, (nik, name, outcome, reasons) in enumerate(rows, 2)
        ]  # fmt: skip
        (folder / "rows.json").write_text(json.dumps(decisions), encoding="utf-8")
        columns = "columns={file:'VARCHAR',sheet:'VARCHAR',row:'BIGINT',nik:'VARCHAR',name:'VARCHAR',village:'VARCHAR',"
        columns += "outcome:'VARCHAR',reasons:'VARCHAR[]',flags:'VARCHAR[]',duplicate_of:'VARCHAR'}"
        duckdb.execute(
            f"COPY (FROM read_json('{folder}/rows.json', {columns})) TO '{folder}/decisions.parquet'"
        )
        if sha256:
            (folder / "manifest.json").write_text(json.dumps({"lists": {file: sha256}}), encoding="utf-8")
        return folder

    return make


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 0, 2, 3), (0, 3, 1, 2)])
@pytest.mark.parametrize("hashes", [("a", "b"), (None, None), ("a", None)])
def test_a_list_in_another_order_is_compared_person_by_person(round_of, order, hashes):
    found = compare(round_of(LIST, sha256=hashes[0]), round_of([LIST[at] for at in order], sha256=hashes[1]))
    assert (found.by, found.changes, found.is_same) == ("nik", [], True)
    assert (found.all_rows_before, found.rows_before, found.without_nik_before) == (4, 3, 1)


def test_a_change_in_a_list_in_another_order_is_the_persons_own(round_of):
    later = [LIST[2], (BUDI, "BUDI SANTOSO", "eligible", []), LIST[3], LIST[0]]
    found = compare(round_of(LIST, sha256="a"), round_of(later, sha256="b"))
    assert [(one["nik"], one["before"], one["after"]) for one in found.changes] == [
        (BUDI, "ineligible", "eligible")
    ]


def test_another_years_list_of_as_many_rows_is_not_the_same_list(round_of):
    others = [(f"350711410190{at:04}", f"ORANG {at}", "eligible", []) for at in range(4)]
    found = compare(round_of(LIST), round_of(others))
    assert (found.by, found.changes) == ("nik", [])
    assert (found.only_before, found.only_after, found.is_same) == (3, 4, False)


@pytest.mark.parametrize("hashes", [("a", "a"), (None, None)])
def test_the_same_list_is_compared_by_place_rows_without_a_nik_too(round_of, hashes):
    decided = [*LIST[:3], (None, "TANPA NIK", "ineligible", ["nik_missing", "resident"])]
    found = compare(round_of(LIST, sha256=hashes[0]), round_of(decided, sha256=hashes[1]))
    assert found.by == "position"
    assert [one["name"] for one in found.changes] == ["TANPA NIK"]
    assert (found.without_nik_before, found.without_nik_after) == (0, 0)


def test_the_same_bytes_read_otherwise_are_still_the_same_rows(round_of):
    renamed = [(SITI, "SITI AMINAH BINTI KARTO", "eligible", []), *LIST[1:]]
    found = compare(round_of(LIST, sha256="a"), round_of(renamed, sha256="a"))
    assert (found.by, found.is_same) == ("position", True)


@pytest.mark.parametrize(
    "later",
    [
        LIST[:3],
        [*LIST, (None, "LAIN", "undetermined", ["nik_missing"])],
        [LIST[0], LIST[2], LIST[1], (None, "TANPA NIK", "ineligible", ["nik_missing", "resident"])],
    ],
)
def test_rows_without_a_nik_that_are_gone_new_or_decided_otherwise_are_no_same_round(round_of, later):
    found = compare(round_of(LIST), round_of(later))
    assert (found.by, found.changes, found.only_before, found.only_after) == ("nik", [], 0, 0)
    assert (found.without_nik_before, found.without_nik_after) == (1, len(later) - 3)
    assert not found.without_nik_alike
    assert not found.is_same
