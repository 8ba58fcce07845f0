"""Needs against what is offered and what was received; who got nothing, by name, to those who may know."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from satupintu.foundation.append_only import AppendOnlyError
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.recipients.models import StatedNeed
from satupintu.pipeline.recipients.needs import offers as offers_module
from satupintu.pipeline.recipients.needs.offers import Offer
from satupintu.pipeline.recipients.needs.selectors import (
    Unserved,
    gaps_of,
    offered,
    parts_of,
    pillars_of,
    reached_in,
    sectors_of,
)
from satupintu.pipeline.recipients.needs.services import state_need
from satupintu.pipeline.recipients.overlap.columns import tell_parts, teller
from tests.unit.pipeline.registry.own_case import FAR, NEXT, SITI, VILLAGE

from .test_overlap_pages import text_of

TODAY = date(2021, 6, 1)


def offer(id_: str, need: str, **more: Any) -> Offer:
    fields = {
        "title": id_.upper(),
        "pillar": "finance",
        "aid": "cash",
        "areas": (),
        "starts_on": None,
        "ends_on": None,
    }
    return Offer(id=id_, needs=(need,), **(fields | more))


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grants serve capital; the second runs to the end of 2021; a fair for Pasuruan alone."""
    found = {
        "bpum-2020": offer("bpum-2020", "capital", ends_on=date(2020, 12, 31)),
        "bpum-2021": offer("bpum-2021", "capital", starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31)),
        "bazar": offer("bazar", "marketing", pillar="ecosystem", areas=("35.14",)),
    }
    for module in ("needs.offers", "needs.selectors", "overlap.services", "overlap.selectors"):
        monkeypatch.setattr(f"satupintu.pipeline.recipients.{module}.offers", lambda: found)
    assert offers_module.offers() is found


def gaps(house: Any, user: Any, area: Any = None, **asked: Any) -> dict[str, Any]:
    found = gaps_of(house["reckoning"], area or user.area, user, TODAY, **asked)
    return {one.need: one for one in found}


def test_a_need_is_served_by_what_its_owner_received(
    catalogue: Any, house: Any, make_user: Any, areas: Any
) -> None:
    officer = make_user("district_officer")
    found = gaps(house, officer)
    assert (found["capital"].stated, found["capital"].served, found["capital"].unserved) == (2, 2, 0)
    assert (found["marketing"].stated, found["marketing"].unserved) == (1, 1)
    assert [one.id for one in found["capital"].programmes] == ["bpum-2021"]  # the other has ended
    assert found["marketing"].programmes == []  # a fair in the next regency
    assert "equipment" not in found  # needed in another regency
    assert gaps(house, officer, sector="craft")["capital"].stated == 1
    assert gaps(house, officer, pillar="ecosystem")["capital"].served == 0


def test_an_offer_reaches_its_areas_and_what_lies_above_them(catalogue: Any, areas: Any) -> None:
    def names(code: str) -> list[str]:
        return [one.id for one in offered(areas[code], TODAY)]

    assert names("35.14.01.2001") == names("35.14") == names("35") == names("ID") == ["bpum-2021", "bazar"]
    assert names("35.07") == ["bpum-2021"]


def test_the_unserved_are_listed_by_name_in_ones_own_area_only(
    catalogue: Any, house: Any, client_of: Any
) -> None:
    client = client_of("district_officer")
    page = text_of(client.get(reverse("needs:unserved")))
    assert "Warung Siti" in page and "Pemasaran" in page
    assert "Bengkel Budi" not in page and "Kios Jauh" not in page
    assert SITI not in page
    far = client_of("ministry_officer")
    page = text_of(far.get(reverse("needs:unserved"), {"tanpa": "1"}))
    assert "Kios Jauh" in page and "Warung Siti" not in page  # aid under another name is not theirs
    assert text_of(far.get(reverse("needs:unserved"), {"kebutuhan": "marketing"})).count("Warung Siti") == 1
    assert client_of("agency_officer").get(reverse("needs:unserved")).status_code == 403


