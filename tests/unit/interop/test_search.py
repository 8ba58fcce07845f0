"""A search through DCI finds the right business and nobody else's, and refuses what it cannot answer by its place."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .conftest import BUDI, SITI, WATI, by_nik, header, now, search, search_for

pytestmark = pytest.mark.django_db


def predicate(attribute, operator, value, **more):
    return {
        "expression1": {"attribute_name": attribute, "operator": operator, "attribute_value": value},
        **more,
    }


def expression(query):
    return {
        "type": "ns:org:QueryType:expression",
        "value": {"expression": {"collection": "Group", "query": query}},
    }


def test_a_number_finds_its_own_business(speak, make_partner, businesses):
    answer = speak(make_partner(), "sync/search", search(by_nik(SITI)))
    assert answer.status_code == 200
    assert answer["header"]["action"] == "on-search"
    assert answer["header"]["status"] == "succ"
    assert answer.numbers == [businesses["siti"].number]
    record = answer.records[0]
    person = record["group_head_info"]["demographic_info"]
    assert record["@type"] == "spdci:Group"
    assert person["identifier"][0]["identifier_value"] == SITI
    assert person["name"]["given_name"] == "Siti Aminah"
    assert record["member_list"] == [record["group_head_info"]]
    assert answer.item["pagination"] == {"page_size": 100, "page_number": 1, "total_count": 1}


def test_what_a_partner_does_not_need_it_does_not_get(speak, make_partner, businesses):
    plain = json.dumps(speak(make_partner(), "sync/search", search(by_nik(SITI))))
    more = json.dumps(speak(make_partner(uses=["search", "identity"]), "sync/search", search(by_nik(SITI))))
    assert "1960-07-01" not in plain
    assert "1960-07-01" in more
    assert "081234567890" not in plain + more


@pytest.mark.parametrize(
    ("query_type", "query", "expected"),
    [
        ("idtype-value", {"type": "ns:org:IdType:UIN", "value": SITI}, ["siti"]),
        ("predicate", [predicate("nik", "eq", SITI)], ["siti"]),
        ("predicate", [predicate("nik", "in", f"{SITI},{BUDI}")], ["siti", "budi"]),
        ("predicate", [predicate("area", "eq", "35.07.11.2007")], ["budi"]),
        ("predicate", [predicate("area", "in", "3507112007, 35.07.11.2007.d01")], ["budi"]),
        ("predicate", [predicate("area", "eq", "35.07"), predicate("sector", "eq", "food")], ["siti"]),
        (
            "predicate",
            [predicate("area", "eq", "35.07", condition="not",
                       expression2=predicate("sector", "eq", "food")["expression1"])],
            ["budi"],
        ),
        ("expression", expression({"$and": [{"location": {"$eq": "35.07.11"}}]}), ["siti", "budi"]),
        ("expression", expression({"$or": [{"nik": SITI}, {"nik": {"$eq": BUDI}}]}), ["siti", "budi"]),
        ("expression", expression({"registration_date": {"$lt": "2020-01-01"}}), []),
        ("expression", expression({"nik": SITI, "registration_date": {"$gte": "2020-01-01"}}), ["siti"]),
        ("expression", expression({"$not": {"is_open": True}}), []),
    ],
)  # fmt: skip
def test_the_three_ways_of_asking(speak, make_partner, businesses, query_type, query, expected):
    answer = speak(make_partner(), "sync/search", search(search_for(query, query_type)))
    assert sorted(answer.numbers) == sorted(businesses[name].number for name in expected)


@pytest.mark.parametrize(("area", "expected"), [("35.07", 1), ("35.07.11.2008", 1), ("35", 1), ("ID", 1),
                                                ("35.07.11.2007", 0), ("35.14", 0)])  # fmt: skip
def test_a_partner_finds_nothing_outside_its_area(speak, make_partner, businesses, area, expected):
    answer = speak(make_partner(area=area), "sync/search", search(by_nik(SITI)))
    assert len(answer.records) == expected
    assert answer.item["pagination"]["total_count"] == expected


def test_members_instead_of_groups(speak, make_partner, businesses):
    for asked in ({"response_entity": "Member"}, {"reg_record_type": "SRPerson"}):
        answer = speak(make_partner(), "sync/search", search(by_nik(SITI, **asked)))
        assert answer.item["data"]["reg_record_type"] == "Member"
        assert answer.records[0]["demographic_info"]["identifier"][0]["identifier_value"] == SITI


def test_pages_inside_and_beside_the_criteria(speak, make_partner, businesses):
    everything = search_for([predicate("area", "eq", "35.07")], "predicate")
    wanted = {"page_size": 1, "page_number": 2}
    inside = {**everything, "search_criteria": {**everything["search_criteria"], "pagination": wanted}}
    for one in (inside, {**everything, "pagination": wanted}):
        answer = speak(make_partner(), "sync/search", search(one))
        assert answer.numbers == [businesses["budi"].number]
        assert answer.item["pagination"] == {"page_size": 1, "page_number": 2, "total_count": 2}


@pytest.mark.parametrize("place", ["inside", "beside"])
@pytest.mark.parametrize("pagination", [{"page_size": 0}, {"page_size": -1}, {"page_size": 5, "page_number": 0},
                                        {"page_size": 5, "page_number": -2}, {"page_size": 1.5},
                                        {"page_size": "10"}, {"page_size": 10**30}, {"page_size": None}])  # fmt: skip
def test_pages_of_nothing_are_refused(speak, make_partner, businesses, place, pagination):
    one = by_nik(SITI)
    (one["search_criteria"] if place == "inside" else one)["pagination"] = pagination
    item = speak(make_partner(), "sync/search", search(one)).item
    assert item["status"] == "rjct"
    assert item["status_reason_code"] == "rjct.pagination.invalid"
    assert "pagination/page_" in item["status_reason_message"]
    assert "data" not in item


@pytest.mark.parametrize(
    ("query_type", "query", "place"),
    [
        ("predicate", [predicate("nik", "like", SITI)], "/0/expression1/operator"),
        ("predicate", [predicate("nik", [], SITI)], "/0/expression1/operator"),
        ("predicate", [predicate("nik", {}, SITI)], "/0/expression1/operator"),
        ("predicate", [predicate("nik", "gt", SITI)], "/0/expression1/attribute_value"),
        ("predicate", [predicate("poverty_score", "lt", 5)], "/0/expression1/attribute_name"),
        ("predicate", [predicate("nik", "eq", "123")], "/0/expression1/attribute_value"),
        ("predicate", [predicate("nik", "eq", SITI, condition="xor")], "/0/condition"),
        ("predicate", [predicate("registration_date", "gt", "kemarin")], "/0/expression1/attribute_value"),
        ("predicate", [predicate("area", "eq", "Kabupaten Malang")], "/0/expression1/attribute_value"),
        ("predicate", [predicate("area", "in", "35.07,35-7")], "/0/expression1/attribute_value/1"),
        ("predicate", [], ""),
        ("expression", expression({"nik": {"$regex": "3507"}}), "/value/expression/query/nik/$regex"),
        ("expression", expression({"$nor": [{"nik": SITI}]}), "/value/expression/query/$nor"),
        ("expression", {"type": "graphql", "value": {"expression": "query { member }"}}, ""),
        ("idtype-value", {"type": "MOBILE", "value": "081234567890"}, "/type"),
        ("idtype-value", {"type": "NIK", "value": True}, "/value"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_its_place(
    speak, make_partner, businesses, query_type, query, place
):
    other = by_nik(BUDI, reference_id="r2")
    message = search(search_for(query, query_type), other)
    answer = speak(make_partner(), "sync/search", message)
    bad, good = answer["message"]["search_response"]
    assert (bad["status"], bad["status_reason_code"]) == ("rjct", "rjct.search_criteria.invalid")
    assert bad["status_reason_message"].startswith(f"message/search_request/0/search_criteria/query{place}: ")
    assert SITI not in bad["status_reason_message"]
    assert good["status"] == "succ"


def test_a_country_is_not_read_through(speak, make_partner, businesses):
    broad = search_for([predicate("sector", "eq", "food")], "predicate")
    assert speak(make_partner(area="35"), "sync/search", search(broad)).item["status_reason_code"] == (
        "rjct.search.too_many_records_found"
    )
    assert speak(make_partner(area="35.07"), "sync/search", search(broad)).item["status"] == "succ"


def test_one_reference_is_answered_once(speak, make_partner, businesses):
    answer = speak(make_partner(), "sync/search", search(by_nik(SITI), by_nik(BUDI)))
    assert [one["status"] for one in answer["message"]["search_response"]] == ["succ", "rjct"]
    assert answer["message"]["search_response"][1]["status_reason_code"] == "rjct.reference_id.duplicate"


def test_sorting(speak, make_partner, businesses):
    one = search_for([predicate("area", "eq", "35.07")], "predicate",
                     sort=[{"attribute_name": "registry_number", "sort_order": "desc"}])  # fmt: skip
    assert speak(make_partner(), "sync/search", search(one)).numbers == [
        businesses["budi"].number, businesses["siti"].number]  # fmt: skip
    one["search_criteria"]["sort"][0]["attribute_name"] = "poverty_score"
    for sort in (one["search_criteria"]["sort"], "registry_number", ["registry_number"],
                 [{"attribute_name": "registry_number", "sort_order": "up"}]):  # fmt: skip
        one["search_criteria"]["sort"] = sort
        refused = speak(make_partner(), "sync/search", search(one)).item
        assert refused["status_reason_code"] == "rjct.sort.invalid"


def test_many_requests_are_no_way_round_the_largest_page(speak, make_partner, businesses, monkeypatch):
    monkeypatch.setattr("satupintu.interop.dci.searching.MOST_RECORDS", 3)
    whole = [
        search_for([predicate("area", "eq", "35.07")], "predicate", reference_id=f"r{n}") for n in range(3)
    ]
    answer = speak(make_partner(), "sync/search", search(*whole, by_nik(SITI, reference_id="last")))
    found = answer["message"]["search_response"]
    assert [one["status"] for one in found] == ["succ", "rjct", "rjct", "succ"]
    assert found[1]["status_reason_code"] == "rjct.search.too_many_records_found"
    assert "search_request/1" in found[1]["status_reason_message"]


def test_an_erased_business_is_not_found(speak, make_partner, businesses):
    from django.utils import timezone

    from satupintu.pipeline.registry.models import Business

    Business.objects.filter(pk=businesses["siti"].pk).update(erased_at=timezone.now())
    assert speak(make_partner(), "sync/search", search(by_nik(SITI))).records == []


def test_a_search_is_in_the_trail_without_a_number(speak, make_partner, businesses):
    from satupintu.foundation.audit.models import Event

    partner = make_partner()
    speak(partner, "sync/search", search(by_nik(SITI)))
    event = Event.objects.get(action="dci.searched")
    assert event.data == {"partner": partner.code, "found": [1]}
    assert event.area_id == "35.07"


def test_a_number_is_looked_up_not_looked_for(speak, make_partner, businesses):
    """No question to the database reads through a table of people or businesses."""
    partner = make_partner(area="ID")
    with CaptureQueriesContext(connection) as asked:
        assert len(speak(partner, "sync/search", search(by_nik(SITI))).records) == 1
    about = [one["sql"] for one in asked if '"registry_' in one["sql"] and one["sql"].startswith("SELECT")]
    assert len(about) == 3
    if connection.vendor == "sqlite":  # a small table PostgreSQL rightly reads through
        for sql in about:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                plan = " | ".join(row[3] for row in cursor.fetchall())
            assert "SCAN" not in plan, plan
            assert "leads_to_id=?" not in plan, plan  # true of nearly all of them


def test_the_tree_means_the_same_in_the_database_and_out_of_it(make_partner, businesses):
    """What a subscription is told of is what a search with the same query finds."""
    from satupintu.gateways.dci.queries import holds, parse
    from satupintu.interop.dci.finding import businesses_of, facts_of, found_by

    partner = make_partner(area="ID")
    trees = [
        {"nik": SITI}, {"sector": {"$in": ["food", "craft"]}}, {"$not": {"nik": {"$in": [SITI, WATI]}}},
        {"area": "35.07"}, {"area": {"$in": ["35.14.01", "35.07.11.2008"]}}, {"area": "ID"}, {"is_open": True},
        {"$not": {"is_open": True}}, {"kind": "business"}, {"registration_date": {"$gt": now()}},
        {"registration_date": {"$le": now()}}, {"last_updated": {"$ge": now(), "$lt": "2999-01-01"}},
        {"$or": [{"registry_number": businesses["wati"].number}, {"$and": [{"sector": "food"}, {"nik": SITI}]}]},
    ]  # fmt: skip
    everything = list(businesses_of(partner))
    for tree in trees:
        node = parse("expression", expression(tree), place="query")
        inside = {one.pk for one in everything if holds(node, facts_of(one))}
        assert set(found_by(partner, node).values_list("pk", flat=True)) == inside, tree


def test_answers_only_for_partners_that_may_have_them(speak, make_partner, businesses, monkeypatch):
    """The record carries what every programme says of the same person: from the one function behind every answer."""
    asked = []
    told = [{"programme": "bpum-2021", "outcome": "eligible", "reasons": []}]
    monkeypatch.setattr("satupintu.interop.neighbours.answers", lambda nik: asked.append(nik) or told)
    plain = speak(make_partner(), "sync/search", search(by_nik(SITI)))
    assert asked == []
    assert "programme_answers" not in json.dumps(plain)
    more = speak(make_partner(uses=["search", "answers"]), "sync/search", search(by_nik(SITI)))
    assert asked == [SITI]
    assert {"programme_answers": told} in more.records[0]["additional_attributes"]
    monkeypatch.setattr("satupintu.interop.dci.searching.MOST_ANSWERS", 1)
    both = search(by_nik(SITI), by_nik(BUDI, reference_id="r2"))
    first, second = speak(make_partner(uses=["search", "answers"]), "sync/search", both)["message"][
        "search_response"
    ]
    assert "status_reason_message" not in first
    assert "programme_answers" not in json.dumps(second)
    assert "jawaban program hanya untuk 1 usaha" in second["status_reason_message"]


def test_a_message_without_purpose_is_forbidden(speak, make_partner, businesses):
    answer = speak(make_partner(uses=["coverage"]), "sync/search", search(by_nik(SITI)))
    assert (answer.status_code, answer["message"]["ack_status"]) == (403, "ERR")
    assert answer.error["code"] == "err.request.forbidden"


def test_header_of_the_answer_names_both_ends(speak, make_partner, businesses, settings):
    settings.DCI_ID = "satupintu.example.go.id"
    partner = make_partner()
    answer = speak(partner, "sync/search", search(by_nik(SITI)), receiver_id="satupintu.example.go.id")
    assert (answer["header"]["sender_id"], answer["header"]["receiver_id"]) == (
        "satupintu.example.go.id", partner.code)  # fmt: skip
    wrong = speak(partner, "sync/search", search(by_nik(SITI)), receiver_id="dukcapil")
    assert wrong.error["code"] == "err.receiver_id.invalid"
    assert header(partner, "search")["sender_id"] == partner.code
