"""A village's letter from draft to proof, coverage with its map, and the owner's page: by phone and at a desk."""

import json
from datetime import date

import pytest

from satupintu.pipeline.registry.models import Expectation, Letter

from ..unit.pipeline.registry.own_case import (
    BUDI,
    SITI,
    VILLAGE,
    make_area,
    make_business,
    make_record,
    make_waiting,
)


@pytest.fixture
def village(areas, make_user, data_folder):
    """Four RTs, three businesses, something waiting, and what is expected."""
    officer = make_user("village_officer", area=VILLAGE, name="Rina Wati", username="rina")
    rts = [make_area(areas[VILLAGE], f"T00{n}", 7, f"RT 00{n}") for n in (1, 2, 3, 4)]
    more = {"address": "Jl. Raya 1, dekat balai desa", "annual_turnover": 24_000_000, "employees": 2}
    warung = make_business(rts[0], officer, SITI, "Siti Aminah", "Warung Bu Siti", **more)
    make_record(warung, officer, {"nik": SITI, "annual_turnover": 36_000_000}, date(2026, 11, 1))
    make_business(rts[0], officer, BUDI, "Budi Santoso", "Bengkel Budi")
    make_business(rts[1], officer, "3507111203800009", "Cici", "Salon Cici")
    for rt in (rts[0], rts[1], rts[1]):
        make_waiting(rt, officer)
    for rt, count in ((rts[0], 4), (rts[1], 12), (rts[2], 7)):
        Expectation.objects.create(
            area=rt, count=count, source="Sensus Ekonomi 2026", counted_on=date(2026, 6, 1), by=officer
        )
    folder = data_folder / "boundaries"
    folder.mkdir()
    (folder / "rt.geojson").write_text(
        json.dumps({"features": [_square(rt.code, n) for n, rt in enumerate(rts)]})
    )
    return officer


def _square(code, n):
    x, y = 112.5 + 0.01 * (n % 2), -8.2 - 0.008 * (n // 2)
    ring = [[x, y], [x + 0.0098, y + 0.001], [x + 0.009, y - 0.0078], [x, y - 0.0076], [x, y]]
    return {"properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_a_letter_from_draft_to_proof(page, sign_in, village, screenshot, open_page, tmp_path):
    sign_in(page, village)
    page.goto("/surat/")
    page.get_by_role("link", name="Buat surat").click()
    page.get_by_role("link", name="Warung Bu Siti").click()
    page.get_by_label("Untuk keperluan").fill("pengajuan KUR di bank")
    screenshot(page, "letter-form")
    page.get_by_role("button", name="Simpan rancangan").click()
    screenshot(page, "letter-draft")
    page.get_by_label("Nama penanda tangan").fill("Sutrisno")
    page.get_by_label("Penanda tangan sudah membaca").check()
    page.get_by_role("button", name="Terbitkan surat").click()
    page.get_by_text("Surat sudah terbit").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh PDF").click()
    held = tmp_path / "surat.pdf"
    download.value.save_as(held)
    screenshot(page, "letter-signed")
    page.goto("/surat/")
    screenshot(page, "letters")
    stranger = open_page()
    stranger.goto(f"/surat/{Letter.objects.get().token}/")
    screenshot(stranger, "letter-proof")
    stranger.get_by_label("Berkas surat yang Anda pegang").set_input_files(held)
    stranger.get_by_role("button", name="Bandingkan").click()
    stranger.get_by_text("Berkas Anda sama dengan yang diterbitkan").wait_for()
    screenshot(stranger, "letter-compared")
    stranger.get_by_label("Berkas surat yang Anda pegang").set_input_files(
        {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": held.read_bytes() + b" "}
    )
    stranger.get_by_role("button", name="Bandingkan").click()
    stranger.get_by_text("Berkas Anda bukan yang diterbitkan").wait_for()


def test_coverage_and_the_rts_to_visit(page, sign_in, village, screenshot):
    sign_in(page, village)
    page.goto("/cakupan/")
    page.get_by_role("heading", name="Cakupan Arjowilangun").wait_for()
    screenshot(page, "coverage")
    page.get_by_role("link", name="Isi perkiraan").click()
    page.get_by_label("Jumlah usaha yang diperkirakan").fill("40")
    page.get_by_label("Sumber").fill("Catatan desa")
    screenshot(page, "coverage-expected")
    page.get_by_label("Keadaan per tanggal").fill("2026-11-01")
    page.get_by_role("button", name="Simpan perkiraan").click()
    page.get_by_text("Perkiraan dari Catatan desa").wait_for()
    page.get_by_role("link", name="RT yang perlu dikunjungi").click()
    screenshot(page, "coverage-visits")


def test_an_owner_reads_objects_and_asks_for_erasure(page, sign_in, village, screenshot, make_user):
    sign_in(page, make_user("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah", username="siti"))
    page.goto("/usaha-saya/")
    screenshot(page, "own")
    page.get_by_role("link", name="Warung Bu Siti").click()
    screenshot(page, "own-business")
    page.get_by_role("link", name="Perbaiki data").click()
    screenshot(page, "own-correct")
    page.go_back()
    page.get_by_role("link", name="Ajukan keberatan").click()
    page.get_by_label("Apa yang menurut Anda salah").fill("Omzet saya tidak sebesar itu.")
    page.get_by_role("button", name="Kirim keberatan").click()
    page.get_by_text("Omzet saya tidak sebesar itu.").wait_for()
    page.goto("/usaha-saya/salinan/")
    screenshot(page, "own-copy")
    page.goto("/usaha-saya/hapus/")
    screenshot(page, "own-erase")
    page.get_by_label("Saya mengerti").check()
    page.get_by_role("button", name="Minta penghapusan").click()
    page.get_by_text("Menunggu keputusan dinas").wait_for()
    page.get_by_role("button", name="Keluar").click()
    page.get_by_text("Masuk untuk petugas").wait_for()  # signing out takes the cookie along
    sign_in(page, "district_officer")
    page.goto("/keberatan/")
    screenshot(page, "objections")
    page.get_by_role("link", name="Siti Aminah").click()
    screenshot(page, "erasure")
