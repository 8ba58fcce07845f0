"""Who may speak: tokens, signatures, clocks and replays; every refusal in the envelope, with a code of the spec."""

import json

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from satupintu.gateways.dci import signatures

from .conftest import SITI, by_nik, header, now, search

pytestmark = pytest.mark.django_db
KEYS = {
    "ed25519": lambda: OKPKey.generate_key("Ed25519"),
    "p256": lambda: ECKey.generate_key("P-256"),
    "rsa": lambda: RSAKey.generate_key(2048),
}


def pem(key):
    return key.as_pem(private=False).decode()


def document(partner, **fields):
    return {"header": header(partner, "search", **fields), "message": search(by_nik(SITI))}


@pytest.fixture
def signing(make_partner):
    key = OKPKey.generate_key("Ed25519")
    partner = make_partner(public_key=pem(key), is_unsigned_test=False)
    partner.key = key
    return partner


@pytest.mark.parametrize("path", ["search", "sync/search", "subscribe", "unsubscribe", "txn/status",
                                  "sync/txn/status", "notify", "on-search", "on-subscribe", "on-unsubscribe",
                                  "txn/on-status"])  # fmt: skip
def test_strangers_get_the_envelope(client, areas, path):
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic d3Jvbmc="}):
        answer = client.post(
            f"/dci/registry/{path}", data="{}", content_type="application/json", headers=headers
        )
        told = answer.json()["message"]
        assert (answer.status_code, told["ack_status"]) == (401, "ERR")
        assert told["error"]["code"] == "err.request.unauthorized"
        assert answer.json()["errors"] == [told["error"]]
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_guessing_tokens_is_held_back(client, areas, monkeypatch):
    monkeypatch.setattr("satupintu.interop.partners.WRONG_TOKENS", 3)
    codes = [
        client.post("/dci/registry/search", headers={"Authorization": f"Bearer {n}"}).status_code
        for n in range(5)
    ]
    assert codes[:3] == [401] * 3
    assert codes[3:] == [429] * 2


def test_a_closed_partner_is_a_stranger(speak, make_partner, administrator, businesses):
    from satupintu.interop.partners import new_token, save_partner

    partner = make_partner()
    assert speak(partner, "sync/search", search(by_nik(SITI))).status_code == 200
    old = partner.token
    partner.token = new_token(partner, by=administrator)
    assert speak(partner, "sync/search", search(by_nik(SITI)), token=old).status_code == 401
    partner.is_active = False
    save_partner(partner, by=administrator)
    assert speak(partner, "sync/search", search(by_nik(SITI))).status_code == 401


@pytest.mark.parametrize("kind", KEYS)
def test_a_signed_message_is_answered(speak, make_partner, businesses, kind):
    key = KEYS[kind]()
    partner = make_partner(public_key=pem(key), is_unsigned_test=False)
    signed = signatures.sign(document(partner), key)
    assert speak(partner, "sync/search", None, document=signed).numbers == [businesses["siti"].number]


def test_a_detached_signature_over_what_was_sent(speak, signing, businesses):
    signed = signatures.sign(document(signing), signing.key)
    protected, _payload, signature = signed["signature"].split(".")
    signed["signature"] = f"{protected}..{signature}"
    assert speak(signing, "sync/search", None, document=signed).status_code == 200


def test_signatures_that_do_not_hold(speak, signing, make_partner):
    other = OKPKey.generate_key("Ed25519")
    make_partner(public_key=pem(other), is_unsigned_test=False)
    unsigned = document(signing)
    of_another = signatures.sign(document(signing), other)
    changed = signatures.sign(document(signing), signing.key)
    changed["message"]["search_request"][0]["search_criteria"]["query"]["value"] = "3507110203700002"
    of_another_message = signatures.sign(document(signing), signing.key) | document(signing)
    nothing = (
        "eyJhbGciOiJub25lIn0." + signatures.sign(document(signing), signing.key)["signature"].split(".")[1]
    )
    cases = {
        "err.signature.missing": [unsigned, unsigned | {"signature": ""}],
        "err.signature.invalid": [
            of_another, changed, of_another_message, unsigned | {"signature": "x.y.z"},
            unsigned | {"signature": f"{nothing}."}, unsigned | {"signature": "Signature: namespace=spdci"},
        ],
    }  # fmt: skip
    for code, documents in cases.items():
        for one in documents:
            answer = speak(signing, "sync/search", None, document=one)
            assert (answer.status_code, answer.error["code"]) == (401, code)


