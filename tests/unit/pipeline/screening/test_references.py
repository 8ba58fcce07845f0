"""Reference lists: checked to the last row, whole or not at all, each error with its file and what to do."""

import errno
import re
import shutil

import duckdb
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone

from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.models import SILENCE, Job, State
from satupintu.foundation.work.services import take_up
from satupintu.pipeline.screening.models import ReferenceSet
from satupintu.pipeline.screening.services.references import load_reference

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
        (b"nik\n0307116205900001\n", "tidak ada satu baris pun dengan NIK 16 angka"),
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


@pytest.fixture
def parquet(tmp_path):
    def write(select):
        duckdb.execute(f"COPY ({select}) TO '{tmp_path}/kur.parquet' (FORMAT parquet)")
        return {"kur_borrowers": ContentFile((tmp_path / "kur.parquet").read_bytes(), name="kur.parquet")}

    return write


@pytest.mark.parametrize(
    "select",
    [
        "SELECT range AS nik FROM range(1, 11)",  # the serial numbers of the borrowers, say
        "SELECT (-range)::BIGINT AS nik FROM range(10)",
        "SELECT 35071101010100010::BIGINT AS nik",  # a digit too many
        "SELECT 350711010101000::UBIGINT AS nik",  # one too few
        "SELECT '0000000000000000' AS nik",
    ],
)
def test_numbers_that_are_no_nik_are_none_in_parquet_either(district, parquet, select):
    with pytest.raises(Refused, match="tidak ada satu baris pun dengan NIK 16 angka"):
        load_reference(by=district, name="x", area=district.area, files=parquet(select))
    assert not ReferenceSet.objects.exists()


def test_numbers_that_are_no_nik_are_counted_beside_those_that_are(district, parquet):
    files = parquet(f"SELECT unnest([{BUDI}, 12, NULL, -1, 99999999999999999]) AS nik")
    made = load_reference(by=district, name="x", area=district.area, files=files)
    assert (made.lists["kur_borrowers"]["rows"], made.lists["kur_borrowers"]["unusable"]) == (5, 4)


def test_a_newer_set_takes_over_what_was_not_sent_again(district, references):
    before = (references.folder / "civil_registry.csv").read_bytes()
    made = load(district, base=references, kur_borrowers=b"nik\n3507110101010009\n")
    assert set(made.lists) == set(references.lists)
    assert made.lists["civil_registry"] == references.lists["civil_registry"]
    assert (made.folder / "civil_registry.csv").read_bytes() == before
    assert BUDI.encode() in (references.folder / "kur_borrowers.csv").read_bytes(), (
        "the older set is untouched"
    )


@pytest.mark.parametrize("is_whole", [True, False])
def test_what_lies_at_a_number_given_again_is_no_set_s(district, references, is_whole):
    """As after a kill before the row was there (nothing is laid out yet), or a database older than the files."""
    from satupintu.pipeline.screening.selectors.reference_people import entries_of

    left = references.folder.with_name(f"{references.pk + 1:06d}")
    shutil.copytree(references.folder, left)
    if is_whole:
        shutil.copytree(references.folder.with_name(f"{references.pk:06d}-people"), f"{left}-people")
    made = load(district, kur_borrowers=b"nik\n3507110101010009\n")
    assert made.folder == left
    assert [path.name for path in left.iterdir()] == ["kur_borrowers.csv"]
    assert entries_of(made, BUDI) == []
    assert [one.lists for one in entries_of(made, "3507110101010009")] == [("kur_borrowers",)]


@pytest.mark.parametrize("role", ["village_officer", "bank_officer", "auditor", "administrator"])
def test_only_the_office_loads(role, make_user, data_folder):
    with pytest.raises(PermissionDenied):
        load(make_user(role), kur_borrowers=f"nik\n{BUDI}\n".encode())


@pytest.fixture
def upload(client_of, data_folder, monkeypatch):
    """`upload(kur_borrowers=b"…")`: what the page answers when everything is too large to be read at once."""
    monkeypatch.setattr("satupintu.pipeline.screening.services.sent_references.READ_AT_ONCE", 10)
    client = client_of("district_officer")

    def send(**files):
        named = {f"list_{name}": ContentFile(content, name=f"{name}.csv") for name, content in files.items()}
        return client, client.post("/putaran/acuan/baru/", {"name": "Maret", **named})

    return send


