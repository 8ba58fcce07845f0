"""What can I get?, on a phone without scripts: one question a page, the browser's own back, and the result."""

import re

from playwright.sync_api import expect

from ..unit.portal.navigator.conftest import catalogue, write_catalogue  # noqa: F401 (fixtures)


def test_a_stranger_walks_through_on_a_phone_without_scripts(
    areas, browser, live_server, catalogue, screenshot  # noqa: F811
):  # fmt: skip
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto("/")
    page.get_by_role("link", name="Apa yang bisa saya dapat?").click()
    page.get_by_role("button", name="Mulai").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Menjual makanan?")
    page.get_by_label("Ya").check()
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Menjual makanan?")
    second = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Kembali").click()
    expect(page.get_by_label("Ya")).to_be_checked()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    while "/tanya/" in page.url:
        expect(page.get_by_role("main").locator("form")).to_have_count(1)
        page.get_by_role("button", name="Tidak tahu").click()
    expect(page.get_by_role("heading", name="Perlu dilengkapi")).to_have_count(1)
    page.locator("summary", has_text="Masa pendaftaran sudah lewat").click()
    expect(page.get_by_text("Program lama").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Jawab: Dikemas")).first.click()
    page.get_by_label("Ya").check()
    with page.expect_navigation():  # another page asked for too soon would drop the answer
        page.get_by_role("button", name="Lanjut").click()
    page.goto("/dapat-apa/hasil/")
    expect(page.get_by_role("main")).to_contain_text("Datang ke loket halal.")
    context.close()
