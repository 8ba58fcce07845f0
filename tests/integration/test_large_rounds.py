"""A nation in small: decided where its lists stand, taken up where it stopped, and found anew only where it changed."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from satupintu.batch import findings, large, outputs
from satupintu.batch.arrays import found, reading
from satupintu.batch.synthesize.national import synthesize_national
from satupintu.engine.reasons import IDENTITY_REASONS
from satupintu.gateways.areas import areas_file
from satupintu.gateways.programmes import load_programme
from satupintu.pipeline.screening import handing_back
from satupintu.pipeline.screening.explanations import explain
from satupintu.pipeline.screening.finished import RoundProblem
from satupintu.pipeline.screening.large_rounds import is_untouched
from satupintu.pipeline.screening.rounds import refusals, reservations, run_round

SMALL = 700  # rows of each of the three lists
COPIED = 10**9  # rows up to which a round is copied: more than any here has


@pytest.fixture(scope="module")
def nation(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("nation") / "data"
    synthesize_national(rows=6_000, out=folder, areas=areas_file(), seed=3)
    return folder


def set_stretches(monkeypatch) -> None:
    """A few lists to a stretch, as with a nation's small lists, and longer ones in several."""
    monkeypatch.setattr(outputs, "STRETCH_ROWS", 500)
    monkeypatch.setattr(reading, "STRETCH_ROWS", 1_000)
    monkeypatch.setattr(findings, "GROUP_ROWS", 700)


@pytest.fixture(autouse=True)
def several_stretches(monkeypatch):
    set_stretches(monkeypatch)


@pytest.fixture
def entire(nation, tmp_path) -> Path:
    return Path(shutil.copytree(nation, tmp_path / "entire"))


@pytest.fixture(scope="module")
def small(nation, tmp_path_factory) -> Path:
    """The first rows of each list, which take a third of the time."""
    folder = Path(shutil.copytree(nation, tmp_path_factory.mktemp("small") / "data"))
    for one in (folder / "lists").glob("*.parquet"):
        duckdb.execute(f"COPY (FROM '{one}' LIMIT {SMALL}) TO '{one}.new' (FORMAT parquet)")
        Path(f"{one}.new").replace(one)
    return folder


@pytest.fixture
def case(small, tmp_path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "case"))


@pytest.fixture(scope="module")
def whole(small, tmp_path_factory) -> Path:
    """The round of `case`."""
    folder = Path(shutil.copytree(small, tmp_path_factory.mktemp("whole") / "data"))
    with pytest.MonkeyPatch.context() as patched:
        set_stretches(patched)
        return decide(folder, "whole")


@pytest.fixture(scope="module")
def many_decided(small, tmp_path_factory) -> Path:
    """The same with every list in five, so that one is a small part, and its round."""
    folder = Path(shutil.copytree(small, tmp_path_factory.mktemp("many") / "data"))
    for whole in sorted((folder / "lists").glob("*.parquet")):
        for part in range(5):
            piece = whole.with_name(f"{whole.stem}-{part}.parquet")
            duckdb.execute(
                f"""COPY (SELECT * EXCLUDE i FROM (SELECT *, row_number() OVER () AS i FROM '{whole}')
                WHERE i % 5 = {part} ORDER BY i) TO '{piece}' (FORMAT parquet)"""
            )
        whole.unlink()
    with pytest.MonkeyPatch.context() as patched:
        set_stretches(patched)
        decide(folder, "round")
    return folder


@pytest.fixture
def many(many_decided, tmp_path) -> Path:
    return Path(shutil.copytree(many_decided, tmp_path / "many"))


def decide(case: Path, name: str, programme: str = "bpum-2021", **options) -> Path:
    decided(case, name, programme, **options)
    return case / name


def decided(case: Path, name: str, programme: str = "bpum-2021", **options):
    return run_round(
        programme=programme,
        lists=[case / "lists"],
        reference=case / "reference",
        out=case / name,
        **{"most_copied": 0} | options,
    )


def summary_of(folder: Path):
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "sources.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def without_letters(path: Path) -> None:
    bare = f"SELECT * REPLACE (NULL::VARCHAR AS business_letter) FROM '{path}'"
    duckdb.execute(f"COPY ({bare}) TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").replace(path)