@pytest.mark.parametrize("at_once", [10, 1000])
def test_a_full_disk_is_told_on_the_page_and_nothing_is_kept(upload, settings, monkeypatch, at_once):
    def full(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("satupintu.pipeline.screening.services.sent_references.READ_AT_ONCE", at_once)
    for module in ("references", "sent_references"):
        monkeypatch.setattr(f"satupintu.pipeline.screening.services.{module}.keep", full)
    _client, answer = upload(kur_borrowers=f"nik\n{BUDI}\n".encode())
    assert answer.status_code == 422
    assert "belum disimpan: cakram server penuh" in answer.content.decode()
    left = [one for name in ("references", "incoming") for one in (settings.DATA / name).glob("*")]
    assert left == [] and not Job.objects.exists()


def test_large_lists_are_read_in_the_background_and_lead_to_their_set(
    upload, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as queued:
        client, answer = upload(kur_borrowers=f"nik\n{BUDI}\n".encode())
    job = Job.objects.get()
    assert answer.url == f"/pekerjaan/{job.pk}/"
    assert "Menunggu giliran" in client.get(answer.url).content.decode()
    assert not ReferenceSet.objects.exists()
    for callback in queued:
        callback()
    made = ReferenceSet.objects.get()
    assert client.get(answer.url).url == f"/putaran/acuan/{made.pk}/"
    assert made.lists["kur_borrowers"]["sent"] == "kur_borrowers.csv"
    assert (made.name, made.lists["kur_borrowers"]["rows"], made.loaded_by) == ("Maret", 1, client.user)
    assert list((settings.DATA / "incoming").iterdir()) == []


def test_large_lists_that_cannot_be_used_are_told_on_the_page_of_the_work(
    upload, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client, answer = upload(kur_borrowers=b"nama;alamat\nBudi;Malang\n", paid_2021=b"nik\n12345678\n12\n")
    page = client.get(answer.url).content.decode()
    assert "kur_borrowers.csv" in page and "tidak punya kolom nik" in page
    assert "paid_2021.csv" in page
    assert not ReferenceSet.objects.exists()
    assert (
        list((settings.DATA / "incoming").iterdir()) == list((settings.DATA / "references").iterdir()) == []
    )


def test_reading_that_was_killed_after_it_had_made_the_set_makes_no_second(
    upload, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        upload(kur_borrowers=f"nik\n{BUDI}\n".encode())
    Job.objects.update(state=State.RUNNING, heartbeat_at=timezone.now() - 2 * SILENCE)
    with django_capture_on_commit_callbacks(execute=True):
        assert take_up() == 1
    assert Job.objects.get().state == State.DONE
    assert ReferenceSet.objects.count() == 1


def test_a_large_file_of_another_kind_is_told_at_once(upload, settings):
    client, _answer = upload()
    file = ContentFile(b"x" * 100, name="kur.xlsx")
    answer = client.post("/putaran/acuan/baru/", {"name": "Maret", "list_kur_borrowers": file})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "kur.xlsx: daftar acuan harus CSV atau Parquet" in page
    assert re.findall(r'name="list_(\w+)"', page)[0] == "civil_registry", "every round asks it"
    assert not Job.objects.exists()


def test_a_set_of_an_older_version_is_laid_out_before_anybody_asks(
    district, django_capture_on_commit_callbacks
):
    from satupintu.pipeline.screening.selectors.reference_people import is_laid_out, people_file
    from satupintu.pipeline.screening.services.laying_out import LEFT_AFTER, lay_out_left

    former, made = (load(district, kur_borrowers=f"nik\n{BUDI}\n".encode()) for _ in range(2))
    for one in (former, made):
        people_file(one).unlink()
    assert lay_out_left() == 0, "whoever loaded it may still be at it"
    ReferenceSet.objects.update(loaded_at=timezone.now() - LEFT_AFTER)
    with django_capture_on_commit_callbacks(execute=True):
        assert lay_out_left() == 1
    assert is_laid_out(made)
    assert not is_laid_out(former), "nobody asks a set that another took the place of"
    assert lay_out_left() == 0
