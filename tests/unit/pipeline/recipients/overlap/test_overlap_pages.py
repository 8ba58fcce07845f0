"""Pages of overlap: what they count, to whom they show it, and one person at once."""

import csv
import io
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from satupintu.foundation.audit.models import Event
from satupintu.foundation.work.models import Job, State
from satupintu.foundation.work.services import run_job
from satupintu.pipeline.recipients.models import Reckoning
from satupintu.pipeline.recipients.overlap.columns import teller_for
from satupintu.pipeline.recipients.overlap.person import Overlap, overlaps_among
from satupintu.pipeline.recipients.overlap.selectors import cells_of, parts_of, spread_of
from satupintu.pipeline.recipients.overlap.services import keep_counted
from satupintu.pipeline.recipients.selectors import received_by_person
from tests.aid_case import row, write_aid
from tests.unit.pipeline.recipients.conftest import row as listing
from tests.unit.pipeline.registry.own_case import BUDI, FAR_NIK, SITI, VILLAGE

from .conftest import OTHERS

GRANTS = ("bpum-2020", "bpum-2021")


def text_of(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return " ".join(body.decode().split())


def pairs_of(nik: str) -> list[Overlap]:
    return overlaps_among(received_by_person(nik, None))


def test_a_persons_pairs_stand_in_the_matrix_the_list_and_with_the_person(house: Any, client_of: Any) -> None:
    client = client_of("district_officer")
    matrix = text_of(client.get(reverse("overlap:overlap")))
    assert "Terulang" in matrix and "Boleh bersama" in matrix and "latihan, lebih dari sekali" in matrix
    cells = {
        (one.a, one.b, one.verdict): one
        for one in cells_of(house["reckoning"], client.user.area, client.user)
    }
    assert cells[*GRANTS, "permitted"].people == 7
    assert cells[*GRANTS, "permitted"].money == 2_400_000 + 1_200_000 + 12 * 1_000_000
    assert cells["latihan", "latihan", "repeated"].people == 1
    page = text_of(client.get(reverse("overlap:pair", args=["35.07", "latihan", "latihan"])))
    assert "SITI AMINAH" in page and "berjarak 181 hari" in page
    assert SITI not in page and "350711••••••••01" in page
    told = {(one.a, one.b): one for one in pairs_of(SITI)}
    assert told["latihan", "latihan"].pairing.verdict == "repeated"
    assert told["latihan", "latihan"].days_apart == 181
    assert told[GRANTS].pairing.verdict == "permitted"
    assert pairs_of(BUDI) == []


def test_what_is_not_surely_a_persons_makes_no_overlap(house: Any, data_folder: Any) -> None:
    rows = [row(int(FAR_NIK), "bpum-2020"), row(int(FAR_NIK), "bpum-2021", match="other_name")]
    write_aid(data_folder / "aid" / "aid.parquet", rows)
    assert pairs_of(FAR_NIK) == []


def test_a_pair_leads_from_the_regency_to_the_village(house: Any, client_of: Any) -> None:
    client = client_of("district_officer")
    address = reverse("overlap:pair", args=["35.07", *GRANTS])
    assert reverse("overlap:pair", args=["35.07.11", *GRANTS]) in client.get(address).content.decode()
    parts = parts_of(house["reckoning"], client.user.area.children.get(code="35.07.11"), client.user, *GRANTS)
    assert [(one.area.code, one.people) for one in parts] == [(VILLAGE, 7)]
    assert client.get(reverse("overlap:pair", args=["35.07", "bpum-2020", "tidak-ada"])).status_code == 404
    assert client.get(reverse("overlap:area", args=["35.07.11.2008.D01"])).status_code == 404


def test_few_people_are_hidden_from_those_who_may_not_see_names(house: Any, client_of: Any) -> None:
    agency = client_of("agency_officer")
    matrix = text_of(agency.get(reverse("overlap:overlap")))
    assert "tidak ditampilkan" in matrix and "Rp1.000.000" not in matrix  # Siti's trainings
    assert "dibulatkan ke kelipatan lima" in matrix
    assert "Unduh nama" not in matrix
    page = text_of(agency.get(reverse("overlap:pair", args=["35.07", "latihan", "latihan"])))
    assert "SITI AMINAH" not in page and "Rp1.000.000" not in page
    assert agency.get(reverse("overlap:download", args=["35.07", "repeated"])).status_code == 403


OWN, OTHER = "bpum-2021", "kur-mikro"


@pytest.mark.parametrize("crowd", [0, 1, 12])
def test_an_agency_that_reports_one_person_does_not_learn_whether_another_programme_has_them(
    counted: Any, data_folder: Any, areas: Any, make_user: Any, client_of: Any, crowd: int
) -> None:
    """Not by whether a pair is there at all, and not by rupiah: whoever reports can give one person a vast amount."""
    target, others = int(SITI), range(OTHERS, OTHERS + crowd)
    agency, seen = client_of("agency_officer", agency="kemenkop"), []
    for debtor in (target, int(BUDI)):
        rows = [row(debtor, OTHER), *(row(one, name) for one in others for name in (OWN, OTHER))]
        write_aid(data_folder / "aid" / "aid.parquet", [*rows, row(target, OWN, amount=900_000_000_000)])
        reckoning = counted()
        address = reverse("overlap:pair", args=[VILLAGE, OWN, OTHER])
        pages = [agency.get(address), agency.get(reverse("overlap:area", args=[VILLAGE]))]
        assert not any(re.search(r"\bRp\d", text_of(one)) for one in pages)
        seen.append([one.status_code for one in pages])
        if crowd < 2:
            assert cells_of(reckoning, areas[VILLAGE], agency.user) == []
            assert spread_of(reckoning, areas[VILLAGE], agency.user).several in (None, 0)
            assert len(spread_of(reckoning, areas[VILLAGE], agency.user).parts) == 0
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("cell", "is_moved"),
    [
        (("matrix", VILLAGE, OWN, OTHER, "unjudged"), True),
        (("matrix", VILLAGE, "bpnt", OWN, "unjudged"), True),
        (("spread", VILLAGE, "2"), True),
        (("pillars", VILLAGE, "finance"), True),
        (("reached", VILLAGE, "part", ""), True),
        (("gap", VILLAGE, "food", "capital", "rest", "served"), True),
        (("matrix", VILLAGE, "bpnt", OTHER, "unjudged"), False),
        (("gap", VILLAGE, "food", "capital"), False),
    ],
)
def test_what_an_agencys_reports_move_has_other_steps_after_each_of_them(
    areas: Any, make_user: Any, cell: tuple[str, ...], is_moved: bool
) -> None:
    def told_to(agency: str, reported: str) -> tuple[int | None, int | None]:
        reckoning = Reckoning(summary={"reported": {"kemenkop": reported}})
        tell = teller_for(make_user("agency_officer", agency=agency), reckoning)
        return tell(12, *cell), tell(0, *cell)

    told = {told_to("kemenkop", str(number)) for number in range(30)}
    assert {few for _, few in told} == {None if is_moved else 0}
    assert (len(told) > 1) is is_moved
    assert len({told_to("kemensos", str(number)) for number in range(30)}) == 1