def same_as_a_whole_round(case: Path, folder: Path, **options) -> None:
    whole = files_of(decide(case, "whole", **options))
    found = files_of(folder)
    assert {name for name in whole | found if whole.get(name) != found.get(name)} == set()


@pytest.mark.parametrize("year", [2020, 2021])
def test_every_row_of_a_nation_comes_out_as_its_truth(nation, tmp_path, year):
    out = tmp_path / "round"
    run_round(
        programme=f"bpum-{year}",
        lists=[nation / "lists"],
        reference=nation / "reference",
        out=out,
        most_copied=0,
        handed_back=False,
    )
    wrong = duckdb.execute(
        f"""SELECT count(*), count(*) FILTER (d.outcome IS DISTINCT FROM t.outcome_{year}
            OR d.reasons IS DISTINCT FROM t.reasons_{year})
        FROM '{nation}/truth.parquet' t FULL JOIN '{out}/decisions.parquet' d
            ON t.file = d.file AND t."row" = d."row" """
    ).fetchone()
    assert wrong == (6_000, 0)


def test_a_round_read_in_place_decides_as_one_that_is_copied(entire):
    first = min((entire / "lists").iterdir())
    odd = (
        "CASE row_number() OVER () WHEN 1 THEN '0307116205900001' WHEN 2 THEN '1007116205900001' ELSE nik END"
    )
    duckdb.execute(f"COPY (SELECT * REPLACE ({odd} AS nik) FROM '{first}') TO '{first}.new' (FORMAT parquet)")
    first.with_name(f"{first.name}.new").rename(first)
    in_place = decide(entire, "in-place", handed_back=False)
    copied = decide(entire, "copied", most_copied=COPIED, handed_back=False)
    columns = 'file, sheet, "row", nik, name, village, outcome, reasons, flags, duplicate_of'
    assert (
        duckdb.execute(f"SELECT {columns} FROM '{in_place}/decisions.parquet'").fetchall()
        == duckdb.execute(f"SELECT {columns} FROM '{copied}/decisions.parquet'").fetchall()
    )
    assert (in_place / "summary.json").read_bytes() == (copied / "summary.json").read_bytes()


def rewritten(path: Path, columns: str) -> None:
    duckdb.execute(f"COPY (SELECT {columns} FROM '{path}') TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").replace(path)


def test_a_stated_turnover_that_is_none_is_held_back_whichever_way_a_nation_is_decided(case, monkeypatch):
    """In one list an earlier reading said so, in one an amount is below zero, in one it is the most that it may be; the
    others say nothing of it."""
    first, second, third, *_ = sorted((case / "lists").iterdir())
    unread = "row_number() OVER () % 3 = 0"
    rewritten(
        first, f"* REPLACE (CASE WHEN {unread} THEN NULL ELSE annual_turnover END AS annual_turnover), "
        f"{unread} AS turnover_unread"
    )  # fmt: skip
    rewritten(second, f"* REPLACE (CASE WHEN {unread} THEN -5 ELSE annual_turnover END AS annual_turnover)")
    rewritten(
        third, f"* REPLACE (CASE WHEN {unread} THEN 3000000000 ELSE annual_turnover END AS annual_turnover), "
        f"TRUE AS turnover_up_to"
    )  # fmt: skip
    in_memory = decide(case, "in-memory", handed_back=False)
    copied = decide(case, "copied", most_copied=COPIED, handed_back=False)
    told = "SELECT file, \"row\", outcome, reasons FROM '{}/decisions.parquet'"
    decided_here = duckdb.execute(told.format(in_memory)).fetchall()
    assert decided_here == duckdb.execute(told.format(copied)).fetchall()
    for file in (first.name, second.name, third.name):
        held = [reasons for name, row, _, reasons in decided_here if name == file and row % 3 == 0]
        assert held and all("micro_business" in reasons for reasons in held)
    bound = {
        one for name, _, one, reasons in decided_here if (name, reasons) == (third.name, ["micro_business"])
    }
    assert "undetermined" in bound  # who stands in the list of larger businesses is refused all the same
    with monkeypatch.context() as patched:
        patched.setattr(large, "MOST_IN_MEMORY", 0)
        assert files_of(decide(case, "spilling", handed_back=False)) == files_of(in_memory)
    rewritten(second, "*")
    same_as_a_whole_round(case, decide(case, "in-memory", handed_back=False), handed_back=False)


