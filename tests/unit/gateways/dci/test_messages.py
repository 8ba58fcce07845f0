"""Documents, queries and keys: what fits the specification is read, and nothing else does harm."""

import copy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OKPKey, RSAKey

from satupintu.gateways.dci import envelope, queries, records, schemas, signatures

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)
AT = "2026-11-22T10:00:00+07:00"
HEADER = {"message_id": "1", "message_ts": AT, "action": "search", "sender_id": "a.example", "total_count": 1}
PREDICATE = {"expression1": {"attribute_name": "area", "operator": "eq", "attribute_value": "35.07"}}
SEARCH = {
    "header": HEADER,
    "message": {
        "transaction_id": "t",
        "search_request": [
            {
                "reference_id": "r",
                "timestamp": AT,
                "search_criteria": {
                    "query_type": "predicate",
                    "query": [PREDICATE],
                    "pagination": {"page_size": 5, "page_number": 1},
                    "sort": [{"attribute_name": "registry_number", "sort_order": "asc"}],
                },
            }
        ],
    },
}


def test_every_kind_has_its_schema():
    for kind in schemas.KINDS - {"http-error", "acknowledgement"}:
        assert schemas.troubles(kind, {}), kind
    assert schemas.troubles("search", SEARCH) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["header"].pop("total_count"), "header: wajib ada: total_count"),
        (lambda d: d["header"].update(total_count="1"), "header/total_count: harus bilangan bulat"),
        (lambda d: d["header"].update(message_ts="9999-12-31T23:59:59-12:00"),
         "header/message_ts: harus waktu ISO 8601 dengan zona"),
        (lambda d: d["message"]["search_request"][0].update(timestamp="0001-01-01T00:00:00+14:00"),
         "message/search_request/0/timestamp: harus waktu ISO 8601 dengan zona"),
        (lambda d: d["header"].update(action="find"), "header/action: harus salah satu dari search"),
        (lambda d: d["message"]["search_request"][0].pop("timestamp"),
         "message/search_request/0: wajib ada: timestamp"),
        (lambda d: d["message"]["search_request"][0]["search_criteria"].update(query_type="graphql"),
         "message/search_request/0/search_criteria/query_type: harus salah satu dari idtype-value, expression, "
         "predicate"),
        (lambda d: d["message"]["search_request"][0].update(locale="en"),
         "message/search_request/0/locale: harus berpola ^[a-z]{3,3}$"),
        (lambda d: d["message"].update(transaction_id="x" * 100), "message/transaction_id: paling panjang 99 huruf"),
    ],
)  # fmt: skip
def test_the_place_is_named_and_no_value(change, told):
    document = copy.deepcopy(SEARCH)
    change(document)
    assert [str(one) for one in schemas.troubles("search", document)] == [told]


@given(JSON)
def test_reading_takes_any_bytes(document):
    body = json.dumps(document).encode()
    try:
        assert envelope.read(body) == document
    except envelope.Refusal as refusal:
        assert refusal.code == "err.request.bad"


@given(st.binary(max_size=60))
def test_reading_refuses_what_is_no_json(body):
    try:
        envelope.read(body)
    except envelope.Refusal as refusal:
        assert refusal.status == 400


@settings(max_examples=150)
@given(kind=st.sampled_from([*queries.QUERY_TYPES, "graphql"]), query=JSON | st.just([PREDICATE]))
def test_no_query_does_harm(kind, query):
    try:
        node = queries.parse(kind, query, place="query")
    except queries.QueryProblem as problem:
        assert problem.place.startswith("query")
    else:
        queries.is_narrow(node)


PARTS = st.sampled_from(["nik", "$and", "$or", "$not", "$eq", "$in", "area", "sector", "$lt", "last_updated"])


VALUES = st.sampled_from(["3507114107600001", "food", "2026-01-01", 5, True])
TREES = st.recursive(
    VALUES,
    lambda inside: st.dictionaries(PARTS, inside, max_size=2) | st.lists(inside, max_size=2),
    max_leaves=12,
)


