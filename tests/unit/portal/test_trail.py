"""The trail's page, narrowed by days."""

import pytest
from django.utils import timezone

from satupintu.foundation.audit.services import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client_of, make_user):
    record("round.sign", by=make_user("district_officer", name="Ratna Dewi"))
    return client_of("auditor")


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("dari=0001-01-01", True),
        ("sampai=9999-12-31", True),
        ("dari=0001-01-01&sampai=9999-12-31", True),
        ("dari=0001-01-01&sampai=0001-01-01", False),
        ("dari=9999-12-31", False),
        ("sampai=9999-12-30", True),
        ("sampai=0001-01-02", False),
        ("dari={today}&sampai={today}", True),
    ],
)
def test_any_day_of_the_calendar_narrows_it(auditor, asked, is_found):
    answer = auditor.get(f"/jejak/?{asked.format(today=timezone.localdate())}")
    assert answer.status_code == 200
    assert ("Ratna Dewi" in answer.content.decode()) == is_found
