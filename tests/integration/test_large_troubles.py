"""A nation's round among broken inputs, full disks and killed processes: a named error or the right answer, never a
folder that only looks whole."""

import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from satupintu.batch.folders import held
from satupintu.batch.synthesize.national import synthesize_national
from satupintu.gateways.areas import areas_file
from satupintu.gateways.lists import ColumnMap, ListUsageError
from satupintu.pipeline.screening.finished import RoundProblem
from satupintu.pipeline.screening.rounds import run_round

DECIDED = 'file, "row", nik, name, village, outcome, reasons, flags, duplicate_of'
# `run_round` in a process of its own; the last argument says when it is to be killed.
ROUND = """
import os, signal, sys
from pathlib import Path
from satupintu.batch import findings
from satupintu.pipeline.screening.rounds import run_round
case, threads, stage = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def progress(what, done, total):
    if what == stage and 2 * done > total:
        die()
if stage == "state":
    findings.one_layout = die
run_round(programme="bpum-2021", lists=[case / "lists"], reference=case / "reference", out=case / "round",
    most_copied=0, threads=threads, progress=progress)
"""
SCREEN = """
import functools, sys
import satupintu.pipeline.screening.rounds as rounds
rounds.run_round = functools.partial(rounds.run_round, most_copied=0)
from satupintu.project.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def nation(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("nation") / "data"
    synthesize_national(rows=2_000, out=folder, areas=areas_file(), seed=3)
    [whole] = lists_of(folder)
    for part in range(3):
        rows = f"SELECT * FROM '{whole}' LIMIT 700 OFFSET {700 * part}"
        duckdb.execute(f"COPY ({rows}) TO '{whole.with_name(f'usulan-{part}.parquet')}' (FORMAT parquet)")
    whole.unlink()
    return folder


@pytest.fixture(scope="module")
def whole(nation, tmp_path_factory) -> dict[str, bytes]:
    return files_of(decide(nation, tmp_path_factory.mktemp("whole") / "round"))


@pytest.fixture
def case(nation, tmp_path) -> Path:
    return Path(shutil.copytree(nation, tmp_path / "case"))


def decide(case: Path, out: Path | None = None, most_copied: int = 0, **options) -> Path:
    out = out or case / "round"
    run_round(
        programme="bpum-2021",
        lists=[case / "lists"],
        reference=case / "reference",
        out=out,
        most_copied=most_copied,
        **options,
    )
    return out


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "sources.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def change(path: Path, columns: str) -> None:
    """Every row again with some columns (SELECT's REPLACE, `i` counting rows) changed."""
    numbered = f"SELECT *, file_row_number AS i FROM read_parquet('{path}', file_row_number = true)"
    changed = f"SELECT * EXCLUDE (i, file_row_number) REPLACE ({columns}) FROM ({numbered}) ORDER BY i"
    duckdb.execute(f"COPY ({changed}) TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").replace(path)


def spoil(path: Path, column: str) -> None:
    """The middle of a column's pages is no longer what was compressed."""
    [(place, size)] = duckdb.execute(
        f"""SELECT coalesce(dictionary_page_offset, data_page_offset), total_compressed_size
        FROM parquet_metadata('{path}') WHERE path_in_schema = '{column}' LIMIT 1"""
    ).fetchall()
    content = bytearray(path.read_bytes())
    content[place : place + size] = bytes([255]) * size
    path.write_bytes(content)


def decisions(folder: Path) -> list[tuple]:
    return duckdb.execute(f"SELECT {DECIDED} FROM '{folder}/decisions.parquet'").fetchall()


def lists_of(case: Path) -> list[Path]:
    return sorted((case / "lists").glob("*.parquet"))


def nothing_left(case: Path) -> bool:
    return {one.name for one in case.iterdir()} == {"lists", "reference", "truth.parquet", "case.json"}


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ("{'a': name} AS name", r"kolom name: .*STRUCT.*teks"),
        ("[phone] AS phone", r"kolom phone: .*VARCHAR\[\].*teks"),
    ],
)
def test_a_list_with_a_column_nobody_can_read_is_named(case, columns, says):
    for path in lists_of(case):
        change(path, columns)
    with pytest.raises(RoundProblem, match=rf"usulan-.*\.parquet, {says}"):
        decide(case)
    assert nothing_left(case)


def test_columns_of_other_types_that_can_be_read_decide_the_same(case, whole):
    for path, columns in zip(
        lists_of(case),
        (
            "CAST(birth_date AS VARCHAR) AS birth_date",
            "strftime(birth_date, '%d-%m-%Y') AS birth_date",
            "TRY_CAST(rt AS INTEGER) AS rt",
        ),
        strict=True,
    ):
        change(path, columns)
    (case / "decisions.parquet").write_bytes(whole["decisions.parquet"])
    assert decisions(decide(case, handed_back=False)) == decisions(case)


