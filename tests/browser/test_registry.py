"""Pairs of records judged with the keyboard alone, in a browser; and one business seen whole."""

from typing import Any

from django.db import transaction
from playwright.sync_api import expect


def _record(area: Any, by: Any, number: int, name: str) -> None:
    """A submission that all tiers confirmed: one NIK, several names."""
    from satupintu.pipeline.collection.models import Channel, Submission
    from satupintu.pipeline.verification.models import Purpose, Waiting

    nik, shop = "3507114107600001", f"Warung {number}"
    made = Submission(
        instance_id=f"uuid:{number}",
        form="sidt_pendek",
        version="1",
        channel=Channel.WEB,
        area=area,
        by=by,
        facts={
            "name": name,
            "nik": nik,
            "business_name": shop,
            "is_open": "yes",
            "annual_turnover": 24_000_000,
        },
        nik=nik,
        name=name,
        business_name=shop,
        sha256="0" * 64,
    )
    made.save()
    Waiting.objects.create(submission=made, purpose=Purpose.ADMIT, area=area, level=2)


def test_pairs_are_judged_with_the_keyboard(areas, make_user, page, sign_in, screenshot, data_folder):
    from satupintu.pipeline.registry.models import Judgement, Pair

    village = make_user("village_officer", name="Sugeng Hariadi")
    with transaction.atomic():
        for number, name in enumerate(("Siti Aminah", "Joko Susilo", "Tono Suprapto", "Wahyu Prasetyo")):
            _record(areas["35.07.11.2008"], village, number, name)
    sign_in(page, village)
    navigation = page.get_by_role("navigation")
    navigation.get_by_text("Data usaha").click()
    screenshot(page, "navigation")
    page.keyboard.press("Escape")
    navigation.get_by_role("link", name="Registri").wait_for(state="hidden")
    page.keyboard.press("Enter")  # still on the section's word
    navigation.get_by_role("link", name="Registri").click()
    screenshot(page, "registry")
    page.get_by_role("link", name="Pasangan yang perlu dinilai").click()
    screenshot(page, "registry-pairs")
    total = Pair.objects.count()
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    screenshot(page, "registry-pair")
    first = page.url

    page.get_by_label("Catatan (tidak wajib)").fill("sd")  # keys typed into a field are words
    assert page.url == first
    page.get_by_role("heading", level=1).click()
    with page.expect_navigation():
        page.keyboard.press("d")
    assert page.url != first
    assert Judgement.objects.get().verdict == "different"
    with page.expect_navigation():
        page.keyboard.press("z")
    assert page.url == first
    assert Judgement.objects.count() == 2
    with page.expect_navigation():
        page.keyboard.press("s")
    with page.expect_navigation():
        page.keyboard.press("u")
    assert list(Judgement.objects.order_by("pk").values_list("verdict", flat=True)) == [
        "different",
        "",
        "same",
        "unsure",
    ]
    assert Pair.objects.count() == total

    page.goto("/registri/")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_text("350711••••••••01")).to_have_count(2)  # the owner, and the fact as it was said
    page.get_by_text("Tampilkan NIK lengkap").click()
    page.get_by_label("Mencocokkan dengan KTP atau Kartu Keluarga").check()
    page.get_by_role("button", name="Tampilkan dan catat").click()
    expect(page.get_by_text("3507114107600001")).to_have_count(1)
    screenshot(page, "registry-business")
    page.goto(page.url.removesuffix("nik/"))
    expect(page.get_by_text("3507114107600001")).to_have_count(0)
