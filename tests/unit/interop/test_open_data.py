"""Open data: what is small stays untold, in the files too; the catalogue says where everything is."""

import csv
import json

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_aid(monkeypatch):
    monkeypatch.setattr("satupintu.interop.neighbours.aid_counts", list)


@pytest.fixture
def many(areas, village, data_folder):
    """Businesses made by count: (village, sector) -> how many."""
    from satupintu.pipeline.registry.models import Business

    def make(counts):
        number = Business.objects.count()
        for (area, sector), count in counts.items():
            for _one in range(count):
                number += 1
                Business.objects.create(number=f"{number:09}", name="", sector=sector, area=areas[area])

    return make


def rows_of(name):
    from satupintu.interop.open_data.publishing import file_of

    with file_of(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_small_numbers_stay_untold(many, areas, client):
    from satupintu.interop.open_data.publishing import publish

    counts = {
        ("35.07.11.2008", "food"): 12,
        ("35.07.11.2008", "trade"): 2,
        ("35.07.11.2007", "food"): 30,
        ("35.07.11.2007", "trade"): 9,
        ("35.14.01.2001", "food"): 3,
        ("35.14.01.2001", "Bakso Pak Joko"): 40,
    }
    many(counts)
    publish()
    told = {
        (one["kabupaten"], one["desa"], one["bidang"]): one["jumlah"] for one in rows_of("usaha-desa-bidang")
    }
    assert 53 - 5 < int(told["35.07", "semua", "semua"]) < 53 + 5
    assert all(int(value) % 5 == 0 for value in told.values() if value)
    malang = {cell[1:]: value for cell, value in told.items() if cell[0] == "35.07"}
    assert malang["35.07.11.2008", "trade"] == ""
    assert sum(value == "" for value in malang.values()) >= 4
    assert told["35.14", "35.14.01.2001", "food"] == ""
    assert "Joko" not in str(told)
    coverage = {one["kabupaten"]: one for one in rows_of("cakupan-kabupaten")}
    assert coverage["35.07"]["terverifikasi"] == told["35.07", "semua", "semua"]
    assert coverage["35.14"]["terverifikasi"] == told["35.14", "semua", "semua"]


def test_two_days_do_not_tell_of_one_business(many, areas, client):
    """A new trade in a village where everybody else is told of: neither its number nor its day can be read off."""
    from satupintu.interop.open_data.publishing import publish

    def told():
        publish()
        rows = rows_of("usaha-desa-bidang") + rows_of("cakupan-kabupaten")
        keys = ("kabupaten", "desa", "bidang", "nama")
        return {
            tuple(one.get(key) for key in keys): one.get("jumlah", one.get("terverifikasi")) for one in rows
        }

    many({("35.07.11.2008", "food"): 41, ("35.07.11.2008", "trade"): 43, ("35.07.11.2007", "food"): 47})
    before = told()
    many({("35.07.11.2008", "craft"): 1})
    after = told()
    changes = {int(after[one]) - int(before[one]) for one in before if before[one] and after[one]}
    assert changes <= {0, 5}
    assert after["35.07", "35.07.11.2008", "craft", None] == ""


def test_the_step_of_a_number_lies_elsewhere_for_each_cell():
    from satupintu.foundation.coarse import told

    first, steps = set(), set()
    for name in range(200):
        numbers = [told(value, "tabel", str(name)) for value in range(60)]
        assert numbers[0] == 0
        assert numbers[1:5] == [None] * 4
        shown = [(value, one) for value, one in enumerate(numbers) if one is not None]
        assert all(abs(value - one) < 5 for value, one in shown)
        first.add(shown[1][0])
        steps.add(next(value for value in range(20, 30) if numbers[value] != numbers[value - 1]))
    assert first == {5, 6, 7, 8, 9}
    assert len(steps) >= 5


def test_pages_for_anybody(client, many, settings):
    from satupintu.interop.open_data.publishing import publish

    assert "sedang disiapkan" in client.get("/data/").content.decode()
    assert client.get("/data/katalog-program.csv").status_code == 404
    many({("35.07.11.2008", "food"): 12})
    publish()
    publish()
    page = client.get("/data/").content.decode()
    assert settings.OPEN_DATA_LICENCE in page
    catalogue = client.get("/data/catalog.jsonld")
    assert catalogue.headers["Content-Type"] == "application/ld+json"
    described = json.loads(catalogue.content)
    assert described["dct:license"] == {"@id": settings.OPEN_DATA_LICENCE}
    assert len(described["dcat:dataset"]) == 4
    for one in described["dcat:dataset"]:
        [file] = one["dcat:distribution"]
        got = client.get(file["dcat:downloadURL"]["@id"].removeprefix("http://testserver"))
        assert got.status_code == 200
        body = b"".join(got.streaming_content)
        assert str(len(body)) == file["dcat:byteSize"]["@value"]
    assert client.get("/data/../../etc/passwd.csv").status_code == 404
    programmes = {one["program"]: one for one in rows_of("katalog-program")}
    assert programmes["bpum-2021"]["bentuk"] == "cash"


def test_aid_by_persons_not_by_payments(data_folder, monkeypatch):
    from satupintu.interop.open_data.publishing import publish

    monkeypatch.setattr(
        "satupintu.interop.neighbours.aid_counts",
        lambda: [("pkh", "35.07", 4, 2_000_000), ("pkh", "35.14", 23, 13_800_000), ("diklat", None, 9, None)],
    )
    publish()
    rows = {(one["program"], one["kabupaten"]): one for one in rows_of("bantuan-program-kabupaten")}
    assert (
        rows["pkh", "35.07"] | {"rupiah": "", "penerima": "", "disembunyikan": "ya"} == rows["pkh", "35.07"]
    )
    told = int(rows["pkh", "35.14"]["penerima"])
    assert told in (20, 25)
    assert int(rows["pkh", "35.14"]["rupiah"]) == told * 600_000  # not the sum, which tells how many
    assert rows["diklat", ""]["rupiah"] == ""


def test_it_is_counted_anew_once_a_day(data_folder, areas):
    from satupintu.foundation.work.models import Job
    from satupintu.interop.open_data.publishing import current
    from satupintu.interop.services import publish_when_due

    publish_when_due()
    publish_when_due()
    assert Job.objects.filter(kind="open_data.publish").count() == 1
    assert current() is not None or Job.objects.get().state == "queued"
