"""The tables that people read: what a written NIK amounts to, and which two written names are one person's."""

from pathlib import Path

import pytest
import yaml

from satupintu.engine.names import same_name
from satupintu.engine.nik import nik_shape, suggest_nik

HERE = Path(__file__).parent


def table(name):
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", table("nik.yaml"), ids=lambda case: str(case["written"]))
def test_nik(case):
    shape = nik_shape(case["written"], case.get("number", False))
    assert shape == (None if case["shape"] == "sound" else case["shape"])
    if shape == "nik_malformed":
        assert suggest_nik(case["written"]) == case.get("suggest")


@pytest.mark.parametrize("case", table("names.yaml"), ids=lambda case: f"{case['a']} | {case['b']}")
def test_names(case):
    assert same_name(case["a"], case["b"]) is (case["are"] == "same")