def test_a_village_that_nobody_knows_is_unknown_whichever_way_a_nation_is_decided(case, monkeypatch):
    first, second, *_ = sorted((case / "lists").iterdir())
    nothing = "CASE WHEN hash(nik) % 2 = 0 THEN village ELSE '00.00.00.0000' END"
    odd = "CASE row_number() OVER () % 4 WHEN 0 THEN '35.07.11.20O8' WHEN 1 THEN 'xx-2' WHEN 2 THEN '-'"
    odd += f" ELSE {nothing} END"
    rewritten(first, f"* REPLACE ({odd} AS village, NULL::VARCHAR AS business_letter)")
    nowhere = "CASE WHEN hash(village) % 3 = 0 THEN NULL ELSE village END AS village"
    rewritten(
        second,
        f"* REPLACE ({nowhere}, NULL::VARCHAR AS business_letter), hash(village) % 3 = 0 AS village_unread",
    )
    in_memory = decide(case, "in-memory", handed_back=False)
    copied = decide(case, "copied", most_copied=COPIED, handed_back=False)
    told = "SELECT file, \"row\", village, reasons, flags FROM '{}/decisions.parquet'"
    decided_here = duckdb.execute(told.format(in_memory)).fetchall()
    assert decided_here == duckdb.execute(told.format(copied)).fetchall()
    known = [one for one in decided_here if not set(one[3]) & set(IDENTITY_REASONS)]
    own = {row: "business_domicile" in reasons for file, row, _, reasons, _ in known if file == first.name}
    assert own and all(own[row] for row in own if row % 4 < 2)
    assert not any(own[row] for row in own if row % 4 == 2), "a dash states nothing"
    lost = [reasons for file, _, village, reasons, _ in known if file == second.name and not village]
    assert lost and all("business_domicile" in reasons for reasons in lost)
    with monkeypatch.context() as patched:
        patched.setattr(large, "MOST_IN_MEMORY", 0)
        assert files_of(decide(case, "spilling", handed_back=False)) == files_of(in_memory)
    rewritten(second, "*")
    same_as_a_whole_round(case, decide(case, "in-memory", handed_back=False), handed_back=False)


def test_more_people_than_a_sheet_has_rows_are_proposed_as_parquet_however_they_were_read(case, monkeypatch):
    monkeypatch.setattr(handing_back, "LARGE", 1)
    monkeypatch.setattr(handing_back, "MOST_PEOPLE", SMALL)
    in_place = decide(case, "in-place")
    copied = decide(case, "copied", most_copied=COPIED)
    rows, expected = (
        duckdb.execute(f"FROM '{folder}/proposal.parquet'").fetchall() for folder in (copied, in_place)
    )
    assert rows == expected
    assert (copied / "proposal.xlsx").read_bytes() == (in_place / "proposal.xlsx").read_bytes()


def test_two_lists_that_differ_only_in_how_their_ending_is_written_keep_their_own_corrections(case):
    one, other, *_ = sorted((case / "lists").glob("*.parquet"))
    other.rename(one.with_suffix(".PARQUET"))
    sheets = decide(case, "out") / "corrections"
    assert {f"{one.stem}.csv", f"{one.stem}.PARQUET.csv"} < {path.name for path in sheets.iterdir()}


def test_a_list_sent_twice_is_named_and_counts_once(case):
    once = summary_of(decide(case, "once"))
    one = sorted((case / "lists").glob("*.parquet"))[0]
    shutil.copy(one, case / "lists" / "zz-lagi.parquet")
    run = decided(case, "twice")
    assert "zz-lagi.parquet" in " ".join(reservations(run.reading))
    assert run.summary == once


def test_a_list_without_rows_is_named(case):
    one = sorted((case / "lists").glob("*.parquet"))[0]
    duckdb.execute(f"COPY (FROM '{one}' LIMIT 0) TO '{case}/lists/zz-kosong.parquet' (FORMAT parquet)")
    assert "zz-kosong.parquet" in " ".join(refusals(decided(case, "out").reading))


