"""Simulations seen from another regency, by every role there is."""

import pytest

from tests import fence
from tests.fence import Row

ROWS = [
    Row("screening:simulations", (), of="regency"),
    Row("screening:new_simulation", ("round",), of="regency"),
    Row("screening:simulation", ("simulation",), of="regency"),
    Row("screening:simulation_state", ("simulation",), of="regency"),
    Row("screening:simulation_export", ("simulation",), "post", of="regency"),
    Row("screening:simulation_person", ("simulation", "row"), of="regency"),
]


@pytest.fixture
def fenced(simulated):
    return {
        "round": simulated.round_id,
        "simulation": simulated.pk,
        "row": 2,
        "hidden": [simulated.title, simulated.round.title, "Budi Santoso"],
    }


test_leaving = fence.leaving(ROWS)
test_inside = fence.inside(ROWS)
