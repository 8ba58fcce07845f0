"""Coverage: expected, collected, verified and missing, one level at a time; what to visit; and the map."""

import json
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.refusal import Refused
from satupintu.gateways.boundaries import BoundaryProblem, _read, read_boundaries
from satupintu.pipeline.registry.coverage import expectations
from satupintu.pipeline.registry.coverage.counts import coverage_below, to_visit
from satupintu.pipeline.registry.models import Business, Expectation

from .own_case import BUDI, FAR, NEXT, SITI, VILLAGE, make_area, make_business, make_waiting

DAY = date(2026, 6, 1)


@pytest.fixture
def officer(make_user):
    return make_user("village_officer", area=VILLAGE)


@pytest.fixture
def district(make_user):
    return make_user("district_officer", area="35.07")


@pytest.fixture
def rts(areas):
    return [make_area(areas[VILLAGE], f"T00{n}", Level.RT, f"RT 00{n}") for n in (1, 2, 3)]


@pytest.fixture
def collected(rts, officer, areas):
    """RT 001: two verified, one waiting; RT 002: one waiting; RT 003: nothing; one in the village, in no RT."""
    siti = make_business(rts[0], officer, SITI, "Siti", "Warung")
    admitted = siti.identities.get().record.submission
    make_waiting(rts[0], officer, replaces=admitted)  # neither is one mended after it was admitted
    make_business(rts[0], officer, BUDI, "Budi", "Bengkel")
    make_waiting(rts[0], officer)
    make_waiting(rts[1], officer)
    make_waiting(rts[1], officer, about="100000001")  # news of a known business is no new one
    make_business(areas[VILLAGE], officer, "3507111203800009", "Cici", "Salon")
    return rts


def say(by, area, count, on=DAY, source="BPS"):
    return expectations.expect(by=by, area=area, count=count, source=source, counted_on=on)


def test_numbers_of_the_areas_one_level_below(collected, areas, officer):
    say(officer, collected[0], 10)
    whole, parts = coverage_below(areas[VILLAGE])
    first, second, third, rest = parts
    assert (first.verified, first.waiting, first.collected, first.missing) == (2, 1, 3, 7)
    assert (second.verified, second.waiting, second.missing) == (0, 1, None)
    assert (third.collected, third.missing) == (0, None)
    assert rest.area is None
    assert rest.verified == 1
    assert (whole.verified, whole.waiting, whole.expected.count) == (3, 2, 10)


def test_the_numbers_are_the_same_from_further_up(collected, areas):
    whole, parts = coverage_below(areas["35.07"])
    assert [(one.area.code, one.verified, one.waiting) for one in parts] == [("35.07.11", 3, 2)]
    assert (whole.verified, whole.waiting) == (3, 2)


def test_the_latest_word_counts_and_an_area_s_own_wins_over_its_parts(collected, areas, officer, district):
    village = areas[VILLAGE]
    say(officer, collected[0], 10)
    say(officer, collected[1], 5)
    say(officer, collected[0], 8, on=date(2026, 7, 1))
    say(officer, collected[0], 99, on=date(2026, 1, 1))  # entered later, of an earlier day
    whole, parts = coverage_below(village)
    assert parts[0].expected.count == 8
    assert (whole.expected.count, whole.expected.areas, whole.expected.source) == (13, 2, "")
    above, _parts = coverage_below(areas["35.07"])
    assert above.expected.count == 13
    say(district, village, 40, source="Sensus Ekonomi")
    assert coverage_below(village)[0].expected.source == "Sensus Ekonomi"
    assert coverage_below(areas["35.07"])[0].expected.count == 40


def test_more_than_expected_is_said_and_nothing_is_missing(collected, areas, officer):
    say(officer, collected[0], 1)
    part = coverage_below(areas[VILLAGE])[1][0]
    assert (part.missing, part.beyond) == (0, 2)


def test_erased_businesses_are_not_counted(collected, areas):
    Business.objects.update(erased_at="2026-11-22T00:00:00Z")
    assert coverage_below(areas[VILLAGE])[0].verified == 0


def test_rts_to_visit_come_with_the_largest_gap_first(collected, areas, officer):
    say(officer, collected[0], 4)
    say(officer, collected[1], 20)
    found = list(to_visit(areas[VILLAGE]))
    assert [(one.name, one.lacks, one.collected) for one in found] == [
        ("RT 002", 19, 1),
        ("RT 001", 1, 3),
        ("RT 003", 0, 0),
    ]


@pytest.mark.parametrize("count", [10, 200])
def test_a_page_asks_as_often_however_many_areas(areas, officer, count, client_of):
    Area.objects.bulk_create(
        Area(
            code=f"{VILLAGE}.T{n:03d}",
            name=f"RT {n:03d}",
            level=7,
            parent=areas[VILLAGE],
            path=f"{areas[VILLAGE].path}{VILLAGE}.T{n:03d}/",
        )
        for n in range(1, count + 1)
    )
    client = client_of("village_officer", area=VILLAGE)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get("/cakupan/")
    assert answer.status_code == 200
    assert len(asked) <= 8


