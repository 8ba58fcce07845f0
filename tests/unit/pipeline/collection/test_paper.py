"""Sheets of paper: printed, found by their code, and typed in."""

from datetime import date

import pytest
from django.test import Client

from satupintu.gateways.documents.sheet import sheets_pdf
from satupintu.pipeline.collection.models import Channel, PaperSheet, Submission, check_digit
from satupintu.pipeline.collection.web.sheets import find_sheet

from .conftest import OTHER_RT, RT, VILLAGE, answers


@pytest.fixture
def officer(client_of, rts, data_folder):
    return client_of("village_officer", area=VILLAGE)


@pytest.fixture
def sheet(officer):
    return PaperSheet.objects.create(form="sidt_pendek", version="2026-11-23", area_id=RT, by=officer.user)


def test_sheets_are_printed_for_an_rt(officer):
    answer = officer.post("/pendataan/kertas/", {"area": RT, "number": "2"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert [one.area_id for one in PaperSheet.objects.all()] == [RT, RT]
    assert PaperSheet.objects.first().code in officer.get("/pendataan/kertas/").content.decode()


@pytest.mark.parametrize(
    ("area", "number"), [("35.14.01.2001", "1"), (RT, "0"), (RT, "41"), (RT, "x"), (RT, "")]
)
def test_no_sheet_for_elsewhere_nor_a_stack_of_them(officer, area, number):
    assert officer.post("/pendataan/kertas/", {"area": area, "number": number}).status_code == 302
    assert not PaperSheet.objects.exists()


def test_a_sheet_is_one_page_with_its_code(tmp_path):
    pdf = sheets_pdf(
        {
            "title": "Pendataan",
            "version": "1",
            "area": "RT 003",
            "questions": [
                {"name": "nik", "kind": "text", "label": "NIK", "required": True, "choices": []},
                {"name": "d", "kind": "date", "label": "Lahir", "required": False, "choices": []},
                {
                    "name": "s",
                    "kind": "select_one",
                    "label": "Usaha",
                    "required": True,
                    "choices": ["A", "B"],
                },
            ],
            "sheets": [
                {"code": "00001-3", "link": "https://x/1"},
                {"code": "00002-1", "link": "https://x/2"},
            ],
        },
        on=date(2026, 11, 22),
    )
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type/Page/") in (0, 2)  # 0 where they are packed
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize("digits", ["00042", "12345", "99999"])
def test_the_check_digit_sees_a_wrong_digit_and_exchanged_neighbours(digits):
    right = check_digit(digits)
    for at, old in enumerate(digits):
        for new in set("0123456789") - {old}:
            assert check_digit(digits[:at] + new + digits[at + 1 :]) != right
        swapped = digits[:at] + digits[at : at + 2][::-1] + digits[at + 2 :]
        assert swapped == digits or check_digit(swapped) != right


def test_a_sheet_is_found_by_its_code_or_a_scanned_link(officer, sheet, make_user):
    bare = sheet.code.replace("-", "")
    for text in (
        sheet.code,
        bare,
        f" {sheet.code} ",
        f"https://x.id/pendataan/ketik/{sheet.code}/?f=a&v=1&w={RT}",
    ):
        assert find_sheet(officer.user, text) == sheet
    for text in ("", "abc", f"{sheet.pk:05d}-{(int(sheet.code[-1]) + 1) % 10}", "9" * 40):
        assert find_sheet(officer.user, text) is None
    assert find_sheet(make_user("rt_head", area=OTHER_RT), sheet.code) is None
    assert officer.post("/pendataan/ketik/", {"code": bare}).url == f"/pendataan/ketik/{sheet.code}/"
    refused = officer.post("/pendataan/ketik/", {"code": "00000-1"})
    assert refused.status_code == 422
    assert '<a href="#code">Tidak ada lembar dengan kode ini' in refused.content.decode()
    assert "govuk-error-summary" not in officer.get("/pendataan/ketik/").content.decode()


def test_each_business_typed_is_one_submission_and_they_are_counted(officer, sheet):
    address = f"/pendataan/ketik/{sheet.code}/"
    for name, sector in (("Sri Wahyuni", "1"), ("Budi", "trade")):
        page = officer.get(address)
        given = answers(name=name, sector=sector) | {"instance_id": page.context["instance_id"]}
        assert officer.post(address, given).url == address
        officer.post(address, given)  # Enter pressed twice
    gone_back = officer.post(address, given | {"name": "Tini"})  # the next one in a page that has been sent
    assert gone_back.status_code == 422 and gone_back.context["instance_id"] != given["instance_id"]
    assert officer.get(address).context["count"] == 2
    budi, sri = Submission.objects.all()
    assert (sri.channel, sri.area_id, sri.sequence, sri.facts["sector"]) == (Channel.PAPER, RT, 1, "food")
    assert (budi.sequence, budi.facts["sector"]) == (2, "trade")


def test_a_typing_error_is_shown_and_what_the_paper_says_is_kept_all_the_same(officer, sheet):
    address = f"/pendataan/ketik/{sheet.code}/"
    given = answers(nik="350711", address="")
    answer = officer.post(address, given)
    assert answer.status_code == 422
    assert set(answer.context["errors"]) == {"nik", "address"}
    for name in ("nik", "address"):
        assert f'<li><a href="#q-{name}">' in answer.content.decode()
    assert not Submission.objects.exists()
    assert officer.post(address, given | {"as_written": "1"}).status_code == 302
    kept = Submission.objects.get()
    assert kept.nik == "350711"
    assert {"nik_malformed", "answer_missing"} <= set(kept.problems)


def test_an_empty_form_is_not_kept(officer, sheet):
    assert officer.post(f"/pendataan/ketik/{sheet.code}/", {"as_written": "1"}).status_code == 422
    assert not Submission.objects.exists()


def test_a_sheet_of_another_area_is_not_there(sheet, make_user):
    other = Client()
    other.force_login(make_user("rt_head", area=OTHER_RT))
    assert other.get(f"/pendataan/ketik/{sheet.code}/").status_code == 404
    assert other.post(f"/pendataan/ketik/{sheet.code}/", answers()).status_code == 404
