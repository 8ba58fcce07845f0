"""Rows of lists and of population registers become submissions: each once, with the reason where one cannot."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from satupintu.pipeline.collection.imports import read_left_behind
from satupintu.pipeline.collection.models import Handover, Import, Submission

from .conftest import OTHER_RT, RT, VILLAGE

# KOLOM_IMPOR_KELUARGA of OpenSID: the first columns, its codes for sex and occupation, parents who are not the person.
OPENSID = """\
alamat;dusun;rw;rt;nama;no_kk;nik;sex;tempatlahir;tanggallahir;pekerjaan_id;kk_level;ayah_nik;nama_ayah
JL MELATI 3;KRAJAN;001;003;SRI WAHYUNI;3507110101990001;3507115206870001;2;MALANG;1987-06-12;84;1;3507111206500001;PAK X
JL MAWAR 3;KRAJAN;001;004;TONO;3507110101990002;3507111206870002;1;MALANG;1987-06-12;5;1;3507111206500002;PAK Y
JL MAWAR 4;KRAJAN;001;004;BUDI;3507110101990003;0;1;MALANG;1987-06-13;88;1;3507111206500003;PAK Z
"""
WEB_PAGE = """<!DOCTYPE html><html><head><style>td { mso-number-format: "@"; }</style></head><body><table border=1>
<thead><tr><th>Alamat</th><th>Dusun</th><th>RW</th><th>RT</th><th>Nama</th><th>Nomor KK</th><th>Nomor NIK</th>
<th>Jenis Kelamin</th><th>Tempat Lahir</th><th>Tanggal Lahir</th><th>Pekerjaan</th><th>NIK Ayah</th></tr></thead>
<tbody><tr><td>JL MELATI 3</td><td>KRAJAN</td><td>001</td><td>003</td><td>SRI &amp; WAHYUNI</td>
<td>3507110101990001 </td><td>3507115206870001</td><td>PEREMPUAN</td><td>MALANG</td><td>1987-06-12</td>
<td>PEDAGANG</td><td>3507111206500001</td></tr></tbody></table></body></html>"""
SIAK = """NO_KK;NIK;NAMA_LGKP;JENIS_KLMIN;TMPT_LHR;TGL_LHR;STAT_KWN;JENIS_PKRJN;ALAMAT;NO_RT;NO_RW;NO_KEL
3507110101990001;3507115206870001;SRI WAHYUNI;PEREMPUAN;MALANG;12-06-1987;KAWIN;PEDAGANG;JL MELATI 3;3;1;2008
3507110101990002;3507111206870002;TONO;LAKI-LAKI;MALANG;12-06-1987;KAWIN;PELAJAR/MAHASISWA;JL MAWAR 3;4;1;2008
"""
LIST = """DAFTAR USULAN;;;;
No;Nama;NIK;Alamat;Desa
1;Sri Wahyuni;3507115206870001;Jl Melati 3;Arjowilangun
2;Tono;3507111206870002;Jl Mawar 3;35.07.11.2007
3;Budi;3507111306870004;Jl Mawar 5;Sumberjaya
4;;3507111306870003;Jl Mawar 4;Arjowilangun
"""


@pytest.fixture
def officer(client_of: Any, rts: Any, data_folder: Path) -> Any:
    return client_of("village_officer")


def send(client: Any, text: str, channel: str, name: str = "berkas.csv", **more: Any) -> tuple[Import, str]:
    file = SimpleUploadedFile(name, text.encode())
    answer = client.post("/pendataan/impor/", {"channel": channel, "file": file, "area": VILLAGE, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.first(), client.get(answer.url).content.decode()  # type: ignore[return-value]


def test_a_file_whose_reader_died_is_taken_in_after_all(
    officer: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    def killed(_one: Import) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("satupintu.pipeline.collection.imports.take_in_rows", killed)
        send(officer, OPENSID, "opensid")
    assert read_left_behind() == 0, "it may still be read"
    Import.objects.update(at=timezone.now() - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert (read_left_behind(), read_left_behind()) == (1, 0)
    assert Import.objects.get().is_done and Submission.objects.count() == 2
    assert read_left_behind() == 0


def test_an_export_of_opensid_gives_those_who_may_have_a_business(officer: Any) -> None:
    one, page = send(officer, OPENSID, "opensid")
    assert (one.rows, one.taken, one.left_out, one.refused) == (3, 2, 1, 0)
    sri = Submission.objects.get(name="SRI WAHYUNI")
    assert sri.area_id == RT and sri.channel == "opensid" and sri.problems == []
    assert sri.facts["sex"] == "P" and sri.facts["birth_date"] == "1987-06-12"
    assert sri.facts["occupation"] == "PEDAGANG" and sri.nik == "3507115206870001"
    budi = Submission.objects.get(name="BUDI")
    assert budi.area_id == OTHER_RT and budi.problems
    assert "pekerjaannya bukan usaha sendiri" in page
    assert Handover.objects.count() == 2


def test_everyone_is_taken_where_that_is_asked(officer: Any) -> None:
    assert send(officer, OPENSID, "opensid", everyone="on")[0].taken == 3


def test_the_web_page_that_opensid_calls_xls_is_read(officer: Any) -> None:
    one, _page = send(officer, WEB_PAGE, "opensid", name="penduduk_22_11_2026.xls")
    assert one.problem == "" and one.taken == 1
    assert Submission.objects.get().name == "SRI & WAHYUNI"


def test_an_export_of_siak_is_read(officer: Any) -> None:
    one, _page = send(officer, SIAK, "siak")
    assert (one.taken, one.left_out) == (1, 1)
    sri = Submission.objects.get()
    assert (sri.name, sri.facts["sex"], sri.facts["rt"], sri.area_id) == ("SRI WAHYUNI", "P", "003", RT)


def test_a_list_sent_again_adds_nothing_and_a_foreign_village_is_told_by_row(officer: Any) -> None:
    one, page = send(officer, LIST, "list")
    assert (one.taken, one.refused) == (2, 2)
    assert "baris 4" in page and "35.07.11.2007 bukan wilayah Anda" in page
    assert "baris 5" in page and "Sumberjaya” tidak dikenali" in page
    assert Submission.objects.get(name="").problems == ["name_missing"]
    again, page = send(officer, LIST, "list", name="nama lain.csv")
    assert (again.taken, again.repeated) == (0, 2)
    assert Submission.objects.count() == 2


def test_a_file_that_is_no_list_is_told_so(officer: Any) -> None:
    one, page = send(officer, "%PDF-1.4 x", "list", name="surat.pdf")
    assert one.problem and one.problem in page.replace("&#x27;", "'").replace("&quot;", '"')
    assert not Submission.objects.exists()


def test_a_list_without_names_is_told_what_to_do_on_a_page(officer: Any) -> None:
    one, _page = send(officer, "Alamat;NIK;Desa\nJl A;3507111206870001;Arjowilangun\n", "list")
    assert "kolom nama" in one.problem and "--map" not in one.problem
    assert "sembunyikan atau hapus lembarnya" in one.problem


def test_a_column_that_could_be_two_things_is_to_be_made_clear_in_the_file(officer: Any) -> None:
    one, _page = send(officer, "Nama;NIK;NIK\nSiti;3507111206870001;3507111206870002\n", "list")
    assert "sama-sama tampak berisi NIK" in one.problem and "kirim ulang" in one.problem
    assert "--map" not in one.problem and not Submission.objects.exists()


def test_a_turnover_nobody_could_read_is_kept_as_it_was_written_and_told(officer: Any) -> None:
    cells = [
        "tiga milyar lima",
        "3000000000000000000000",
        "> 2 M",
        "2,5 M",
        "",
        "tidak tentu",
        "< 3 M",
        "300",
    ]
    rows = [f"Orang {at};350711120687000{at};{cell}" for at, cell in enumerate(cells, 1)]
    send(officer, "\n".join(["Nama;NIK;Omzet per tahun", *rows, ""]), "list")
    found = Submission.objects.order_by("name")
    kept = [*cells[:3], 2_500_000_000, None, None, "≤ 3000000000", "300 (tidak terbaca)"]
    assert [one.facts.get("annual_turnover") for one in found] == kept
    assert ["answer_unreadable" in one.problems for one in found] == [True] * 3 + [False] * 4 + [True]


def test_the_file_is_kept_as_it_was_sent(officer: Any) -> None:
    one, _page = send(officer, LIST, "list", name="../../usulan RT.csv")
    assert one.path.read_text() == LIST and one.name == "usulan-RT.csv"


def test_another_area_s_import_is_not_there(officer: Any, client_of: Any) -> None:
    one, _page = send(officer, LIST, "list")
    assert (
        client_of("village_officer", area="35.07.11.2007").get(f"/pendataan/impor/{one.pk}/").status_code
        == 404
    )


def test_a_village_outside_one_s_area_cannot_be_chosen(officer: Any) -> None:
    file = SimpleUploadedFile("a.csv", LIST.encode())
    sent = {"channel": "list", "file": file, "area": "35.14.01.2001"}
    assert officer.post("/pendataan/impor/", sent).status_code == 422
    assert not Import.objects.exists()