def test_counts_by_area_add_up(catalogue: Any, house: Any, make_user: Any, areas: Any) -> None:
    ministry = make_user("ministry_officer")
    assert reached_in(house["reckoning"], areas["ID"], ministry) == {"businesses": 3, "without": 1}
    provinces = parts_of(house["reckoning"], areas["ID"], ministry)
    assert sum(one.businesses for one in provinces) == 3
    villages = {one.area.code: one for one in parts_of(house["reckoning"], areas["35.07.11"], ministry)}
    assert (villages[VILLAGE].businesses, villages[VILLAGE].unserved, villages[NEXT].unserved) == (1, 1, 0)


def test_small_numbers_are_hidden_from_those_who_may_not_see_names(
    catalogue: Any, house: Any, client_of: Any
) -> None:
    agency = client_of("agency_officer")
    page = text_of(agency.get(reverse("needs:gaps")))
    assert "terlalu sedikit untuk ditampilkan" in page and "Siapa yang belum terlayani" not in page
    of = (house["reckoning"], agency.user.area, agency.user)
    told = [
        number
        for gap in gaps(house, agency.user).values()
        for number in (gap.stated, gap.served, gap.unserved)
    ]
    told += [one["served"] for one in pillars_of(*of, TODAY)]
    told += [one[name] for one in sectors_of(*of) for name in ("stated", "unserved")]
    told += [*reached_in(*of).values(), *(n for one in parts_of(*of) for n in (one.businesses, one.without))]
    assert set(told) == {None, 0}


@pytest.mark.parametrize(("whole", "part"), [(40, 1), (40, 39), (23, 11), (9, 8), (7, 7), (30, 0)])
def test_a_part_and_the_rest_are_told_in_fives(whole: int, part: int) -> None:
    exact = (whole, part, whole - part)
    assert tell_parts(teller(True), whole, part, "gap", "35.07") == exact
    for number, shown in zip(exact, tell_parts(teller(False), whole, part, "gap", "35.07"), strict=True):
        assert shown is None or (shown % 5 == 0 and abs(shown - number) < 5 and (number >= 5 or number == 0))


def test_what_others_heard_counts_with_the_person_or_without_a_name(
    catalogue: Any, house: Any, counted: Any, areas: Any, make_user: Any
) -> None:
    officer = make_user("district_officer")
    heard = {"by": officer, "source": "musyawarah dusun", "on": date(2021, 5, 1)}
    state_need(area=areas[VILLAGE], need="digital", nik=SITI, **heard)
    state_need(area=areas[VILLAGE], need="raw_material", sector="food", **heard)
    house["reckoning"] = counted()
    found = gaps(house, officer)
    assert (found["digital"].stated, found["digital"].heard) == (1, 0)
    assert (found["raw_material"].stated, found["raw_material"].heard) == (0, 1)
    told = gaps(house, make_user("agency_officer"))
    assert {one.heard for one in told.values()} <= {None, 0}, "one person's word is a small number too"
    listed = Unserved(house["reckoning"], officer.area, need="digital")
    assert [one["name"] for one in listed[0:5]] == ["Warung Siti"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"need": "uang"}, "tidak dikenal"),
        ({"source": " "}, "dari mana"),
        ({"on": timezone.localdate() + timedelta(days=2)}, "masa depan"),
        ({"nik": "123"}, "bukan NIK"),
    ],
)
def test_a_need_that_says_too_little_is_refused(areas: Any, wrong: dict[str, Any], sentence: str) -> None:
    given = {"by": None, "area": areas[VILLAGE], "need": "skills", "source": "krisis", "on": date(2021, 5, 1)}
    with pytest.raises(Refused, match=sentence):
        state_need(**(given | wrong))
    assert not StatedNeed.objects.exists()


def test_a_stated_need_is_never_changed(areas: Any) -> None:
    made = state_need(by=None, area=areas[FAR], need="skills", source="klinik", on=date(2021, 5, 1))
    made.need = "capital"
    with pytest.raises(AppendOnlyError):
        made.save()


def test_the_list_of_the_unserved_is_exported_whole(
    catalogue: Any, house: Any, data_folder: Any, client_of: Any
) -> None:
    import duckdb

    path = house["reckoning"].needs / "unserved.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT * FROM '{path}' WHERE name = 'Warung Siti'")
        connection.execute(f"COPY (SELECT t.* FROM t, range(30100)) TO '{path}' (FORMAT parquet)")
    answer = client_of("district_officer").get(reverse("needs:download", args=["35.07"]))
    lines = list(
        csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";")
    )
    assert len(lines) == 30_101
    assert lines[1][3] == f"'{SITI}"
