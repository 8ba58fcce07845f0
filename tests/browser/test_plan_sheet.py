"""An action plan is read on a phone, and stands on one sheet of paper with all its groups."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from satupintu.engine.rules import Text

AGENCIES = {
    "dinkop": "Dinas Koperasi dan Usaha Mikro Kabupaten Contoh",
    "disnaker": "Dinas Tenaga Kerja Kabupaten Contoh",
    "disperindag": "Dinas Perindustrian dan Perdagangan Kabupaten Contoh",
    "bank": "PT Bank Pembangunan Daerah Contoh (Persero) Tbk",
    "kampus": "Universitas Negeri Contoh",
}
GROUPS = [
    "Pedagang pasar dan kaki lima", "Usaha makanan dan minuman rumahan", "Perajin dan industri rumah tangga",
    "Petani dan peternak kecil", "Nelayan dan pengolah ikan", "Pelaku wisata dan kesenian",
    "Pengemudi dan jasa angkutan", "Pekerja yang dirumahkan", "Pekerja migran yang pulang",
    "Perempuan kepala keluarga",
]  # fmt: skip
WORKS = [
    "Pelatihan pengemasan dan pemasaran daring bagi usaha yang kehilangan pembeli",
    "Pendampingan pengajuan kredit usaha rakyat dan restrukturisasi pinjaman",
    "Bantuan peralatan produksi bergilir melalui kelompok usaha bersama desa",
]


def long_plan(make_user, lines=30):
    """A plan with ten groups and this many lines, with names as long as offices write them; its planner."""
    from satupintu.community.coordination import services
    from satupintu.community.coordination.services import LineTerms

    planner, today = make_user("district_officer"), timezone.localdate()
    plan = services.draft_plan(
        by=planner,
        area=planner.area,
        title="Rencana aksi pemulihan usaha mikro, kecil dan menengah yang terdampak",
        starts_on=today - timedelta(200),
        ends_on=today + timedelta(165),
        source="Keputusan Bupati Nomor 188/1/2026 (contoh)",
    )
    groups = [services.add_group(by=planner, plan=plan, name=name) for name in GROUPS]
    codes = list(AGENCIES)
    for at in range(lines):
        terms = LineTerms(
            programme="kredit-usaha" if at % 3 == 1 else "",
            activity=WORKS[at % 3],
            agencies=tuple(codes[(at + step) % 5] for step in range(1 + at % 3)),
            target=1250 + at,
            unit="pelaku usaha",
            deadline=today + timedelta(20 * at - 100) if at < 13 else plan.ends_on,
            indicator="Usaha yang masih berjalan enam bulan kemudian",
            budget=1_250_000_000 + at,
        )
        services.add_line(by=planner, group=groups[at * 10 // lines], terms=terms)
    services.agree_plan(by=planner, plan=plan)
    for at, group in enumerate(groups):
        services.report_progress(
            by=planner, line=group.lines.first(), value=150 * at, on=today - timedelta(1)
        )
    return plan, planner


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    from satupintu.community.coordination import names

    named = {
        code: SimpleNamespace(
            title=Text(title, title), partner="academia" if code == "kampus" else "government"
        )
        for code, title in AGENCIES.items()
    }
    title = Text("Kredit Usaha Rakyat dengan subsidi bunga", "Credit")
    programmes = {"kredit-usaha": SimpleNamespace(programme=SimpleNamespace(title=title))}
    monkeypatch.setattr(names, "catalogue", lambda: SimpleNamespace(agencies=named, programmes=programmes))


def sheets(pdf: bytes) -> tuple[int, list[tuple[int, int]]]:
    """How many pages a PDF of Chromium has, and their sizes in whole points."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return len(re.findall(rb"/Type\s*/Page\b", pdf)), [(round(float(w)), round(float(h))) for w, h in boxes]


@pytest.mark.parametrize("lines", [12, 30, 38])
def test_a_plan_prints_on_one_sheet_across(open_page, sign_in, make_user, tmp_path, lines):
    plan, planner = long_plan(make_user, lines)
    page = open_page("desk")
    sign_in(page, planner)
    for address in (f"/rencana/{plan.pk}/", f"/rencana/publik/{plan.pk}/"):
        page.goto(address)
        page.emulate_media(media="print")
        assert page.locator("th.sp-plan__group", has_text=GROUPS[9]).is_visible()
        assert page.locator(".sp-plan td.sp-plan__what").count() == lines
        pdf = page.pdf(prefer_css_page_size=True, print_background=False)
        (tmp_path / "plan.pdf").write_bytes(pdf)
        assert sheets(pdf) == (1, [(842, 595)]), tmp_path  # A4 across, in points
        page.emulate_media(media="screen")


def test_a_plan_too_long_to_be_read_on_one_sheet_says_so(client, make_user):
    plan, _planner = long_plan(make_user, 90)
    assert "lebih dari satu lembar" in client.get(f"/rencana/publik/{plan.pk}/").content.decode()


def test_other_pages_still_print_upright(open_page):
    page = open_page("desk")
    page.goto("/data-anda/")
    assert set(sheets(page.pdf(prefer_css_page_size=True))[1]) == {(595, 842)}


def test_a_plan_is_read_on_a_phone_and_at_a_desk(page, sign_in, make_user, screenshot):
    plan, planner = long_plan(make_user)
    sign_in(page, planner)
    page.goto(f"/rencana/{plan.pk}/")
    screenshot(page, "plan")
    page.get_by_label("Keadaan").select_option(label="terlambat")
    page.get_by_role("button", name="Saring").click()
    page.wait_for_load_state()
    assert page.locator("td.sp-plan__what").count() == page.locator(".sp-plan .sp-tag--no").count()
    page.get_by_role("link", name=WORKS[0]).first.click()
    page.get_by_label("Capaian seluruhnya sampai hari itu").fill("7")
    page.get_by_role("button", name="Catat capaian").click()
    expect(page.get_by_text("Capaian dicatat.")).to_be_visible()
    screenshot(page, "plan-line")
    page.goto("/rencana/terlambat/")
    screenshot(page, "plan-late")