def test_a_column_that_holds_one_of_ours_is_not_taken_for_it(case, whole):
    for path in lists_of(case):
        rows = f"SELECT * EXCLUDE (rt, rw), {{'rt': rt, 'rw': rw}} AS lain FROM '{path}'"
        duckdb.execute(f"COPY ({rows}) TO '{path}.new' (FORMAT parquet)")
        Path(f"{path}.new").replace(path)
    (case / "decisions.parquet").write_bytes(whole["decisions.parquet"])
    assert decisions(decide(case, handed_back=False)) == decisions(case)


def test_niks_that_were_numbers_once_make_nobody_eligible(case):
    before = decisions(decide(case, case / "before", handed_back=False))
    for path in lists_of(case):
        change(path, "TRY_CAST(nik AS DOUBLE) AS nik")
    after = decisions(decide(case, handed_back=False))
    assert [row[:2] for row in after] == [row[:2] for row in before]
    for old, new in zip(before, after, strict=True):  # whose first row has no NIK any more, is first now
        assert new[5] != "eligible" or old[5] == "eligible" or old[6] == ["duplicate_nik"]


@pytest.mark.parametrize(
    ("path", "column"),
    [("lists", "sector"), ("reference/civil_registry.parquet", "name")],
)
def test_a_file_that_breaks_off_inside_is_named_with_its_column(case, path, column):
    broken = lists_of(case)[1] if path == "lists" else case / path
    spoil(broken, column)
    with pytest.raises(RoundProblem, match=rf"{broken.name}, kolom {column}\. .*rusak atau terpotong"):
        decide(case)
    assert not (case / "round").exists()


@pytest.mark.parametrize(
    ("name", "columns", "says"),
    [
        ("kur_borrowers", "TRY_CAST(nik AS DOUBLE) AS nik", "kolom nik bertipe DOUBLE"),
        ("civil_registry", "{'a': nik} AS nik", "kolom nik bertipe STRUCT"),
        ("civil_registry", "{'a': name} AS name", "kolom name: bertipe STRUCT.* Simpan kolom itu"),
        ("civil_registry", "1 AS name", "kolom name: bertipe INTEGER"),
        ("civil_registry", "true AS status", "kolom status: bertipe BOOLEAN"),
        ("civil_registry", "20210401 AS birth_date", "kolom birth_date: bertipe INTEGER.*DATE atau"),
    ],
)
def test_a_reference_list_of_the_wrong_type_is_named(case, name, columns, says):
    change(case / "reference" / f"{name}.parquet", columns)
    with pytest.raises(RoundProblem, match=rf"{name}\.parquet.*{says}"):
        decide(case)
    assert nothing_left(case)


def notes_of(case: Path, out: Path, most_copied: int) -> list[str]:
    about = {"lists": [case / "lists"], "reference": case / "reference", "out": out}
    return list(run_round(programme="bpum-2021", most_copied=most_copied, handed_back=False, **about).notes)


@pytest.mark.parametrize("most_copied", [0, 10**9])
@pytest.mark.parametrize(
    ("name", "nik"),
    [
        ("kur_borrowers", "nik // 10"),
        ("state_employees", "-nik"),
        ("kur_borrowers", "CAST(0 AS BIGINT)"),
        ("paid_2021", "CAST(NULL AS BIGINT)"),
        ("kur_borrowers", "CAST(nik * 10 AS UBIGINT)"),
        ("civil_registry", "nik // 1000"),
    ],
)
def test_a_reference_list_of_whole_numbers_of_which_none_is_a_nik_is_named(case, name, nik, most_copied):
    """A list in which nobody can be looked up bars nobody."""
    change(case / "reference" / f"{name}.parquet", f"{nik} AS nik")
    with pytest.raises(RoundProblem, match=rf"{name}\.parquet: tidak satu pun dari .* NIK 16 angka"):
        decide(case, most_copied=most_copied, handed_back=False)
    assert nothing_left(case)


def test_whole_numbers_that_are_no_niks_are_counted_in_either_way(case):
    odd = "CASE i % 4 WHEN 0 THEN nik // 10 WHEN 1 THEN NULL WHEN 2 THEN -nik ELSE nik END AS nik"
    change(case / "reference" / "kur_borrowers.parquet", odd)
    in_place, copied = (notes_of(case, case / f"{bound}", bound) for bound in (0, 10**9))
    assert in_place == copied
    assert any("kur_borrowers.parquet: " in one and "tidak memuat NIK 16 angka" in one for one in in_place)


