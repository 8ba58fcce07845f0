"""Five people of the field in a browser, each at their own page: returned, mended, confirmed, signed off at once."""

import re
from typing import Any

from satupintu.pipeline.verification.models import Purpose, Waiting


def test_from_the_rt_to_the_district(
    open_page: Any, sign_in: Any, screenshot: Any, areas: Any, make_user: Any, data_folder: Any
) -> None:
    from tests.unit.pipeline.verification.case import Field

    field = Field(areas, make_user)
    pages = {}
    for who in ("rt", "rw", "hamlet", "village", "subdistrict"):
        pages[who] = open_page()
        sign_in(pages[who], getattr(field, who))
    facts = {"address": "Jalan Melati 21", "business_name": "Warung Bu Siti", "sector": "food"}
    first = field.receive(facts=facts, problems=["nik_missing"])
    for _ in range(5):
        field.receive(facts=facts)

    rw = pages["rw"]
    rw.goto("/antrean/")
    screenshot(rw, "verification-queue")
    rw.get_by_role("link", name=first.name, exact=True).click()
    rw.get_by_text("Kembalikan untuk diperbaiki").click()
    rw.get_by_label("Alamat salah atau kurang jelas.").check()
    rw.get_by_label("Keterangan untuk pengumpul").fill("Nomor rumah 12, bukan 21.")
    screenshot(rw, "verification-return")
    rw.get_by_role("button", name="Kembalikan kepada pengumpul").click()
    rw.get_by_text("dikembalikan kepada pengumpulnya").wait_for()

    rt = pages["rt"]
    rt.goto("/antrean/kembali/")
    rt.get_by_text("Nomor rumah 12, bukan 21.").wait_for()
    screenshot(rt, "verification-returned")
    second = field.send(replaces=first, facts={**first.facts, "address": "Jalan Melati 12"})

    rw.goto("/antrean/")
    rw.get_by_role("link", name="Pilih semua di halaman ini").click()
    rw.get_by_role("button", name="Sahkan yang dipilih").click()
    screenshot(rw, "verification-sign-off")
    rw.get_by_label("Berita acara musyawarah").set_input_files(
        {"name": "musyawarah.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    rw.get_by_role("button", name=re.compile("^Sahkan 6")).click()
    rw.get_by_text("6 pendataan dibenarkan").wait_for()

    for who in ("hamlet", "village"):
        pages[who].goto(f"/antrean/{second.pk}/")
        pages[who].get_by_text("tadinya: Jalan Melati 21").wait_for()
        pages[who].get_by_role("button", name="Benarkan dan lanjut ke berikutnya").click()
        pages[who].get_by_text(f"Pendataan {second.pk} dibenarkan").wait_for()
    top = pages["subdistrict"]
    top.goto(f"/antrean/{second.pk}/")
    screenshot(top, "verification-submission")
    top.goto("/antrean/umur/")
    screenshot(top, "verification-ages")
    assert Waiting.objects.get(submission=second).purpose == Purpose.VERIFY
    assert Waiting.objects.get(submission=second).area_id == "35.07.11"

    office = open_page()
    sign_in(office, field.district)
    office.goto("/antrean/jenjang/")
    office.get_by_label("Kode wilayah").fill("35.07.11.2008")
    office.get_by_role("button", name="Lanjut").click()
    screenshot(office, "verification-ladder")
    office.get_by_label("RW", exact=True).uncheck()
    office.get_by_role("button", name="Simpan").click()
    office.get_by_text("tersimpan").wait_for()
    screenshot(office, "verification-ladders")
