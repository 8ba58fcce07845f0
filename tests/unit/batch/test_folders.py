"""What stands in two folders."""

import os
from pathlib import Path

import pytest

from satupintu.batch.folders import placed


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