def test_a_list_that_tells_villages_in_words_is_named(case):
    one = sorted((case / "lists").glob("*.parquet"))[0]
    told = "CASE WHEN rt = '001' THEN 'Sukamaju' ELSE village END AS village"
    duckdb.execute(f"COPY (SELECT * REPLACE ({told}) FROM '{one}') TO '{case}/new.parquet' (FORMAT parquet)")
    (case / "new.parquet").replace(one)
    [told] = reservations(decided(case, "out").reading)
    assert one.name in told and "kolom village" in told


def test_the_same_bytes_with_one_thread_and_two(case):
    one, two = decide(case, "one", threads=1), decide(case, "two", threads=2)
    assert files_of(one) == files_of(two)


def test_rows_read_in_another_order_than_they_stand_keep_what_is_theirs(case, whole, monkeypatch):
    """The database keeps none where a rule names many values: it makes a join of them."""

    def backwards(*about):
        for one in reading.stretches(*about):
            yield replace(one, select=f"SELECT * FROM ({one.select}) ORDER BY seq DESC")

    monkeypatch.setattr(found, "stretches", backwards)
    assert files_of(decide(case, "round")) == files_of(whole)


def test_rows_stay_in_the_order_of_their_lists(entire, monkeypatch):
    """Also the last few of a list, which joins and filters like to keep back."""
    monkeypatch.setattr(outputs, "STRETCH_ROWS", 200_000)
    lists = sorted((entire / "lists").glob("*.parquet"))
    for name, rows in (("a", "LIMIT 2090"), ("b", "LIMIT 3910 OFFSET 2090")):
        whole = f"read_parquet({[str(one) for one in lists]})"
        duckdb.execute(f"COPY (FROM {whole} {rows}) TO '{entire / 'lists' / name}.parquet' (FORMAT parquet)")
    for one in lists:
        one.unlink()
    out = decide(entire, "round")
    for name, row in (("decisions", "row"), ("corrections", "baris")):
        found = duckdb.execute(f"""SELECT file, "{row}" FROM '{out}/{name}.parquet'""").fetchall()
        assert found == sorted(found), name
    eligible = f"SELECT nik FROM '{out}/decisions.parquet' WHERE outcome = 'eligible'"
    proposed = duckdb.execute(f"SELECT nik FROM '{out}/proposal.parquet'").fetchall()
    assert proposed == duckdb.execute(eligible).fetchall()


def test_changed_lists_are_found_anew_with_the_bytes_of_a_whole_round(many):
    lists = sorted((many / "lists").glob("*.parquet"))
    changed = lists[1]
    duckdb.execute(
        f"""COPY (SELECT * EXCLUDE i REPLACE (CASE WHEN i % 9 = 0 THEN lag(nik, 2) OVER (ORDER BY i) ELSE nik END
                    AS nik,
                CASE WHEN i % 7 = 0 THEN lag(phone, 3) OVER (ORDER BY i) ELSE phone END AS phone,
                CASE WHEN i % 5 = 0 THEN lag(kk, 1) OVER (ORDER BY i) ELSE kk END AS kk)
            FROM (SELECT *, row_number() OVER () AS i FROM '{changed}') WHERE i % 13 <> 0 ORDER BY i)
        TO '{changed}.new' (FORMAT parquet)"""
    )
    Path(f"{changed}.new").replace(changed)
    # And people of another list who state no day of birth, under another NIK, which tells the day.
    unborn = f"FROM '{lists[5]}' WHERE birth_date IS NULL AND regexp_full_match(nik, '[1-9][0-9]{{15}}')"
    again = f"SELECT * REPLACE (left(nik, 15) || (CAST(right(nik, 1) AS INTEGER) + 1) % 10 AS nik) {unborn}"
    duckdb.execute(f"COPY (FROM '{changed}' UNION ALL {again}) TO '{changed}.new' (FORMAT parquet)")
    Path(f"{changed}.new").replace(changed)
    same_as_a_whole_round(many, decide(many, "round"))
    near = f"FROM '{many}/round/decisions.parquet' WHERE list_contains(flags, 'possible_duplicate')"
    assert duckdb.execute(f"SELECT nik {unborn} INTERSECT SELECT nik {near}").fetchall()
    shutil.rmtree(many / "whole")
    lists[0].rename(lists[0].with_name("zz.parquet"))  # one list goes, another comes
    lists[2].unlink()
    same_as_a_whole_round(many, decide(many, "round"))


