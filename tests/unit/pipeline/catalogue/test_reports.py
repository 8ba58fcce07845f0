"""An agency reports its programmes: all or nothing, version by version, each agency its own."""

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from satupintu.foundation.append_only import AppendOnlyError
from satupintu.foundation.audit.models import Event
from satupintu.gateways.programme_lists import ReportRefused
from satupintu.pipeline.catalogue.models import ReportedProgramme
from satupintu.pipeline.catalogue.selectors import current_report, current_reports
from satupintu.pipeline.catalogue.services import report_programmes

pytestmark = pytest.mark.django_db
HEADER = "Nama Program;Pilar;Kebutuhan;Jenis Bantuan;Tingkat;Instansi;Anggaran;Kuota;Kode Wilayah"
ROW = "Kelas Ekspor;Peningkatan kapasitas;Keterampilan, Pemasaran;Pelatihan;Kabupaten;;Rp1,5 miliar;200;35.07"
PLAIN = {
    "title": "Kelas Ekspor",
    "pillar": "capacity",
    "needs": ["skills"],
    "aid": "training",
    "level": "district",
}


@pytest.fixture
def officer(make_user):
    return make_user("agency_officer", agency="diskop-malang")


def sheet(*rows: str, header: str = HEADER) -> SimpleUploadedFile:
    return SimpleUploadedFile("program.csv", "\n".join([header, *rows]).encode())


def refused(by, **given) -> list[str]:
    with pytest.raises(ReportRefused) as told:
        report_programmes(by=by, **given)
    assert not current_reports().filter(agency=by.agency).exclude(source="earlier").exists()
    return [str(one) for one in told.value.refusals]


def test_a_list_becomes_programmes_of_the_agency(officer):
    report = report_programmes(by=officer, file=sheet(ROW))
    (made,) = report.new
    assert (made.programme, made.version, made.agency) == ("kelas-ekspor", 1, "diskop-malang")
    assert (made.pillar, made.needs, made.aid) == ("capacity", ["skills", "marketing"], "training")
    assert (made.budget, made.quota, made.areas) == (1_500_000_000, 200, ["35.07"])
    assert made.agencies == ["diskop-malang"]
    assert (made.source, made.row) == ("program.csv", 2)
    event = Event.objects.get(action="catalogue.report")
    assert event.data | {"new": 1, "agency": "diskop-malang"} == event.data


def test_the_same_file_again_changes_nothing(officer):
    report_programmes(by=officer, file=sheet(ROW))
    again = report_programmes(by=officer, file=sheet(ROW))
    assert (len(again.new), len(again.changed), len(again.unchanged)) == (0, 0, 1)
    assert ReportedProgramme.objects.count() == 1


def test_a_changed_programme_is_a_new_version_that_points_at_the_old(officer):
    report_programmes(by=officer, file=sheet(ROW))
    report = report_programmes(by=officer, file=sheet(ROW.replace("200", "300")))
    (made,) = report.changed
    assert (made.version, made.quota, made.replaces.quota) == (2, 300, 200)
    assert current_report("kelas-ekspor") == made


def test_what_was_reported_is_never_changed(officer):
    made = report_programmes(by=officer, rows=[PLAIN]).new[0]
    made.quota = 5
    with pytest.raises(AppendOnlyError):
        made.save()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as own:
        own.execute("UPDATE catalogue_reportedprogramme SET quota = 5")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            ROW.replace("Pelatihan", "Latihan-latihan"),
            "baris 3, kolom Bentuk bantuan: “Latihan-latihan” tidak dikenal",
        ),
        (ROW.replace("Peningkatan kapasitas", "Modal"), "baris 3, kolom Pilar: “Modal” tidak dikenal"),
        (
            ROW.replace("Keterampilan,", "Ketrampilan,"),
            "baris 3, kolom Kebutuhan: “Ketrampilan” tidak dikenal",
        ),
        (ROW.replace(";Kabupaten;", ";;"), "baris 3, kolom Tingkat: kosong"),
        (ROW.replace("Kelas Ekspor", ""), "baris 3, kolom Nama program: kosong"),
        (ROW.replace("35.07", "35.99"), "baris 3, kolom Wilayah: wilayah “35.99” tidak dikenal"),
        (ROW.replace("35.07", "Malang"), "baris 3, kolom Wilayah: wilayah “Malang” tidak dikenal"),
        (ROW.replace(";200;", ";0;"), "baris 3, kolom Kuota: kuota harus lebih dari nol"),
        (ROW.replace("Rp1,5 miliar", "banyak"), "baris 3, kolom Anggaran: “banyak” tidak terbaca"),
        (ROW.replace(";;Rp", ";Dinas Antah;Rp"), "baris 3, kolom Instansi pelaksana: instansi “Dinas Antah”"),
        (ROW.replace(";;Rp", ";kemenkop;Rp"), "baris 3, kolom Instansi pelaksana: instansi Anda sendiri"),
        (ROW, "baris 3, kolom Kode program: kode program kelas-ekspor sudah ada di baris 2"),
    ],
)
def test_one_bad_row_keeps_the_whole_file_out_and_is_named(officer, row, told):
    good = ROW if row == ROW else ROW.replace("Kelas Ekspor", "Kelas Kopi")
    assert any(one.startswith(told) for one in refused(officer, file=sheet(good, row)))


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (HEADER.replace("Pilar", "Warna"), "baris 1, kolom Pilar: kolom ini belum ada"),
        (HEADER.replace("Kuota", "Pagu"), "baris 1, kolom Anggaran: ada di dua kolom (G dan H)"),
        ("NIK;Nama;Alamat;RT", "tidak ada baris judul kolom yang dikenali"),
    ],
)
def test_an_unclear_header_is_named(officer, header, told):
    assert told in refused(officer, file=sheet(ROW, header=header))[0]


