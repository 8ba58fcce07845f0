"""`satupintu areas --load`: a new office's database gets its areas, or a sentence that says what is wrong."""

import pytest

from satupintu.foundation.areas.models import Area
from satupintu.project.cli import main

pytestmark = pytest.mark.django_db


def test_an_office_loads_its_own_part_of_the_country(capsys):
    assert main(["areas", "--load", "35.07.11", "--load", "350713"]) == 0
    assert Area.objects.filter(code__in=["ID", "35", "35.07", "35.07.11.2008", "35.07.13.2003"]).count() == 5
    assert not Area.objects.filter(code="35.07.12").exists()
    assert "Wilayah baru" in capsys.readouterr().out


def test_the_whole_country_is_named_id(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "satupintu.foundation.areas.services.load_areas", lambda codes: asked.extend(codes) or 0
    )
    assert main(["areas", "--load", "ID"]) == 0
    assert asked == [""]


@pytest.mark.parametrize("code", ["35.99", "Malang", "35.07.11.2008.1", ""])
def test_what_is_no_area_is_told_in_a_sentence_and_loads_nothing(code, capsys):
    before = Area.objects.count()
    assert main(["areas", "--load", "35.07.11", "--load", code]) == 2
    assert "tidak ada dalam daftar Kemendagri" in capsys.readouterr().err
    assert Area.objects.count() == before
