"""The OpenAPI document says what the API does: schemathesis asks every route what the document allows, and more."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from satupintu.interop.models import Use

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def connection_kept(db):
    """A request ends by giving back its connection; the test's own transaction is on it."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def document(connection_kept):
    from django.core.wsgi import get_wsgi_application

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def headers(make_partner, make_user, monkeypatch):
    monkeypatch.setattr("satupintu.interop.neighbours.answers", lambda nik: [])
    monkeypatch.setattr("satupintu.interop.neighbours.plans", lambda reader, page: (0, []))
    monkeypatch.setattr("satupintu.interop.neighbours.report_aid", lambda **named: {
        "report": 1, "state": "read", "is_repeat": False, "detail": "", "places": []})  # fmt: skip
    monkeypatch.setattr("satupintu.interop.neighbours.report_programmes", lambda **named: {
        "new": [], "changed": [], "unchanged": []})  # fmt: skip
    officer = make_user("agency_officer", agency="kemenkop")
    token = make_partner(uses=list(Use.values), account=officer).token
    return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}


def test_every_route_keeps_to_the_document(document, headers, businesses):
    seen = set()
    for result in document.get_all_operations():
        operation = result.ok()
        seen.add(f"{operation.method.upper()} {operation.path}")
        ask(operation, headers)
    assert len(seen) == 9


def ask(operation, headers):
    from hypothesis import given

    @settings(max_examples=3, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy())
    def each(case):
        case.call_and_validate(
            headers=headers, checks=CHECKS, excluded_checks=[ignored_auth, unsupported_method]
        )

    each()
