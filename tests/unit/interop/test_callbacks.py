"""What is asked now and answered later: to the whole of sender_uri, once, however often something dies on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from satupintu.gateways.dci.schemas import troubles

from .conftest import BUDI, SITI, WATI, by_nik, now, search
from .receiver import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    with receiving() as server:
        settings.DCI_OPEN_HOSTS = {server.host}
        yield server


@pytest.fixture
def move_on():
    from satupintu.interop.services import exchange

    return exchange


def subscription(nik=SITI, reference_id="r1", event="REGISTER", record_type="Group", **more):
    criteria = {
        "reg_event_type": event,
        "filter_type": "idtype-value",
        "filter": {"type": "NIK", "value": nik},
        "notify_record_type": record_type,
        **more,
    }
    return {"reference_id": reference_id, "timestamp": now(), "subscribe_criteria": criteria}


def in_area(code, **more):
    one = {"expression1": {"attribute_name": "area", "operator": "eq", "attribute_value": code}}
    return subscription(filter_type="predicate", filter=[one], **more)


def subscribe(*requests, transaction_id="t-subscribe"):
    return {"transaction_id": transaction_id, "subscribe_request": list(requests)}


def unsubscribe(*codes):
    return {"transaction_id": "t-unsubscribe", "timestamp": now(), "subscription_codes": list(codes)}


def status_of(attribute, value, txn_type="search"):
    asked = {
        "reference_id": "s1",
        "txn_type": txn_type,
        "attribute_type": attribute,
        "attribute_value": value,
    }
    return {"transaction_id": "t-status", "txnstatus_request": asked}


def test_a_search_is_answered_by_callback(speak, make_partner, businesses, receiver, move_on):
    partner = make_partner()
    taken = speak(partner, "search", search(by_nik(SITI)), sender_uri=receiver.address())
    assert taken["message"]["ack_status"] == "ACK"
    assert receiver.got == []
    move_on()
    move_on()
    [(path, body)] = receiver.got
    assert path == "/callback/here?of=us"
    assert troubles("on-search", body) == []
    assert body["message"]["correlation_id"] == taken["message"]["correlation_id"]
    [item] = body["message"]["search_response"]
    assert (
        item["data"]["reg_records"][0]["group_identifier"][0]["identifier_value"] == businesses["siti"].number
    )


def test_what_was_asked_is_forgotten_once_answered(speak, make_partner, businesses, move_on):
    from satupintu.interop.models import Exchange

    speak(make_partner(), "search", search(by_nik(SITI)))
    assert SITI in str(Exchange.objects.get().request)
    move_on()
    assert Exchange.objects.get().request is None


def test_without_an_address_the_answer_is_fetched(speak, make_partner, businesses, move_on):
    partner, message = make_partner(), search(by_nik(SITI))
    taken = speak(partner, "search", message)
    assert taken["message"]["ack_status"] == "ACK"
    waiting = speak(partner, "sync/txn/status", status_of("transaction_id", message["transaction_id"]))
    response = waiting["message"]["txnstatus_response"]["txn_status"]["search_response"]
    assert [(one["reference_id"], one["status"]) for one in response] == [("r1", "pdng")]
    move_on()
    for attribute, value in [("transaction_id", message["transaction_id"]), ("reference_id_list", ["r1"]),
                             ("correlation_id", taken["message"]["correlation_id"])]:  # fmt: skip
        answered = speak(partner, "sync/txn/status", status_of(attribute, value))
        found = answered["message"]["txnstatus_response"]["txn_status"]
        assert found["correlation_id"] == taken["message"]["correlation_id"]
        record = found["search_response"][0]["data"]["reg_records"][0]
        assert record["group_identifier"][0]["identifier_value"] == businesses["siti"].number


def test_an_unknown_transaction_is_answered(speak, make_partner, businesses, receiver, move_on):
    """Nobody's, and another partner's, look the same."""
    partner, other = make_partner(), make_partner()
    speak(other, "search", {**search(by_nik(SITI)), "transaction_id": "t-other"})
    for attribute, value in [("transaction_id", "t-other"), ("transaction_id", "t-none"),
                             ("reference_id_list", ["r1"]), ("correlation_id", "x" * 99)]:  # fmt: skip
        answer = speak(partner, "sync/txn/status", status_of(attribute, value))
        assert answer.status_code == 200
        assert answer["header"]["status"] == "rjct"
        [item] = answer["message"]["txnstatus_response"]["txn_status"]["search_response"]
        assert (item["status"], item["status_reason_code"]) == ("rjct", "rjct.reference_id.invalid")
    speak(partner, "txn/status", status_of("transaction_id", "t-none"), sender_uri=receiver.address("/st"))
    move_on()
    [(path, body)] = receiver.got
    assert path == "/st"
    assert troubles("txn-on-status", body) == []
    assert body["header"]["action"] == "txn-on-status"


def test_a_partner_is_told_of_new_businesses_of_its_area(speak, make_partner, admit, receiver, move_on):
    partner = make_partner()
    speak(partner, "subscribe", subscribe(in_area("35.07")), sender_uri=receiver.address())
    move_on()
    [(_path, subscribed)] = receiver.got
    assert troubles("on-subscribe", subscribed) == []
    assert subscribed["message"]["subscribe_response"][0]["subscriptions"][0]["status"] == "subscribe"
    business = admit(name="Siti Aminah", nik=SITI, business_name="Warung Siti").identity.business
    admit(name="Wati", nik=WATI, area="35.14.01.2001", business_name="Jahit Wati")
    move_on()
    move_on()
    [(_path, notified)] = receiver.got[1:]
    assert troubles("notify", notified) == []
    [event] = notified["message"]["notify_event"]
    assert event["data"]["reg_event_type"] == "REGISTER"
    assert event["data"]["reg_records"]["group_identifier"][0]["identifier_value"] == business.number


def test_changes_are_told_to_those_who_asked_for_changes(
    speak, make_partner, admit, receiver, move_on, district
):
    from satupintu.pipeline.registry.models import About
    from satupintu.pipeline.registry.services import judge

    partner = make_partner(callback_uri=receiver.address("/own"))
    first = admit(name="Siti Aminah", nik=SITI, business_name="Warung Siti")
    move_on()
    message = subscribe(
        in_area("35.07", event="UPDATE"), in_area("35.07", event="REGISTER", reference_id="r2"),
        in_area("35.07", event="ns:RegistryEventType:NewHouseHoldMember", reference_id="r3"),
    )  # fmt: skip
    speak(partner, "subscribe", message)
    move_on()
    admit(name="Siti Aminah", nik=SITI, business_name="Warung Siti", on="2021-04-01", sector="food")
    move_on()
    [_subscribed, (_path, notified)] = receiver.got
    [event] = notified["message"]["notify_event"]
    assert "reg_event_type" not in event["data"]  # the specification has no word for a change
    assert {"sector": "food"} in event["data"]["reg_records"]["additional_attributes"]
    other = admit(name="Budi Santoso", nik=BUDI, business_name="Warung Siti")
    move_on()
    assert receiver.got[-1][1]["message"]["notify_event"][0]["data"]["reg_event_type"] == "REGISTER"
    judge(by=district, about=About.BUSINESS, left=first, right=other, verdict="same")
    told = len(receiver.got)
    move_on()
    assert len(receiver.got) == told + 1


def test_events_are_told_at_the_moments_of_the_frequency(speak, make_partner, admit, receiver, move_on):
    """What happened since the last moment is told together, and nothing before."""
    from satupintu.interop.models import Delivery

    partner = make_partner()
    hourly = {"start_time": now(-5), "end_time": now(60 * 24), "frequency": "0 0 * * * ?"}
    speak(partner, "subscribe", subscribe(in_area("35.07", frequency=hourly)), sender_uri=receiver.address())
    move_on()
    [(_path, subscribed)] = receiver.got
    assert subscribed["message"]["subscribe_response"][0]["subscriptions"][0]["frequency"] == hourly
    for name, nik in (("Siti Aminah", SITI), ("Budi Santoso", BUDI)):
        admit(name=name, nik=nik, business_name=f"Usaha {name}")
        move_on()
    assert len(receiver.got) == 1
    [waiting] = Delivery.objects.filter(exchange=None)
    due = timezone.localtime(waiting.due_at)
    assert (due.minute, due.second) == (0, 0)
    Delivery.objects.update(due_at=timezone.now())
    move_on()
    [(_path, notified)] = receiver.got[1:]
    assert troubles("notify", notified) == []
    assert len(notified["message"]["notify_event"]) == 2


def test_a_subscription_that_ran_out_makes_room_for_the_same_anew(speak, make_partner, move_on):
    from satupintu.interop.models import Subscription

    partner = make_partner()
    for transaction in ("t1", "t2"):
        speak(partner, "subscribe", subscribe(subscription(), transaction_id=transaction))
        move_on()
        Subscription.objects.update(ends_at=timezone.now())
    assert Subscription.objects.count() == 2
    assert Subscription.objects.filter(ended_at__isnull=True).count() == 1


def test_owners_as_members(speak, make_partner, admit, receiver, move_on):
    partner = make_partner()
    speak(partner, "subscribe", subscribe(subscription(record_type="spdci-extensions-dci:Member")),
          sender_uri=receiver.address())  # fmt: skip
    move_on()
    admit(name="Budi Santoso", nik=BUDI, business_name="Toko Budi")
    admit(name="Siti Aminah", nik=SITI, business_name="Warung Siti")
    move_on()
    [_subscribed, (_path, notified)] = receiver.got
    [event] = notified["message"]["notify_event"]
    assert event["data"]["reg_records"]["@type"] == "spdci:Member"
    assert event["data"]["reg_records"]["demographic_info"]["identifier"][0]["identifier_value"] == SITI


def test_nobody_is_told_what_happened_before_or_after(speak, make_partner, admit, receiver, move_on):
    partner = make_partner()
    admit(name="Siti Aminah", nik=SITI, business_name="Warung Siti")
    speak(partner, "subscribe", subscribe(in_area("35.07")), sender_uri=receiver.address())
    move_on()
    move_on()
    [(_path, subscribed)] = receiver.got
    code = subscribed["message"]["subscribe_response"][0]["subscriptions"][0]["code"]
    speak(partner, "unsubscribe", unsubscribe(code), sender_uri=receiver.address())
    move_on()
    ended = receiver.got[1][1]
    assert troubles("on-unsubscribe", ended) == []
    assert ended["message"]["status"] == "succ"
    assert ended["message"]["subscription_status"] == [{"code": code, "status": "unsubscribe"}]
    admit(name="Budi Santoso", nik=BUDI, business_name="Toko Budi")
    move_on()
    assert len(receiver.got) == 2


def test_unknown_codes_are_acknowledged_and_refused_in_the_callback(speak, make_partner, receiver, move_on):
    from satupintu.interop.models import Subscription

    partner, other = make_partner(), make_partner()
    for one in (partner, other):
        speak(one, "subscribe", subscribe(subscription()))
    move_on()
    own, foreign = (Subscription.objects.get(partner=one).code for one in (partner, other))
    for codes in (["tidak-ada"], [foreign], [own, "tidak-ada"]):
        receiver.got.clear()
        taken = speak(partner, "unsubscribe", unsubscribe(*codes), sender_uri=receiver.address())
        assert taken["message"]["ack_status"] == "ACK"
        move_on()
        [(_path, body)] = receiver.got
        assert troubles("on-unsubscribe", body) == []
        assert body["message"]["status"] == "rjct"
        assert body["message"]["status_reason_code"] == "rjct.subscription_code.invalid"
        assert f"subscription_codes/{len(codes) - 1}" in body["message"]["status_reason_message"]
    assert Subscription.objects.filter(ended_at__isnull=True).count() == 2


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        ({"event": "Death"}, "rjct.notify_types.invalid", "subscribe_criteria/reg_event_type"),
        ({"record_type": "Household"}, "rjct.notify_types.invalid", "subscribe_criteria/notify_record_type"),
        ({"nik": "12"}, "rjct.notify_details.invalid", "subscribe_criteria/filter/value"),
        (
            {"frequency": {"start_time": "2026-01-01T00:00:00+07:00", "end_time": "2025-01-01T00:00:00+07:00",
                           "frequency": "0 0 * * *"}},
            "rjct.timestamp.invalid", "frequency/end_time",
        ),
        (
            {"frequency": {"start_time": "2026-01-01T00:00:00+07:00", "end_time": "2990-01-01T00:00:00+07:00",
                           "frequency": "0 0 0 L * ?"}},
            "rjct.notify_details.invalid", "frequency/frequency",
        ),
    ],
)  # fmt: skip
def test_subscriptions_that_cannot_be(speak, make_partner, receiver, move_on, changed, code, place):
    speak(make_partner(), "subscribe", subscribe(subscription(**changed)), sender_uri=receiver.address())
    move_on()
    [(_path, body)] = receiver.got
    assert troubles("on-subscribe", body) == []
    [item] = body["message"]["subscribe_response"]
    assert (item["status"], item["status_reason_code"]) == ("rjct", code)
    assert place in item["status_reason_message"]


def test_the_same_subscription_and_the_same_request_twice(speak, make_partner, receiver, move_on):
    partner = make_partner()
    for message in (
        subscribe(subscription(), subscription(reference_id="r2")),
        subscribe(subscription(BUDI)),
    ):
        speak(partner, "subscribe", message, sender_uri=receiver.address())
        move_on()
    codes = [one.get("status_reason_code") for _path, body in receiver.got
             for one in body["message"]["subscribe_response"]]  # fmt: skip
    assert codes == [None, "rjct.event.already_subscribed", "rjct.reference_id.duplicate"]


def test_ten_thousand_subscriptions(speak, make_partner, receiver, move_on, monkeypatch):
    from satupintu.interop.models import Subscription

    partner = make_partner()
    many = [subscription(f"350711010160{n:04}", reference_id=str(n)) for n in range(1, 6)]
    answer = speak(partner, "subscribe", subscribe(*(many * 2_000)))
    assert (answer.status_code, answer["message"]["ack_status"]) == (400, "ERR")
    assert answer.error["message"].startswith("message/subscribe_request: 10000 permintaan dalam satu pesan")
    monkeypatch.setattr("satupintu.interop.dci.subscribing.MOST", 3)
    speak(partner, "subscribe", subscribe(*many), sender_uri=receiver.address())
    move_on()
    [(_path, body)] = receiver.got
    assert troubles("on-subscribe", body) == []
    assert body["header"]["status_reason_code"] == "rjct.total_count.limit_exceeded"
    refused = body["message"]["subscribe_response"][3:]
    assert {one["status_reason_code"] for one in refused} == {"rjct.notify_details.invalid"}
    assert "subscribe_request/3" in refused[0]["status_reason_message"]
    assert Subscription.objects.count() == 3


def test_many_subscriptions_cost_an_event_no_more_than_few(
    make_partner, admit, django_assert_max_num_queries
):
    """Those that name another number are not even read."""
    from satupintu.interop.dci.events import follow
    from satupintu.interop.models import Notice, Subscription

    partner = make_partner(callback_uri="https://mitra.example.org/")
    follow()
    rows = [Subscription(partner=partner, event="REGISTER", filter_type="idtype-value", entity="Group",
                         filter={"type": "NIK", "value": nik}, identifier=f"nik:{nik}", fingerprint=nik)
            for nik in [SITI, *(f"350711010160{n:04}" for n in range(1, 1_500))]]  # fmt: skip
    Subscription.objects.bulk_create(rows)
    for name, nik in (("Siti Aminah", SITI), ("Budi Santoso", BUDI)):
        admit(name=name, nik=nik, business_name=f"Usaha {name}")
    with django_assert_max_num_queries(30):
        assert follow() == 2
    assert [one.subscription.identifier for one in Notice.objects.all()] == [f"nik:{SITI}"]


def test_a_killed_follower_neither_loses_nor_repeats(make_partner, admit, monkeypatch, speak, move_on):
    from satupintu.interop.dci import events
    from satupintu.interop.models import Notice

    partner = make_partner(callback_uri="https://mitra.example.org/")
    speak(partner, "subscribe", subscribe(in_area("35.07")))
    monkeypatch.setattr("satupintu.interop.services.send_due", lambda: 0)
    move_on()
    admit(name="Siti Aminah", nik=SITI, business_name="Warung Siti")
    put = events._put_into_messages

    def killed():
        raise KeyboardInterrupt

    monkeypatch.setattr(events, "_put_into_messages", killed)
    with pytest.raises(KeyboardInterrupt):
        events.follow()
    assert Notice.objects.count() == 0
    monkeypatch.setattr(events, "_put_into_messages", put)
    for _again in range(3):
        events.follow()
    assert Notice.objects.count() == 1


def test_a_callback_that_fails_is_tried_again_later_as_the_same_message(
    speak, make_partner, businesses, receiver, move_on
):
    from satupintu.interop.models import Delivery

    receiver.answers = [503, 302]
    speak(make_partner(), "search", search(by_nik(SITI)), sender_uri=receiver.address())
    waits = []
    for _try in range(3):
        move_on()
        move_on()  # it is not due yet
        delivery = Delivery.objects.get()
        waits.append(round((delivery.due_at - timezone.now()).total_seconds() / 60))
        Delivery.objects.update(due_at=timezone.now())
    assert waits[:2] == [1, 2]
    assert (delivery.state, delivery.attempts, delivery.problem) == ("sent", 3, "")
    assert len(receiver.got) == 3
    assert len({body["header"]["message_id"] for _path, body in receiver.got}) == 1


def test_a_partner_with_thousands_waiting_holds_up_nobody(
    speak, make_partner, businesses, receiver, monkeypatch
):
    from satupintu.interop.dci.sending import answer_waiting, send_due
    from satupintu.interop.models import Delivery

    busy, other = make_partner(), make_partner()
    for _n in range(4):
        speak(busy, "search", search(by_nik(SITI)), sender_uri=receiver.address("/busy"))
    speak(other, "search", search(by_nik(SITI)), sender_uri=receiver.address("/other"))
    assert answer_waiting(limit=2) == 2
    assert sorted(one.partner_id for one in Delivery.objects.all()) == [busy.pk, other.pk]
    answer_waiting()
    Delivery.objects.filter(partner=other).update(due_at=timezone.now())  # after all of the other's
    monkeypatch.setattr("satupintu.interop.dci.sending.AT_ONCE", 4)
    send_due(seconds=0)
    assert sorted(path for path, _body in receiver.got) == ["/busy", "/busy", "/other"]


def test_a_sender_that_died_is_replaced_after_a_while(speak, make_partner, businesses, receiver, move_on):
    from satupintu.interop.dci.sending import CLAIM, _claimed, answer_waiting
    from satupintu.interop.models import Delivery

    speak(make_partner(), "search", search(by_nik(SITI)), sender_uri=receiver.address())
    answer_waiting()
    assert len(_claimed(timezone.now())) == 1  # and then it died
    move_on()
    assert receiver.got == []
    Delivery.objects.update(due_at=timezone.now() + CLAIM - timedelta(minutes=3))
    move_on()
    move_on()
    assert len(receiver.got) == 1


def test_a_callback_that_ends_its_sender_each_time_is_given_up(speak, make_partner, businesses, receiver):
    from satupintu.interop.dci.sending import ATTEMPTS, answer_waiting, send_due
    from satupintu.interop.models import Delivery

    speak(make_partner(), "search", search(by_nik(SITI)), sender_uri=receiver.address())
    answer_waiting()
    Delivery.objects.update(state="sending", attempts=ATTEMPTS)
    send_due()
    assert receiver.got == []
    assert Delivery.objects.get().state == "given_up"


def test_who_lost_its_claim_has_no_say_in_how_it_ended(
    speak, make_partner, businesses, receiver, monkeypatch
):
    """A slow sender comes back when another has sent the same: it is sent, and stays so."""
    from satupintu.gateways.dci import callbacks
    from satupintu.interop.dci.sending import _claimed, _settle, answer_waiting, send_due
    from satupintu.interop.models import Delivery

    speak(make_partner(), "search", search(by_nik(SITI)), sender_uri=receiver.address())
    answer_waiting()
    [slow] = _claimed(timezone.now())
    Delivery.objects.update(due_at=timezone.now())
    send_due()
    _settle(slow, callbacks.Delivery(False, "mitra tidak menjawab pada waktunya"))
    assert (Delivery.objects.get().state, len(receiver.got)) == ("sent", 1)


def test_one_that_cannot_be_answered_holds_up_nobody(
    speak, make_partner, businesses, receiver, move_on, monkeypatch, caplog
):
    def fail(_nik):
        raise RuntimeError("boom")

    monkeypatch.setattr("satupintu.interop.neighbours.answers", fail)
    for uses in (["search", "answers"], ["search"]):
        speak(make_partner(uses=uses), "search", search(by_nik(SITI)), sender_uri=receiver.address())
    move_on()
    statuses = []
    for _path, body in receiver.got:
        assert troubles("on-search", body) == []
        statuses.append(body["message"]["search_response"][0]["status"])
    assert sorted(statuses) == ["rjct", "succ"]
    assert "not answered: RuntimeError at" in caplog.text and "boom" not in caplog.text


def test_what_a_partner_may_no_longer_see_is_not_fetched_either(
    speak, make_partner, businesses, move_on, administrator
):
    from satupintu.interop.partners import save_partner

    partner, message = make_partner(uses=["search", "identity"]), search(by_nik(SITI))
    speak(partner, "search", message)
    move_on()
    asked = status_of("transaction_id", message["transaction_id"])
    assert "1960-07-01" in str(speak(partner, "sync/txn/status", asked))
    partner.uses = ["search"]
    save_partner(partner, by=administrator)
    answer = speak(partner, "sync/txn/status", asked)
    assert SITI not in str(answer)
    [item] = answer["message"]["txnstatus_response"]["txn_status"]["search_response"]
    assert item["status"] == "rjct"


def test_who_was_erased_is_erased_from_what_waits(speak, make_partner, businesses, receiver, move_on):
    from satupintu.interop.dci.keeping import forget_old
    from satupintu.interop.models import Exchange
    from satupintu.pipeline.registry.models import Business

    partner = make_partner()
    receiver.answers = [503]
    message = search(by_nik(SITI), by_nik(BUDI, reference_id="r2"))
    speak(partner, "search", message, sender_uri=receiver.address())
    move_on()
    assert SITI in str(receiver.got)
    receiver.got.clear()
    Business.objects.filter(pk=businesses["siti"].pk).update(erased_at=timezone.now())
    partner.deliveries.update(due_at=timezone.now())
    move_on()
    status = speak(partner, "sync/txn/status", status_of("transaction_id", message["transaction_id"]))
    for told in (str(receiver.got), str(status)):
        assert SITI not in told
        assert BUDI in told
    forget_old()
    kept = str(Exchange.objects.get(action="search").answer)
    assert SITI not in kept
    assert BUDI in kept


def test_it_is_given_up_at_last(speak, make_partner, businesses, receiver, move_on):
    from satupintu.interop.dci.sending import ATTEMPTS
    from satupintu.interop.models import Delivery

    receiver.answers = [500] * 20
    speak(make_partner(), "search", search(by_nik(SITI)), sender_uri=receiver.address())
    for _try in range(ATTEMPTS + 2):
        move_on()
        Delivery.objects.update(due_at=timezone.now())
    assert Delivery.objects.get().state == "given_up"
    assert len(receiver.got) == ATTEMPTS


def test_a_redirect_is_not_followed(speak, make_partner, businesses, receiver, move_on):
    from satupintu.interop.models import Delivery

    receiver.answers, receiver.location = [307], receiver.address("/elsewhere")
    speak(make_partner(), "search", search(by_nik(SITI)), sender_uri=receiver.address())
    move_on()
    assert [path for path, _body in receiver.got] == ["/callback/here?of=us"]
    assert "tidak diikuti" in Delivery.objects.get().problem


def test_a_closed_partner_is_told_nothing_more(
    speak, make_partner, businesses, receiver, move_on, administrator
):
    from satupintu.interop.models import Delivery
    from satupintu.interop.partners import save_partner

    partner = make_partner()
    speak(partner, "search", search(by_nik(SITI)), sender_uri=receiver.address())
    partner.is_active = False
    save_partner(partner, by=administrator)
    move_on()
    assert receiver.got == []
    assert Delivery.objects.get().state == "given_up"


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "https://127.0.0.1/", "https://localhost/", "ftp://a.example/",
                                     "https://169.254.169.254/latest/", "https://[::1]/", "https://10.1.2.3/",
                                     "https://u:p@a.example/", "https:///", "bukan alamat"])  # fmt: skip
def test_addresses_inside_are_refused_at_once(speak, make_partner, address):
    answer = speak(make_partner(), "search", search(by_nik(SITI)), sender_uri=address)
    assert (answer.status_code, answer.error["code"]) in {
        (400, "err.sender_uri.invalid"),
        (400, "err.request.bad"),
    }
    assert "header/sender_uri" in answer.error["message"]


def test_old_messages_are_forgotten(speak, make_partner, businesses, receiver, move_on):
    from satupintu.interop.dci.keeping import KEPT, forget_old
    from satupintu.interop.models import Delivery, Exchange, Subscription

    partner = make_partner()
    speak(partner, "search", search(by_nik(SITI)), sender_uri=receiver.address())
    move_on()
    forget_old()
    assert Exchange.objects.count() == Delivery.objects.count() == 1
    old = timezone.now() - KEPT - timedelta(days=1)
    Exchange.objects.update(at=old)
    Delivery.objects.update(ended_at=old)
    asked = {
        "filter_type": "idtype-value",
        "filter": {"type": "NIK", "value": SITI},
        "identifier": f"nik:{SITI}",
    }
    Subscription.objects.create(partner=partner, event="REGISTER", entity="Group", ended_at=old, **asked)
    forget_old()
    assert Exchange.objects.count() == Delivery.objects.count() == 0
    assert SITI not in str(Subscription.objects.values())
