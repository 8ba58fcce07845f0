"""What becomes of a folder of results, and what stands in two."""

import contextlib
import json
import os
import shutil
from pathlib import Path

import pytest

from satupintu.batch import folders
from satupintu.batch.folders import FolderProblem, placed, whole_or_nothing


def finish(out: Path, *inputs: Path) -> None:
    """A folder with a result, a file below it, and what says so."""
    with whole_or_nothing(out, "hasil.json", inputs) as folder:
        (folder / "perbaikan").mkdir()
        for name in ("hasil.json", "perbaikan/desa.csv"):
            (folder / name).write_text("{}", encoding="utf-8")
        told = {"outputs": dict.fromkeys(("hasil.json", "perbaikan/desa.csv"), "")}
        (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")


def test_a_result_is_replaced_with_the_litter_that_computers_leave_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "hasil"
    finish(out)
    for name in (".DS_Store", "perbaikan/Thumbs.db", "perbaikan/.~lock.desa.csv#"):
        (out / name).touch()
    finish(out)
    assert sorted(one.name for one in out.rglob("*")) == [
        "desa.csv",
        "hasil.json",
        "manifest.json",
        "perbaikan",
    ]


@pytest.mark.parametrize("name", ["catatan.docx", "perbaikan/desa (sudah diisi).csv", "arsip/2019/desa.csv"])
def test_a_file_of_somebody_s_own_in_a_folder_of_results_is_not_lost(tmp_path: Path, name: str) -> None:
    out = tmp_path / "hasil"
    finish(out)
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    (out / name).write_text("penting", encoding="utf-8")
    with pytest.raises(FolderProblem, match="bukan hasil perintah ini") as problem:
        finish(out)
    assert name in str(problem.value)
    assert (out / name).read_text(encoding="utf-8") == "penting"


@pytest.mark.parametrize("before", ["empty", "finished", "nothing"])
def test_a_link_stays_one_and_the_results_stand_where_it_leads(tmp_path: Path, before: str) -> None:
    disk, link = tmp_path / "cakram", tmp_path / "hasil"
    disk.mkdir()
    link.symlink_to(disk / "putaran")
    if before == "empty":
        (disk / "putaran").mkdir()
    for _ in range(2 if before == "finished" else 1):
        finish(link)
    assert link.is_symlink()
    assert [one.name for one in disk.iterdir()] == ["putaran"]
    assert (disk / "putaran" / "hasil.json").is_file()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cakram", "hasil"]


@pytest.mark.parametrize("out", [".", "..", "/", "hasil", "tautan"])
def test_what_no_folder_can_take_the_place_of_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    """`hasil` stands for a disk that is mounted there, as a container's are."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hasil").mkdir()
    (tmp_path / "tautan").symlink_to("hasil")
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "hasil")
    with pytest.raises(FolderProblem, match="Sebut folder di dalamnya, misalnya .*hasil"):
        finish(Path(out))
    assert list((tmp_path / "hasil").iterdir()) == []


def kill_while_replacing(out: Path, place: object, name: str) -> None:
    """The same command once more, in a process that is killed as soon as it has done `place.name`."""
    if child := os.fork():
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        return
    try:
        do = getattr(place, name)
        setattr(place, name, lambda *given, **more: (do(*given, **more), os._exit(9)))
        finish(out)
    finally:
        os._exit(0)


@pytest.mark.parametrize("is_usable", [True, False])
@pytest.mark.parametrize(
    ("place", "name", "can_exchange"),
    [
        (folders, "_exchanged", True),
        (Path, "rename", False),
        (shutil, "rmtree", True),
        (shutil, "rmtree", False),
    ],
)
def test_a_kill_while_a_result_is_replaced_loses_no_result(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    can_exchange: bool,
    is_usable: bool,
) -> None:
    out = tmp_path / "hasil"
    finish(out)
    if not can_exchange:
        monkeypatch.setattr(folders, "_exchanged", lambda *_: False)
    kill_while_replacing(out, place, name)
    with contextlib.suppress(LookupError), whole_or_nothing(out, "hasil.json") as folder:
        assert {one.name for one in out.iterdir()} == {"hasil.json", "manifest.json", "perbaikan"}
        (folder / "hasil.json").write_text("{}", encoding="utf-8")
        if not is_usable:
            raise LookupError
    assert [one.name for one in tmp_path.iterdir()] == ["hasil"]
    assert (out / "hasil.json").is_file()


def test_what_another_process_is_replacing_is_left_to_it(tmp_path: Path) -> None:
    out = tmp_path / "hasil"
    new, former = (tmp_path / f".hasil.sedang-abcd1234{end}" for end in ("", "-lama"))
    for one in (new, former):
        one.mkdir()
    with folders.held(new):
        folders.clear_abandoned(out)
        assert new.exists() and former.exists() and not out.exists()
    folders.clear_abandoned(out)
    assert [one.name for one in tmp_path.iterdir()] == ["hasil"]


def test_a_result_that_is_read_again_is_not_replaced_meanwhile(tmp_path: Path) -> None:
    out = tmp_path / "hasil"
    finish(out)
    sheet = out / "perbaikan" / "desa.csv"
    with pytest.raises(FolderProblem, match="berada di dalam folder hasil"):
        finish(out, sheet)
    assert sheet.exists()


@pytest.mark.parametrize("told", ["", "[]", "{}"])
def test_a_folder_that_does_not_say_what_it_holds_is_left_alone(tmp_path: Path, told: str) -> None:
    out = tmp_path / "hasil"
    finish(out)
    (out / "manifest.json").write_text(told, encoding="utf-8")
    with pytest.raises(FolderProblem, match="sudah berisi hal lain"):
        finish(out)


@pytest.mark.parametrize("can_link", [True, False])
def test_a_finished_file_outlives_the_folder_it_was_made_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_link: bool
) -> None:
    def refused(*_: object) -> None:
        raise OSError("sistem berkas ini tidak mengenal tautan")

    if not can_link:
        monkeypatch.setattr(os, "link", refused)
    made, place = tmp_path / "made.csv", tmp_path / "place.csv"
    made.write_text("isi", encoding="utf-8")
    placed(made, place)
    made.unlink()
    assert place.read_text(encoding="utf-8") == "isi"
