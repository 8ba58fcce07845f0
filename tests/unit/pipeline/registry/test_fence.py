"""Businesses, letters, coverage and owners' pages, seen from every role's neighbour."""

import pytest

from tests import fence
from tests.fence import Row

from .own_case import VILLAGE, make_business
from .test_own_access import PAGES, things  # noqa: F401 - the fixture

BUSINESS = ("business",)
ROWS = [
    *(Row(name, arguments, method) for name, (method, arguments, _roles) in PAGES.items()),
    Row("registry:businesses"),
    Row("registry:business", ("registered",)),
    Row("registry:nik", ("registered",), "post", body={"purpose": "uji"}),
    Row("registry:ask", ("registered",), "post"),
    Row("registry:pairs"),
    Row("registry:pair", ("pair",)),
    Row("registry:judge", ("pair",), "post", body={"penilaian": "same"}),
    Row("registry:judgements"),
    Row("registry:undo", ("judgement",), "post"),
]


@pytest.fixture
def fenced(things, areas, make_user):  # noqa: F811
    """Beside what test_own_access makes: two records to compare, and what a person said of them."""
    from satupintu.pipeline.registry.models import About, Business, Judgement, Pair, PairReason, Record

    business = Business.objects.get(pk=things["business"])
    officer = make_user("village_officer")
    make_business(areas[VILLAGE], officer, "3507114107600101", "Bu Rahasia", "Kios Rahasia")
    left, right = Record.objects.order_by("pk")[:2]
    pair = Pair.objects.create(about=About.BUSINESS, left=left, right=right, reason=PairReason.ASKED)
    judgement = Judgement.objects.create(
        about=About.BUSINESS, left=left, right=right, verdict="unsure", by=officer
    )
    return things | {
        "registered": business.number,
        "pair": pair.pk,
        "judgement": judgement.pk,
        "hidden": ["Warung Siti", "Siti Aminah", "Bu Rahasia"],
    }


test_leaving = fence.leaving(ROWS)