def test_a_stray_quote_in_a_reference_csv_is_named_with_its_line_and_no_cell(case):
    (case / "reference" / "kur_borrowers.parquet").unlink()
    (case / "reference" / "kur_borrowers.csv").write_text(
        'nik,name\n"3507116205900001,SITI\n3507116205900002,B\n'
    )
    with pytest.raises(RoundProblem, match=r"kur_borrowers\.csv .*baris 2") as told:
        decide(case)
    assert "3507116205900001" not in str(told.value) and "SITI" not in str(told.value)


def test_reference_lists_with_everybody_twice_say_the_same(case, whole):
    for path in (case / "reference").glob("*.parquet"):
        duckdb.execute(f"COPY (FROM '{path}' UNION ALL FROM '{path}') TO '{path}.new' (FORMAT parquet)")
        Path(f"{path}.new").replace(path)
    out = decide(case, handed_back=False)
    assert (out / "decisions.parquet").read_bytes() == whole["decisions.parquet"]


def test_a_tenth_of_the_niks_malformed(case):
    for path in lists_of(case):
        digits = "regexp_replace(nik, '[^0-9]', '', 'g')"
        kinds = f"left({digits}, 15), {digits} || 'X', {digits} || '123456', 'NIK ' || left({digits}, 9)"
        change(path, f"CASE WHEN i % 10 = 0 THEN [{kinds}][1 + i // 10 % 4] ELSE nik END AS nik")
    large, copied = decide(case, handed_back=False), case / "copied"
    found = decisions(large)
    spoilt = [row for row in found if row[1] % 10 == 1]
    assert len(spoilt) == 200
    assert all({"nik_malformed", "nik_missing"} & set(row[6]) and row[5] != "eligible" for row in spoilt)
    assert found == decisions(decide(case, copied, most_copied=10**9, handed_back=False))


def test_what_cells_say_is_the_same_read_in_place_and_copied(case):
    """No phone, no card, an open letter: they share nothing with each other and prove nothing."""
    said = {
        "phone": "'-', '0', 'tidak ada', '+62 812-3456-789', '08123456789', '00000000', '08123456789.0'",
        "village": "'35.07.1l.2008', '-5.07.11.2008', '1_.07.11.2008', '  .  .  .    ', '3507112008', 'Ds. Sidomulyo'",
        "kk": "'-', 'tidak ada', '3507 1162 0590 0001', '3507116205900001', '3.50711E+15'",
        "business_letter": "'470/…/2021', '470/../2021', '-', 'SKU 470/1', '470/12/35.07/2021', 'on process'",
        "sex": "'l', 'Perempuan', 'P ', 'X', '1'",
    }
    for path in lists_of(case):
        some = (
            f"CASE WHEN i % 3 = 0 THEN [{one}][1 + i // 3 % len([{one}])] ELSE {column} END AS {column}"
            for column, one in said.items()
        )
        change(path, ", ".join(some))
    change(lists_of(case)[-1], "TRY_CAST(nik AS BIGINT) AS nik")
    one, other = (
        decide(case, handed_back=False),
        decide(case, case / "copied", most_copied=10**9, handed_back=False),
    )
    assert decisions(one) == decisions(other)


@pytest.mark.parametrize("answer", ["usulan-0.parquet:business_letter=-", "name=address"])
def test_what_a_map_says_is_heeded_whatever_the_size(case, answer):
    about = {"maps": [ColumnMap.parse(answer)], "handed_back": False}
    decide(case, **about)
    decide(case, case / "copied", most_copied=10**9, **about)
    assert decisions(case / "round") == decisions(case / "copied")
    assert decisions(case / "round") != decisions(decide(case, case / "plain", handed_back=False))


def test_a_map_for_a_list_that_is_not_there_is_refused_whatever_the_size(case):
    with pytest.raises(ListUsageError, match=r"nofile\.parquet"):
        decide(case, maps=[ColumnMap.parse("nofile.parquet:kk=-")])
    assert nothing_left(case)


@pytest.mark.parametrize("most_copied", [0, 10**9])
def test_a_list_of_more_rows_than_a_row_group_has_the_same_bytes_with_one_thread_and_two(
    nation, tmp_path, most_copied
):
    (tmp_path / "lists").mkdir()
    (tmp_path / "reference").symlink_to(nation / "reference")
    new = "left(nik, 12) || printf('%04d', 9000 + i)"
    rows = f"SELECT * FROM read_parquet('{nation}/lists/*.parquet') LIMIT 1000"
    columns = f"CASE WHEN i % 5 < 4 THEN nik ELSE {new} END AS nik, name, village, submitted_at"
    duckdb.execute(
        f"""COPY (SELECT {columns} FROM ({rows}), range(124) r(i))
        TO '{tmp_path}/lists/semua.parquet' (FORMAT parquet)"""
    )
    one, two = (
        decide(tmp_path, tmp_path / f"{threads}", most_copied=most_copied, threads=threads, handed_back=False)
        for threads in (1, 2)
    )
    told = json.loads((one / "summary.json").read_bytes())
    assert told["rows"] == 124_000 and told["reasons"]["duplicate_nik"] > 50_000
    assert {name for name, content in files_of(one).items() if files_of(two)[name] != content} == set()


