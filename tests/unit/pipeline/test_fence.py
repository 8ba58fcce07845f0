"""Proposals, decrees and payments, seen from another regency and another bank."""

import pytest

from tests import fence
from tests.fence import Row

DECREE, ANSWER = ("decree",), ("decree", "answer")
ROWS = [
    Row("proposals:proposals", of="regency"),
    Row("proposals:sign", ("round",), of="regency"),
    Row("proposals:sign", ("round",), "post", of="regency", body={"agree": "on"}),
    Row("proposals:proposal", ("proposal",), of="regency"),
    Row("proposals:decree", ("proposal",), of="regency"),
    Row("proposals:decree_pdf", DECREE, of="regency"),
    Row("proposals:annex", DECREE, of="regency"),
    Row("payments:decrees", of="regency"),
    Row("payments:payments", DECREE, of="regency"),
    Row("payments:instruct", DECREE, "post", of="regency"),
    Row("payments:xml", DECREE, of="regency"),
    Row("payments:csv", DECREE, of="regency"),
    Row("payments:answer", DECREE, "post", of="regency"),
    Row("payments:original", ANSWER, of="regency"),
    Row("payments:exceptions", DECREE, of="regency"),
    Row("payments:audit_decree", DECREE, of="regency"),
    Row("payments:audit_paid", DECREE, of="regency"),
    Row("payments:waiting", DECREE, of="regency"),
    Row("payments:waiting_csv", DECREE, of="regency"),
    Row("proposals:workbook", ("proposal",), of="regency"),
]


@pytest.fixture
def fenced(screened, proposal, decree, batch):
    return {
        "round": screened.pk,
        "proposal": proposal.pk,
        "decree": decree.pk,
        "answer": 1,
        "hidden": [decree.number, screened.title, "SITI AMINAH"],
    }


test_leaving = fence.leaving(ROWS)
# An answer's original is there once the bank answered; test_pages opens it.
test_inside = fence.inside([row for row in ROWS if row.arguments and row.view != "payments:original"])