def test_an_id_belongs_to_whoever_reported_it_first(officer, make_user):
    report_programmes(by=make_user("ministry_officer", agency="kemenkop"), rows=[PLAIN], source="earlier")
    (told,) = refused(officer, rows=[PLAIN])
    assert "kode kelas-ekspor sudah dipakai Kementerian Koperasi" in told


@pytest.mark.parametrize(
    ("name", "told"), [("bpum-2021", "program katalog"), ("laporan", "tidak dapat dipakai")]
)
def test_an_id_of_the_catalogue_cannot_be_reported(officer, name, told):
    assert told in refused(officer, rows=[PLAIN | {"id": name}])[0]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "tidak berisi satu program pun"),
        ([PLAIN | {"warna": "biru"}], "baris 1, kolom warna: kolom ini tidak dikenal"),
        ([PLAIN | {"id": "../etc"}], "baris 1, kolom Kode program"),
        ([PLAIN | {"starts_on": "2021-02-30"}], "kolom Mulai: “2021-02-30” bukan tanggal yang ada"),
        ([PLAIN | {"starts_on": "2021-02-03", "ends_on": "2021-02-01"}], "mendahului hari pertama"),
        ([PLAIN | {"quota": -1}], "kuota harus lebih dari nol"),
        ([PLAIN | {"quota": True}], "bukan kuota"),
        ([PLAIN | {"apply": "x" * 1001}], "kolom Cara mendaftar: terlalu panjang"),
    ],
)
def test_plain_values_are_refused_as_clearly(officer, rows, told):
    assert told in "; ".join(refused(officer, rows=rows))


def test_only_an_agencys_own_people_report(make_user):
    with pytest.raises(PermissionDenied):
        report_programmes(by=make_user("village_officer"), rows=[PLAIN])
    assert "belum punya instansi" in refused(make_user("district_officer"), rows=[PLAIN])[0]


def test_the_page_takes_the_workbook_it_hands_out(client_of):
    client = client_of("agency_officer", agency="diskop-malang")
    got = client.get(reverse("catalogue:report_template"))
    book = openpyxl.load_workbook(io.BytesIO(got.content))
    row = ["", "Kelas Kopi", "Peningkatan kapasitas", "Keterampilan", "Pelatihan", "Kabupaten/kota", "", 150_000_000,
           40, "1 Januari 2021", "31/12/2021", "Kab. Malang", "Perbup 1/2021", "Datang ke dinas", "0341-1"]  # fmt: skip
    book["Program"].append(row)
    out = io.BytesIO()
    book.save(out)
    address = reverse("catalogue:report")
    answer = client.post(address, {"file": SimpleUploadedFile("a.xlsx", out.getvalue())}, follow=True)
    assert "1 program baru" in answer.content.decode()
    made = current_report("kelas-kopi")
    assert (str(made.starts_on), str(made.ends_on), made.areas) == ("2021-01-01", "2021-12-31", ["35.07"])


def test_the_page_tells_every_reason_and_keeps_nothing(client_of):
    client = client_of("agency_officer", agency="diskop-malang")
    bad = sheet(ROW.replace("Pelatihan", "x"), ROW.replace("200", "0"))
    answer = client.post(reverse("catalogue:report"), {"file": bad})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "baris 2, kolom Bentuk bantuan" in shown
    assert "baris 3, kolom Kuota" in shown
    assert not ReportedProgramme.objects.exists()
    picture = SimpleUploadedFile("a.xlsx", b"\x89PNG\r\n\x1a\n")
    assert "gambar PNG" in client.post(reverse("catalogue:report"), {"file": picture}).content.decode()


def test_an_officer_without_an_agency_is_told_so(client_of):
    assert (
        "belum punya instansi"
        in client_of("district_officer").get(reverse("catalogue:report")).content.decode()
    )