def test_only_the_lists_that_came_out_otherwise_are_written_anew(many, monkeypatch):
    written, kept = [], []
    real, same_groups = outputs.Outputs.write_parts, large.same_groups
    monkeypatch.setattr(large, "same_groups", lambda *about: kept.append(same_groups(*about)) or kept[0])

    def noted(self, name, chosen, *rest):
        written.append((name, len(chosen), len(self.stretches)))
        return real(self, name, chosen, *rest)

    monkeypatch.setattr(outputs.Outputs, "write_parts", noted)
    changed = sorted((many / "lists").glob("*.parquet"))[0]
    without_letters(changed)
    same = decide(many, "round")
    assert 1 <= written[0][1] < written[0][2]
    assert 1 <= len(kept[0]) < 3 * SMALL // findings.GROUP_ROWS
    monkeypatch.setattr(outputs.Outputs, "write_parts", real)
    same_as_a_whole_round(many, same)


def filled_in(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "sudah diisi\n", encoding="utf-8")


def test_rows_to_mend_that_somebody_filled_in_where_they_lie_are_not_taken_over(many):
    sheets = sorted((many / "round" / "corrections").iterdir())
    without_letters(sorted((many / "lists").glob("*.parquet"))[0])
    for one in sheets:
        filled_in(one)
    same_as_a_whole_round(many, decide(many, "round"))


def test_outputs_of_another_round_that_somebody_put_back_are_not_taken_over(many):
    """Also where they are older than what stands beside them, as from a copy that was kept."""
    lists = sorted((many / "lists").glob("*.parquet"))
    former = shutil.copytree(many / "round", many / "former")
    without_letters(lists[0])
    out = decide(many, "round")
    outputs_of = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    sheet = next(name for name in outputs_of if name.startswith("corrections/"))
    for name in ("proposal.parquet", "corrections.parquet", sheet, "decisions.parquet"):
        own = shutil.copy2(out / name, many / "own")
        assert is_untouched(out, outputs_of)
        shutil.copy2(former / name, out / name)
        assert not is_untouched(out, outputs_of), name
        if name != "decisions.parquet":
            shutil.copy2(own, out / name)
    without_letters(lists[-1])
    same_as_a_whole_round(many, decide(many, "round"))


def one_more(lists: list[Path]) -> None:
    """A list like the first, but for its last row, before all others."""
    rows = duckdb.execute(f"SELECT count(*) FROM '{lists[0]}'").fetchone()[0]
    added = lists[0].with_name("aa.parquet")
    duckdb.execute(f"COPY (FROM '{lists[0]}' LIMIT {rows - 1}) TO '{added}' (FORMAT parquet)")


def exchanged(lists: list[Path]) -> None:
    """Two lists as long as each other, in each other's place."""
    rows = duckdb.execute(f"SELECT count(*) FROM '{lists[2]}'").fetchone()[0]
    for at, name in ((2, "new-2"), (3, "new-3")):
        duckdb.execute(f"COPY (FROM '{lists[at]}' LIMIT {rows}) TO '{lists[at]}.{name}' (FORMAT parquet)")
    Path(f"{lists[2]}.new-2").replace(lists[3])
    Path(f"{lists[3]}.new-3").replace(lists[2])


@pytest.mark.parametrize(
    "change",
    [exchanged, one_more],
    ids=["two lists exchanged", "one more at the front"],
)
def test_row_groups_are_kept_only_where_their_rows_stood(many, monkeypatch, change):
    monkeypatch.setattr(findings, "GROUP_ROWS", 100)
    shutil.rmtree(many / "round")
    decide(many, "round")
    change(sorted((many / "lists").glob("*.parquet")))
    same_as_a_whole_round(many, decide(many, "round"))


@pytest.mark.parametrize(
    ("how", "told"), [("changed", "berubah saat dibaca"), ("gone", "tidak dapat dibaca")]
)
def test_a_list_that_changes_while_it_is_decided_is_named(case, how, told):
    """Its hash, worked out beside the round, would stand for decisions about what it was."""
    victim = min((case / "lists").iterdir())
    whole = victim.read_bytes()

    def change(what, done, total):
        if what == "menulis keputusan" and victim.exists():
            victim.unlink() if how == "gone" else victim.write_bytes(whole)

    with pytest.raises(RoundProblem, match=f"{victim.name}.*{told}"):
        decide(case, "round", progress=change)
    assert not (case / "round").exists()


