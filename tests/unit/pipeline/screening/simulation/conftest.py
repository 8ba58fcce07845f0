"""A finished simulation on the round of two villages."""

import pytest


@pytest.fixture
def simulated(screened, district, django_capture_on_commit_callbacks):
    """A current credit is no hindrance: Budi, the second row, comes in."""
    from satupintu.pipeline.screening.simulation.services import start_simulation

    with django_capture_on_commit_callbacks(execute=True):
        made = start_simulation(
            by=district, round=screened, title="Tanpa syarat KUR", change={"remove": ["no_current_kur"]}
        )
    made.refresh_from_db()
    return made
