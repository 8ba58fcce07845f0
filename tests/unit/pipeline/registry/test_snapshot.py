"""From registry to round: the registry's snapshot and a list of the same people are the same to the engine."""

from datetime import date

import duckdb
import pytest

from satupintu.pipeline.registry import snapshot
from satupintu.pipeline.registry.own import selectors as own
from satupintu.pipeline.registry.selectors.owners import own_businesses
from satupintu.pipeline.registry.services import admit_waiting, judge
from satupintu.pipeline.screening.rounds import run_round

from ..screening.case import ARJO, KALI, PEOPLE, list_bytes, write_references
from .conftest import BUDI, SITI

DAY = date(2021, 4, 1)

pytestmark = pytest.mark.django_db
COLUMNS = "nik, name, village, outcome, reasons, flags"


def facts_of(number: int, name: str, nik: str, born: str, letter: str) -> dict[str, str]:
    """A row of `list_bytes` as the answers of a form."""
    day, month, year = born.split("-")
    return {
        "name": name,
        "nik": nik,
        "birth_date": f"{year}-{month}-{day}",
        "address": f"Dusun {number}",
        "rt": "001",
        "rw": "002",
        "sector": "warung",
        "phone": f"08123456{number:04}",
        "annual_turnover": "24000000",
        "business_letter": letter,
        "business_name": f"Usaha {number}",
    }


def decisions(folder, places):
    """What was decided, without where each row stood; a duplicate's place as its number in the round."""
    query = f"SELECT {COLUMNS}, duplicate_of FROM read_parquet('{folder}/decisions.parquet')"
    rows = duckdb.sql(query).fetchall()
    return [(*row[:-1], places(row[-1]) if row[-1] else None) for row in rows]


def test_the_same_people_get_the_same_decisions(areas, confirmed, tmp_path):
    for village in (ARJO, KALI):
        for number, person in enumerate(PEOPLE[village], start=1):
            confirmed(area=village, **facts_of(number, *person))
    admit_waiting()
    lists, taken = tmp_path / "lists", tmp_path / "taken"
    for folder in (lists, taken):
        folder.mkdir()
    for order, village in enumerate((ARJO, KALI)):  # in the order in which they were admitted
        (lists / f"{order}.csv").write_bytes(list_bytes(village))
    assert snapshot.write(areas["35.07"], taken / "registri.parquet", date(2022, 1, 1), DAY) == 8

    write_references(tmp_path / "references")
    for folder, out in ((lists, "of_lists"), (taken, "of_registry")):
        run_round(
            programme="bpum-2021",
            lists=sorted(folder.iterdir()),
            reference=tmp_path / "references",
            out=tmp_path / out,
        )
    of_lists = decisions(tmp_path / "of_lists", lambda place: (place[0], int(place.split("!")[2]) - 3))
    of_registry = decisions(
        tmp_path / "of_registry",
        lambda place: ("01"[(n := int(place.split("!")[2])) > 5], n - 5 if n > 5 else n),
    )
    assert of_registry == of_lists
    assert {row[3] for row in of_lists} == {"eligible", "ineligible", "undetermined"}


def test_a_snapshot_is_what_was_known_on_its_day(admit, areas, tmp_path):
    warung = {"name": "Siti Aminah", "nik": SITI, "business_name": "Warung"}
    admit(**warung, on="2021-03-01", annual_turnover="24000000", is_open="yes", sector="food")
    admit(**warung, on="2021-09-01", annual_turnover="12000000")
    admit(**warung, on="2022-03-01", is_open="no")
    path = tmp_path / "a.parquet"
    for day, turnover in (
        (date(2021, 2, 1), None),
        (date(2021, 5, 1), 24_000_000),
        (date(2021, 10, 1), 12_000_000),
    ):
        rows = snapshot.write(areas["35.07"], path, day, DAY)
        found = duckdb.sql(f"SELECT annual_turnover, sector FROM read_parquet('{path}')").fetchall()
        assert found == ([(turnover, "Makanan dan minuman")] if turnover else [])
        assert rows == len(found)
    assert snapshot.write(areas["35.07"], path, date(2022, 4, 1), DAY) == 0, "it has closed"
    assert snapshot.write(areas["35.14"], path, date(2021, 10, 1), DAY) == 0, "another regency"


def test_ages_are_those_of_the_rounds_day_however_late_they_are_told(admit, areas, tmp_path):
    admit(name="Siti", nik=SITI, on="2024-08-01", birth_date="1980-01-15", started_on="2019-04-01")
    admit(name="Budi", nik="3507110203700002", on="2024-08-01", started_on="2024-06-01")
    snapshot.write(areas["35.07"], tmp_path / "a.parquet", date(2024, 9, 1), DAY)
    asked = f"SELECT name, asked_age, asked_months_running FROM read_parquet('{tmp_path}/a.parquet') ORDER BY name"
    assert duckdb.sql(asked).fetchall() == [("Budi", None, None), ("Siti", 41, 24)], (
        "Budi's was not there yet"
    )


