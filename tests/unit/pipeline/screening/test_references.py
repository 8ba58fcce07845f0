"""Reference lists: checked to the last row, whole or not at all, each error with its file and what to do."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from satupintu.pipeline.screening.models import ReferenceSet
from satupintu.pipeline.screening.services.references import load_reference
from satupintu.pipeline.screening.services.refusal import Refused

from .case import BUDI


def load(by, base=None, **files):
    named = {name: ContentFile(content, name=f"{name}-maret.csv") for name, content in files.items()}
    return load_reference(by=by, name="Maret", area=by.area, files=named, base=base)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"nama;alamat\nBudi;Malang\n", "tidak punya kolom nik"),
        (b"nik\n3507\n12\n", "tidak ada satu baris pun dengan NIK 16 angka"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "nik"),
    ],
)
def test_a_list_that_cannot_be_used_names_file_and_cure(district, content, words):
    with pytest.raises(Refused, match=r"kur_borrowers-maret\.csv") as refusal:
        load(district, kur_borrowers=content)
    assert words in str(refusal.value)
    assert not ReferenceSet.objects.exists()


def test_the_registry_needs_its_columns(district):
    with pytest.raises(Refused, match="status"):
        load(district, civil_registry=b"nik,name,birth_date,sex,village\n3507114107600001,A,1960-07-01,P,x\n")


def test_one_bad_list_keeps_the_others_out_too(district, settings):
    with pytest.raises(Refused) as refusal:
        load(district, kur_borrowers=f"nik\n{BUDI}\n".encode(), state_employees=b"x\n1\n", paid_2021=b"")
    assert str(refusal.value).count("\n") == 1, "every bad file has its sentence"
    assert not ReferenceSet.objects.exists()
    assert list((settings.DATA / "references").iterdir()) == []


def test_only_csv_and_parquet(district):
    file = ContentFile(b"nik\n1\n", name="kur.xlsx")
    with pytest.raises(Refused, match="CSV atau Parquet"):
        load_reference(by=district, name="x", area=district.area, files={"kur_borrowers": file})


def test_rows_without_a_usable_nik_are_counted(district):
    made = load(district, kur_borrowers=f"nik;nama\n{BUDI};Budi\n;Tanpa\n".encode())
    assert made.lists["kur_borrowers"]["rows"] == 2
    assert made.lists["kur_borrowers"]["unusable"] == 1


def test_a_newer_set_takes_over_what_was_not_sent_again(district, references):
    before = (references.folder / "civil_registry.csv").read_bytes()
    made = load(district, base=references, kur_borrowers=b"nik\n3507110101010009\n")
    assert set(made.lists) == set(references.lists)
    assert made.lists["civil_registry"] == references.lists["civil_registry"]
    assert (made.folder / "civil_registry.csv").read_bytes() == before
    assert BUDI.encode() in (references.folder / "kur_borrowers.csv").read_bytes(), (
        "the older set is untouched"
    )


@pytest.mark.parametrize("role", ["village_officer", "bank_officer", "auditor", "administrator"])
def test_only_the_office_loads(role, make_user, data_folder):
    with pytest.raises(PermissionDenied):
        load(make_user(role), kur_borrowers=f"nik\n{BUDI}\n".encode())
