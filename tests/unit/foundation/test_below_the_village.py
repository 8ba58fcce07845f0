"""Hamlets, RWs and RTs: how they are written, where they may lie, and who may name them; former codes."""

import pytest
from django.core.exceptions import PermissionDenied

from satupintu.foundation.areas import below, numbering
from satupintu.foundation.areas.models import Area, CodeChange
from satupintu.foundation.areas.numbering import Unreadable
from satupintu.foundation.areas.selectors import UnknownAreaError, find_area, full_name
from satupintu.foundation.areas.services import load_areas, load_code_changes

pytestmark = pytest.mark.django_db
ARJO = "35.07.11.2008"
WRITTEN = "Dusun Krajan\nRW 001: RT 001–003\nRW 2: 1-2, 7\n\nDusun Duren\nRW 3; RT 1 s/d 2"


@pytest.fixture
def officer(make_user):
    return make_user("village_officer")


def test_a_village_is_written_down_in_a_few_lines(officer, areas):
    added = below.add_areas(by=officer, village=areas[ARJO], written=WRITTEN)
    assert len(added.new) == 2 + 3 + 3 + 3 + 2
    rt = find_area(f"{ARJO}.D01.W002.T007")
    assert rt.path == f"{areas[ARJO].path}{ARJO}.D01/{ARJO}.D01.W002/{ARJO}.D01.W002.T007/"
    assert full_name(rt) == "RT 007, RW 002, Dusun Krajan, Arjowilangun"
    assert areas[ARJO].contains(rt)
    assert rt.codes_above[4:] == [ARJO, f"{ARJO}.D01", f"{ARJO}.D01.W002", rt.code]


def test_writing_it_again_makes_nothing_twice(officer, areas):
    below.add_areas(by=officer, village=areas[ARJO], written=WRITTEN)
    before = Area.objects.count()
    again = below.add_areas(by=officer, village=areas[ARJO], written=WRITTEN.replace("Krajan", "KRAJAN"))
    assert (len(again.new), again.known, Area.objects.count()) == (0, 13, before)


@pytest.mark.parametrize(
    "written",
    [
        "RW 001: " + ",".join(["1-999"] * 1665),
        ";".join(["RT 1 s/d 999"] * 700),
        "\n".join(f"RW {number}: 1-999" for number in range(1, 600)),
        "RW 1: 1-300",
    ],
)
def test_a_short_text_that_names_very_many_costs_no_more_than_a_village(written, monkeypatch):
    named = []
    monkeypatch.setattr(numbering, "name_of", lambda level, number: named.append(number) or "RT")
    with pytest.raises(Unreadable, match="Paling banyak 300"):
        numbering.read_lines(written)
    assert len(named) == numbering.MOST_AT_ONCE + 1


def test_as_many_as_may_be_are_read():
    assert len(numbering.read_lines("RW 1: 1-299\n\n")) == numbering.MOST_AT_ONCE


def test_a_village_without_hamlets_has_its_rws_right_below(officer, areas):
    below.add_areas(by=officer, village=areas[ARJO], written="RW 1: RT 12")
    assert find_area(f"{ARJO}.W001.T012").parent.parent == areas[ARJO]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("RW 1: RT 1-400", "Paling banyak"),
        ("RW 1: RT 5-2", "terbalik"),
        ("RW 1: RT 0", "nomor 0"),
        ("RW 1: RT satu", "Baris 1"),
        ("RW 1: RT 1\n<script>", "Baris 2"),
        ("Dusun", "nama dusunnya"),
        ("\n \n", "paling sedikit satu baris"),
    ],
)
def test_what_cannot_be_read_is_told_by_line_and_adds_nothing(officer, areas, written, words):
    before = Area.objects.count()
    with pytest.raises(Unreadable, match=words):
        below.add_areas(by=officer, village=areas[ARJO], written=written)
    assert Area.objects.count() == before


