"""Takes the guide's pictures: the real demo, filled anew in a temporary folder, walked through in Chromium.

    make guide

Chromium is the one in CHROMIUM, else `chromium`. Where LibreOffice is missing, the picture of a corrections
workbook stays as it was.
"""

import contextlib
import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
from lighter_png import lighter
from playwright.sync_api import Browser, Locator, Page, sync_playwright

PICTURES = Path(__file__).with_name("pictures")
DESK, PHONE = 1280, 360
LARGEST, ALL = 150_000, 1_500_000  # bytes: the pages must open on a slow line
FINISHED, RUNNING = "/putaran/1/", "/putaran/2/"  # the demo's two rounds
LIST = "01-usulan-arjowilangun.xlsx"
# A sheet's grid, without the columns that say nothing about mending: family card, birth, phone, address.
SHEET_STYLE = """
  body { margin: 0 } table { border-collapse: collapse } td { border: 1px solid #d5d5d5; white-space: nowrap }
  td, font { font-family: Carlito, Calibri, sans-serif !important; font-size: 13px }
  tr:nth-child(-n+2) td:not(:first-child), tr:nth-child(n+3) td:is(:nth-child(2), :nth-child(3), :nth-child(5)),
  tr:nth-child(n+3) td:nth-child(n+10):nth-child(-n+13) { display: none }
  tr:nth-child(n+3) td:last-child { min-width: 400px; white-space: normal }
"""