def test_a_stall_that_changed_hands_keeps_nothing_of_its_former_owner(
    admit, areas, village, make_user, tmp_path
):
    budi = {
        "nik": BUDI,
        "kk": "3507110103085144",
        "birth_date": "1970-03-02",
        "sex": "L",
        "phone": "081234567890",
    }
    budi |= {"loans": ["kur"], "npwp": "yes", "business_letter": "470/7/2021"}
    stall = {"business_name": "Warung Jaya", "sector": "food", "annual_turnover": "1000000"}
    former = admit(name="Budi Hartono", **budi, **stall, on="2021-01-01")
    number = former.identity.business.number
    present = admit(name="Siti Aminah", nik=SITI, about=number, business_name="Warung Jaya", on="2021-02-01")
    judge(left=former, right=present, about="business", verdict="same", by=village)

    snapshot.write(areas["35.07"], tmp_path / "a.parquet", date(2022, 1, 1), DAY)
    of_budi = "kk, birth_date, sex, phone, business_letter, asked_age, asked_has_npwp, asked_loan_running"
    rows = duckdb.sql(f"SELECT nik, name, annual_turnover, {of_budi} FROM '{tmp_path}/a.parquet'").fetchall()
    assert rows == [(SITI, "Siti Aminah", 1_000_000, *[None] * 8)]
    owner = make_user("business_owner", area=ARJO, nik=SITI, name="Siti Aminah", username="siti")
    copied = str(own.copy_of(owner) | own.facts_with_corrections(own_businesses(owner).get(), owner))
    assert "Warung Jaya" in copied
    assert not [one for one in ("Budi", BUDI, budi["kk"], "1970", "0812", "470/7") if one in copied]

    judge(left=former, right=present, about="person", verdict="same", by=village)
    snapshot.write(areas["35.07"], tmp_path / "b.parquet", date(2022, 1, 1), DAY)
    assert duckdb.sql(f"SELECT kk, phone FROM '{tmp_path}/b.parquet'").fetchall() == [
        (budi["kk"], budi["phone"])
    ]


UNREAD = ["2,5 miliar", "2.500.000.000", "99999999999999999", -5, "tiga milyar lima", "> 300 juta"]
DECIMAL, HARMLESS = 2_500_000_000.5, ["", "tidak tentu", None, "≤ 24000000"]


def test_a_turnover_that_was_answered_is_never_taken_for_one_nobody_stated(confirmed, areas, tmp_path):
    answers = [*UNREAD, DECIMAL, *HARMLESS]
    for number, said in enumerate(answers, start=1):
        nik = f"350711010180{number:04}"
        confirmed(
            **facts_of(number, f"Orang {number}", nik, "01-01-1980", "470/1") | {"annual_turnover": said}
        )
    admit_waiting()
    path = tmp_path / "registri.parquet"
    snapshot.write(areas["35.07"], path, date(2022, 1, 1), DAY)
    write_references(tmp_path / "references")
    run_round(programme="bpum-2021", lists=[path], reference=tmp_path / "references", out=tmp_path / "out")
    held = "list_contains(reasons, 'micro_business')"
    found = duckdb.sql(f"SELECT {held} FROM '{tmp_path}/out/decisions.parquet'")
    is_held_back = [one for (one,) in found.fetchall()]
    assert is_held_back == [True] * (len(UNREAD) + 1) + [False] * len(HARMLESS)
    rows = duckdb.sql(f"SELECT annual_turnover, turnover_unread FROM '{path}'").fetchall()
    unread, unstated = [(None, True)] * len(UNREAD), [(None, False)] * (len(HARMLESS) - 1)
    assert rows == [*unread, (2_500_000_001, False), *unstated, (24_000_000, False)]


def test_the_same_registry_gives_the_same_bytes(admit, areas, tmp_path):
    admit(name="Siti", nik=SITI)
    for name in ("a", "b"):
        snapshot.write(areas["ID"], tmp_path / name, date(2022, 1, 1), DAY)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_district_takes_a_rounds_applicants_from_the_registry(admit, client_of, data_folder, areas):
    from satupintu.pipeline.screening.models import ListState, ReferenceSet, Round

    client = client_of("district_officer")
    round = Round.objects.create(
        title="Putaran 1",
        programme="bpum-2021",
        as_of=date(2021, 4, 1),
        area=areas["35.07"],
        reference_set=ReferenceSet.objects.create(name="a", area=areas["35.07"], loaded_by=client.user),
        opened_by=client.user,
    )
    address = f"/putaran/{round.pk}/daftar/registri/"
    assert "Ambil dari registri" in client.get(f"/putaran/{round.pk}/").content.decode()
    page = client.post(address, follow=True).content.decode()
    assert "Registri belum memuat usaha" in page
    assert not round.lists.exists()

    admit(name="Siti Aminah", nik=SITI, business_name="Warung")
    client.post(address)
    one = round.lists.get()
    assert (one.state, one.rows) == (ListState.READ, 1)
    assert "sama persis" in client.post(address, follow=True).content.decode()
    admit(name="Budi Santoso", nik="3507110203700002")
    client.post(address)
    states = list(round.lists.order_by("pk").values_list("state", "rows"))
    assert states == [(ListState.WITHDRAWN, 1), (ListState.READ, 2)], "an earlier snapshot makes way"
    assert client_of("village_officer").post(address).status_code == 403
