"""Partners' pages, seen from every role's neighbour."""

import pytest

from tests import fence
from tests.fence import Row

ROWS = [
    Row("interop:partners"),
    Row("interop:partner", ("partner",)),
    Row("interop:partner", ("partner",), "post"),
    Row("interop:token", ("partner",), "post"),
]


@pytest.fixture
def fenced(make_partner):
    partner = make_partner(area="35.07.11.2008", code="spmis.rahasia.example")
    return {"partner": partner.pk, "hidden": ["spmis.rahasia.example"]}


test_leaving = fence.leaving(ROWS)
test_inside = fence.inside(ROWS)
