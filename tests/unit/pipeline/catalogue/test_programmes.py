"""The page of a programme says what the rules say, in words, with the article or that it could not be read."""

import pytest
from django.urls import reverse

from satupintu.gateways import catalogue
from satupintu.gateways.catalogue import load_catalogue
from satupintu.gateways.programmes import load_programme
from satupintu.pipeline.catalogue.plain_rules import rule_of
from tests.unit.engine import programmes as little
from tests.unit.gateways.little_catalogue import copy_little

QUOTA = """
quota:
  recipients: 1200
  per: district
  priorities:
    - title: {id: Perempuan didahulukan, en: Women first}
      first: {fact: registry.sex, op: equals, value: P}
  cite: pending
  read_in: Contoh kuota
"""


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_programme_has_a_page_with_all_its_criteria(client, language):
    client.cookies["bahasa"] = language
    for name, loaded in load_catalogue().programmes.items():
        shown = client.get(reverse("catalogue:programme", args=[name])).content.decode()
        for criterion in loaded.programme.criteria():
            assert f'id="{criterion.id}"' in shown, (name, criterion.id)


@pytest.mark.parametrize(
    ("criterion", "lines"),
    [
        ("no_current_kur", ["NIK tidak tercatat dalam “Debitur KUR yang masih berjalan”"]),
        (
            "micro_business",
            [
                "NIK tidak tercatat dalam “Pemilik usaha di atas ukuran mikro menurut data pajak atau perizinan”",
                "Omzet setahun menurut daftar usulan paling banyak Rp2.000.000.000 "
                "(bila tidak diketahui, dianggap terpenuhi)",
            ],
        ),
    ],
)
def test_a_rule_in_words(criterion, lines):
    programme = load_programme("bpum-2021").programme
    assert rule_of(programme.criterion(criterion), programme, "id").lines == lines


def test_what_only_the_applicant_can_state_is_told_in_words():
    yes = {"fact": "asked.has_nib", "op": "is", "value": True}
    few = {"fact": "asked.employees", "op": "at_most", "value": 5}
    stated = little.programme({"all": [little.criterion("few", {"all": [few, yes]})]})
    lines = rule_of(stated.criterion("few"), stated, "id").lines
    assert lines[0].endswith(" paling banyak 5"), "people are not money"
    assert lines[1].endswith(": ya")


def test_an_area_is_told_by_its_name():
    programme = load_programme("kartu-umkm-probolinggo").programme
    lines = rule_of(programme.criterion("in_area"), programme, "id").lines
    assert [line.rpartition(" berada di wilayah ")[2] for line in lines] == [
        "Kabupaten Probolinggo",
        "Kota Probolinggo",
    ]


def test_one_of_several_is_enough_where_the_rule_says_so():
    programme = load_programme("bpum-2021").programme
    rule = rule_of(programme.criterion("business_domicile"), programme, "id")
    assert rule.is_any
    assert rule.lines[0].startswith(
        "Desa menurut data kependudukan sama dengan desa tempat usaha menurut daftar usulan"
    )


@pytest.mark.django_db
def test_a_quota_is_told_with_who_comes_first(client, tmp_path, monkeypatch):
    folder = copy_little(tmp_path / "programmes")
    with (folder / "bpum-2021" / "programme.yaml").open("a", encoding="utf-8") as file:
        file.write(QUOTA)
    monkeypatch.setenv("SATUPINTU_PROGRAMMES", str(folder))
    shown = client.get(reverse("catalogue:programme", args=["bpum-2021"])).content.decode()
    for words in (
        "1.200 orang, tiap kecamatan",
        "Perempuan didahulukan",
        "benih yang diumumkan",
        "Contoh kuota",
    ):
        assert words in shown


@pytest.mark.django_db
def test_a_page_looks_at_the_files_once_and_the_next_page_again(client, monkeypatch):
    looks = []
    stamps = catalogue._stamps
    monkeypatch.setattr(catalogue, "_stamps", lambda root: looks.append(root) or stamps(root))
    for pages in (1, 2):
        assert client.get(reverse("catalogue:programme", args=["bpum-2021"])).status_code == 200
        assert len(looks) == pages


@pytest.mark.django_db
def test_anybody_reads_it_and_unknown_ones_are_not_there(client, client_of):
    address = reverse("catalogue:programme", args=["bpum-2021"])
    assert client.get(address).status_code == 200
    assert client_of("bank_officer").get(address).status_code == 200
    assert client.get(reverse("catalogue:programme", args=["x"])).status_code == 404
