"""The area tree: loading it, and what lies within what."""

import pytest

from satupintu.foundation.areas.models import Area
from satupintu.foundation.areas.services import load_areas

pytestmark = pytest.mark.django_db


def test_a_subtree_comes_with_all_above_and_all_below():
    load_areas(["35.07.11"])
    village = Area.objects.get(code="35.07.11.2008")
    assert village.name == "Arjowilangun"
    assert village.path == "ID/35/35.07/35.07.11/35.07.11.2008/"
    assert [area.code for area in Area.objects.filter(level__lt=3)] == ["35", "35.07", "ID"]
    assert not Area.objects.filter(code="35.07.12").exists()


def test_loading_again_adds_nothing_and_mends_names():
    load_areas(["35.07.11"])
    Area.objects.filter(code="35.07.11").update(name="Nama lama")
    assert load_areas(["35.07.11"]) == 0
    assert Area.objects.get(code="35.07.11").name != "Nama lama"


def test_a_code_that_is_no_area_is_refused_and_loads_nothing():
    with pytest.raises(LookupError, match=r"35\.99"):
        load_areas(["35.07.11", "35.99"])
    assert not Area.objects.exists()


def test_within_does_not_take_a_code_that_only_begins_alike(areas):
    areas["35"].children.create(code="35.0", name="Bukan Malang", level=2, path="ID/35/35.0/")
    inside = {area.code for area in Area.objects.within(areas["35.07"])}
    assert inside == {"35.07", "35.07.11", "35.07.11.2008", "35.07.11.2007"}
    assert not Area.objects.get(code="35.0").contains(areas["35.07"])
