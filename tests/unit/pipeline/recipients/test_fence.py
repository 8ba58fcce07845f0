"""Reports, recipients and questions about them, seen from every role's neighbour and from another agency."""

import pytest

from tests import fence
from tests.fence import Row

from .conftest import BUDI, SITI, listed, row

REPORT, MATCH = ("report",), ("recipient", "record")
ROWS = [
    Row("recipients:recipients"),
    Row("recipients:reports"),
    Row("recipients:report", REPORT, of="regency"),
    Row("recipients:question", REPORT, of="regency"),
    Row("recipients:original", REPORT, of="regency"),
    Row("recipients:refused", ("refused",), of="regency"),
    Row("recipients:withdraw", REPORT, "post", of="regency"),
    Row("recipients:restore", REPORT, "post", of="regency"),
    Row("recipients:matches"),
    Row("recipients:match", MATCH),
    Row("recipients:judge", MATCH, "post", body={"penilaian": "same"}),
    Row("recipients:judgements"),
    Row("recipients:undo", ("judgement",), "post"),
    Row("portal:business", ("registered",)),
    Row("portal:business_nik", ("registered",), "post", body={"purpose": "uji"}),
]


@pytest.fixture
def fenced(people, send):
    from satupintu.pipeline.recipients.models import AidMatchJudgement
    from satupintu.pipeline.recipients.selectors import aid_of

    report = send(row("Bu Rahasia", SITI), row("Budi Santoso", BUDI, number=2)).report
    refused = send(file=listed(row("Budi", BUDI, amount="x"), name="lain.csv"))
    recipient = aid_of(SITI)[0].recipient
    officer = report.sent_by
    judgement = AidMatchJudgement.objects.create(
        recipient=recipient, record=people["siti"], verdict="unsure", by=officer
    )
    return {
        "report": report.pk,
        "refused": refused.report.pk,
        "recipient": recipient,
        "record": people["siti"].pk,
        "judgement": judgement.pk,
        "registered": people["siti"].identity.business.number,
        "hidden": ["Bu Rahasia", "Siti Aminah", "Budi Santoso", "penerima.csv", "lain.csv"],
    }


test_leaving = fence.leaving(ROWS)
test_inside = fence.inside([one for one in ROWS if one.arguments])


@pytest.mark.django_db
def test_an_agency_sees_its_own_reports_and_recipients_only(fenced, client_of):
    from django.urls import reverse

    own = client_of("agency_officer", agency="kemenkop")
    page = own.get(reverse("recipients:recipients")).content.decode()
    assert "Bu Rahasia" in page
    assert SITI not in page  # masked
    assert own.get(reverse("recipients:report", args=[fenced["report"]])).status_code == 200
    other = client_of("agency_officer", agency="bri")
    for view in ("recipients", "reports"):
        assert "Rahasia" not in other.get(reverse(f"recipients:{view}")).content.decode()
        assert "penerima.csv" not in other.get(reverse(f"recipients:{view}")).content.decode()
    for view in ("report", "original", "question"):
        assert other.get(reverse(f"recipients:{view}", args=[fenced["report"]])).status_code == 404
    assert other.post(reverse("recipients:withdraw", args=[fenced["report"]])).status_code == 404
