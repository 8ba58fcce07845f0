"""A round's pages, seen from another regency: the table of test_access, asked by every role there is."""

import pytest

from tests import fence
from tests.fence import Row

from .case import ARJO
from .test_access import PAGES, values

ROWS = [
    Row(f"screening:{name}", arguments, method, of="regency")
    for name, (method, arguments, _roles) in PAGES.items()
] + [Row("screening:from_registry", ("round",), "post", of="regency")]


@pytest.fixture
def fenced(screened):
    return values(screened, ARJO) | {"hidden": [screened.title, "Siti Aminah"]}


test_leaving = fence.leaving(ROWS)