def test_a_count_keeps_what_stands_for_an_agencys_reports(send: Any, people: Any, counted: Any) -> None:
    kept = []
    for name in ("Siti Aminah", "Budi Santoso"):
        send(listing(name, SITI))
        kept.append(counted().summary["reported"]["kemenkop"])
    assert len(set(kept)) == 2
    assert counted().summary["reported"]["kemenkop"] == kept[-1]


@pytest.mark.parametrize(("here", "near"), [(8, 2), (9, 3), (40, 1), (12, 0), (23, 19)])
def test_what_is_hidden_cannot_be_worked_out_from_another_page(
    counted: Any, data_folder: Any, areas: Any, make_user: Any, here: int, near: int
) -> None:
    niks = range(3507110101000001, 3507110101000001 + here + near)
    places = [VILLAGE] * here + ["35.07.11.2007"] * near
    rows = [
        row(nik, one, village=village) for nik, village in zip(niks, places, strict=True) for one in GRANTS
    ]
    write_aid(data_folder / "aid" / "aid.parquet", rows)
    reckoning, agency, officer = counted(), make_user("agency_officer"), make_user("district_officer")
    district = areas["35.07.11"]
    truth = {one.area.code: one.people for one in parts_of(reckoning, district, officer, *GRANTS)}
    assert truth == {code: n for code, n in ((VILLAGE, here), ("35.07.11.2007", near)) if n}
    for part in parts_of(reckoning, district, agency, *GRANTS):
        own, exact = cells_of(reckoning, part.area, agency, *GRANTS)[0], truth[part.area.code]
        assert (own.people, own.money) == (part.people, part.money)  # one cell, told once
        assert part.people is None or (part.people % 5 == 0 and abs(part.people - exact) < 5 <= exact)
    assert cells_of(reckoning, district, agency, *GRANTS)[0].people % 5 == 0
    spread = spread_of(reckoning, district, agency)
    assert spread.people == spread.several == spread.parts[-1]["people"] and spread.people % 5 == 0