@pytest.mark.parametrize(
    ("victim", "most_copied"),
    [("lists", 10**9), ("reference/kur_borrowers.parquet", 10**9), ("programme", 0)],
)
def test_whatever_changes_while_a_round_is_decided_is_named_in_either_way(case, victim, most_copied):
    """The manifest would tell the hash of what was not used."""
    programme = Path(shutil.copytree(load_programme("bpum-2021").path.parent.parent, case / "programmes"))
    path = programme / "bpum-2021" / "programme.yaml" if victim == "programme" else case / victim
    path = min(path.iterdir()) if path.is_dir() else path

    def change(what, done, total):
        if what == "menulis keputusan":
            os.utime(path, ns=(1, 1))

    with pytest.raises(RoundProblem, match=f"{path.name} berubah saat dibaca"):
        run_round(
            programme=programme / "bpum-2021",
            lists=[case / "lists"],
            reference=case / "reference",
            out=case / "round",
            most_copied=most_copied,
            progress=change,
        )
    assert not (case / "round").exists()


def test_a_changed_reference_list_is_found_anew_with_the_bytes_of_a_whole_round(many):
    changed = many / "reference" / "kur_borrowers.parquet"
    duckdb.execute(
        f"""COPY (SELECT nik FROM '{changed}' WHERE hash(nik) % 3 <> 0
            UNION ALL SELECT nik FROM '{many}/reference/civil_registry.parquet' WHERE hash(nik) % 40 = 0)
        TO '{changed}.new' (FORMAT parquet)"""
    )
    Path(f"{changed}.new").replace(changed)
    same_as_a_whole_round(many, decide(many, "round"))


def test_a_list_left_out_though_it_lies_there_hinders_nothing_from_being_taken_over(case, monkeypatch):
    left_out = case / "reference" / "kur_borrowers.parquet"
    before = files_of(decide(case, "round", without=[left_out.stem]))
    duckdb.execute(f"COPY (FROM '{left_out}' LIMIT 5) TO '{left_out}.new' (FORMAT parquet)")
    Path(f"{left_out}.new").replace(left_out)
    monkeypatch.setattr(large, "work_out", lambda *_: pytest.fail("what was found is worked out again"))
    assert files_of(decide(case, "round", without=[left_out.stem])) == before


@pytest.mark.parametrize("stage", ["menulis keputusan", "menulis perbaikan", "menulis usulan"])
def test_a_stopped_round_is_taken_up_again_with_the_same_bytes(case, whole, stage, monkeypatch):
    def stop(what, done, total):
        if what == stage and done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        decide(case, "round", progress=stop)
    assert not (case / "round").exists()
    with monkeypatch.context() as patched:
        patched.setattr(large, "work_out", lambda work: pytest.fail("what was found is worked out again"))
        out = decide(case, "round")
    assert files_of(out) == files_of(whole)
    assert not (case / "round.work").exists()


def test_a_list_cut_short_is_named_and_nothing_is_left(case):
    broken = sorted((case / "lists").glob("*.parquet"))[0]
    broken.write_bytes(broken.read_bytes()[:-500])
    with pytest.raises(RoundProblem, match=broken.stem):
        run_round(
            programme="bpum-2021",
            lists=[broken],
            reference=case / "reference",
            out=case / "round",
            most_copied=0,
        )
    assert not (case / "round").exists()


def test_a_reference_list_cut_short_is_an_error_and_nothing_is_left(case):
    broken = case / "reference" / "kur_borrowers.parquet"
    broken.write_bytes(broken.read_bytes()[:-500])
    with pytest.raises(RoundProblem, match="kur_borrowers"):
        decide(case, "round")
    assert not (case / "round").exists()


def hold_twice(registry: Path) -> None:
    """Some people under another's name too, who has died."""
    duckdb.execute(
        f"""COPY (SELECT * FROM '{registry}' UNION ALL
            SELECT * REPLACE ('ORANG LAIN SEKALI' AS name, 'deceased' AS status) FROM '{registry}'
            WHERE hash(nik) % 5 = 0)
        TO '{registry}.new' (FORMAT parquet)"""
    )
    Path(f"{registry}.new").replace(registry)


