"""The whole way in a browser: lists, funnel, a person's letter, signature, decree, bank file, answer, totals."""

import csv
import io
import re
from pathlib import Path
from typing import Any

from satupintu.gateways.banks import schema_errors

CASE = Path(__file__).parents[1] / "data" / "arjowilangun"
# What the made-up bank says: most are paid, a few are not, two are still to be answered.
ANSWERS = ["dibayar"] * 463 + ["rekening terblokir"] * 6 + ["gagal"] * 3 + ["retur"] * 1 + [""] * 2


def test_from_a_village_s_lists_to_totals_that_add_up(
    open_page: Any, sign_in: Any, screenshot: Any, data_folder: Path, tmp_path: Path
) -> None:
    office, village, bank = open_page(), open_page(), open_page()
    sign_in(office, "district_officer", name="Rina Wahyuni")
    sign_in(village, "village_officer", name="Sugeng Hariadi")
    sign_in(bank, "bank_officer", name="Dewi Kartika")

    load_references(office)
    office.goto("/putaran/baru/")
    office.get_by_label("Judul putaran").fill("BPUM 2021, Kalipare")
    office.get_by_label(re.compile("BPUM.* 2021")).check()
    office.get_by_role("button", name="Buka putaran").click()
    round_page = office.url

    village.goto(round_page.rstrip("/") + "/unggah/")
    village.locator("input[type=file]").set_input_files(sorted((CASE / "lists").iterdir()))
    screenshot(village, "upload")
    village.get_by_role("button", name="Unggah", exact=True).click()
    village.get_by_text("03-usulan-arjowilangun.csv").first.wait_for()

    office.goto(round_page)
    office.get_by_role("button", name="Periksa sekarang").click()
    office.wait_for_load_state()
    office.goto(round_page)
    office.get_by_text("475 dari 614 baris memenuhi syarat").first.wait_for()
    screenshot(office, "round")

    read_a_letter(office, screenshot)

    office.goto("/")
    screenshot(office, "queue")
    office.get_by_role("link", name="Baca dan tandatangani").click()
    office.get_by_label("Saya sudah membaca pernyataan").check()
    office.get_by_label("Ketik nama lengkap Anda").fill("Rina Wahyuni")
    screenshot(office, "sign")
    office.get_by_role("button", name="Tandatangani usulan").click()
    office.wait_for_load_state()

    issue_a_decree(office, screenshot)
    pay(office, bank, screenshot, tmp_path)


def load_references(page: Any) -> None:
    page.goto("/putaran/acuan/baru/")
    page.get_by_label("Nama").first.fill("Data Maret 2021")
    for path in (CASE / "reference").iterdir():
        field = page.locator(f"input[name=list_{path.stem}]")
        if field.count():
            field.set_input_files(path)
    page.get_by_role("button", name="Muat").click()
    page.get_by_text("Data Maret 2021").first.wait_for()


def read_a_letter(page: Any, screenshot: Any) -> None:
    """From the funnel to one refused person, the criterion with its article, and the letter."""
    page.get_by_role("link", name=re.compile("Tidak sedang menerima KUR")).first.click()
    page.locator("main tbody a[href*='/baris/']").first.click()
    page.get_by_text("Yang mengubahnya").first.wait_for()
    assert "Pasal 4" in page.inner_text("main")
    screenshot(page, "person")
    page.locator("main").get_by_role("link", name=re.compile("^Surat")).first.click()
    page.get_by_text("berhak").first.wait_for()
    screenshot(page, "letter")


def issue_a_decree(page: Any, screenshot: Any) -> None:
    page.get_by_role("link", name=re.compile("keputusan", re.IGNORECASE)).first.click()
    page.get_by_label("Nomor keputusan").fill("188.4/17/2021")
    page.get_by_label("Jabatan penanda tangan").fill("Kepala Dinas Koperasi dan Usaha Mikro")
    page.get_by_label("Nama penanda tangan").fill("Sri Wahyuni")
    screenshot(page, "decree")
    page.get_by_role("button", name="Terbitkan keputusan").click()
    page.wait_for_load_state()


def pay(office: Any, bank: Any, screenshot: Any, folder: Path) -> None:
    """Instructions valid against the ISO schema, a wrong answer refused, the right one adding up to the decree."""
    office.goto("/penyaluran/")
    office.get_by_role("link", name="188.4/17/2021").first.click()
    office.get_by_role("button", name=re.compile("^Buat per")).click()
    office.get_by_role("link", name="Unduh CSV").wait_for()
    xml = download(office, "Unduh ISO 20022 (pain.001)", folder / "pain.xml")
    assert list(schema_errors(xml)) == []
    assert xml.read_text(encoding="utf-8").count("<EndToEndId>") == 475

    bank.goto(office.url)
    rows = list(
        csv.reader(
            io.StringIO(download(bank, "Unduh CSV", folder / "p.csv").read_text("utf-8-sig")), delimiter=";"
        )
    )
    assert len(rows) == 476
    for row, said in zip(rows[1:], ANSWERS, strict=True):
        row[6], row[8] = said, "" if said in ("", "dibayar") else "nama berbeda dengan KTP"
    doubled = [*rows, rows[1]]
    answer(bank, folder, "ganda.csv", doubled)
    bank.get_by_text(rows[1][0]).first.wait_for()
    assert "baris 477" in bank.inner_text("main")
    assert "0 dibayar" not in bank.inner_text("main")
    answer(bank, folder, "jawaban.csv", rows)
    bank.get_by_text("cocok").first.wait_for()
    screenshot(bank, "payments")
    table = bank.locator("table").first.inner_text()
    amounts = [int(one.replace(".", "")) for one in re.findall(r"Rp([\d.]+)", table)]
    *states, total, decreed = amounts
    assert sum(states) == total == decreed == 475 * 1_200_000


def answer(page: Any, folder: Path, name: str, rows: list[list[str]]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    page.get_by_label("Berkas jawaban bank").set_input_files(folder / name)
    page.get_by_role("button", name="Periksa dan catat").click()
    page.wait_for_load_state()


def download(page: Any, link: str, path: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    waiting.value.save_as(path)
    return path
