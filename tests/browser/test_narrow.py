"""The narrowest screens, of 320 px: what is wide wraps, or scrolls inside its own frame."""

import pytest

from satupintu.pipeline.verification.models import Purpose, Waiting
from tests.unit.pipeline.registry.own_case import SITI, VILLAGE, make_submission
from tests.unit.pipeline.screening.conftest import (  # noqa: F401 - fixtures
    district,
    open_round,
    references,
    screened,
    screened_folders,
    village,
)
from tests.unit.pipeline.screening.simulation.conftest import simulated  # noqa: F401

NARROW = 320


@pytest.fixture
def width(page):
    def of(address, screen=NARROW):
        page.set_viewport_size({"width": screen, "height": 640})
        page.goto(address)
        page.wait_for_load_state()
        return page.evaluate("document.documentElement.scrollWidth")

    return of


def test_the_queue(page, sign_in, width, areas, make_user):
    sign_in(page, "village_officer", area=VILLAGE)
    long = "tokodaring.example/warung-makan/bu-siti-aminah-arjowilangun".replace("/", "").replace("-", "")
    sender = make_user("rt_head", area=VILLAGE)
    submission = make_submission(areas[VILLAGE], sender, {"nik": SITI, "name": "Siti", "business_name": long})
    waiting = Waiting.objects.create(
        submission=submission, purpose=Purpose.VERIFY, area=areas[VILLAGE], level=areas[VILLAGE].level
    )
    for address in ("/antrean/", f"/antrean/{submission.pk}/", f"/pendataan/{submission.pk}/"):
        assert width(address) <= NARROW, address
    Waiting.objects.filter(pk=waiting.pk).update(purpose=Purpose.MEND)
    assert width("/antrean/kembali/") <= NARROW


def test_a_simulation(page, sign_in, width, simulated, district):  # noqa: F811
    sign_in(page, district)
    for screen in (NARROW, 260):  # the words of these few rows are short
        assert width(f"/simulasi/{simulated.pk}/", screen) <= screen


@pytest.mark.parametrize("count", ["10.065", "28.438.912"])
def test_a_large_round(page, sign_in, width, screened, district, count):  # noqa: F811
    """The figures of a regency or a nation, put where those of a few rows stand."""
    sign_in(page, district)
    figures = page.locator(".sp-outcomes b, .sp-funnel__count, td.sp-number")
    for address in (f"/putaran/{screened.pk}/", f"/usulan/putaran/{screened.pk}/"):
        for screen in (NARROW, 360, 768, 1280):
            width(address, screen)
            figures.evaluate_all(
                "(all, count) => all.forEach(one => (one.firstChild.data = `${count} `))", count
            )
            assert page.evaluate("document.documentElement.scrollWidth") <= screen, (address, screen)
        lines = "all => all.map(one => one.offsetHeight / parseFloat(getComputedStyle(one).fontSize))"
        heights = page.locator(".sp-funnel__count").evaluate_all(lines)
        assert heights, "the funnel is there"
        assert max(heights) < 2, "at a desk a figure and its share stand in one line"
