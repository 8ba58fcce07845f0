"""``satupintu audit`` as an officer calls it: a table on stdout, JSON for scripts, and exit statuses."""

import json

import duckdb
import pytest

from satupintu.project.cli import DONE, UNUSABLE, main


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Both made-up audits, a few thousand people each."""
    out = tmp_path_factory.mktemp("made") / "set"
    assert main(["synthesize", "audit", "--out", str(out), "--rows", "3000"]) == DONE
    return out


def audit(folder, out, *more):
    files = [
        "--decree",
        folder / "decree.parquet",
        "--paid",
        folder / "paid.parquet",
        "--reference",
        folder / "reference",
    ]
    return main(["audit", *map(str, files), "--out", str(out), *more])


def test_both_tables_are_made_and_the_audit_prints_what_their_truth_says(made, tmp_path, capsys):
    for table in ("lkpp", "ihps"):
        truth = json.loads((made / table / "truth.json").read_text(encoding="utf-8"))
        assert audit(made / table, tmp_path / table, "--deadline", truth["deadline"], "--json") == DONE
        told = json.loads(capsys.readouterr().out)
        assert {name: told[name] for name in truth["findings"]} == truth["findings"]
        assert told == json.loads((tmp_path / table / "findings.json").read_text(encoding="utf-8"))


def test_the_table_says_what_was_not_looked_for_instead_of_nothing_found(made, tmp_path, capsys):
    assert audit(made / "lkpp", tmp_path / "out") == DONE
    lines = capsys.readouterr().out.splitlines()
    assert "Dibayar sesudah batas waktu" in next(
        line for line in lines if "tidak diperiksa: --deadline" in line
    )
    assert any(line.split()[-2:] == ["11", "Rp26.400.000"] for line in lines if line.startswith("ASN, TNI"))


def test_what_was_paid_is_set_against_the_decree(made, tmp_path, capsys):
    more = str(tmp_path / "more.parquet")
    duckdb.execute(
        f"COPY (SELECT * REPLACE (amount + 600000 AS amount) FROM '{made}/lkpp/paid.parquet') TO '{more}'"
    )
    assert audit(made / "lkpp", tmp_path / "out", "--paid", more) == DONE
    told = {line[:44].strip(): line[44:].split() for line in capsys.readouterr().out.splitlines()}
    sides = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))["reconciliation"]
    assert told["Diputuskan"] == [f"Rp{sides['decreed']:,}".replace(",", ".")]
    assert told["Selisih: diputuskan kurang ketiganya"] == [f"-Rp{-sides['difference']:,}".replace(",", ".")]
    assert told["Ada di SK saja (to_examine.parquet)"] == ["12", "Rp28.800.000"]
    assert told["Jumlahnya lain dari SK"][1] == "Rp9.027.000.000"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--deadline", "31-12-2020"], "--deadline 31-12-2020: tulis tanggal seperti 2020-12-31"),
        (["--paid", "tidak-ada.csv"], "tidak-ada.csv tidak ada"),
    ],
)
def test_what_cannot_be_used_is_said_on_stderr_and_leaves_no_folder(made, tmp_path, capsys, more, words):
    assert audit(made / "lkpp", tmp_path / "out", *more) == UNUSABLE
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_making_data_overwrites_nothing_and_refuses_too_little(made, tmp_path, capsys):
    assert main(["synthesize", "audit", "--out", str(made)]) == UNUSABLE
    assert "sudah berisi" in capsys.readouterr().err
    assert main(["synthesize", "audit", "--out", str(tmp_path / "few"), "--scale", "0.00001"]) == UNUSABLE
    assert list(tmp_path.iterdir()) == []