def test_a_public_key_is_no_shared_secret(speak, signing):
    """The old trick: a partner's public key, which anybody has, used as the secret of an HMAC."""
    import base64
    import hashlib
    import hmac

    one = document(signing)
    protected = base64.urlsafe_b64encode(b'{"alg":"HS256"}').rstrip(b"=")
    payload = base64.urlsafe_b64encode(signatures.canonical(one).encode()).rstrip(b"=")
    mac = hmac.new(pem(signing.key).encode(), protected + b"." + payload, hashlib.sha256).digest()
    one["signature"] = b".".join([protected, payload, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()
    assert speak(signing, "sync/search", None, document=one).error["code"] == "err.signature.invalid"


def test_without_key_or_test_mode_nothing_is_taken(speak, make_partner):
    answer = speak(make_partner(is_unsigned_test=False), "sync/search", search(by_nik(SITI)))
    assert (answer.status_code, answer.error["code"]) == (403, "err.signature.missing")


def test_a_message_speaks_for_who_holds_the_token(speak, make_partner):
    partner, other = make_partner(), make_partner()
    answer = speak(partner, "sync/search", search(by_nik(SITI)), sender_id=other.code)
    assert (answer.status_code, answer.error["code"]) == (403, "err.sender_id.invalid")


def test_a_replayed_message_is_refused(speak, signing, businesses):
    one = signatures.sign(document(signing), signing.key)
    assert speak(signing, "sync/search", None, document=one).status_code == 200
    again = speak(signing, "sync/search", None, document=one)
    assert (again.status_code, again.error["code"]) == (400, "err.request.bad")
    assert "rjct.message_id.duplicate" in again.error["message"]


def test_two_partners_may_use_the_same_message_id(speak, make_partner, businesses):
    for partner in (make_partner(), make_partner()):
        assert speak(partner, "sync/search", search(by_nik(SITI)), message_id="1").status_code == 200


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_wrong_clock_is_told(speak, signing, minutes):
    one = signatures.sign(document(signing, message_ts=now(minutes)), signing.key)
    answer = speak(signing, "sync/search", None, document=one)
    assert answer.error["code"] == "err.request.bad"
    assert "header/message_ts" in answer.error["message"]


@pytest.mark.parametrize("written", ["2026-11-22T10:00:00", "2026-11-22", "kemarin", "", 1669000000])
def test_a_time_without_zone_is_none(speak, make_partner, written):
    answer = speak(make_partner(), "sync/search", search(by_nik(SITI)), message_ts=written)
    assert answer.error["code"] == "err.request.bad"
    assert "header/message_ts" in answer.error["message"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b" ", "JSON"), (b"{", "baris 1"), (b"[]", "objek"), (b'{"header": NaN}', "NaN"), (b"\xff\xfe", "UTF-8"),
        (b'{"header": {}, "header": {}}', "dua kali"), (b'{"a": ' * 2000 + b"1" + b"}" * 2000, "bersarang"),
        (b"[" * 100_000, "JSON"), (b'{"a": "\\u0000"}', "disimpan"), (b'{"a": "\\ud800"}', "disimpan"),
        (b'{"a": "\\\\u0000"}', "wajib ada"),
        (b'{"a": 1e999}', "disimpan"), (b'{"a": ' + b"9" * 5000 + b"}", "JSON"),
    ],
)  # fmt: skip
def test_what_is_no_message(client, make_partner, body, word):
    answer = client.post("/dci/registry/sync/search", data=body, content_type="application/json",
                         headers={"Authorization": f"Bearer {make_partner().token}"})  # fmt: skip
    error = answer.json()["message"]["error"]
    assert (answer.status_code, error["code"]) == (400, "err.request.bad")
    assert word in error["message"]


def test_what_is_missing_is_named(speak, make_partner):
    partner = make_partner()
    for path, wanted in [("sync/search", "search_request"), ("subscribe", "subscribe_request"),
                         ("unsubscribe", "subscription_codes"), ("txn/status", "txnstatus_request")]:  # fmt: skip
        answer = speak(partner, path, {"transaction_id": "1", "timestamp": now()})
        assert answer.error["message"] == f"message: wajib ada: {wanted}"
    no_header = speak(partner, "sync/search", None, document={"header": {}, "message": search(by_nik(SITI))})
    assert (
        "header: wajib ada: message_id, message_ts, action, sender_id, total_count"
        in no_header.error["message"]
    )
    other = speak(partner, "sync/search", search(by_nik(SITI)), action="subscribe")
    assert other.error["message"] == "header/action: harus salah satu dari search"
    old = speak(partner, "sync/search", search(by_nik(SITI)), version="0.9.0")
    assert old.error["code"] == "err.version.not_supported"


def test_an_encrypted_message_is_told_so(speak, make_partner):
    sealed = {"header": {"alg": "a", "enc": "b", "kid": "c"}, "ciphertext": "x", "encrypted_key": "y", "tag": "z",
              "iv": "w"}  # fmt: skip
    assert speak(make_partner(), "sync/search", sealed).error["code"] == "err.encryption.invalid"


def test_too_long_a_message(client, make_partner, settings):
    settings.DCI_LIMIT = 3000
    settings.MACHINE_LIMITS = {"/dci/": 3000}
    headers = {"Authorization": f"Bearer {make_partner().token}"}
    answer = client.post(
        "/dci/registry/search", data=b"x" * 3001, content_type="application/json", headers=headers
    )
    assert answer.status_code == 413
    assert answer.json()["message"]["ack_status"] == "ERR"


