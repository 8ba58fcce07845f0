"""The matrix is what a plain count gives: by person, by pair, by verdict and by area, whatever the file is like."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from satupintu.batch.folders import FolderProblem
from satupintu.batch.overlap.cells import Cells
from satupintu.batch.overlap.job import Inputs, overlap
from satupintu.batch.overlap.receipts import AidProblem
from satupintu.engine.pairs import Pairs, pairs_from_dict
from tests.aid_case import row, write_aid, write_areas

VILLAGES = ("35.07.11.2007", "35.07.11.2008", "35.07.13.2003", "35.14.01.2001", "11.01.01.2001")
NOTE = {"note": {"id": "Contoh.", "en": "An example."}, "cite": "pending", "read_in": "contoh"}
AID = {
    "pkh": "social_assistance",
    "bpum": "cash",
    "kur": "credit",
    "latih": "training",
    "latih-lain": "training",
}
PAIRS = pairs_from_dict(
    {
        "pairs": [
            {"programmes": ["bpum", "kur"], "verdict": "forbidden", **NOTE},
            {"programmes": ["bpum", "pkh"], "verdict": "permitted", **NOTE},
            {"programmes": ["latih", "pkh"], "verdict": "complementary", **NOTE},
        ],
        "classes": [
            {"aid": ["training", "training"], "within_days": 365, "verdict": "repeated", **NOTE},
            {"aid": ["social_assistance"] * 2, "same_programme": True, "verdict": "permitted", **NOTE},
        ],
    },
    AID,
)


@pytest.fixture
def areas(tmp_path: Path) -> Path:
    return write_areas(tmp_path / "areas.parquet", VILLAGES)


def run(
    aid: list[Path], areas: Path, out: Path, *, pairs: Pairs = PAIRS, deep: bool = True, **more: Any
) -> dict:
    return overlap(Inputs(aid, pairs, areas, deep), out, **more)


def read(out: Path, name: str, where: str = "TRUE") -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM '{out / name}' WHERE {where}")
        names = [one[0] for one in found.description]
        return [dict(zip(names, one, strict=True)) for one in found.fetchall()]


def made_up(seed: int) -> list[dict[str, Any]]:
    """A few hundred rows with everything in them that is awkward."""
    dice = Random(seed)  # noqa: S311 - made-up people
    rows = []
    for number in range(120):
        nik = 3507110101800001 + number * 10_000
        home = dice.choice(VILLAGES)
        for programme in sorted(AID):
            for _ in range(dice.choices((0, 1, 2, 3), (5, 4, 2, 1))[0]):
                rows.append(
                    row(
                        nik,
                        programme,
                        aid=AID[programme],
                        amount=dice.choice((None, 250_000, 1_200_000, 75_000_000)),
                        received_on=dice.choice(
                            (None, *[date(2020, 1, 1) + timedelta(dice.randrange(900))] * 9)
                        ),
                        village=dice.choice((*[home] * 8, dice.choice(VILLAGES), None, "99.99.99.9999")),
                        match=dice.choice((*["matched"] * 8, "unmatched", "other_name", "possible", None)),
                    )
                )
    rows += [row(None, "pkh", match="unreadable"), row(3507110101800001, None)]
    dice.shuffle(rows)
    return rows


def plainly(rows: list[dict[str, Any]]) -> Counter:
    """(area, a, b, verdict) -> people, and with "money" before it the rupiah of a and of b."""
    people: dict[int, list[dict]] = {}
    for one in rows:
        if one["match"] in ("matched", "unmatched") and one["nik"] and one["programme"]:
            people.setdefault(one["nik"], []).append(one)
    counted: Counter = Counter()
    for receipts in people.values():
        known = sorted(one["village"] for one in receipts if one["village"] in VILLAGES)
        village = known[0] if known else ""
        areas = ["ID", *([village[:2], village[:5], village[:8], village] if village else ["unknown"] * 4)]
        for (a, b, gap), money in pairs_of(receipts):
            verdict = PAIRS.verdict(a, b, gap).verdict
            for level, area in enumerate(areas):
                counted[level, area, a, b, verdict] += 1
                counted["money", level, area, a, b, verdict] += money
    return counted


def pairs_of(receipts: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, str, int | None], int]]:
    by: dict[str, list[dict]] = {}
    for one in receipts:
        by.setdefault(one["programme"], []).append(one)
    money = {name: sum(one["amount"] or 0 for one in given) for name, given in by.items()}
    days = {
        name: sorted(one["received_on"] for one in given if one["received_on"]) for name, given in by.items()
    }
    for a, b in combinations(sorted(by), 2):
        gaps = [abs((x - y).days) for x in days[a] for y in days[b]]
        yield (a, b, min(gaps, default=None)), money[a] + money[b]
    for a, given in by.items():
        if len(given) > 1:
            yield (a, a, min(((y - x).days for x, y in pairwise(days[a])), default=None)), money[a]


def test_a_programme_may_be_called_anything(areas: Path, tmp_path: Path) -> None:
    names = ["jum'at", "a'b\"c", "a\\b", "a'], programme) --", "{x} $1 %s", "baris\nlagi", "é漢", ""]
    rows = [row(3507110101800001, name, aid="training") for name in names]
    rows += [row(3507110101800001, "jum'at", aid="training")]
    told = run([write_aid(tmp_path / "aid.parquet", rows)], areas, tmp_path / "out")
    assert set(told["programmes"]) == set(names)
    found = {frozenset((one["a"], one["b"])) for one in read(tmp_path / "out", "persons.parquet")}
    assert found == {frozenset((a, b)) for a, b in combinations(names, 2)} | {frozenset(["jum'at"])}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("in_order", [True, False])
def test_the_matrix_is_the_plain_count(seed: int, in_order: bool, areas: Path, tmp_path: Path) -> None:
    rows = made_up(seed)
    run([write_aid(tmp_path / "aid.parquet", rows, in_order=in_order)], areas, tmp_path / "out")
    counted: Counter = Counter()
    for one in read(tmp_path / "out", "matrix.parquet"):
        key = (one["level"], one["area"], one["a"], one["b"], one["verdict"])
        counted[key] = one["people"]
        counted["money", *key] = one["money"]
        assert one["money"] == one["money_a"] + one["money_b"]
    assert counted == plainly(rows)


def test_areas_add_up_to_the_nation_and_districts_are_the_sum_of_villages(
    areas: Path, tmp_path: Path
) -> None:
    aid = [write_aid(tmp_path / "aid.parquet", made_up(5))]
    run(aid, areas, tmp_path / "deep")
    run(aid, areas, tmp_path / "shallow", deep=False)
    for name in ("matrix.parquet", "programmes.parquet", "spread.parquet"):
        totals = {
            level: sum(one["people"] for one in read(tmp_path / "deep", name, f"level = {level}"))
            for level in range(5)
        }
        assert len(set(totals.values())) == 1, (name, totals)
        assert read(tmp_path / "shallow", name) == read(tmp_path / "deep", name, "level < 4")


def test_how_many_programmes_people_have_and_what_each_gave(areas: Path, tmp_path: Path) -> None:
    rows = [row(1, "bpum"), row(1, "kur"), row(1, "pkh"), row(2, "bpum"), row(3, "bpum"), row(3, "bpum")]
    found = run([write_aid(tmp_path / "aid.parquet", rows)], areas, tmp_path / "out")
    assert found["people_by_programmes"] == {"1": 2, "3": 1}
    assert found["programmes"]["bpum"] == {"people": 3, "receipts": 4, "money": 4_000_000}


def test_the_same_bytes_whatever_the_threads_the_order_and_the_number_of_files(
    areas: Path, tmp_path: Path
) -> None:
    rows = made_up(6)
    whole = [write_aid(tmp_path / "aid.parquet", rows)]
    split = [
        write_aid(tmp_path / "a.parquet", rows[::2]), write_aid(tmp_path / "b.parquet", rows[1::2], in_order=False)
    ]  # fmt: skip
    run(whole, areas, tmp_path / "one", threads=1)
    run(whole, areas, tmp_path / "two", threads=3)
    run(split, areas, tmp_path / "split", threads=2)
    for name in ("matrix.parquet", "persons.parquet", "programmes.parquet", "spread.parquet", "summary.json"):
        first = (tmp_path / "one" / name).read_bytes()
        assert (tmp_path / "two" / name).read_bytes() == first, name
        assert (tmp_path / "split" / name).read_bytes() == first, name
    manifest = (tmp_path / "one" / "manifest.json").read_bytes()
    assert (tmp_path / "two" / "manifest.json").read_bytes() == manifest
    assert set(json.loads(manifest)["outputs"]) == {
        "matrix.parquet", "persons.parquet", "programmes.parquet", "spread.parquet", "summary.json"
    }  # fmt: skip


def test_people_of_forbidden_and_repeated_pairs_are_listed_with_dates_sums_and_article(
    areas: Path, tmp_path: Path
) -> None:
    rows = [
        row(11, "bpum", amount=2_400_000, received_on=date(2020, 9, 1)),
        row(11, "kur", aid="credit", amount=10_000_000, received_on=None),
        row(12, "latih", aid="training", received_on=date(2020, 3, 1)),
        row(12, "latih", aid="training", received_on=date(2021, 3, 1)),
        row(13, "latih", aid="training", received_on=date(2020, 3, 1)),
        row(13, "latih", aid="training", received_on=date(2021, 3, 2)),
        row(14, "latih", aid="training", received_on=None),
        row(14, "latih-lain", aid="training", received_on=date(2021, 3, 2)),
        row(15, "bpum"),
        row(15, "pkh"),
    ]
    found = run([write_aid(tmp_path / "aid.parquet", rows)], areas, tmp_path / "out")
    listed = {one["nik"]: one for one in read(tmp_path / "out", "persons.parquet")}
    assert set(listed) == {11, 12}  # 366 days are not within a year; a day nobody knows condemns nobody
    forbidden, repeated = listed[11], listed[12]
    assert (forbidden["verdict"], forbidden["a"], forbidden["b"]) == ("forbidden", "bpum", "kur")
    assert (forbidden["dates_a"], forbidden["dates_b"]) == ([date(2020, 9, 1)], [None])
    assert (forbidden["money"], forbidden["place"], forbidden["cite"]) == (12_400_000, "pairs[1]", "pending")
    assert (repeated["verdict"], repeated["days_apart"], repeated["name"]) == ("repeated", 365, "NAMA 12")
    assert found["people_listed"] == {"forbidden": 1, "repeated": 1}
    verdicts = {(one["a"], one["b"], one["verdict"]): one["people"] for one in found["matrix"]}
    assert verdicts["latih", "latih", "unjudged"] == 1
    assert verdicts["latih", "latih-lain", "unjudged"] == 1
    assert verdicts["bpum", "pkh", "permitted"] == 1


def test_rows_of_which_the_person_is_not_sure_are_kept_apart(areas: Path, tmp_path: Path) -> None:
    rows = [
        row(21, "bpum"), row(21, "kur", match="other_name"), row(21, "pkh", match="possible", amount=None),
        row(None, "pkh", match="unreadable"), row(None, "pkh"), row(21, "latih", match=None),
    ]  # fmt: skip
    found = run([write_aid(tmp_path / "aid.parquet", rows)], areas, tmp_path / "out")
    assert (found["people"], found["rows"], found["matrix"]) == (1, 1, [])
    assert {why: told["rows"] for why, told in found["apart"].items()} == {
        "other_name": 1, "possible": 1, "unreadable": 2, "unstated": 1
    }  # fmt: skip


def test_a_file_given_twice_makes_nobody_a_repeated_recipient(areas: Path, tmp_path: Path) -> None:
    rows = [row(31, "latih", aid="training"), row(32, "bpum"), row(32, "kur", aid="credit")]
    aid = write_aid(tmp_path / "aid.parquet", rows)
    copy = tmp_path / "salinan.parquet"
    copy.write_bytes(aid.read_bytes())
    other = write_aid(tmp_path / "lain.parquet", [row(33, "pkh", aid="social_assistance")])
    found = run([aid, copy, other, aid], areas, tmp_path / "out")
    assert found["set_aside"] == [("salinan.parquet", "aid.parquet"), ("aid.parquet", "aid.parquet")]
    once = run([aid, other], areas, tmp_path / "once")
    assert {**found, "set_aside": []} == once
    assert (found["rows"], found["people_listed"]) == (4, {"forbidden": 1})


def test_no_aid_at_all_is_an_empty_matrix(areas: Path, tmp_path: Path) -> None:
    found = run([write_aid(tmp_path / "aid.parquet", [])], areas, tmp_path / "out")
    assert (found["people"], found["matrix"], found["listed"]) == (0, [], 0)
    assert read(tmp_path / "out", "matrix.parquet") == []


def test_a_file_that_cannot_be_used_is_named_and_nothing_is_written(areas: Path, tmp_path: Path) -> None:
    path = tmp_path / "rusak.parquet"
    path.write_text("bukan parquet")
    with pytest.raises(AidProblem, match=r"rusak\.parquet"):
        run([path], areas, tmp_path / "out")
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 1 AS nik) TO '{path}' (FORMAT parquet)")
    with pytest.raises(AidProblem, match=r"rusak\.parquet: kolom .*programme"):
        run([path], areas, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_of_several_files_the_damaged_one_is_named(areas: Path, tmp_path: Path) -> None:
    whole = write_aid(tmp_path / "utuh.parquet", [row(1, "bpum")])
    broken = write_aid(tmp_path / "putus.parquet", repeated=3000)
    content = broken.read_bytes()
    broken.write_bytes(content[:4] + b"\xff" * 2000 + content[2004:])
    with pytest.raises(AidProblem, match=r"^putus\.parquet.*rusak atau terpotong"):
        run([whole, broken], areas, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_of_something_else_is_left_alone(areas: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "catatan.txt").write_text("penting")
    with pytest.raises(FolderProblem, match="sudah berisi"):
        run([write_aid(tmp_path / "aid.parquet", [row(1, "bpum")])], areas, tmp_path / "out")
    assert (tmp_path / "out" / "catatan.txt").read_text() == "penting"


def test_cells_too_many_for_memory_are_summed_all_the_same() -> None:
    import numpy as np

    dense, loose = Cells(100), Cells(10**12)
    for cells in (dense, loose):
        cells.add(np.array([7, 3, 7]), np.array([5, 6, 7]))
        cells.add(np.array([3, 90]), np.array([1, 2]))
    for keys, sums in (dense.used(), loose.used()):
        assert (keys.tolist(), [one.tolist() for one in sums]) == ([3, 7, 90], [[2, 2, 1], [7, 12, 2]])
