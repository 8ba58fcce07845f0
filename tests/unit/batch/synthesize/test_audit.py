"""The made-up audits hold the auditor's counts, no more and no less, and an audit returns both tables exactly."""

import json
from datetime import date

import duckdb
import pytest

from satupintu.batch.synthesize.audit import (
    AMOUNT,
    AUDITS,
    DEADLINE,
    IHPS_2_2020,
    LKPP_2020,
    cast_roles,
    synthesize_audit,
)
from satupintu.gateways.areas import areas_file
from satupintu.pipeline.payments.audits import run_audit

HUNDREDTH = 120_000


def make(out, table, rows, **options):
    return synthesize_audit(table=table, out=out, areas=areas_file(), rows=rows, **options)


def test_at_full_size_the_counts_are_the_auditors():
    for counts in AUDITS.values():
        roles = cast_roles(counts, 12_000_000)
        assert {name: roles.counts[name] for name in counts} == counts
    table = ("state_employee", "paid_more_than_once", "not_micro", "bank_credit", "nik_unmatched", "nik_anomalous",
             "deceased", "moved_abroad")  # fmt: skip
    assert sum(LKPP_2020[name] for name in table) == 414_590
    assert sum(IHPS_2_2020.values()) == 418_947
    printed = {
        "blocked_but_activated": "145.20",
        "after_deadline": "13.87",
        "undelivered_not_returned": "23.56",
    }
    assert {name: f"{LKPP_2020[name] * 2_400_000 / 1e9:.2f}" for name in printed} == printed


@pytest.mark.parametrize("table", sorted(AUDITS))
def test_a_hundredth_of_it_audited_gives_the_table_and_every_person_and_nothing_else(tmp_path, table):
    truth = make(tmp_path / "set", table, HUNDREDTH)
    found = run_audit(
        decree=tmp_path / "set" / "decree.parquet",
        paid=tmp_path / "set" / "paid.parquet",
        reference=tmp_path / "set" / "reference",
        out=tmp_path / "out",
        deadline=DEADLINE,
    ).findings
    assert {name: found[name] for name in ("recipients", "amount", "categories")} == truth["findings"]
    assert found["not_checked"] == {}
    assert all(told["recipients"] == 0 for told in found["to_examine"].values())
    never_drawn = found["reconciliation"]["decreed_without_payment"]
    assert never_drawn == {"recipients": 480, "amount": 480 * AMOUNT}
    pairs = [
        f"SELECT nik, category, amount FROM '{tmp_path}/{file}.parquet'"
        for file in ("out/findings", "set/truth")
    ]
    assert duckdb.sql(f"({pairs[0]}) EXCEPT ALL ({pairs[1]})").fetchall() == []
    received = f"FROM '{tmp_path}/set/paid.parquet' WHERE state <> 'undelivered'"
    niks = duckdb.sql(f"SELECT count(DISTINCT regexp_replace(nik, '[^0-9]', '', 'g')) {received}")
    assert niks.fetchall() == [(HUNDREDTH,)]


def test_the_same_arguments_give_the_same_bytes_whatever_the_threads_and_a_seed_other_people(tmp_path):
    made = {}
    for name, seed, threads in (("one", 1, 1), ("two", 1, 2), ("other", 2, 2)):
        make(tmp_path / name, "lkpp", 1_000, seed=seed, threads=threads)
        files = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        made[name] = {path.relative_to(tmp_path / name).as_posix(): path.read_bytes() for path in files}
    assert made["one"] == made["two"]
    assert len(made["one"]) == 9
    assert made["one"]["paid.parquet"] != made["other"]["paid.parquet"]


def test_the_truth_says_the_deadline_and_the_smallest_finding_is_never_lost(tmp_path):
    make(tmp_path, "lkpp", 1_000)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert date.fromisoformat(truth["deadline"]) == DEADLINE
    assert truth["findings"]["categories"]["paid_twice"] == {"recipients": 1, "amount": 2_400_000}


def test_too_few_people_and_more_than_there_are_niks_are_refused(tmp_path):
    with pytest.raises(ValueError, match="--rows"):
        make(tmp_path, "ihps", 10)
    duckdb.execute(
        f"COPY (FROM '{areas_file()}' WHERE level = 4 LIMIT 1) TO '{tmp_path / 'one_village.parquet'}'"
    )
    with pytest.raises(ValueError, match="NIK akan berulang"):
        synthesize_audit(table="ihps", out=tmp_path, areas=tmp_path / "one_village.parquet", rows=50_000)
