"""Overlap and needs, seen from every role's neighbour."""

from typing import Any

import pytest

from tests import fence
from tests.fence import Row

REGENCY, VILLAGE = ("regency",), ("village",)
ROWS = [
    Row("overlap:overlap", of="regency"),
    Row("overlap:area", REGENCY, of="regency"),
    Row("overlap:pair", ("regency", "a", "b"), of="regency"),
    Row("overlap:download", ("regency", "verdict"), of="regency"),
    Row("overlap:pair", ("village", "a", "b")),
    Row("needs:gaps", of="regency"),
    Row("needs:area", REGENCY, of="regency"),
    Row("needs:unserved", of="regency"),
    Row("needs:unserved_in", VILLAGE),
    Row("needs:download", VILLAGE),
]


@pytest.fixture
def fenced(house: Any) -> dict[str, Any]:
    return {
        "regency": "35.07",
        "village": "35.07.11.2008",
        "a": "latihan",
        "b": "latihan",
        "verdict": "repeated",
        "hidden": ["SITI AMINAH", "Warung Siti", "WARGA 1", "Bengkel Budi"],
    }


test_leaving = fence.leaving(ROWS)
test_inside = fence.inside(ROWS)
