"""``satupintu synthesize national`` as it is called: a summary or JSON, and exit statuses."""

import json

from satupintu.project.cli import DONE, UNUSABLE, main


def synthesize(out, *more):
    return main(["synthesize", "national", "--out", str(out), *more])


def test_it_prints_what_case_json_says_and_never_writes_over_a_folder(tmp_path, capsys):
    out = tmp_path / "senegeri"
    assert synthesize(out, "--rows", "300", "--seed", "4", "--json") == DONE
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((out / "case.json").read_text(encoding="utf-8"))
    assert (told["rows"], told["seed"]) == (300, 4)
    assert synthesize(out, "--rows", "300") == UNUSABLE
    assert "sudah berisi" in capsys.readouterr().err


def test_rows_that_cannot_be_are_refused_with_what_to_do(tmp_path, capsys):
    assert synthesize(tmp_path / "a", "--rows", "0") == UNUSABLE
    assert "sedikitnya 1" in capsys.readouterr().err
    assert synthesize(tmp_path / "b", "--rows", "200000", "--memory", "20MB") == UNUSABLE
    assert "--memory" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
