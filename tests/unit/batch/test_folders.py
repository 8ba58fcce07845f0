"""What becomes of a folder of results, and what stands in two."""

import json
import os
from pathlib import Path

import pytest

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
