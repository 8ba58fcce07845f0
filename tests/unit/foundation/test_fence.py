"""Areas, accounts and work, seen from outside."""

import pytest

from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas import below
from satupintu.foundation.work.models import Job, State
from tests import fence
from tests.fence import RT, VILLAGE, Row, place

ROWS = [
    Row("areas:areas"),
    Row("areas:village", ("village",)),
    Row("areas:village", ("village",), "post", body={"written": "RW 9"}),
    Row("areas:rename", ("rt",)),
    Row("areas:rename", ("rt",), "post", body={"name": "Lain"}),
    Row("areas:remove", ("rt",), "post"),
    Row("accounts:accounts"),
    Row("accounts:account", ("head",)),
    Row("accounts:account", ("head",), "post", body={"name": "Lain"}),
    Row("accounts:reset_password", ("officer",), "post"),
    Row("accounts:reset_second_factor", ("officer",), "post"),
    Row("accounts:invited"),
    Row("accounts:invite", ("head",)),
    Row("accounts:invite", ("head",), "post", body={"name": "Lain"}),
    Row("work:job", ("job",), of="regency"),
    Row("work:part", ("job",), of="regency"),
    Row("work:again", ("job",), "post", of="regency"),
    Row("portal:home"),
    Row("portal:events"),
]


@pytest.fixture
def fenced(make_user, client_of, areas):
    starter = client_of("district_officer")
    officer = make_user("village_officer", name="Bu Petugas Rahasia")
    below.add_areas(by=officer, village=place(VILLAGE), written="Dusun Krajan Rahasia\nRW 1: RT 1")
    job = Job.objects.create(
        kind="fence", title="Kerja rahasia", by=starter.user, area=starter.user.area, state=State.INTERRUPTED
    )
    head = make_user("rt_head", name="Pak RT Rahasia", phone="+6281234567890")
    return {
        "village": VILLAGE,
        "rt": RT,
        "head": head.pk,
        "officer": officer.pk,
        "job": job.pk,
        "hidden": [head.name, officer.name, "Krajan Rahasia", job.title, head.phone],
        "clients": {"district_officer": starter},
    }


test_leaving = fence.leaving(ROWS)
test_inside = fence.inside([row for row in ROWS if row.arguments and row.view != "work:again"])


@pytest.mark.django_db
def test_what_was_sent_from_outside_changed_nothing(client_of, fenced):
    for role in ("village_officer", "administrator"):
        client = client_of(role, area="35.07.11.2007")
        for row in ROWS:
            if row.method == "post":
                row.ask(client, fenced)
    assert not place(VILLAGE).children.filter(code=f"{VILLAGE}.W009").exists()
    assert place(RT).name == "RT 001"
    assert User.objects.get(pk=fenced["head"]).name == "Pak RT Rahasia"
