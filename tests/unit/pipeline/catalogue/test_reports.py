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
from satupintu.pipeline.catalogue.models import ProgrammeSheet, ReportedProgramme
from satupintu.pipeline.catalogue.selectors import current_report, current_reports, entries
from satupintu.pipeline.catalogue.services import report_programmes, withdraw_programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]
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


def test_the_sheet_is_kept_as_it_came_and_only_its_agency_takes_it_again(client_of, data_folder):
    client = client_of("agency_officer", agency="diskop-malang")
    address = reverse("catalogue:report")
    for _ in range(2):
        client.post(address, {"file": sheet(ROW)})
    (kept,) = ProgrammeSheet.objects.all()
    assert current_report("kelas-ekspor").sheet == kept
    own = reverse("catalogue:report_sheet", args=[kept.pk])
    assert own in client.get(address).content.decode()
    assert b"".join(client.get(own).streaming_content) == sheet(ROW).read()
    assert client_of("agency_officer", agency="kemenkop").get(own).status_code == 404


def test_an_agency_takes_back_what_it_reported_and_may_report_it_again(client_of, officer):
    report_programmes(by=officer, rows=[PLAIN])
    away = reverse("catalogue:withdraw", args=["kelas-ekspor"])
    assert client_of("agency_officer", agency="kemenkop").post(away).status_code == 404
    client = client_of("agency_officer", agency="diskop-malang")
    assert "dicabut dari katalog" in client.post(away, follow=True).content.decode()
    assert "kelas-ekspor" not in {one.id for one in entries()}
    assert (
        "Dicabut oleh" in client.get(reverse("catalogue:programme", args=["kelas-ekspor"])).content.decode()
    )
    assert client.post(away).status_code == 404
    (event,) = Event.objects.filter(action="catalogue.withdraw")
    assert event.data["programme"] == "kelas-ekspor"
    (again,) = report_programmes(by=officer, rows=[PLAIN]).new
    assert (again.version, again.is_withdrawn) == (3, False)


def test_received_aid_keeps_the_name_of_a_programme_that_was_taken_back(officer):
    from satupintu.pipeline.recipients.offers import offers, reportable

    report_programmes(by=officer, rows=[PLAIN])
    assert "kelas-ekspor" in {one.id for one in reportable(officer)}
    withdraw_programme(by=officer, programme="kelas-ekspor")
    assert (offers()["kelas-ekspor"].title, offers()["kelas-ekspor"].aid) == ("Kelas Ekspor", "training")
    assert "kelas-ekspor" not in {one.id for one in reportable(officer)}


def test_what_the_folder_says_of_a_programme_counts_before_what_was_reported(officer):
    made = ReportedProgramme(programme="bpum-2021", version=1, agency="bri", title="BPUM lain", pillar="finance",
                             needs=["capital"], aid="cash", level="central", agencies=["bri"], by=officer)  # fmt: skip
    made.save()
    assert [one.is_reported for one in entries() if one.id == "bpum-2021"] == [False]


def test_figures_say_where_they_come_from(officer, client):
    header = HEADER.replace("Kuota;", "Kuota;Sumber Dana;")
    report_programmes(by=officer, file=sheet(ROW.replace(";200;", ";200;DPA 2021 nomor 4;"), header=header))
    page = reverse("catalogue:programme", args=["kelas-ekspor"])
    assert "DPA 2021 nomor 4" in client.get(page).content.decode()
    report_programmes(by=officer, file=sheet(ROW))
    assert "sumbernya belum disebut" in client.get(page).content.decode()


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
        ([PLAIN | {"budget": 10**30}], "anggaran terlalu besar"),
        ([PLAIN | {"title": "工房"}], "kolom Kode program: kode tidak dapat dibuat dari nama"),
        ([PLAIN | {"title": ["Kelas", "Ekspor"]}], "kolom Nama program: harus satu isian"),
        ([PLAIN | {"apply": "x" * 1001}], "kolom Cara mendaftar: terlalu panjang"),
    ],
)
def test_plain_values_are_refused_as_clearly(officer, rows, told):
    assert told in "; ".join(refused(officer, rows=rows))


def test_a_name_may_hold_commas_and_a_period_a_dash(officer):
    others = "Dinas Koperasi, Usaha Mikro, dan Tenaga Kerja Kota Banjarmasin; diskop-malang, bri"
    row = PLAIN | {"agencies": others, "period": "1 Jan 2021 - 31 Dec 2021"}
    (made,) = report_programmes(by=officer, rows=[row]).new
    assert made.agencies == ["diskop-malang", "diskop-banjarmasin", "bri"]
    assert (str(made.starts_on), str(made.ends_on)) == ("2021-01-01", "2021-12-31")


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