@given(TREES)
def test_no_expression_does_harm(tree):
    facts = dict.fromkeys(queries.ATTRIBUTES)
    query = {"type": "x", "value": {"expression": {"collection": "Group", "query": tree}}}
    try:
        node = queries.parse("expression", query, place="query")
    except queries.QueryProblem as problem:
        assert "3507114107600001" not in str(problem)
    else:
        assert queries.holds(queries.Not(node), facts) is not queries.holds(node, facts)


def test_a_query_has_a_limit():
    many = [PREDICATE] * (queries.MOST_TERMS + 1)
    with pytest.raises(queries.QueryProblem, match=f"query/{queries.MOST_TERMS}/"):
        queries.parse("predicate", many, place="query")
    deep = {"nik": "3507114107600001"}
    for _level in range(queries.DEEPEST + 1):
        deep = {"$not": deep}
    with pytest.raises(queries.QueryProblem, match="bersarang"):
        queries.parse("expression", {"value": {"expression": {"query": deep}}}, place="query")


WHEN = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
OWNER = st.none() | st.builds(
    records.Owner,
    st.text(max_size=16),
    st.text(max_size=9),
    st.sampled_from(["", "L", "P"]),
    st.none() | st.dates(),
)
KNOWN = st.builds(
    records.Known, st.text(max_size=9), st.text(max_size=9), st.sampled_from(["business", "cooperative"]),
    st.text(max_size=9), st.text(max_size=9), st.text(max_size=9), st.text(max_size=9), st.none() | st.booleans(),
    WHEN, WHEN, OWNER,
)  # fmt: skip


@settings(max_examples=50)
@given(KNOWN)
def test_every_record_fits_what_carries_it(known):
    told = records.group(known)
    assert json.loads(json.dumps(told)) == told
    items = [told] if known.owner is None else [told, records.member(known)]
    header = {"message_id": "1", "message_ts": AT, "action": "on-search", "status": "succ"}
    found = {"reference_id": "1", "timestamp": AT, "status": "succ", "data": {"reg_records": items}}
    message = {"transaction_id": "t", "correlation_id": "c", "search_response": [found]}
    assert schemas.troubles("on-search", {"header": header, "message": message}) == []
    event = {"reference_id": "1", "timestamp": AT, "data": {"reg_record_type": "Group", "reg_records": told}}
    notified = {
        "header": header | {"action": "notify"},
        "message": {"transaction_id": "t", "notify_event": [event]},
    }
    assert schemas.troubles("notify", notified) == []


KEYS = {
    "ed25519": OKPKey.generate_key("Ed25519"),
    "p256": ECKey.generate_key("P-256"),
    "p384": ECKey.generate_key("P-384"),
    "rsa": RSAKey.generate_key(2048),
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_keys_as_pem_and_as_jwk(key):
    for text in (key.as_pem(private=False).decode(), json.dumps(key.as_dict(private=False))):
        ours = signatures.sign(SEARCH, signatures.private_key(key.as_pem(private=True).decode()))
        signatures.verify(ours, signatures.public_key(text))
        with pytest.raises(signatures.KeyProblem):
            signatures.private_key(text)


NO_KEYS = {
    "empty": "",
    "word": "x",
    "nothing": "{}",
    "list": "[]",
    "secret": '{"kty":"oct","k":"YWJj"}',
    "cut": "-----BEGIN PUBLIC KEY-----\nx\n",
    "x25519": json.dumps(OKPKey.generate_key("X25519").as_dict(private=False)),
    "private": ECKey.generate_key("P-256").as_pem(private=True).decode(),
    "weak": json.dumps({"kty": "RSA", "e": "AQAB", "n": "_" * 170}),
}


@pytest.mark.parametrize("text", NO_KEYS.values(), ids=NO_KEYS)
def test_keys_that_are_none(text):
    with pytest.raises(signatures.KeyProblem):
        signatures.public_key(text)


def test_one_is_not_true_to_a_signature():
    """Python holds 1 and true equal; a signature over one does not speak for the other."""
    key = OKPKey.generate_key("Ed25519")
    signed = signatures.sign({"header": {"total_count": 1}, "message": {}}, key)
    signed["header"]["total_count"] = True
    with pytest.raises(envelope.Refusal):
        signatures.verify(signed, key)