def test_the_list_to_take_along_is_whole_and_is_kept_in_the_trail(
    counted: Any, data_folder: Any, areas: Any, client_of: Any
) -> None:
    many = 30_500
    write_aid(data_folder / "aid" / "aid.parquet", repeated=many)
    counted()
    client = client_of("district_officer")
    answer = client.get(reverse("overlap:download", args=["35.07", "repeated"]))
    lines = list(
        csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";")
    )
    assert len(lines) == many + 1
    assert lines[1][0] == "'3507110101000000" and lines[1][1].startswith("'=")
    kept = Event.objects.get(action="recipients.export")
    assert kept.data == {"kind": "overlap-repeated", "rows": many}


def test_counting_starts_from_a_button_and_shows_its_progress(house: Any, client_of: Any) -> None:
    client = client_of("district_officer")
    answer = client.post(reverse("overlap:run"))  # begins once the test's transaction would be committed
    assert client.post(reverse("overlap:run")).url == answer.url  # one count at a time
    assert answer.url == reverse("work:job", args=[Job.objects.get().pk])
    assert "Hitungan baru sedang berjalan" in text_of(client.get(reverse("overlap:overlap")))


@pytest.mark.django_db(transaction=True)
def test_a_count_in_the_background_ends_on_the_page_of_overlap(house: Any, client_of: Any) -> None:
    client = client_of("district_officer")
    address = client.post(reverse("overlap:run")).url
    job = Job.objects.get()
    assert (job.state, job.return_to) == (State.DONE, reverse("overlap:overlap"))
    assert client.get(address).url == reverse("overlap:overlap")
    assert Reckoning.objects.filter(done_at__isnull=False).count() == 2


def test_a_damaged_file_leaves_the_former_count_and_says_so(
    house: Any, data_folder: Any, client_of: Any
) -> None:
    (data_folder / "aid" / "aid.parquet").write_text("rusak")
    client = client_of("district_officer")
    assert "hitungan baru segera dimulai sendiri" in text_of(client.get(reverse("overlap:overlap")))
    client.post(reverse("overlap:run"))
    run_job.func(str(Job.objects.get().pk))
    job = Job.objects.get()
    assert job.state == State.FAILED and "aid.parquet" in job.error
    page = text_of(client.get(reverse("overlap:overlap")))
    assert "latihan" in page and "Hitungan yang terakhir gagal" in page and "sedang berjalan" not in page
    assert keep_counted() is None  # not again and again: the file is still the damaged one


def test_new_aid_is_counted_by_itself_once_after_the_last_of_several_reports(
    house: Any, data_folder: Any, django_capture_on_commit_callbacks: Any
) -> None:
    path = data_folder / "aid" / "aid.parquet"
    assert keep_counted() is None  # all is counted
    building = [Job.objects.create(kind="recipients.build", title="laporan") for _ in range(10)]
    for number, one in enumerate(building):
        write_aid(path, repeated=number + 1)
        assert keep_counted() is None  # more is coming
        Job.objects.filter(pk=one.pk).update(state=State.DONE)
    with django_capture_on_commit_callbacks():  # queued, and not yet run
        job = keep_counted()
    assert job is not None and job.by is None
    write_aid(path, repeated=20)
    assert keep_counted() is None  # the queued one will count this too
    run_job.func(str(job.pk))
    assert Reckoning.objects.first().summary["overlap"]["people"] == 20
    assert keep_counted() is None
    assert Job.objects.filter(kind="recipients.reckon").count() == 1


def test_aid_that_came_in_while_it_was_counted_is_counted_afterwards(house: Any, data_folder: Any) -> None:
    path = data_folder / "aid" / "aid.parquet"
    write_aid(path, repeated=1)
    first = keep_counted()
    Job.objects.filter(pk=first.pk).update(state=State.RUNNING)
    Reckoning.objects.filter(pk=first.arguments["reckoning"]).update(done_at=timezone.now())
    write_aid(path, repeated=2)
    assert keep_counted() is None  # never two at once
    Job.objects.filter(pk=first.pk).update(state=State.DONE)
    assert keep_counted() is not None


def test_before_the_first_count_the_pages_say_so(areas: Any, data_folder: Any, client_of: Any) -> None:
    client = client_of("district_officer")
    for view in ("overlap:overlap", "needs:gaps", "needs:unserved"):
        assert "Belum pernah dihitung" in text_of(client.get(reverse(view)))
