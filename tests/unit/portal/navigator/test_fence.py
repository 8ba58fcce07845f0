"""Nobody opens the programmes of somebody outside their area."""

import pytest

from tests import fence
from tests.fence import Row

from ...pipeline.registry.own_case import SITI, VILLAGE, make_business

ROWS = [
    Row("navigator:helped", ("business",)),
    Row("navigator:helped_ask", ("business",)),
    Row("navigator:help", (), "post", body={"cari": "Warung"}),
]
test_leaving = fence.leaving(ROWS)
test_inside = fence.inside(ROWS)


@pytest.fixture
def fenced(areas, make_user, data_folder):
    head = make_user("rt_head", area=VILLAGE)
    business = make_business(fence.place(fence.RT), head, SITI, "Siti Aminah", "Warung Siti")
    return {"business": int(business.number), "hidden": [SITI, "Warung Siti", "Siti Aminah"]}
