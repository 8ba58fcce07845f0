"""Trying a rule on the web: the form, the background work, the result, one person under both versions, the workbook."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from satupintu.pipeline.screening.models import Simulation
from tests.unit.pipeline.screening.case import BUDI, SITI


@pytest.fixture
def page(screened):
    return reverse("screening:new_simulation", args=[screened.pk])


CRITERIA = [
    "citizen", "alive", "resident", "not_state_employee", "no_current_kur", "micro_business", "business_evidence",
    "business_domicile", "once_per_year",
]  # fmt: skip
AS_IT_IS = {
    "title": "Coba",
    "param_amount": 1_200_000,
    "param_micro_sales_ceiling": 2_000_000_000,
    "criteria": CRITERIA,
    "quota": "",
    "per": "round",
}
WITHOUT_KUR = AS_IT_IS | {"criteria": [one for one in CRITERIA if one != "no_current_kur"]}


@pytest.fixture
def client(client_of):
    return client_of("district_officer")


@pytest.fixture
def tried(client, page, django_capture_on_commit_callbacks):
    """The simulation in which a current credit is no hindrance: Budi comes in."""
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page, WITHOUT_KUR)
    assert answer.status_code == 302, answer.content
    return Simulation.objects.get()


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_who_comes_in_does_not_sign_in(client, tried):
    client.cookies["bahasa"] = "en"
    for address in (f"/simulasi/{tried.pk}/", "/simulasi/"):
        main = text_of(client.get(address)).partition("<main")[2].partition("</main>")[0]
        assert "Comes in" in main
        assert "Falls out" in main
        assert "Sign" not in main


def test_the_form_shows_the_rules_as_they_stand(client, page):
    shown = text_of(client.get(page))
    assert 'value="2000000000"' in shown and "Sekarang 2.000.000.000, berlaku sejak 2 Februari 2021." in shown
    assert shown.count("checked") == len(CRITERIA)
    assert "SIMULASI" in shown


def test_a_criterion_left_out_brings_in_whom_it_kept_out(client, tried):
    assert (tried.report["came"], tried.report["fell"]) == (1, 0)
    assert tried.changed_sha256 != tried.run.programme_sha256
    shown = text_of(client.get(reverse("screening:simulation", args=[tried.pk])))
    assert "Budi Santoso" in shown and "SIMULASI" in shown and "Tidak sedang menerima KUR" in shown
    assert BUDI not in shown and SITI not in shown


def test_a_person_stands_under_both_versions_side_by_side(client, tried):
    shown = text_of(client.get(reverse("screening:simulation_person", args=[tried.pk, 2])))
    assert "Memenuhi syarat" in shown and "Tidak memenuhi syarat" in shown and "SIMULASI" in shown
    assert BUDI not in shown
    unchanged = client.get(reverse("screening:simulation_person", args=[tried.pk, 1]))
    assert unchanged.status_code == 404


def test_the_workbook_says_that_it_is_a_simulation_and_shows_no_whole_nik(client, tried):
    from openpyxl import load_workbook

    answer = client.post(reverse("screening:simulation_export", args=[tried.pk]))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells[0].startswith("SIMULASI") and "SIMULASI" in answer.headers["Content-Disposition"]
    assert "Budi Santoso" in cells and BUDI not in cells


def test_a_simulation_changes_nothing_of_the_round(client, screened, tried):
    before = (screened.state, screened.current_id)
    screened.refresh_from_db()
    assert (screened.state, screened.current_id) == before
    assert screened.runs.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "Belum ada yang diubah"),
        ({"quota": "0"}, "Kuota nol berarti tidak seorang pun menerima"),
        ({"criteria": []}, "Sisakan sedikitnya satu syarat"),
        ({"file": b"set: {nix: 1}"}, "set.nix: parameter ini tidak ada"),
        ({"file": b"remove: [nix]"}, "kriteria nix tidak ada"),
        ({"file": b"set: {a: 1\n"}, "tidak dapat dibaca"),
        ({"file": b"&a [*a]"}, "acuan melingkar"),
        ({"file": b"quota: {recipients: 0}"}, "kuota 0 orang"),
        ({"file": b"- satu"}, "pasangan kunci dan nilai"),
        ({"file": b"criteria: [{criterion: umur, requires: {fact: row.umur, op: present}}]"}, "row.umur"),
    ],
)
def test_what_cannot_be_tried_says_why(client, page, change, sentence):
    sent = dict(AS_IT_IS | change)
    if "file" in change:
        sent["file"] = SimpleUploadedFile("ubah.yaml", change["file"])
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer).replace("&#x27;", "'")
    assert not Simulation.objects.exists()


def test_a_quota_is_tried_with_whom_it_puts_first(client, page, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, AS_IT_IS | {"quota": "1", "priority_1": "women"})
    tried = Simulation.objects.get()
    assert (tried.report["came"], tried.report["fell"]) == (0, 1)
    shown = text_of(client.get(reverse("screening:simulation", args=[tried.pk])))
    assert "Ahmad Fauzi" in shown and "di luar kuota" in shown and "Perempuan didahulukan" in shown
    none = text_of(client.get(reverse("screening:simulation", args=[tried.pk]) + "?arah=masuk"))
    assert "Tidak ada orang di sini" in none, "who is asked for is shown, and nobody else"
    person = text_of(client.get(reverse("screening:simulation_person", args=[tried.pk, 6])))
    assert "di luar kuota: urutan 2 dari 1" in person


def test_offices_above_see_figures_and_no_names(client_of, tried):
    client = client_of("province_officer")
    shown = text_of(client.get(reverse("screening:simulation", args=[tried.pk])))
    assert "Budi Santoso" not in shown and "1 masuk" in shown
    assert client.get(reverse("screening:simulation_person", args=[tried.pk, 2])).status_code == 403
