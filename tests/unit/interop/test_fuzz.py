"""Whatever is sent, signed by nobody and shaped by chance, the answer is an envelope and never a fault of ours."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satupintu.gateways.dci.schemas import troubles

from .conftest import SITI, by_nik, header, now, search

pytestmark = pytest.mark.django_db
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6)
    | st.sampled_from(["", "NIK", SITI, "eq", "in", "$and", "Group", "search", "2026-11-22T00:00:00Z", "predicate"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=6), inside, max_size=3),
    max_leaves=6,
)  # fmt: skip
PATHS = {"sync/search": "search", "search": "search", "subscribe": "subscribe", "unsubscribe": "unsubscribe",
         "sync/txn/status": "txn-status", "notify": "notify"}  # fmt: skip


def message_for(path):
    filtered = {"type": "NIK", "value": SITI}
    criteria = {"reg_event_type": "REGISTER", "filter": filtered, "notify_record_type": "Group"}
    asked = {
        "reference_id": "s",
        "txn_type": "search",
        "attribute_type": "transaction_id",
        "attribute_value": "t",
    }
    event = {"reference_id": "e", "timestamp": now(), "data": {"reg_record_type": "Group", "reg_records": {}}}
    return {
        "sync/search": search(by_nik(SITI)),
        "search": search(by_nik(SITI)),
        "subscribe": {"transaction_id": "t", "subscribe_request": [
            {"reference_id": "r", "timestamp": now(), "subscribe_criteria": criteria}]},
        "unsubscribe": {"transaction_id": "t", "timestamp": now(), "subscription_codes": ["x"]},
        "sync/txn/status": {"transaction_id": "t", "txnstatus_request": asked},
        "notify": {"transaction_id": "t", "notify_event": [event]},
    }[path]  # fmt: skip


def places(document, at=()):
    yield at
    items = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for name, inside in items:
        yield from places(inside, (*at, name))


def with_change(document, at, value):
    if not at:
        return value
    changed = copy.deepcopy(document)
    inside = changed
    for step in at[:-1]:
        inside = inside[step]
    inside[at[-1]] = value
    return changed


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data(), path=st.sampled_from(sorted(PATHS)), value=JSON)
def test_a_message_changed_anywhere(client, make_partner, move_on, data, path, value):
    partner = make_partner.known
    document = {"header": header(partner, PATHS[path], status="succ"), "message": message_for(path)}
    at = data.draw(st.sampled_from(list(places(document))))
    answer = client.post(
        f"/dci/registry/{path}",
        json.dumps(with_change(document, at, value)),
        content_type="application/json",
        headers={"Authorization": f"Bearer {partner.token}"},
    )
    assert answer.status_code < 500, answer.content
    told = answer.json()
    if answer.status_code == 200 and path.startswith("sync/"):
        assert troubles({"sync/search": "sync-search-answer"}.get(path, "sync-txn-status-answer"), told) == []
    else:
        assert troubles("acknowledgement", told) == []
        assert told["message"]["ack_status"] == ("ACK" if answer.status_code == 200 else "ERR")
    move_on()


@pytest.fixture
def make_partner(make_partner):
    make_partner.known = make_partner()
    return make_partner


@pytest.fixture
def move_on(monkeypatch):
    """Every answer that waits is put together, and must fit what it is sent as."""
    from satupintu.interop.dci import answering, sending
    from satupintu.interop.dci.answering import ON

    def checked(exchange, message, at):
        document = answering.answered(exchange, message, at)
        assert troubles(ON[exchange.action], document) == []
        return document

    monkeypatch.setattr(sending, "answered", checked)
    return sending.answer_waiting
