"""Pairs that may be one person, in a browser: the queue, two records side by side, a judgement."""

from typing import Any

from django.core.files.base import ContentFile

from tests.unit.pipeline.screening.case import write_references

HEADINGS = "No;Nama;NIK;No KK;Tanggal Lahir;L/P;Alamat;Bidang Usaha;No HP;Omzet per tahun;SKU"
# nik, name, family card, birth date, sex, hamlet, trade, phone
PEOPLE = [
    (
        "3507114107600001",
        "Siti Aminah",
        "3507110203090001",
        "01-07-1960",
        "P",
        "Krajan",
        "warung kopi",
        "081234560001",
    ),
    (
        "3507114107600101",
        "Hj. Siti Aminah",
        "3507110203090001",
        "01-07-1960",
        "P",
        "Krajan",
        "warung",
        "081234560001",
    ),
    (
        "3507110203700002",
        "Budi Santoso",
        "3507110203090002",
        "02-03-1970",
        "L",
        "Duren",
        "penjahit",
        "081234560002",
    ),
    ("3507111203700002", "Budi Sentoso", "", "12-03-1970", "L", "Duren", "penjahit", "081234560012"),
    (
        "3507115505800003",
        "Dewi Lestari",
        "3507110203090003",
        "15-05-1980",
        "P",
        "Barisan",
        "bakso",
        "081234560003",
    ),
    (
        "3507110909790004",
        "Wahyu Prasetyo",
        "3507110203090003",
        "09-09-1979",
        "L",
        "Barisan",
        "bakso",
        "081234560003",
    ),
    (
        "3507110101990005",
        "Rizki Prasetyo",
        "3507110203090003",
        "01-01-1999",
        "L",
        "Barisan",
        "servis HP",
        "081234560005",
    ),
]


def village_list() -> bytes:
    lines = ["DAFTAR USULAN DESA ARJOWILANGUN KECAMATAN KALIPARE KABUPATEN MALANG;", ";", HEADINGS]
    for number, (nik, name, kk, born, sex, hamlet, trade, phone) in enumerate(PEOPLE, start=1):
        cells = [
            str(number),
            name,
            nik,
            kk,
            born,
            sex,
            f"Dusun {hamlet}",
            trade,
            phone,
            "Rp 24.000.000,-",
            f"470/{number}",
        ]
        lines.append(";".join(cells))
    return "\r\n".join(lines).encode()


def screened(by: Any, tmp_path: Any) -> Any:
    from django.core.files.base import File

    from satupintu.pipeline.screening.services.lists import add_list
    from satupintu.pipeline.screening.services.references import load_reference
    from satupintu.pipeline.screening.services.rounds import open_round, start_screening

    write_references(tmp_path / "references")
    files = {path.stem: File(path.open("rb"), name=path.name) for path in (tmp_path / "references").iterdir()}
    references = load_reference(by=by, name="Data Maret", area=by.area, files=files)
    made = open_round(
        by=by, title="BPUM 2021, Kalipare", programme="bpum-2021", area=by.area, reference_set=references
    )
    add_list(by=by, round=made, file=ContentFile(village_list(), name="usulan-arjowilangun.csv"))
    start_screening(by=by, round=made)
    return made


def test_two_records_are_compared_and_judged(
    page: Any, sign_in: Any, screenshot: Any, data_folder: Any, tmp_path: Any
) -> None:
    user = sign_in(page, "district_officer", name="Rina Wahyuni")
    made = screened(user, tmp_path)
    page.goto(f"/putaran/{made.pk}/")
    page.get_by_role("link", name="Baris yang mungkin satu orang").click()
    page.get_by_text("dari 2 belum dinilai").wait_for()
    screenshot(page, "pairs")
    page.get_by_role("link", name="Satu keluarga").click()
    page.get_by_text("3 usulan dari satu keluarga").wait_for()
    screenshot(page, "pairs-families")
    page.get_by_role("link", name="Mungkin satu orang").click()
    page.get_by_role("row", name="Siti Aminah").get_by_role("link").click()
    page.get_by_role("heading", name="Satu orang atau dua?").wait_for()
    screenshot(page, "pair")
    page.get_by_role("link", name="baris 4").click()
    page.get_by_role("heading", name="Mungkin orang yang sama").wait_for()
    screenshot(page, "person-with-pair")
    page.get_by_role("link", name="Hj. Siti Aminah").click()
    page.get_by_role("button", name="Satu orang").click()
    page.get_by_text("Tercatat: satu orang.").wait_for()
    page.get_by_text("1 dari 2 belum dinilai").wait_for()
