"""The table of audit cases, all audited together as one decree and one paid list: each case must stand alone."""

import csv
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from satupintu.pipeline.payments.audits import run_audit

CASES = yaml.safe_load((Path(__file__).parent / "audit.yaml").read_text(encoding="utf-8"))
LISTS = ("state_employees", "larger_businesses", "bank_credit", "kur_borrowers")
NAME, AMOUNT = "SITI AMINAH", "2400000"
PAID = ("nik", "name", "amount", "paid_on", "reference", "distributor", "state", "returned_on")


def write(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *rows])


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """(case, "findings" or "to_examine") to {category: [rupiah, …]}; and what findings.json says."""
    folder = tmp_path_factory.mktemp("audit")
    reference = folder / "reference"
    reference.mkdir()
    decree, paid, registry, owners, drafted = [], [], [], {}, {}
    lists = {name: [] for name in LISTS}
    for number, case in enumerate(CASES):
        nik = case.get("nik", f"350711620590{1000 + number}")
        lines = case.get("decree", 1)
        lines = [{}] * lines if isinstance(lines, int) else lines
        for line in lines:
            drafted[len(decree) + 2] = number
            decree.append((nik, NAME, "35.07.11.2008", line.get("amount", AMOUNT), line.get("by", "BRI")))
        for payment in case.get("paid", [{}]):
            owners[len(paid) + 2] = number
            paid.append(
                (
                    payment.get("nik", nik),
                    payment.get("name", NAME),
                    payment.get("amount", AMOUNT),
                    payment.get("day", "2020-10-01"),
                    payment.get("ref", f"B{len(paid)}"),
                    payment.get("by", "BRI"),
                    payment.get("state", "paid"),
                    payment.get("returned_on", ""),
                )
            )
        if case.get("registry") != "absent":
            registry.append((nik, NAME, case.get("registry", {}).get("status", "alive")))
        for name in case.get("lists", []):
            lists[name].append((nik,))
    write(folder / "decree.csv", ("nik", "name", "village", "amount", "distributor"), decree)
    write(folder / "paid.csv", PAID, paid)
    write(reference / "civil_registry.csv", ("nik", "name", "status"), registry)
    for name, rows in lists.items():
        write(reference / f"{name}.csv", ("nik",), rows)
    done = run_audit(
        decree=folder / "decree.csv",
        paid=folder / "paid.csv",
        reference=reference,
        out=folder / "out",
        deadline=date(2020, 12, 31),
    )
    found = defaultdict(lambda: defaultdict(list))
    for file in ("findings", "to_examine"):
        rows = duckdb.sql(
            f"SELECT category, amount, evidence FROM '{folder / 'out' / file}.parquet'"
        ).fetchall()
        for category, amount, evidence in rows:
            list_name, line = re.match(r"(paid|decree)\.csv baris (\d+)", evidence).groups()
            lines = owners if list_name == "paid" else drafted
            found[lines[int(line)], file][category].append(amount)
    return found, done.findings


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number]["why"])
def test_case(audited, number):
    case = CASES[number]
    found, _ = audited
    times = case.get("times", 1)
    assert found[number, "findings"] == {name: [amount] * times for name, amount in case["found"].items()}
    assert found[number, "to_examine"] == {name: [amount] for name, amount in case.get("examine", {}).items()}


def test_totals_are_those_of_the_cases_and_count_each_recipient_and_rupiah_once(audited):
    _, told = audited
    per_category = defaultdict(lambda: [0, 0])
    for case in CASES:
        for name, amount in case["found"].items():
            per_category[name][0] += case.get("times", 1)
            per_category[name][1] += amount * case.get("times", 1)
    assert told["categories"] == {
        name: dict(zip(("recipients", "amount"), per_category[name], strict=True))
        for name in told["categories"]
    }
    assert told["recipients"] == sum(case.get("times", 1) for case in CASES if case["found"])
    # Rupiah found for two reasons count once; the largest of a case's categories holds the others here,
    # but for the NIK that the decree names twice and the bank paid three times.
    once = sum(max(case["found"].values(), default=0) * case.get("times", 1) for case in CASES)
    assert told["amount"] == once + 2_400_000
    assert told["not_checked"] == {}
