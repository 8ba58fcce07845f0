"""A phone that sends what it kept while the server is killed: three were filled in, three are kept."""

import json
import sys
from pathlib import Path

import pytest

from .test_collecting import fill, keep, ready, waits

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.parts.phones import office

from tests import empty_database

PASSWORD = "pintu-terbuka-lebar-7"
PREPARE = f"""
import django; django.setup()
from satupintu.foundation.accounts.models import User
from satupintu.project.build import collect_static
user = User.objects.get(username="rt0")
user.set_password("{PASSWORD}"); user.save()
collect_static()
print("ready")
"""
KEPT = """
import json
import django; django.setup()
from satupintu.pipeline.collection.models import Handover, Submission
kept = list(Submission.objects.order_by("pk").values_list("name", "sequence"))
print(json.dumps([kept, Handover.objects.count()]))
"""


@pytest.fixture
def place(tmp_path):
    """An office of its own, as it is served, with one RT head."""
    empty_database.copy_to(tmp_path / "data")
    made = office(tmp_path)
    made.open(1)
    made.run(PREPARE)
    made.start()
    yield made
    made.stop()


def test_killed_after_keeping_and_before_saying_so(browser, place):
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{place.port}", viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto("/akun/masuk/")
    page.get_by_label("Nama pengguna").fill("rt0")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/")
    ready(page)
    context.set_offline(True)
    page.goto("/pendataan/isi/sidt_pendek/")
    for name in ("Satu", "Dua", "Tiga"):
        fill(page, name, f"Warung {name}")
        keep(page)
    sent = []

    def die(route):
        """The second is kept; the server dies before it can say so."""
        sent.append(route.request.method)
        if len(sent) == 2:
            route.fetch()
            place.kill()
            route.abort()
        else:
            route.continue_()

    context.route("**/pendataan/kirim/", die)
    context.set_offline(False)
    page.get_by_text("Server belum menjawab").wait_for()
    waits(page, 2)
    place.start()
    page.get_by_role("button", name="Kirim sekarang").click()
    waits(page, 0)
    context.close()
    kept, handovers = json.loads(place.run(KEPT))
    assert kept == [["Satu", 1], ["Dua", 2], ["Tiga", 3]]
    assert handovers == 3
