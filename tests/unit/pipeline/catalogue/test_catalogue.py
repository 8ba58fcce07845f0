"""The catalogue's pages: every programme by what it is for, open to anybody, with what having two of them means."""

from datetime import date

import pytest
from django.urls import reverse

from satupintu.gateways.catalogue import load_catalogue
from satupintu.pipeline.catalogue.forms import CatalogueForm
from satupintu.pipeline.catalogue.selectors import entries
from satupintu.pipeline.catalogue.services import report_programmes

pytestmark = pytest.mark.django_db
KELAS = {
    "id": "kelas-ekspor", "title": "Kelas Ekspor", "pillar": "capacity", "needs": ["skills", "marketing"],
    "aid": "training", "level": "district", "areas": ["35.07"], "starts_on": "2021-01-01", "ends_on": "2021-12-31",
}  # fmt: skip


@pytest.fixture
def reported(make_user):
    """A training of the Malang office beside the catalogue's own programmes."""
    report_programmes(by=make_user("agency_officer", agency="diskop-malang"), rows=[KELAS])


def chosen(asked: dict[str, str], on: date = date(2021, 6, 1)) -> set[str]:
    everything = entries()
    form = CatalogueForm(asked, found=everything)
    return {one.id for one in form.chosen(everything, on)} & {"bpum-2020", "bpum-2021", "kelas-ekspor"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"bpum-2020", "bpum-2021", "kelas-ekspor"}),
        ({"kata": "ekspor kelas"}, {"kelas-ekspor"}),
        ({"kata": "GRANT"}, {"bpum-2020", "bpum-2021"}),
        ({"kata": "dinas koperasi malang"}, {"kelas-ekspor"}),
        ({"pilar": "finance"}, {"bpum-2020", "bpum-2021"}),
        ({"kebutuhan": "marketing"}, {"kelas-ekspor"}),
        ({"bentuk": "training"}, {"kelas-ekspor"}),
        ({"tingkat": "central"}, {"bpum-2020", "bpum-2021"}),
        ({"instansi": "bsi"}, {"bpum-2020"}),
        ({"wilayah": "35.07"}, {"bpum-2020", "bpum-2021", "kelas-ekspor"}),
        ({"masa": "running"}, {"bpum-2021", "kelas-ekspor"}),
        ({"masa": "ended"}, {"bpum-2020"}),
        ({"masa": "running", "bentuk": "cash"}, {"bpum-2021"}),
        ({"pilar": "bukan-pilar"}, {"bpum-2020", "bpum-2021", "kelas-ekspor"}),
    ],
)
def test_each_choice_narrows(reported, asked, expected):
    assert chosen(asked) == expected


def test_an_area_is_reached_by_what_is_for_it_for_a_part_or_for_all(reported):
    (kelas,) = [one for one in entries() if one.id == "kelas-ekspor"]
    reached = {area: kelas.reaches(area) for area in ("35", "35.07", "35.07.11.2008", "35.73", "3")}
    assert reached == {"35": True, "35.07": True, "35.07.11.2008": True, "35.73": False, "3": False}


@pytest.mark.parametrize("role", [None, "village_officer", "agency_officer"])
def test_anybody_sees_the_list_and_only_an_agency_is_offered_to_report(client, client_of, reported, role):
    shown = (client_of(role) if role else client).get(reverse("catalogue:programmes")).content.decode()
    assert "Kelas Ekspor" in shown
    assert "syarat belum dirumuskan" in shown
    assert (reverse("catalogue:report") in shown) == (role == "agency_officer")


def test_a_programmes_page_says_what_a_person_needs(client):
    shown = client.get(reverse("catalogue:programme", args=["bpum-2020"])).content.decode()
    for words in (
        "Rp28.800.000.000.000",
        "12.000.000",
        "Cara mendaftar",
        "Dinas koperasi",
        "Pembiayaan",
        "Seluruh",
    ):
        assert words in shown
    pairing = load_catalogue().pairs.verdict("bpum-2020", "bpum-2021")
    assert "Bersama program lain" in shown
    assert pairing.note.id in shown


def test_a_reported_programmes_page_says_that_it_has_no_rules(client, reported):
    shown = client.get(reverse("catalogue:programme", args=["kelas-ekspor"])).content.decode()
    assert "Syaratnya belum dirumuskan" in shown
    assert "Kabupaten Malang" in shown
    assert "Program ini sekali lagi" in shown, "the same training within a year is a repetition"


def test_the_list_is_read_in_english_too(client, reported):
    client.cookies["bahasa"] = "en"
    shown = client.get(reverse("catalogue:programmes")).content.decode()
    assert "Catalogue of programmes" in shown
    assert "Skills, Marketing" in shown
