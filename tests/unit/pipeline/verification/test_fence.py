"""Queues and what waits in them, seen from the RT beside it and from every other tier's neighbour."""

import pytest

from tests import fence
from tests.fence import Row

from .case import VILLAGE
from .test_access import kept  # noqa: F401 - the fixture

ONE, BACK = ("one",), ("back",)
ROWS = [
    Row("verification:queue"),
    Row("verification:returned"),
    Row("verification:ages"),
    Row("verification:submission", ONE),
    Row("verification:submission", BACK),
    Row("verification:confirm", ONE, "post"),
    Row("verification:return", ONE, "post", body={"reason": "photo"}),
    Row("verification:withdraw", BACK, "post", body={"reason": "Tidak ada"}),
    Row("verification:minutes", ("signed",)),
    Row("verification:ladder", ("village",)),
    Row("verification:ladder", ("village",), "post", body={"levels": ["4"]}),
]


@pytest.fixture
def fenced(kept):  # noqa: F811
    return kept | {"village": VILLAGE, "hidden": kept["names"]}


test_leaving = fence.leaving(ROWS)
