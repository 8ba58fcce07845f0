"""The whole of a round through its pages: a village's real lists in, the funnel, a person's letter, corrections."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from satupintu.foundation.audit.models import Event
from satupintu.pipeline.screening.models import ListState, Round

CASE = Path(__file__).parents[1] / "data" / "arjowilangun"
NIK = re.compile(r"\d{16}")


@pytest.fixture
def office(client_of, data_folder):
    return client_of("district_officer", name="Rina Wahyuni")


@pytest.fixture
def desa(client_of):
    return client_of("village_officer", name="Sugeng Hariadi")


@pytest.fixture
def references(office):
    files = {
        f"list_{path.stem}": SimpleUploadedFile(path.name, path.read_bytes())
        for path in (CASE / "reference").glob("*.csv")
    }
    answer = office.post(
        reverse("screening:new_reference"), {"name": "Data Maret 2021", **files}, follow=True
    )
    assert "Data Maret 2021" in text(answer)


@pytest.fixture
def round(office, references):
    office.post(
        reverse("screening:new_round"),
        {
            "title": "BPUM Kalipare",
            "programme": "bpum-2021",
            "area": "35.07",
            "reference_set": Round.reference_set.field.related_model.objects.get().pk,
        },
    )
    return Round.objects.get()


def text(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.decode("utf-8", errors="replace")))


def send(client, round, *files, **more):
    address = reverse("screening:upload", args=[round.pk])
    return client.post(address, {"files": list(files), **more}, follow=True)


def test_a_village_s_lists_become_decisions_with_their_articles(
    office, desa, round, django_capture_on_commit_callbacks
):
    paths = sorted((CASE / "lists").iterdir())
    sent = send(desa, round, *(File(path.open("rb"), name=path.name) for path in paths))
    assert "3 daftar diterima" in text(sent)
    assert {one.state for one in round.lists.all()} == {ListState.READ}
    assert sum(one.rows for one in round.lists.all()) == 614

    waiting = office.get(reverse("screening:round", args=[round.pk]))
    assert "Periksa sekarang" in text(waiting)
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("screening:screen", args=[round.pk]))

    shown = text(office.get(reverse("screening:round", args=[round.pk])))
    assert "475 dari 614 baris memenuhi syarat (77%)" in shown
    assert "24" in re.search(r"Syarat: Tidak sedang menerima KUR (\d+)", shown).group(1)

    table = office.get(reverse("screening:rows", args=[round.pk]), {"hasil": "ineligible"})
    assert "75 baris" in text(table)
    assert not NIK.search(text(table)), "NIKs are masked in tables"
    link = re.search(r'href="(/putaran/\d+/1/baris/\d+/)', table.content.decode()).group(1)

    person = text(office.get(link))
    assert "Tidak memenuhi syarat" in person
    assert "Pasal" in person
    assert "Yang mengubahnya" in person
    letter = office.get(link + "surat/")
    assert "berhak meminta penjelasan" in text(letter)
    pdf = office.get(link + "surat.pdf")
    assert pdf.content.startswith(b"%PDF")

    with zipfile.ZipFile(
        io.BytesIO(b"".join(office.get(f"/putaran/{round.pk}/perbaikan.zip").streaming_content))
    ) as packed:
        assert sorted(packed.namelist()) == [
            "01-usulan-arjowilangun.xlsx", "02-usulan-arjowilangun.xlsx", "03-usulan-arjowilangun.csv.xlsx",
        ]  # fmt: skip
    assert not any(NIK.search(str(event.data)) for event in Event.objects.all())


def test_bad_files_are_told_apart_and_the_good_one_goes_on(desa, round):
    good = (CASE / "lists" / "03-usulan-arjowilangun.csv").read_bytes()
    answer = send(
        desa,
        round,
        ContentFile(b"", name="kosong.xlsx"),
        ContentFile(b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, name="foto.xlsx"),
        ContentFile(
            b"No;Nama;Alamat;Bidang Usaha;No HP\r\n1;Siti;Dusun;warung;0812\r\n" * 3, name="tanpa-nik.csv"
        ),
        ContentFile(good, name="baik.csv"),
        ContentFile(good, name="baik-lagi.csv"),
    )
    shown = text(answer)
    assert "baik-lagi.csv sama persis dengan baik.csv" in shown
    states = {one.name: (one.state, one.problem) for one in round.lists.all()}
    assert states["baik.csv"] == (ListState.READ, "")
    for name, words in (("kosong.xlsx", "kosong"), ("foto.xlsx", "gambar PNG"), ("tanpa-nik.csv", "NIK")):
        state, problem = states[name]
        assert state == ListState.REFUSED
        assert words in problem
        assert name in problem
        assert words in shown, "the round's page says it too"
    assert "--map" not in shown, "on a page there is nothing to type"


def test_a_column_in_doubt_is_a_question_with_the_sheet_in_sight(desa, round):
    rows = ["No;Nama;NIK;NIK;Alamat;Bidang Usaha"]
    rows += [f"{n};Nama {n};350711410760{n:04};350711020370{n:04};Dusun {n};warung" for n in range(1, 9)]
    asked = send(desa, round, ContentFile("\r\n".join(rows).encode(), name="dua-nik.csv"))
    shown = text(asked)
    assert "Kolom mana yang berisi NIK?" in shown
    assert "3507114107600001" in shown, "the cells help to answer"
    one = round.lists.get()
    address = reverse("screening:question", args=[round.pk, one.pk])
    unanswered = desa.post(address, {"jawaban-0": ""})
    assert unanswered.status_code == 422
    answered = desa.post(address, {"jawaban-0": "1"}, follow=True)
    assert "Terima kasih" in text(answered)
    one.refresh_from_db()
    assert (one.state, one.rows, one.maps[0]) == (ListState.READ, 8, "dua-nik.csv:nik=D")


def test_a_signed_in_village_officer_takes_back_a_list_and_sends_it_mended(desa, round):
    good = (CASE / "lists" / "03-usulan-arjowilangun.csv").read_bytes()
    send(desa, round, ContentFile(good, name="usulan.csv"))
    first = round.lists.get()
    answer = send(
        desa, round, ContentFile(good.replace(b"\r\n", b"\n"), name="usulan.csv"), replaces=first.pk
    )
    assert "Satu daftar diterima" in text(answer)
    states = dict(round.lists.values_list("name", "state"))
    assert states == {"usulan.csv": ListState.WITHDRAWN, "usulan (2).csv": ListState.READ}


def test_a_programme_s_page_shows_criteria_articles_and_amounts_by_date(desa):
    shown = text(desa.get(reverse("catalogue:programme", args=["bpum-2021"])))
    assert "Tidak sedang menerima KUR" in shown
    assert "Pasal 4(2)" in shown
    assert "Rp1.200.000" in shown
    assert "Rp300.000.000" in shown
    assert "Rp2.000.000.000" in shown
    assert "1 Januari 2021" in shown
    assert "31 Desember 2021" in shown
    assert "Nomor pasal belum terbaca" in shown, "what could not be read is said, not invented"
    assert desa.get(reverse("catalogue:programme", args=["bpum-1998"])).status_code == 404