def hold_below_zero(case: Path) -> None:
    """A debtor under the negative of every number that a list states."""
    path = case / "reference" / "kur_borrowers.parquet"
    stated = f"SELECT -TRY_CAST(nik AS BIGINT) AS nik FROM read_parquet('{case}/lists/*.parquet')"
    duckdb.execute(f"COPY (SELECT nik FROM '{path}' UNION ALL {stated}) TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").replace(path)


@pytest.mark.parametrize("registry", ["twice", "csv", "none"])
def test_a_round_that_memory_does_not_hold_has_the_same_bytes(case, monkeypatch, registry):
    held = case / "reference" / "civil_registry.parquet"
    if registry == "twice":
        hold_twice(held)
        hold_below_zero(case)
    elif registry == "csv":
        duckdb.execute(f"COPY (FROM '{held}') TO '{held.with_suffix('.csv')}'")
        held.unlink()
    without = ["civil_registry"] if registry == "none" else []
    in_memory = decide(case, "in-memory", without=without)
    monkeypatch.setattr(large, "MOST_IN_MEMORY", 0)
    assert files_of(decide(case, "spilling", without=without)) == files_of(in_memory)


def test_a_person_the_registry_holds_twice_is_matched_by_name_first(entire):
    hold_twice(entire / "reference" / "civil_registry.parquet")
    out = decide(entire, "round", handed_back=False)
    wrong = duckdb.execute(
        f"""SELECT count(*) FROM '{entire}/truth.parquet' t JOIN '{out}/decisions.parquet' d
            ON t.file = d.file AND t."row" = d."row" WHERE d.reasons <> t.reasons_2021"""
    ).fetchone()
    assert wrong == (0,)


def reordered(path: Path) -> None:
    duckdb.execute(f"COPY (FROM '{path}' ORDER BY name) TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").replace(path)


def cut_before(path: Path) -> None:
    duckdb.execute(f"COPY (FROM '{path}' LIMIT 1) TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").replace(path)


def broken_off(path: Path) -> None:
    path.write_bytes(b"PAR1")


def first_two_rows(out: Path, name: str) -> list[str]:
    """The NIKs, of one row each, of somebody in a list."""
    return [
        nik
        for (nik,) in duckdb.execute(
            f"""SELECT nik FROM '{out}/decisions.parquet' WHERE nik IS NOT NULL
            GROUP BY nik HAVING count(*) = 1 AND any_value(file) = '{name}' AND any_value("row") > 1
            ORDER BY any_value("row") LIMIT 2"""
        ).fetchall()
    ]


@pytest.mark.parametrize("change", [reordered, cut_before])
def test_nobody_else_is_shown_under_the_nik_asked_about(many, change):
    out = many / "round"
    path = sorted((many / "lists").glob("*.parquet"))[0]
    asked = first_two_rows(out, path.name)
    change(path)
    for nik in asked:
        with pytest.raises(RoundProblem, match=rf"(Daftar|Masukan) {path.name} (?!.*--lists)"):
            explain(out, nik)


@pytest.mark.parametrize("change", [broken_off])
def test_what_becomes_of_other_lists_hides_no_evidence(many, change):
    out = many / "round"
    lists = sorted((many / "lists").glob("*.parquet"))
    [nik, _] = first_two_rows(out, lists[1].name)
    [before] = explain(out, nik)
    for one in (lists[0], lists[-1]):
        change(one)
    assert explain(out, nik) == [before]


def test_everyone_asked_about_is_explained_from_the_inputs(entire):
    out = decide(entire, "round", handed_back=False)
    asked = duckdb.execute(
        f"""SELECT file, "row", outcome, reasons, duplicate_of FROM '{out}/decisions.parquet'
        WHERE reasons IN (['duplicate_nik'], ['no_current_kur'], ['name_mismatch'], ['nik_unmatched'], [])
        QUALIFY row_number() OVER (PARTITION BY reasons ORDER BY hash("row")) <= 2"""
    ).fetchall()
    assert len(asked) == 10
    for file, row, outcome, reasons, first in asked:
        [one] = explain(out, places=[(file, "", row)])
        assert (one.outcome, list(one.reasons), one.duplicate_of) == (outcome, reasons, first)
        failed = {told.id for told in (*one.identity, *one.criteria) if told.result == "failed"}
        assert failed == {told for told in reasons if told in ("duplicate_nik", "no_current_kur")}
