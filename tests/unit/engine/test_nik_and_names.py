"""What else the NIK and the tables behind names must hold."""

import unicodedata
from datetime import date

import pytest
from lokal.provinces import PROVINCES as TODAY

from satupintu.engine import names
from satupintu.engine.nik import (
    PROVINCES,
    is_provisional,
    nik_birth_date,
    nik_birth_parts,
    nik_district,
    nik_sex,
)


def test_provinces_are_todays():
    assert set(TODAY) == PROVINCES


@pytest.mark.parametrize(
    ("nik", "by", "born"),
    [
        ("3507116504605131", date(2021, 4, 1), date(1960, 4, 25)),
        ("3507110103210001", date(2021, 4, 1), date(2021, 3, 1)),
        ("3507110204210001", date(2021, 4, 1), date(1921, 4, 2)),
        ("3507112902000001", date(2021, 4, 1), date(2000, 2, 29)),
        ("3507112902000001", date(1999, 4, 1), date(1600, 2, 29)),
    ],
)
def test_the_birth_date_lies_in_the_latest_century_that_is_past(nik, by, born):
    assert nik_birth_date(nik, by) == born


def test_what_the_digits_say():
    assert nik_birth_parts("3507116504605131") == (25, 4, 60)
    assert (nik_sex("3507116504605131"), nik_sex("3507113101600001")) == ("P", "L")
    assert nik_district("3507116504605131") == "35.07.11"


@pytest.mark.parametrize(
    ("text", "is_number", "provisional"),
    [
        ("3507116504605130", True, True),
        ("3507116504605130", False, False),
        ("3507116504605131", True, False),
        ("3.50711E+15", True, False),
        (None, True, False),
    ],
)
def test_only_a_whole_number_may_be_cleared_by_the_registry(text, is_number, provisional):
    assert is_provisional(text, is_number) is provisional


def test_each_marked_letter_becomes_the_letter_beneath_its_mark():
    beneath = dict(zip("øØłŁđĐħĦŧŦıŀĿ", "OOLLDDHHTTILL", strict=True))
    for marked, plain in zip(names._MARKED, names._PLAIN, strict=True):
        assert plain == beneath.get(marked, unicodedata.normalize("NFD", marked)[0].upper())
