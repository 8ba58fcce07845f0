"""Preparing the demo: whole or not at all, once, and again when tables or recipe changed."""

import subprocess
from pathlib import Path

import pytest

from satupintu.project import demo


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SATUPINTU_VAR", str(tmp_path))
    return demo.demo_folder()


@pytest.fixture
def filling(monkeypatch):
    """Stands in for the process that fills the folder; `filling.code` is how it ends."""

    class Filling:
        code = 0
        environments: list[dict] = []

        def __call__(self, _command, *, env, check):
            self.environments.append(env)
            (Path(env["SATUPINTU_DATA"]) / "satupintu.sqlite3").write_text("filled")
            return subprocess.CompletedProcess(_command, self.code)

    filling = Filling()
    filling.environments = []
    monkeypatch.setattr(demo.subprocess, "run", filling)
    return filling


def test_a_prepared_demo_is_not_prepared_again(folder, filling):
    assert not demo.is_prepared(folder)
    assert demo.prepare(folder) == 0
    assert demo.is_prepared(folder)
    assert (folder / "satupintu.sqlite3").read_text() == "filled"


def test_a_preparation_that_failed_leaves_nothing_behind(folder, filling):
    filling.code = 1
    assert demo.prepare(folder) == 1
    assert not demo.is_prepared(folder)
    assert list(folder.parent.iterdir()) == []


def test_what_an_interruption_left_is_never_taken_for_finished(folder, filling):
    part = folder.with_suffix(".part")
    part.mkdir(parents=True)
    (part / "half").write_text("half")
    assert not demo.is_prepared(folder)
    demo.prepare(folder)
    assert not (folder / "half").exists()


def test_a_demo_of_an_earlier_version_is_put_aside(folder, filling, monkeypatch):
    demo.prepare(folder)
    (folder / "mine").write_text("what somebody tried out")
    monkeypatch.setattr(demo, "_recipe", lambda: "another version")
    assert not demo.is_prepared(folder)
    demo.prepare(folder)
    assert (folder.with_suffix(".old") / "mine").exists()
    assert demo.is_prepared(folder)


def test_the_demo_keeps_away_from_the_offices_database_and_keeps_its_own_key(folder, filling, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://office")
    monkeypatch.setenv("DEBUG", "1")
    demo.prepare(folder)
    environment = filling.environments[0]
    assert "DATABASE_URL" not in environment
    assert "DEBUG" not in environment
    assert environment["SECRET_KEY"] == (folder / "secret-key").read_text()
    assert len(environment["SECRET_KEY"]) > 40
    assert (folder / "secret-key").stat().st_mode & 0o077 == 0