def test_the_page_tells_in_words_what_the_bars_show(client_of, collected, officer):
    say(officer, collected[0], 10)
    page = client_of("village_officer", area=VILLAGE).get("/cakupan/").content.decode()
    for words in ("RT 001", "BPS, 1 Jun 2026", "Belum terdata", "belum ada perkiraan", "Belum ditempatkan"):
        assert words in page
    visits = client_of("village_officer", area=VILLAGE).get(f"/cakupan/{VILLAGE}/kunjungan/").content.decode()
    assert "Belum pernah didata" in visits


def test_a_csv_is_kept_whole(district, areas):
    body = "kode;jumlah;sumber;tanggal\n3507112008;1.200;BPS;01/06/2026\n35.07.11.2007;30;BPS;2026-06-01\n"
    assert expectations.expect_from_csv(by=district, body=body.encode("utf-8-sig")) == 2
    found = Expectation.objects.get(area=areas[VILLAGE])
    assert (found.count, found.source, found.counted_on) == (1200, "BPS", DAY)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("99.99,1,BPS,2026-06-01", "tidak ada"),
        (f"{FAR},1,BPS,2026-06-01", "bukan wilayah Anda"),
        (f"{VILLAGE},banyak,BPS,2026-06-01", "bukan bilangan"),
        (f"{VILLAGE},-1,BPS,2026-06-01", "bukan bilangan"),
        (f"{VILLAGE},1,,2026-06-01", "sumbernya kosong"),
        (f"{VILLAGE},1,BPS,2026-13-41", "tidak terbaca"),
        (f"{VILLAGE},1,BPS,2999-01-01", "di masa depan"),
        (f"{VILLAGE}", "sumbernya kosong"),
    ],
)
def test_a_wrong_line_keeps_the_whole_csv_out_and_is_named(district, line, words):
    body = f"kode,jumlah,sumber,tanggal\n{NEXT},5,BPS,2026-06-01\n{line}\n"
    with pytest.raises(Refused, match="Baris 3") as refusal:
        expectations.expect_from_csv(by=district, body=body.encode())
    assert words in str(refusal.value)
    assert not Expectation.objects.exists()


@pytest.mark.parametrize("sent", [None, b"", b"kode,jumlah,sumber,tanggal\n99.99,1,BPS,2026-06-01\n"])
@pytest.mark.parametrize("place", [VILLAGE, "35.07.11"])
def test_a_wrong_file_leaves_the_other_form_on_its_area(client_of, areas, place, sent):
    files = {"file": ContentFile(sent, name="perkiraan.csv")} if sent is not None else {}
    answer = client_of("district_officer", area="35.07").post(f"/cakupan/{place}/perkiraan/impor/", files)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'action="/cakupan/{place}/perkiraan/"' in page
    assert f"seharusnya ada di {areas[place].name}?" in page
    assert not Expectation.objects.exists()


@pytest.mark.parametrize("body", [b"", b"a,b\n1,2\n", b"\x00\x01PK\x03", b"kode,jumlah,sumber,tanggal\n"])
def test_what_is_no_such_table_gets_a_sentence(district, body):
    with pytest.raises(Refused):
        expectations.expect_from_csv(by=district, body=body)


def feature(code, x=112.5, y=-8.2, size=0.02):
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def put(data_folder, name, content):
    folder = data_folder / "boundaries"
    folder.mkdir(exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / name).write_text(text)
    return folder


def test_the_map_is_drawn_once_boundaries_are_loaded(client_of, areas, data_folder):
    client = client_of("district_officer", area="35.07")
    assert "<figure" not in client.get("/cakupan/35.07.11/").content.decode()
    shapes = [feature("3507112008"), feature("35.07.11.2007", x=112.53)]
    put(data_folder, "kalipare.geojson", {"type": "FeatureCollection", "features": shapes})
    page = client.get("/cakupan/35.07.11/").content.decode()
    assert page.count('class="sp-map__area') == 2
    assert "Arjowilangun" in page
    assert "<table" in page


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"type": "FeatureCollection"}',
        {"features": [{"properties": {}, "geometry": None}]},
        {"features": [{"properties": {"code": "35"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]},
        {"features": [feature("35", x=9_000_000)]},
        {"features": ["x"]},
    ],
)
def test_a_broken_boundary_file_gives_a_sentence_and_spares_the_others(
    client_of, areas, data_folder, content
):
    put(data_folder, "rusak.geojson", content)
    folder = put(data_folder, "baik.geojson", {"features": [feature("35.07.11.2008")]})
    found = read_boundaries(folder)
    assert list(found.rings) == ["35.07.11.2008"]
    assert len(found.problems) == 1
    answer = client_of("district_officer", area="35.07").get("/cakupan/35.07.11/")
    assert answer.status_code == 200
    assert "rusak.geojson" in answer.content.decode()


def test_a_changed_boundary_file_is_read_again(data_folder):
    folder = put(data_folder, "a.geojson", {"features": [feature("35")]})
    assert "35" in read_boundaries(folder).rings
    put(data_folder, "a.geojson", {"features": [feature("36"), feature("37")]})
    assert set(read_boundaries(folder).rings) == {"36", "37"}


def test_a_boundary_file_too_large_is_refused(tmp_path):
    with pytest.raises(BoundaryProblem, match="64 MB"):
        _read(tmp_path / "x.geojson", 0, 65 * 1024 * 1024)
