"""Filling in forms at the door without signal: kept on the phone, sent once, in order."""

import gzip
import io

import pytest

PENDEK = "/pendataan/isi/sidt_pendek/"
VILLAGE = "35.07.11.2008"
RT = f"{VILLAGE}.D01.W001.T003"


@pytest.fixture
def rt_head(areas, make_user, data_folder):
    from satupintu.foundation.areas.models import Area

    for code, name, level in (
        (f"{VILLAGE}.D01", "Dusun Krajan", 5),
        (f"{VILLAGE}.D01.W001", "RW 001", 6),
        (RT, "RT 003", 7),
        (f"{VILLAGE}.D01.W001.T004", "RT 004", 7),
    ):
        parent = areas[code.rpartition(".")[0]]
        areas[code] = Area.objects.create(
            code=code, name=name, level=level, parent=parent, path=f"{parent.path}{code}/"
        )
    return make_user("rt_head", area=RT, name="Bambang Sutrisno")


def photo(side=2400):
    """A camera's picture: large, and full of detail."""
    from PIL import Image

    made = io.BytesIO()
    small = Image.effect_noise((side // 8, side // 10), 60).convert("RGB")
    small.resize((side, side * 4 // 5)).save(made, "JPEG", quality=92)
    return made.getvalue()


def fill(page, name, business, *, picture=None):
    page.get_by_label("Nama pemilik usaha").fill(name)
    page.get_by_label("NIK").fill("3507 1112 0687 0001")
    page.get_by_label("Alamat usaha").fill("Jalan Melati 3")
    page.get_by_label("Nama usaha").fill(business)
    page.get_by_label("Dagang (kelontong").check()
    page.get_by_label("Ya", exact=True).check()
    page.get_by_label("Penjualan setahun").fill("Rp36.000.000,-")
    if picture:
        page.get_by_label("Foto tempat usaha").set_input_files(
            {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture}
        )
        page.get_by_text("Foto tersimpan").wait_for()


def keep(page):
    page.get_by_role("button", name="Simpan dan kirim").click()
    page.get_by_text("Tersimpan di HP ini. Silakan lanjut").wait_for()


def ready(page):
    """The service worker is in its place and has kept the form."""
    page.goto("/pendataan/isi/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for _again in range(100):
        if page.evaluate(f"caches.match('{PENDEK}').then((found) => Boolean(found))"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the form was not kept on the phone")


def waits(page, n):
    page.locator(f"[data-waiting='{n}']").wait_for(state="attached")


def test_businesses_without_signal_reach_the_server_once_and_in_order(
    open_page, sign_in, rt_head, screenshot
):
    from satupintu.pipeline.collection.models import Submission

    page = open_page()
    context = page.context
    sign_in(page, rt_head)
    ready(page)
    page.goto(PENDEK)
    screenshot(page, "field-form")
    context.set_offline(True)
    page.goto(PENDEK)
    fill(page, "Sri Wahyuni", "Warung Bu Sri", picture=photo())
    screenshot(page, "field-form-filled")
    keep(page)
    fill(page, "Budi", "<b>Bengkel</b> Budi")
    keep(page)
    fill(page, "Tini", "Jahit Tini")
    page.wait_for_timeout(500)  # half filled in, and the phone is put away
    page.close()

    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(PENDEK)
    page.get_by_text("Isian yang belum selesai dikembalikan.").wait_for()
    assert page.get_by_label("Nama pemilik usaha").input_value() == "Tini"
    beside = context.new_page()  # the same draft, over which the next business is typed
    beside.goto(PENDEK)
    beside.get_by_text("Isian yang belum selesai dikembalikan.").wait_for()
    keep(page)
    page.close()
    page = beside
    page.get_by_label("Nama pemilik usaha").fill("Wati")
    keep(page)
    waits(page, 4)
    page.get_by_text("Belum ada sinyal").wait_for()
    page.get_by_text("Lihat satu per satu").click()
    assert page.get_by_text("<b>Bengkel</b> Budi").count() == 1
    screenshot(page, "field-waiting")
    assert not Submission.objects.exists()
    page.close()

    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto("/pendataan/isi/")
    waits(page, 4)
    screenshot(page, "field-home-offline")
    context.set_offline(False)
    waits(page, 0)
    kept = list(Submission.objects.order_by("pk"))
    assert [one.name for one in kept] == ["Sri Wahyuni", "Budi", "Tini", "Wati"]
    assert [one.sequence for one in kept] == [1, 2, 3, 4]
    assert {one.area_id for one in kept} == {RT}
    assert (kept[0].nik, kept[0].facts["annual_turnover"]) == ("3507111206870001", 36_000_000)
    shot = kept[0].attachments.get()
    assert not shot.is_broken
    assert shot.size < 300_000
    page.goto("/pendataan/isi/")
    page.get_by_text("4 terkirim dari HP ini.").wait_for()
    screenshot(page, "field-home-sent")
    assert Submission.objects.count() == 4
    left = page.evaluate(
        "pendataan.queue.entries().then((all) => all.filter((one) => one.answers || one.files.length).length)"
    )
    assert left == 0, "what was sent stays on no phone"


def test_an_answer_lost_on_the_way_is_asked_for_again_and_counts_once(open_page, sign_in, rt_head):
    from satupintu.pipeline.collection.models import Submission

    page = open_page()
    sign_in(page, rt_head)
    ready(page)
    page.context.set_offline(True)
    page.goto(PENDEK)
    for name in ("Satu", "Dua", "Tiga"):
        fill(page, name, f"Warung {name}")
        keep(page)
    seen = []

    def lose(route):
        """The server fails at the first; the second arrives, but the line breaks before it can say so."""
        seen.append(route.request.method)
        if len(seen) == 1:
            route.fulfill(status=408, content_type="text/html", body="Ada gangguan")
        elif len(seen) == 2:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.context.route("**/pendataan/kirim/", lose)
    page.context.set_offline(False)
    again = page.get_by_role("button", name="Kirim sekarang")
    for _try in range(20):
        page.wait_for_timeout(500)
        if len(seen) >= 5 or not again.is_visible():
            break
        again.click(timeout=2000)
    waits(page, 0)
    kept = Submission.objects.order_by("pk")
    assert [one.name for one in kept] == ["Dua", "Satu", "Tiga"], "one that cannot be sent holds up no other"
    assert len(seen) == 5


def test_signed_out_and_another_person_on_the_same_phone(
    open_page, sign_in_by_form, rt_head, make_user, screenshot
):
    from satupintu.pipeline.collection.models import Submission

    page = open_page()
    sign_in_by_form(page, rt_head)
    ready(page)
    page.context.set_offline(True)
    page.goto(PENDEK)
    fill(page, "Sri Wahyuni", "Warung Bu Sri")
    keep(page)
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.get_by_text("Masa masuk Anda sudah habis").wait_for()
    screenshot(page, "field-signed-out")
    other = make_user("rt_head", area=RT, name="Siti Aminah")
    sign_in_by_form(page, other)
    page.goto("/pendataan/isi/")
    page.get_by_text("1 pendataan diisi dengan akun Bambang Sutrisno").wait_for()
    screenshot(page, "field-somebody-elses")
    page.goto("/antrean/")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/")
    page.get_by_text("Masuk untuk petugas").wait_for()
    assert not page.evaluate(f"caches.match('{PENDEK}').then(Boolean)"), "who left is shown on no kept page"
    assert not Submission.objects.exists()
    sign_in_by_form(page, rt_head)
    page.goto("/pendataan/isi/")
    page.get_by_text("1 terkirim dari HP ini.").wait_for()
    assert Submission.objects.get().by == rt_head


def test_what_is_refused_says_why_and_can_be_mended(open_page, sign_in, rt_head, screenshot):
    from satupintu.pipeline.collection.models import Submission

    page = open_page()
    sign_in(page, rt_head)
    page.goto(PENDEK)
    page.get_by_role("button", name="Simpan dan kirim").click()
    page.get_by_role("heading", name="Ada yang perlu diperbaiki").wait_for()
    screenshot(page, "field-errors")
    fill(page, "Sri Wahyuni", "Warung Bu Sri")
    page.get_by_label("Tidak", exact=True).check()
    assert page.get_by_label("Penjualan setahun").is_hidden()
    page.locator("#q-rt").fill("004")  # not the RT of this head: only the server knows
    keep(page)
    page.get_by_text("1 ditolak dan perlu diperbaiki").wait_for()
    page.get_by_text("Lihat satu per satu").click()
    page.get_by_text("Jawaban menyebut RT 4").wait_for()
    screenshot(page, "field-refused")
    page.get_by_label("Nama pemilik usaha").fill("Budi")  # the next one is begun: neither may cost the other
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Perbaiki").click()
    page.get_by_text("masih ada isian lain yang belum selesai").wait_for()
    page.get_by_label("Nama pemilik usaha").fill("")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Perbaiki").click()
    page.get_by_text("Isian yang belum selesai dikembalikan.").wait_for()
    page.locator("#q-rt").fill("003")
    keep(page)
    page.get_by_text("1 terkirim dari HP ini.").wait_for()
    kept = Submission.objects.get()
    assert kept.facts["rt"] == "003"
    assert "annual_turnover" not in kept.facts


def test_the_form_weighs_little(open_page, sign_in, rt_head):
    page = open_page()
    sign_in(page, rt_head)
    page.context.clear_cookies()
    sizes = {}
    cold = page.context.browser.new_context(
        base_url=page.url.split("/", 3)[0] + "//" + page.url.split("/")[2]
    )
    page = cold.new_page()
    sign_in(page, rt_head)
    page.on("response", lambda answer: sizes.__setitem__(answer.url, answer))
    page.goto(PENDEK)
    page.wait_for_load_state("networkidle")
    first = [one for one in sizes.values() if "sw.js" not in one.url and one.request.service_worker is None]
    weight = sum(len(gzip.compress(one.body())) for one in first if one.status == 200)
    cold.close()
    print(f"first load: {weight / 1000:.1f} kB compressed, {len(first)} requests")
    assert weight < 60_000


def test_the_form_works_without_scripts(browser, live_server, rt_head, client):
    from satupintu.pipeline.collection.models import Submission

    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"/akun/masuk/?next={PENDEK}")
    page.get_by_label("Nama pengguna").fill(rt_head.username)
    page.get_by_label("Kata sandi").fill("pintu-terbuka-lebar-7")
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_label("Nama pemilik usaha").fill("Sri Wahyuni")
    page.get_by_role("button", name="Simpan dan kirim").click()
    page.get_by_role("link", name="Pertanyaan ini harus dijawab.").first.wait_for()
    page.get_by_label("Alamat usaha").fill("Jalan Melati 3")
    page.get_by_label("Dagang (kelontong").check()
    page.get_by_label("Ya", exact=True).check()
    page.get_by_role("button", name="Simpan dan kirim").click()
    page.get_by_text("Tersimpan dengan nomor").wait_for()
    context.close()
    assert Submission.objects.get().name == "Sri Wahyuni"


def test_paper_is_typed_in_by_keyboard_alone(open_page, sign_in, rt_head, make_user, screenshot):
    from satupintu.pipeline.collection.models import PaperSheet, Submission

    officer = make_user("village_officer", area=VILLAGE)
    sheet = PaperSheet.objects.create(form="sidt_pendek", version="2026-11-23", area_id=RT, by=officer)
    page = open_page()
    sign_in(page, officer)
    page.goto("/pendataan/kertas/")
    screenshot(page, "paper")
    page.goto("/pendataan/ketik/")
    screenshot(page, "paper-code")
    page.keyboard.type(sheet.code.replace("-", ""))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=sheet.code).wait_for()
    for n, name in enumerate(("Sri Wahyuni", "Budi"), start=1):
        for typed in (
            name,
            "3507111206870001",
            "",
            "Jalan Melati",
            "",
            "",
            "",
            "2",
            "1",
            "36.000.000",
            "2",
            "",
            "",
        ):
            page.keyboard.type(typed)
            page.keyboard.press("Enter")
        page.locator(f"[data-count='{n}']").wait_for()
    screenshot(page, "paper-typing")
    kept = list(Submission.objects.order_by("pk"))
    assert [(one.name, one.facts["sector"], one.facts["is_open"]) for one in kept] == [
        ("Sri Wahyuni", "trade", "yes"),
        ("Budi", "trade", "yes"),
    ]