@pytest.mark.parametrize(
    ("stage", "threads"),
    [
        ("state", 2),
        ("menulis keputusan", 1),
        ("selesai", 2),
    ],
)
def test_a_killed_round_run_again_has_the_bytes_of_one_that_never_stopped(case, whole, stage, threads):
    killed = subprocess.run(
        [sys.executable, "-c", ROUND, str(case), str(threads), stage], capture_output=True, check=False
    )
    assert killed.returncode == -9
    assert not (case / "round").exists() and not nothing_left(case)
    out = decide(case, threads=3 - threads)
    assert files_of(out) == whole
    shutil.rmtree(out)
    assert nothing_left(case)


def screen_within(case: Path, bytes_a_file: int) -> subprocess.CompletedProcess:
    """`satupintu screen` where no file can grow larger, as on a disk that is full."""
    command = [
        "screen",
        "bpum-2021",
        case / "lists",
        "--reference",
        case / "reference",
        "--out",
        case / "round",
    ]
    return subprocess.run(
        [sys.executable, "-c", SCREEN, *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_a_file, bytes_a_file)),
    )


def test_a_full_disk_is_said_and_the_same_command_works_once_there_is_room(case, whole):
    stopped = screen_within(case, 60 * 1024)
    assert stopped.returncode == 2
    assert "cakram atau memori penuh" in stopped.stderr and "Traceback" not in stopped.stderr
    assert not (case / "round").exists() and not list(case.rglob("manifest.json"))
    assert files_of(decide(case)) == whole


def test_an_earlier_result_survives_a_full_disk(case, whole):
    out = decide(case)
    change(lists_of(case)[0], "NULL::VARCHAR AS business_letter")
    assert screen_within(case, 20 * 1024).returncode == 2
    assert files_of(out) == whole


def test_two_commands_do_not_work_on_one_round_at_once(case):
    work = case / "round.work"
    work.mkdir()
    with held(work), pytest.raises(RoundProblem, match="sedang dikerjakan perintah lain"):
        decide(case)
    assert work.is_dir()
    decide(case)


def own_lists(work: Path) -> None:
    shutil.copytree(work.parent / "lists", work / "daftar")


def own_folders_named_like_ours(work: Path) -> None:
    shutil.copytree(work.parent / "lists", work / "decisions")


def own_file_beside_work_of_ours(work: Path) -> None:
    work.mkdir()
    (work / "inputs.json").write_text("{}", encoding="utf-8")
    (work / "catatan.docx").write_text("penting", encoding="utf-8")


def link_to_own_folder(work: Path) -> None:
    own_lists(work.with_name("milik-sendiri"))
    work.symlink_to(work.with_name("milik-sendiri"))


def own_file(work: Path) -> None:
    work.write_text("penting", encoding="utf-8")


@pytest.mark.parametrize(
    "make",
    [own_lists, own_folders_named_like_ours, own_file_beside_work_of_ours, link_to_own_folder, own_file],
)
def test_what_somebody_keeps_where_work_in_hand_lies_is_not_lost(case, make):
    make(case / "round.work")
    before = files_of(case)
    with pytest.raises(RoundProblem, match=r"di .*round\.work, tetapi .* bukan milik perintah ini"):
        decide(case)
    assert files_of(case) == before


def test_lists_that_lie_where_work_in_hand_does_are_not_lost(case):
    shutil.move(case / "lists", case / "round.work")
    with pytest.raises(RoundProblem, match=r"berada di dalam folder hasil .*round\.work"):
        run_round(
            programme="bpum-2021",
            lists=[case / "round.work"],
            reference=case / "reference",
            out=case / "round",
            most_copied=0,
        )
    assert len(list((case / "round.work").glob("*.parquet"))) == 3


def test_work_in_hand_with_the_litter_that_computers_leave_is_taken_up(case, whole):
    work = case / "round.work"
    (work / ".spill-abc").mkdir(parents=True)
    for name in (".DS_Store", "Thumbs.db", ".spill-abc/duckdb_temp_storage-0.tmp"):
        (work / name).touch()
    assert files_of(decide(case)) == whole
    assert not work.exists()


def test_the_result_of_something_else_is_not_overwritten(case):
    out = case / "round"
    out.mkdir()
    for name in ("manifest.json", "findings.json"):
        (out / name).write_text("{}")
    with pytest.raises(RoundProblem, match="sudah berisi hal lain"):
        decide(case)
    assert sorted(one.name for one in out.iterdir()) == ["findings.json", "manifest.json"]
