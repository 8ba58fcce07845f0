"""Two villages' businesses, partners of several areas, and a way to speak as one of them."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from satupintu.gateways.dci.schemas import troubles
from tests.unit.pipeline.registry.conftest import BUDI, SITI, admit, confirmed, district, village  # noqa: F401

ARJO, KALI, PASURUAN = "35.07.11.2008", "35.07.11.2007", "35.14.01.2001"
WATI = "3514015506850003"


@pytest.fixture
def administrator(make_user):
    return make_user("administrator")


@pytest.fixture
def make_partner(areas, administrator):
    """`make_partner(area="35.07", uses=[…])`: a partner in test mode unless told otherwise, with its token."""
    from satupintu.interop.models import Partner, Use
    from satupintu.interop.partners import new_token, save_partner

    def make(*, area="35.07", code="", uses=(Use.SEARCH, Use.SUBSCRIBE), is_unsigned_test=True, **fields):
        code = code or f"mitra-{Partner.objects.count() + 1}.example.org"
        partner = Partner(
            name=f"Mitra {code}", code=code, area=areas[area], uses=list(uses), purpose="uji coba",
            is_unsigned_test=is_unsigned_test, **fields,
        )  # fmt: skip
        save_partner(partner, by=administrator)
        partner.token = new_token(partner, by=administrator)
        return partner

    return make


@pytest.fixture
def businesses(admit):  # noqa: F811
    """A coffee stall in Arjowilangun, a grocery in Kalirejo, a tailor in another regency; the business of each."""
    rows = {
        "siti": {"name": "Siti Aminah", "nik": SITI, "business_name": "Warung Siti", "sector": "food"},
        "budi": {"name": "Budi Santoso", "nik": BUDI, "business_name": "Toko Budi", "sector": "trade"},
        "wati": {"name": "Wati", "nik": WATI, "business_name": "Jahit Wati", "sector": "craft"},
    }
    where = {"siti": ARJO, "budi": KALI, "wati": PASURUAN}
    facts = {"sex": "P", "birth_date": "1960-07-01", "phone": "081234567890", "is_open": "yes"}
    return {name: admit(area=where[name], **row, **facts).identity.business for name, row in rows.items()}


def header(partner, action, **fields):
    return {
        "version": "1.0.0",
        "message_id": uuid4().hex,
        "message_ts": timezone.localtime().isoformat(timespec="seconds"),
        "action": action,
        "sender_id": partner.code,
        "total_count": 1,
        **fields,
    }


def now(minutes=0):
    return (timezone.localtime() + timedelta(minutes=minutes)).isoformat(timespec="seconds")


def search_for(query, query_type="idtype-value", reference_id="r1", **criteria):
    wanted = {"query_type": query_type, "query": query, **criteria}
    return {"reference_id": reference_id, "timestamp": now(), "search_criteria": wanted}


def by_nik(nik, **more):
    return search_for({"type": "NIK", "value": nik}, **more)


def search(*requests):
    return {"transaction_id": uuid4().hex, "search_request": list(requests)}


@pytest.fixture
def speak(client):
    """`speak(partner, "sync/search", message, action=…)`: the parsed answer, with `.status_code` beside it."""

    def send(partner, path, message, *, action=None, document=None, token=None, **fields):
        action = action or path.rpartition("/")[2].replace("status", "txn-status")
        document = document or {"header": header(partner, action, **fields), "message": message}
        answer = client.post(
            f"/dci/registry/{path}",
            data=json.dumps(document),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token or getattr(partner, 'token', '')}"},
        )
        found = answer.json()
        kind = {"sync/search": "sync-search-answer", "sync/txn/status": "sync-txn-status-answer"}.get(path)
        if answer.status_code != 200 or kind is None:
            kind = "acknowledgement"
        assert troubles(kind, found) == []
        return Answer(answer.status_code, found)

    return send


class Answer(dict):
    """A parsed answer and its HTTP status."""

    def __init__(self, status_code, found):
        super().__init__(found)
        self.status_code = status_code

    @property
    def error(self):
        return self["message"]["error"]

    @property
    def records(self):
        return self["message"]["search_response"][0]["data"]["reg_records"]

    @property
    def numbers(self):
        return [one["group_identifier"][0]["identifier_value"] for one in self.records]

    @property
    def item(self):
        return self["message"]["search_response"][0]