def test_only_officers_of_the_village_or_district_name_its_parts(make_user, areas):
    for role, area in (
        ("village_officer", "35.07.11.2007"),
        ("auditor", "ID"),
        ("district_officer", "35.14"),
    ):
        with pytest.raises(PermissionDenied):
            below.add_areas(by=make_user(role, area=area), village=areas[ARJO], written="RW 1")
    assert below.add_areas(by=make_user("district_officer"), village=areas[ARJO], written="RW 1").new


def test_the_page_adds_renames_and_removes(client_of, areas):
    client = client_of("village_officer")
    assert client.get("/wilayah/").url == f"/wilayah/{ARJO}/"
    assert "tidak terbaca" in client.post(f"/wilayah/{ARJO}/", {"written": "halo"}).content.decode()
    client.post(f"/wilayah/{ARJO}/", {"written": "RW 1: RT 1-2"})
    assert "RT 002" in client.get(f"/wilayah/{ARJO}/").content.decode()
    code = f"{ARJO}.W001.T002"
    client.post(f"/wilayah/{code}/nama/", {"name": "RT 002 Kidul"})
    assert Area.objects.get(code=code).name == "RT 002 Kidul"
    refused = client.post(f"/wilayah/{ARJO}.W001/hapus/", follow=True)
    assert "sudah dipakai" in refused.content.decode()
    client.post(f"/wilayah/{code}/hapus/")
    assert not Area.objects.filter(code=code).exists()


def test_villages_and_above_keep_their_names(client_of, areas):
    client = client_of("district_officer")
    assert client.post(f"/wilayah/{ARJO}/nama/", {"name": "Lain"}).status_code == 404
    assert client.post(f"/wilayah/{ARJO}/hapus/").status_code == 404


@pytest.mark.parametrize("written", [ARJO, "3507112008", " 35-07-11-2008 ", "35 07 11 2008"])
def test_codes_dotted_and_plain_are_the_same_area(areas, written):
    assert find_area(written) == areas[ARJO]


def test_plain_codes_reach_below_the_village(officer, areas):
    below.add_areas(by=officer, village=areas[ARJO], written="Dusun Krajan\nRW 1: RT 12")
    assert find_area("3507112008d01w001t012").name == "RT 012"
    assert find_area("id") == areas["ID"]


@pytest.mark.parametrize("written", ["", "35.99", "35.0", "Malang", "x" * 500])
def test_no_such_area_is_said_in_a_sentence(areas, written):
    with pytest.raises(UnknownAreaError, match="tidak ada"):
        find_area(written)


def test_regencies_that_moved_in_2022_are_found_by_their_former_codes():
    load_areas(["93", "96.71"])
    assert find_area("91.01").name == "Kabupaten Merauke"
    assert find_area("9271").code == "96.71"
    assert CodeChange.objects.get(old="91.01").source.startswith("UU 14/2022")


def test_below_a_moved_regency_no_code_is_guessed():
    """Villages there were numbered anew: 92.10.03.2005 was Aitrem, 96.05.03.2005 is Sahbuku."""
    load_areas(["96.05"])
    with pytest.raises(UnknownAreaError, match=r"92\.10 kini 96\.05 Kabupaten Maybrat"):
        find_area("92.10.03.2005")


def test_all_known_changes_lead_to_an_area_of_today():
    load_areas(["93", "94", "95", "96"])
    assert CodeChange.objects.count() == 26
    assert load_code_changes() == 0


def test_a_split_area_names_its_parts(areas, tmp_path):
    path = tmp_path / "changes.csv"
    path.write_text(
        "old,new,on,source\n35.99,35.07,2020-01-01,uji\n35.99,35.14,2020-01-01,uji\n1,2,2020-01-01,uji\n"
    )
    assert load_code_changes(path) == 2
    with pytest.raises(UnknownAreaError, match="dimekarkan"):
        find_area("35.99")