class Visit:
    """A running demo with a browser: `page_of("demo.dinas")` is a page signed in as that account."""

    def __init__(self, browser: Browser, address: str, data: Path) -> None:
        self.data = data
        self._browser, self._address = browser, address

    def page(self, width: int = DESK) -> Page:
        context = self._browser.new_context(
            base_url=self._address,
            viewport={"width": width, "height": 800},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        return context.new_page()

    def page_of(self, account: str, width: int = DESK) -> Page:
        page = self.page(width)
        page.goto("/akun/masuk/")
        page.locator("li", has_text=account).get_by_role("button").click()
        page.wait_for_url("**/")
        return page


def main() -> int:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        print("install Chromium (apt-get install chromium), or name one in CHROMIUM", file=sys.stderr)
        return 2
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="satupintu-guide-") as var,
        running_demo(Path(var)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        walk(Visit(browser, address, Path(var) / "demo"), Path(var))
        lighten(browser.new_page())
        browser.close()
    return weigh()


@contextlib.contextmanager
def running_demo(var: Path) -> Iterator[str]:
    """The demo on a free port of this machine; yields its address once it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "satupintu.project.cli", "demo", "--port", str(port)]
    demo = subprocess.Popen(  # noqa: S603 - our own
        command, env={**os.environ, "SATUPINTU_VAR": str(var)}, stdout=subprocess.PIPE, text=True
    )
    try:
        if demo.stdout is None or "siap" not in demo.stdout.readline():
            raise RuntimeError("the demo did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        demo.terminate()
        demo.wait(60)


def walk(visit: Visit, scratch: Path) -> None:
    """Everything once, in an order in which each step finds what the one before it left."""
    office, village, bank = (
        visit.page_of("demo.dinas"),
        visit.page_of("demo.desa"),
        visit.page_of("demo.bank"),
    )
    a_round(visit, office)
    a_person(visit, office)
    a_village(village, scratch)
    a_signature(office)
    payments(bank, scratch)
    a_citizen(visit)
    many_programmes(visit, office)
    the_field(visit, village)
    auditor = visit.page_of("demo.pemeriksa")
    auditor.goto("/jejak/")
    shoot(auditor, "trail", to=auditor.locator("tbody tr").nth(11), below=0)
    auditor.goto("/aturan/bpum-2021/")
    shoot(
        auditor,
        "rules",
        since=auditor.locator("#no_current_kur"),
        to=auditor.locator("#micro_business"),
        above=0,
    )


def a_round(visit: Visit, office: Page) -> None:
    office.goto(FINISHED)
    shoot(office, "round-desk", to=office.locator(".sp-funnel ol"), below=8)
    phone = visit.page_of("demo.desa", PHONE)
    phone.goto(FINISHED)
    shoot(phone, "round-phone", to=phone.locator(".sp-funnel ol"), below=8)
    office.goto(FINISHED + "baris/?hasil=undetermined")
    shoot(office, "rows", to=office.locator("tbody tr").nth(5), below=0)


def a_person(visit: Visit, office: Page) -> None:
    """Somebody with a current KUR: a failed criterion whose article could be read."""
    office.goto(FINISHED + "baris/?alasan=no_current_kur")
    office.locator("main tbody a[href*='/baris/']").first.click()
    shoot(office, "person-desk", to=office.locator(".sp-criterion--failed"), below=1)
    phone = visit.page_of("demo.desa", PHONE)
    phone.goto(office.url)
    shoot(phone, "person-phone", to=phone.locator(".sp-criterion").first, below=1)
    office.get_by_role("link", name="Surat untuk orangnya").click()
    shoot(
        office, "letter", since=office.locator(".sp-letter"), to=office.locator(".sp-letter tbody tr").nth(4)
    )


def a_village(village: Page, scratch: Path) -> None:
    """Its work: the queue, a question answered, a workbook that came back, and its return."""
    village.goto("/")
    shoot(village, "queue", to=village.locator(".sp-queue").last)
    village.goto(RUNNING)
    village.get_by_role("link", name="Jawab pertanyaan kolom").first.click()
    village.get_by_label("Omzet per bulan").check()
    shoot(village, "question", to=village.get_by_role("button", name="Simpan jawaban"))
    village.get_by_role("button", name="Simpan jawaban").click()
    village.goto(RUNNING + "perbaikan/")
    shoot(village, "corrections", to=village.locator("main table"))
    with village.expect_download() as waiting:
        village.get_by_role("link", name=f"Unduh {LIST}").click()
    waiting.value.save_as(scratch / LIST)
    a_workbook(village, scratch / LIST)
    village.goto(RUNNING + "unggah/")
    village.locator("input[type=file]").set_input_files(scratch / LIST)
    village.get_by_text("Ini berkas yang sudah diperbaiki").click()
    village.get_by_label("Menggantikan daftar").select_option(label=LIST)
    shoot(village, "upload", to=village.get_by_role("button", name="Unggah", exact=True))


def a_workbook(page: Page, workbook: Path) -> None:
    """How the workbook that came back looks in LibreOffice, where there is one; some columns are left out."""
    office = shutil.which("soffice")
    if not office:
        return
    folder = workbook.parent
    command = [office, f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless"]
    command += ["--convert-to", "html", "--outdir", str(folder), str(workbook)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own file
    page.goto(workbook.with_suffix(".html").as_uri())
    page.add_style_tag(content=SHEET_STYLE)
    table = page.locator("table").first
    shoot(page, "workbook", since=table, to=table.locator("tr").nth(22), above=0, below=0)


def a_signature(office: Page) -> None:
    """The second round screened again with the answered list, signed, and the form of its decree."""
    office.goto(RUNNING)
    office.get_by_role("button", name="Periksa sekarang").click()
    office.get_by_role("link", name="Ke halaman tanda tangan").click(timeout=60_000)
    office.get_by_label("Saya sudah membaca pernyataan").check()
    office.get_by_label("Ketik nama lengkap Anda").fill("Bambang Wijaya")
    shoot(
        office,
        "sign",
        since=office.get_by_role("heading", name="Pernyataan tanggung jawab mutlak"),
        to=office.get_by_role("button", name="Tandatangani usulan"),
    )
    office.get_by_role("button", name="Tandatangani usulan").click()
    office.get_by_role("link", name="Siapkan keputusan").click()
    office.get_by_label("Nomor keputusan").fill("188.4/1022/35.07.112/2021")
    office.get_by_label("Nama penanda tangan").fill("Dra. Sulastri, M.M.")
    shoot(office, "decree", to=office.get_by_label("Bank penyalur"))


def payments(bank: Page, scratch: Path) -> None:
    """The first round's decree as its bank sees it, and an answer that is refused."""
    bank.goto("/penyaluran/1/")
    shoot(bank, "payments", to=bank.get_by_role("button", name="Periksa dan catat"))
    with bank.expect_download() as waiting:
        bank.get_by_role("link", name="Unduh CSV").click()
    waiting.value.save_as(scratch / "perintah.csv")
    answer = scratch / "jawaban-bank.csv"
    with (scratch / "perintah.csv").open(encoding="utf-8-sig", newline="") as sent, answer.open("w") as back:
        rows = list(csv.reader(sent, delimiter=";"))
        rows[1][6] = rows[2][6] = rows[3][6] = "dibayar"
        rows[1][4], rows[2][0] = "120000", rows[2][0][:-2] + "00"
        csv.writer(back, delimiter=";").writerows([*rows[:4], rows[3]])
    bank.get_by_label("Berkas jawaban bank").set_input_files(answer)
    bank.get_by_role("button", name="Periksa dan catat").click()
    shoot(bank, "refused", to=bank.locator(".govuk-error-summary"))


def a_citizen(visit: Visit) -> None:
    """The public page of somebody whose business letter is still lacking, in the finished round."""
    run = visit.data / "rounds" / "000001" / "runs" / "0001"
    nik, born = duckdb.execute(
        'SELECT d.nik, e."registry.birth_date"::DATE FROM read_parquet($1) d'
        ' JOIN read_parquet($2) e USING (file, sheet, "row") WHERE d.reasons = $3 ORDER BY ALL LIMIT 1',
        [str(run / "decisions.parquet"), str(run / "evidence.parquet"), ["business_evidence"]],
    ).fetchall()[0]
    phone = visit.page(PHONE)
    phone.goto("/status/")
    phone.get_by_label("NIK").fill(nik)
    for box, number in (("Tanggal", born.day), ("Bulan", born.month), ("Tahun", born.year)):
        phone.get_by_label(box, exact=True).fill(str(number))
    shoot(phone, "status-form", to=phone.get_by_role("button", name="Lihat status"))
    phone.get_by_role("button", name="Lihat status").click()
    shoot(phone, "status-phone", to=phone.locator("article.sp-card"))


def many_programmes(visit: Visit, office: Page) -> None:
    """What agencies report and what follows from it: recipients, overlaps, a rule tried out, the action plan."""
    agency = visit.page_of("demo.instansi")
    agency.goto("/aturan/laporan/")
    shoot(agency, "agency-programmes", to=agency.locator("tbody tr").last)
    agency.goto("/penerima/laporan/baru/")
    shoot(agency, "report-recipients", to=agency.get_by_role("button", name="Kirim laporan"))
    for address, name, row in (
        ("/penerima/", "recipients", 6),
        ("/tumpang-tindih/", "overlap", 5),
        ("/rencana/1/", "plan", 4),
    ):
        office.goto(address)
        shoot(office, name, to=office.locator("main tbody tr").nth(row), below=0)
    office.goto("/simulasi/1/")
    shoot(office, "simulation", to=office.get_by_text("tetap menerima").first)
    owner = visit.page_of("demo.pelaku", PHONE)
    owner.goto("/dapat-apa/saya/")
    shoot(owner, "navigator-phone", to=owner.locator(".sp-card").first)


def the_field(visit: Visit, village: Page) -> None:
    """A head of an RT at the door, the next tier's queue, and the sections of the navigation on a phone."""
    head = visit.page_of("demo.rt", PHONE)
    head.goto("/pendataan/isi/sidt_pendek/")
    shoot(head, "form-phone", to=head.get_by_label("NIK").first)
    village.goto("/antrean/")
    shoot(village, "tier-queue", to=village.get_by_role("button", name="Sahkan yang dipilih"))
    phone = visit.page_of("demo.dinas", PHONE)
    phone.locator("nav summary", has_text="Bantuan").click()
    shoot(phone, "menu-phone", to=phone.locator("nav details[open] ul"))


def shoot(
    page: Page, name: str, *, to: Locator, since: Locator | None = None, above: int = 24, below: int = 16
) -> None:
    """Writes pictures/<name>.png: as wide as the page, from its header (or `since`) down to the end of `to`."""
    page.wait_for_load_state()
    page.evaluate("document.activeElement.blur()")
    top = max(0, _edges(since or page.locator("header").first)[0] - (above if since else 0))
    end = _edges(to)[1] + below
    clip = {"x": 0, "y": top, "width": page.viewport_size["width"], "height": end - top}  # type: ignore[index]
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]


def _edges(element: Locator) -> tuple[float, float]:
    """Where an element begins and ends, counted from the top of the whole page."""
    box = element.bounding_box()
    if box is None:
        raise RuntimeError(f"not to be seen: {element}")
    top = box["y"] + element.page.evaluate("window.scrollY")
    return top, top + box["height"]


def lighten(page: Page) -> None:
    for path in PICTURES.glob("*.png"):
        path.write_bytes(lighter(page, path.read_bytes()))


def weigh() -> int:
    """0 where every picture, and all of them, are light enough for a slow line; else 1."""
    sizes = {path.name: path.stat().st_size for path in sorted(PICTURES.glob("*.png"))}
    heavy = {name: size for name, size in sizes.items() if size > LARGEST}
    print(
        f"{len(sizes)} pictures, {sum(sizes.values()) // 1000} kB, the largest {max(sizes.values()) // 1000} kB"
    )
    if heavy or sum(sizes.values()) > ALL:
        print(f"too heavy: {heavy or sizes}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
