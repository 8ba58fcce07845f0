"""Businesses, letters, coverage and owners' pages, seen from every role's neighbour."""

import pytest

from tests import fence
from tests.fence import Row

from .test_own_access import PAGES, things  # noqa: F401 - the fixture

BUSINESS = ("business",)
ROWS = [
    *(Row(name, arguments, method) for name, (method, arguments, _roles) in PAGES.items()),
    Row("registry:businesses"),
    Row("registry:business", ("registered",)),
    Row("registry:nik", ("registered",), "post", body={"purpose": "uji"}),
    Row("registry:ask", ("registered",), "post"),
]


@pytest.fixture
def fenced(things):  # noqa: F811
    from satupintu.pipeline.registry.models import Business

    business = Business.objects.get(pk=things["business"])
    return things | {"registered": business.number, "hidden": ["Warung Siti", "Siti Aminah"]}


test_leaving = fence.leaving(ROWS)