def test_files_and_other_methods(client, make_partner):
    headers = {"Authorization": f"Bearer {make_partner().token}"}
    assert client.get("/dci/registry/search", headers=headers).status_code == 405
    answer = client.post("/dci/registry/search", {"action": "search"}, headers=headers)
    assert (answer.status_code, answer.json()["message"]["ack_status"]) == (415, "ERR")
    pieces = client.generic(
        "POST", "/dci/registry/search", b"{}", "application/json", headers=headers, CONTENT_LENGTH=""
    )
    assert (pieces.status_code, pieces.json()["message"]["ack_status"]) == (411, "ERR")


def test_trouble_of_ours_is_told_in_the_envelope(speak, make_partner, monkeypatch, caplog):
    def fail(*_arguments, **_named):
        raise RuntimeError("boom")

    monkeypatch.setattr("satupintu.interop.dci.views.answered", fail)
    answer = speak(make_partner(), "sync/search", search(by_nik(SITI)))
    assert (answer.status_code, answer.error["code"]) == (500, "err.service.unavailable")
    assert "boom" not in json.dumps(answer) + caplog.text
    assert "RuntimeError at" in caplog.text


def test_a_message_that_failed_for_a_fault_of_ours_may_come_again(
    speak, make_partner, businesses, monkeypatch
):
    from satupintu.interop.dci.answering import answered

    partner, answers = make_partner(), []

    def fail_once(*arguments):
        answers.append(answered(*arguments))
        if len(answers) == 1:
            raise RuntimeError("boom")
        return answers[-1]

    monkeypatch.setattr("satupintu.interop.dci.views.answered", fail_once)
    one = document(partner)
    assert [speak(partner, "sync/search", None, document=one).status_code for _try in range(2)] == [500, 200]


def test_two_wrongs_in_one_message_are_both_seen(speak, make_partner):
    """A query that is judged by itself does not hide what is wrong with the message around it."""
    wrong_query, without_id = by_nik(SITI), by_nik(SITI)
    wrong_query["search_criteria"]["query"] = 5
    del without_id["reference_id"]
    answer = speak(make_partner(), "sync/search", search(wrong_query, without_id))
    assert answer.status_code == 400
    assert answer.error["message"] == "message/search_request/1: wajib ada: reference_id"


def test_a_message_that_asks_nothing(speak, make_partner):
    answer = speak(make_partner(), "search", search())
    assert answer.error["message"].startswith("message/search_request: kosong")


def test_an_address_that_is_none(client, make_partner):
    headers = {"Authorization": f"Bearer {make_partner().token}"}
    for path in ("cari", "sync/subscribe", "search/"):
        answer = client.post(
            f"/dci/registry/{path}", data="{}", content_type="application/json", headers=headers
        )
        assert (answer.status_code, answer.json()["message"]["error"]["code"]) == (
            404,
            "err.request.not_found",
        )


def test_our_answers_are_signed_with_our_key(client, speak, make_partner, businesses, settings):
    key = OKPKey.generate_key("Ed25519")
    settings.DCI_KEY = key.as_pem(private=True).decode()
    published = client.get("/dci/keys.json").json()["keys"]
    assert "d" not in published[0]
    ours = signatures.public_key(json.dumps(published[0]))
    answer = speak(make_partner(), "sync/search", search(by_nik(SITI)))
    signatures.verify(answer, ours)
    taken = speak(make_partner(), "search", search(by_nik(SITI)))
    signatures.verify(taken, ours)


def test_what_others_tell_is_checked_and_noted(speak, make_partner):
    from satupintu.interop.models import Exchange

    partner = make_partner()
    event = {"reference_id": "1", "timestamp": now(),
             "data": {"reg_record_type": "Group", "reg_records": {"@type": "spdci:Group"}}}  # fmt: skip
    taken = speak(partner, "notify", {"transaction_id": "t", "notify_event": [event]}, status="succ")
    assert taken["message"]["ack_status"] == "ACK"
    kept = Exchange.objects.get()
    assert (kept.action, kept.request, kept.answer) == ("notify", None, None)
    del event["data"]
    refused = speak(partner, "notify", {"transaction_id": "t", "notify_event": [event]}, status="succ")
    assert refused.error["message"] == "message/notify_event/0: wajib ada: data"


def test_too_many_requests_in_one_message(speak, make_partner):
    many = [by_nik(SITI, reference_id=str(n)) for n in range(501)]
    answer = speak(make_partner(), "sync/search", search(*many))
    assert answer.error["code"] == "err.request.bad"
    assert answer.error["message"].startswith("message/search_request: 501 permintaan")


def test_a_key_of_ours_that_cannot_sign_is_told_at_the_start(settings):
    from django.apps import apps
    from django.core.exceptions import ImproperlyConfigured

    settings.DCI_KEY = pem(OKPKey.generate_key("Ed25519"))
    with pytest.raises(ImproperlyConfigured, match="SATUPINTU_DCI_KEY: Ini kunci publik"):
        apps.get_app_config("interop").ready()
