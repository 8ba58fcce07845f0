"""What is too long is refused by what it says of itself, before any of it is read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from satupintu.portal.middleware import RequestLimit

pytestmark = pytest.mark.django_db


class Unread:
    """A body that nobody may touch."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def test_a_stranger_sends_forms_and_nothing_longer(client, settings):
    settings.STRANGER_LIMIT = 2000
    assert client.post("/status/", {"nik": "1" * 100}).status_code == 422
    answer = client.post("/status/", {"nik": SimpleUploadedFile("x.csv", b"1" * 3000)})
    assert answer.status_code == 413
    assert "Masuk dahulu" in answer.content.decode()


def test_an_officer_sends_lists_up_to_a_limit(client_of, settings):
    settings.STRANGER_LIMIT, settings.REQUEST_LIMIT = 1000, 10_000
    office = client_of("district_officer")
    assert office.post("/bahasa/", {"language": "en", "next": "x" * 3000}).status_code == 302
    answer = office.post("/bahasa/", {"language": "en", "next": "x" * 12_000})
    assert answer.status_code == 413


def test_what_is_refused_is_not_read(settings, rf: RequestFactory, make_user):
    request = rf.post("/", data=b"", content_type="text/csv", CONTENT_LENGTH=str(settings.REQUEST_LIMIT + 1))
    request._stream = Unread()
    request.user = make_user("district_officer")
    assert RequestLimit(lambda _request: None)(request).status_code == 413


def test_reference_lists_may_be_larger_from_the_office_that_loads_them(client_of, settings, data_folder):
    settings.STRANGER_LIMIT, settings.REQUEST_LIMIT, settings.REFERENCE_LIMIT = 100, 1_000, 5_000
    page = "/putaran/acuan/baru/"
    for role, size, status in (
        ("district_officer", 3_000, 422),  # read, and found without a list
        ("district_officer", 6_000, 413),
        ("village_officer", 3_000, 413),
    ):
        assert client_of(role).post(page, {"name": "x" * size}).status_code == status
