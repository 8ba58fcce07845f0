"""What the tests of proposals and payments start from; models are imported once Django is ready."""

import pytest
from django.utils import timezone

from satupintu.gateways.documents import Office, Signatory

TERMS = {
    "office": Office(("Pemerintah Kabupaten Malang", "Dinas Koperasi dan Usaha Mikro"), "", "Kepanjen"),
    "signatory": Signatory("Kepala Dinas", "Sri Wahyuni"),
    "distributor": "bri",
}


@pytest.fixture
def district(make_user, data_folder):
    return make_user("district_officer", name="Bambang Hartono")


@pytest.fixture
def bank(make_user):
    return make_user("bank_officer", name="Rina Bank")


@pytest.fixture
def screened(district):
    from .case import screened_round

    return screened_round(district)


@pytest.fixture
def proposal(screened, district):
    from satupintu.pipeline.proposals.services import sign_off

    from .case import statement

    return sign_off(round=screened, by=district, statement=statement())


@pytest.fixture
def issue(district):
    """`issue(proposal, number="…")`: issues a decree today with the usual terms."""
    from satupintu.pipeline.proposals.services import issue_decree

    def make(proposal, **fields):
        terms = {"number": "188.4/1/2021", "on": timezone.localdate(), **TERMS, **fields}
        return issue_decree(proposal=proposal, by=district, **terms)

    return make


@pytest.fixture
def decree(proposal, issue):
    return issue(proposal)


@pytest.fixture
def batch(decree, district):
    from satupintu.pipeline.payments.services import make_instructions

    return make_instructions(decree=decree, by=district)
