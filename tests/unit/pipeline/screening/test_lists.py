"""Lists as they are sent: kept, read, asked about, replaced, withdrawn; each by whoever may."""

import errno
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone

from satupintu.foundation.audit.models import Event
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.models import SILENCE, Job, State
from satupintu.foundation.work.services import take_up
from satupintu.pipeline.screening.models import ListFile, ListState
from satupintu.pipeline.screening.selectors.questions import questions_for_page
from satupintu.pipeline.screening.services.lists import (
    add_list,
    answer_mapping,
    ask_again,
    read_left_behind,
    restore_list,
    withdraw_list,
)
from satupintu.pipeline.screening.services.namesakes import names_meant, replace_namesake
from satupintu.pipeline.screening.services.readings import read_list

from .case import ARJO, DEWI, KALI, PEOPLE, SITI, list_bytes


def send(by, round, content=None, name="usulan.csv", **more):
    return add_list(by=by, round=round, file=ContentFile(content or list_bytes(ARJO), name=name), **more)


def two_nik_columns() -> bytes:
    """Two columns of sixteen digits under one heading: either could be the applicant's."""
    rows = ["No;Nama;NIK;NIK;Alamat;Bidang Usaha"]
    rows += [f"{n};Nama {n};350711410760{n:04};350711020370{n:04};Dusun {n};warung" for n in range(1, 9)]
    return "\r\n".join(rows).encode()


def test_a_list_is_read_at_once_and_kept_byte_for_byte(village, open_round):
    made = send(village, open_round)
    assert (made.state, made.rows, made.area_id) == (ListState.READ, 5, ARJO)
    assert made.path.read_bytes() == list_bytes(ARJO)
    assert not made.path.stat().st_mode & 0o111


def test_the_same_bytes_are_taken_once(village, district, open_round, make_user):
    made = send(village, open_round, name="pertama.csv")
    with pytest.raises(Refused, match=r"kedua\.csv sama persis dengan pertama\.csv"):
        send(village, open_round, name="kedua.csv")
    neighbour = make_user("village_officer", area=KALI)
    with pytest.raises(Refused) as refusal:
        send(neighbour, open_round, name="tetangga.csv")
    assert "pertama" not in str(refusal.value), "another village's list is not named"
    withdraw_list(by=village, list_file=made)
    assert send(village, open_round, name="lagi.csv").state == ListState.READ


class Breaks(ContentFile):
    """A file that can be read once, for its fingerprint, and of which only a part can be written then."""

    is_read = False

    def chunks(self, chunk_size=None):
        self.seek(0)
        if self.is_read:
            yield self.read(100)
            raise self.trouble
        self.is_read = True
        yield self.read()


@pytest.mark.parametrize(
    ("trouble", "told", "words"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            Refused,
            r"usulan\.csv belum disimpan: cakram server",
        ),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), Refused, r"usulan\.csv belum disimpan: cakram server"),
        (OSError(errno.EIO, "Input/output error"), OSError, "Input/output"),
    ],
)
def test_a_list_that_could_not_be_written_leaves_nothing(village, open_round, trouble, told, words):
    file = Breaks(list_bytes(ARJO), name="usulan.csv")
    file.trouble = trouble
    with pytest.raises(told, match=words):
        add_list(by=village, round=open_round, file=file)
    assert not ListFile.objects.exists()
    assert list((open_round.folder / "lists").iterdir()) == []
    assert send(village, open_round).state == ListState.READ


@pytest.mark.parametrize("left", [list_bytes(ARJO)[:100], list_bytes(ARJO), list_bytes(KALI) * 9])
def test_what_a_killed_server_left_under_a_name_does_not_bar_it(village, open_round, left):
    path = open_round.folder / "lists" / "usulan.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(left)
    made = send(village, open_round)
    assert (made.name, made.state) == ("usulan.csv", ListState.READ)
    assert path.read_bytes() == list_bytes(ARJO)


@pytest.fixture
def reader_dies(monkeypatch):
    """The server is killed between keeping a list and reading it."""

    @contextmanager
    def dying():
        def killed(_list_file):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr("satupintu.pipeline.screening.services.lists.read_list", killed)
            yield

    return dying


@pytest.fixture
def later(monkeypatch):
    """Goes on as if the time in which somebody may still be reading were over."""
    return lambda: monkeypatch.setattr("satupintu.pipeline.screening.services.lists.LEFT_AFTER", timedelta(0))


def test_a_list_whose_reader_died_is_read_after_all(
    village, open_round, reader_dies, later, django_capture_on_commit_callbacks
):
    with reader_dies():
        send(village, open_round)
    assert read_left_behind() == 0, "it may still be read"
    later()
    with django_capture_on_commit_callbacks(execute=True):
        assert (read_left_behind(), read_left_behind()) == (1, 0)
    made = ListFile.objects.get()
    assert (made.state, made.rows) == (ListState.READ, 5)
    withdraw_list(by=village, list_file=made)
    assert read_left_behind() == 0


def test_a_list_restored_or_answered_is_left_to_whoever_reads_it(
    village, open_round, reader_dies, later, django_capture_on_commit_callbacks
):
    made = send(village, open_round)
    withdraw_list(by=village, list_file=made)
    ListFile.objects.update(uploaded_at=timezone.now() - timedelta(hours=1))
    with reader_dies():
        restore_list(by=village, list_file=made)
    assert read_left_behind() == 0, "it was sent long ago, and restored just now"
    later()
    with django_capture_on_commit_callbacks(execute=True):
        assert read_left_behind() == 1
    made.refresh_from_db()
    assert made.state == ListState.READ


def test_a_name_is_taken_once_and_both_files_are_there(village, open_round):
    first = send(village, open_round)
    second = send(village, open_round, list_bytes(ARJO, PEOPLE[ARJO][:2]))
    assert {first.name, second.name} == {"usulan.csv", "usulan (2).csv"}
    assert first.path.exists() and second.path.exists()


@pytest.mark.parametrize("name", ["ꦲ" * 80 + ".csv", "usulan." + "ꦲ" * 80])
@pytest.mark.parametrize("in_memory", [True, False])
def test_a_long_name_in_another_script_is_kept_and_shown_whole(
    client_of, open_round, settings, name, in_memory
):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20 if in_memory else 10
    file = ContentFile(list_bytes(ARJO), name=name)
    page = client_of("village_officer").post(
        f"/putaran/{open_round.pk}/unggah/", {"files": file}, follow=True
    )
    assert name in page.content.decode()
    assert open_round.lists.get().path.read_bytes() == list_bytes(ARJO)


def test_more_files_than_may_come_at_once_are_all_left_out(client_of, open_round, settings):
    settings.FILES_AT_ONCE, settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2, 4
    office, address = client_of("village_officer"), f"/putaran/{open_round.pk}/unggah/"
    for sent, status in ((3, 422), (5, 413)):
        files = [ContentFile(list_bytes(ARJO, PEOPLE[ARJO][: n + 1]), name=f"{n}.csv") for n in range(sent)]
        answer = office.post(address, {"files": files})
        assert answer.status_code == status
        assert "aling banyak 2" in answer.content.decode()
        assert "Tidak satu pun diterima" in answer.content.decode()
        assert open_round.lists.count() == 0


def test_what_is_too_large_is_refused_with_its_size(village, open_round, settings):
    settings.UPLOAD_LIMIT = 100
    with pytest.raises(Refused, match="lebih besar dari batas"):
        send(village, open_round)
    assert open_round.lists.count() == 0


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\n", "kosong.csv", "kosong"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "foto.xlsx", "gambar PNG"),
        (
            b"No;Nama;Alamat;Bidang Usaha;No HP\r\n1;Siti;Dusun;warung;081234567890\r\n",
            "tanpa.csv",
            "NIK",
        ),
    ],
)
def test_a_list_that_cannot_be_used_is_kept_and_says_why(village, open_round, content, name, words):
    made = send(village, open_round, content, name)
    assert made.state == ListState.REFUSED
    assert words in made.problem
    assert name in made.problem
    assert made.path.read_bytes() == content


def test_a_reader_that_breaks_is_a_sentence_too(village, open_round, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("inside")

    monkeypatch.setattr("satupintu.pipeline.screening.services.readings.read_lists", broken)
    made = send(village, open_round)
    assert made.state == ListState.REFUSED
    assert "inside" not in made.problem


def test_a_village_sends_only_for_itself(village, open_round, areas):
    with pytest.raises(PermissionDenied):
        send(village, open_round, area=areas[KALI])
    with pytest.raises(PermissionDenied):
        send(village, open_round, area=areas["35.07"])


@pytest.mark.parametrize("role", ["auditor", "bank_officer", "administrator"])
def test_other_roles_send_nothing(role, open_round, make_user):
    with pytest.raises(PermissionDenied):
        send(make_user(role), open_round)


def test_an_office_of_another_regency_sends_nothing(open_round, make_user, areas):
    stranger = make_user("district_officer", area="35.14")
    with pytest.raises(PermissionDenied):
        send(stranger, open_round)
    with pytest.raises(PermissionDenied):
        send(stranger, open_round, area=areas["35.14.01.2001"])


def test_the_office_s_list_belongs_to_the_village_that_it_names(district, open_round):
    assert send(district, open_round).area_id == ARJO


def test_a_list_that_names_no_village_is_its_sender_s(village, open_round):
    content = list_bytes(ARJO).split(b"\r\n", 2)[2]
    made = send(village, open_round, content)
    assert made.state == ListState.READ
    assert made.maps == [f"{made.name}:village={ARJO}"]


def test_a_column_in_doubt_is_asked_once_for_every_list_of_that_layout(village, open_round):
    asking = send(village, open_round, two_nik_columns(), "a.csv")
    other = send(village, open_round, two_nik_columns() + b"\r\n", "b.csv")
    assert (asking.state, other.state) == (ListState.NEEDS_ANSWER, ListState.NEEDS_ANSWER)
    with pytest.raises(Refused, match="Jawab setiap pertanyaan"):
        answer_mapping(by=village, list_file=asking, choices=[-1])
    changed = answer_mapping(by=village, list_file=asking, choices=[0])
    assert {one.name: one.state for one in changed} == {"a.csv": ListState.READ, "b.csv": ListState.READ}
    later = send(village, open_round, two_nik_columns() + b"\r\n\r\n", "c.csv")
    assert later.state == ListState.READ, "the answer holds for lists that come later"


@pytest.mark.parametrize("name", ["usulan.csv", "usulan.xls"])
def test_a_question_shows_the_columns_of_a_list_of_any_kind(village, open_round, name):
    rows = [line.split(";") for line in turnover_of_no_period(4).decode().splitlines()]
    rows[0][4] = ""  # nobody wrote what it is
    html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    content = f"<table>{html}</table>" if name.endswith("xls") else "\n".join(map(";".join, rows))
    [asked] = questions_for_page(send(village, open_round, content.encode(), name))
    assert [one.label for one in asked.options] == ["Kolom E, tanpa judul", "Tidak ada kolom itu"]
    assert asked.options[0].samples == ["9.000.000"] and asked.rows[1][1][1] == "Nama 1"


def turnover_of_no_period(rows: int = 2) -> bytes:
    """A turnover that may be a day's or a year's."""
    lines = ["No;Nama Lengkap;No KTP;Dusun;Omzet;Nomor SKU"]
    lines += [f"{n};Nama {n};350711410760{n:04};Krajan;9.000.000;470/{n}" for n in range(1, rows + 1)]
    return "\r\n".join(lines).encode()


IN_DOUBT = [(turnover_of_no_period(), 0, 2, "per_year"), (two_nik_columns(), 0, 1, "nik=D")]


@pytest.mark.parametrize(("content", "slip", "meant", "said"), IN_DOUBT)
def test_a_wrong_answer_is_taken_back_and_both_stay_on_record(
    village, open_round, content, slip, meant, said
):
    first = send(village, open_round, content, "a.csv")
    other = send(village, open_round, content + b"\r\n", "b.csv")
    answer_mapping(by=village, list_file=first, choices=[slip])
    first.refresh_from_db()
    asked = ask_again(by=village, list_file=first)
    assert {(one.name, one.state) for one in asked} == {
        ("a.csv", ListState.NEEDS_ANSWER),
        ("b.csv", ListState.NEEDS_ANSWER),
    }, "what was answered together is asked together"
    answer_mapping(by=village, list_file=asked[0], choices=[meant])
    for one in (first, other):
        one.refresh_from_db()
        assert one.state == ListState.READ
        assert said in str(one.maps)
        assert len(one.maps) == len(set(one.maps))
        wrong, right = one.answered
        assert "taken_back" in wrong
        assert "taken_back" not in right
    assert Event.objects.filter(action="list.ask_again").count() == 2
    assert said in str(Event.objects.filter(action="list.map").first().data)


@pytest.mark.parametrize(("content", "slip", "meant", "said"), IN_DOUBT)
def test_an_answer_of_a_withdrawn_list_is_offered_and_not_taken(
    client_of, village, open_round, content, slip, meant, said
):
    first = send(village, open_round, content, "a.csv")
    answer_mapping(by=village, list_file=first, choices=[slip])
    withdraw_list(by=village, list_file=first)
    for name, sent in (("a.csv", content), ("b.csv", content + b"\r\n")):
        again = send(village, open_round, sent, name)
        assert again.state == ListState.NEEDS_ANSWER
        address = f"/putaran/{open_round.pk}/daftar/{again.pk}/kolom/"
        shown = client_of("village_officer").get(address).content.decode()
        assert shown.count("Jawaban sebelumnya, oleh Sugeng Hariadi") == 1
        assert "checked" not in shown, "a person says it again"
    changed = answer_mapping(by=village, list_file=again, choices=[meant])
    assert all(said in str(one.maps) for one in changed)


def test_a_later_list_says_by_which_answer_it_was_read(client_of, village, open_round):
    desa = client_of("village_officer")
    first = send(village, open_round, turnover_of_no_period(), "a.csv")
    answer_mapping(by=village, list_file=first, choices=[0])
    sent = {"files": ContentFile(turnover_of_no_period(3), name="b.csv")}
    told = desa.post(f"/putaran/{open_round.pk}/unggah/", sent, follow=True).content.decode()
    assert "b.csv dibaca menurut jawaban yang sudah ada (Omzet per hari: kolom E)" in told
    later = open_round.lists.get(name="b.csv")
    address = f"/putaran/{open_round.pk}/daftar/{later.pk}/"
    shown = desa.get(address).content.decode()
    assert "Omzet setahun" not in shown, "the column's line says what was answered"
    assert "Sugeng Hariadi" in shown
    assert "Ubah jawaban" in shown
    asked = desa.post(f"{address}kolom/ubah/", follow=True).content.decode()
    assert "untuk berapa lama?" in asked
    assert "Omzet; untuk berapa lama belum dijawab" in desa.get(address).content.decode()
    assert "Ubah jawaban" not in client_of("auditor").get(address).content.decode()


def test_answers_are_changed_by_whoever_may_and_until_the_signature(
    client_of, district, village, open_round, make_user
):
    first = send(village, open_round, two_nik_columns(), "a.csv")
    answer_mapping(by=village, list_file=first, choices=[0])
    first.refresh_from_db()
    with pytest.raises(PermissionDenied):
        ask_again(by=make_user("village_officer", area=KALI), list_file=first)
    with pytest.raises(Refused, match="Tidak ada jawaban"):
        ask_again(by=village, list_file=send(village, open_round))
    open_round.state = "signed"
    open_round.current = open_round.runs.create(
        number=1, as_of=open_round.as_of, reference_set=open_round.reference_set, started_by=district
    )
    open_round.save()
    address = f"/putaran/{open_round.pk}/daftar/{first.pk}/"
    assert "Ubah jawaban" not in client_of("village_officer").get(address).content.decode()
    with pytest.raises(Refused, match="ditandatangani"):
        ask_again(by=village, list_file=first)


def test_a_village_takes_back_what_the_office_answered_for_it_alone(district, village, open_round, make_user):
    neighbour = make_user("village_officer", area=KALI)
    here = send(village, open_round, turnover_of_no_period(2), "sini.csv")
    there = send(neighbour, open_round, turnover_of_no_period(3), "sana.csv")
    answer_mapping(by=district, list_file=here, choices=[0])
    here.refresh_from_db()
    assert [one.name for one in ask_again(by=village, list_file=here)] == ["sini.csv"]
    there.refresh_from_db()
    assert there.state == ListState.READ
    here.refresh_from_db()
    read_list(here)
    here.refresh_from_db()
    assert here.state == ListState.NEEDS_ANSWER, "the neighbour's answer does not come back by itself"


def test_no_answer_is_taken_back_while_a_list_is_read_by_it(
    village, open_round, monkeypatch, django_capture_on_commit_callbacks
):
    first = send(village, open_round, turnover_of_no_period(2), "a.csv")
    send(village, open_round, turnover_of_no_period(2) + b" " * 100, "besar.csv")
    monkeypatch.setattr("satupintu.pipeline.screening.services.lists.READ_AT_ONCE", first.size)
    answer_mapping(by=village, list_file=first, choices=[0])
    first.refresh_from_db()
    with pytest.raises(Refused, match=r"Masih ada daftar yang dibaca: besar\.csv"):
        ask_again(by=village, list_file=first)


def test_a_large_list_answered_is_read_in_the_background(
    village, open_round, monkeypatch, django_capture_on_commit_callbacks
):
    asking = send(village, open_round, two_nik_columns())
    monkeypatch.setattr("satupintu.pipeline.screening.services.lists.READ_AT_ONCE", 10)
    with django_capture_on_commit_callbacks(execute=True):
        (waiting,) = answer_mapping(by=village, list_file=asking, choices=[1])
        assert waiting.state == ListState.WAITING
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows) == (ListState.READ, 8)


def test_what_a_killed_worker_left_unread_is_read_once(
    village, open_round, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("satupintu.pipeline.screening.services.lists.READ_AT_ONCE", 10)
    waiting = send(village, open_round)  # its worker never comes: nothing is committed here
    Job.objects.update(state=State.RUNNING, heartbeat_at=timezone.now() - 2 * SILENCE)
    readings = []

    def counted(one):
        readings.append(one.pk)
        return read_list(one)

    monkeypatch.setattr("satupintu.pipeline.screening.jobs.read_list", counted)
    for _start in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            take_up()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows) == (ListState.READ, 5)
    assert readings == [waiting.pk]


def test_one_village_does_not_answer_for_another(village, open_round, make_user):
    asking = send(village, open_round, two_nik_columns(), "a.csv")
    answer_mapping(by=village, list_file=asking, choices=[0])
    neighbour = make_user("village_officer", area=KALI)
    other = send(neighbour, open_round, two_nik_columns() + b"\r\n", "b.csv")
    assert other.state == ListState.NEEDS_ANSWER
    with pytest.raises(PermissionDenied):
        answer_mapping(by=village, list_file=other, choices=[0])


def test_a_mended_list_takes_the_place_of_the_first(village, open_round):
    first = send(village, open_round)
    second = send(village, open_round, list_bytes(ARJO, PEOPLE[ARJO][:2]), replaces=first)
    first.refresh_from_db()
    assert (first.state, second.state) == (ListState.WITHDRAWN, ListState.READ)
    assert first.path.exists(), "withdrawn is not deleted"


def test_a_replacement_that_is_refused_withdraws_nothing(village, open_round):
    first = send(village, open_round, name="a.csv")
    second = send(village, open_round, list_bytes(ARJO, PEOPLE[ARJO][:2]), name="b.csv")
    with pytest.raises(Refused):
        send(village, open_round, list_bytes(ARJO, PEOPLE[ARJO][:2]), name="c.csv", replaces=first)
    first.refresh_from_db()
    assert (first.state, second.state) == (ListState.READ, ListState.READ)


def test_an_unreadable_list_takes_no_place_of_a_good_one(
    village, open_round, monkeypatch, django_capture_on_commit_callbacks
):
    """Not when it is read at once, and not while it waits or after it was read in the background."""
    good = send(village, open_round)
    assert send(village, open_round, b"bukan daftar", replaces=good).state == ListState.REFUSED
    monkeypatch.setattr("satupintu.pipeline.screening.services.lists.READ_AT_ONCE", 10)
    with django_capture_on_commit_callbacks(execute=True):
        broken = send(village, open_round, b"masih bukan daftar", replaces=good)
        good.refresh_from_db()
        assert (broken.state, good.state) == (ListState.WAITING, ListState.READ)
    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.state, good.state) == (ListState.REFUSED, ListState.READ)


def test_a_good_list_takes_its_place_once_it_is_read_and_that_of_an_unreadable_one_before_it(
    village, open_round, monkeypatch, django_capture_on_commit_callbacks
):
    first = send(village, open_round)
    monkeypatch.setattr("satupintu.pipeline.screening.services.lists.READ_AT_ONCE", 10)
    with django_capture_on_commit_callbacks(execute=True):
        broken = send(village, open_round, b"bukan daftar", replaces=first)
    with django_capture_on_commit_callbacks(execute=True):
        mended = send(village, open_round, list_bytes(ARJO, PEOPLE[ARJO][:2]), replaces=broken)
        first.refresh_from_db()
        assert first.state == ListState.READ, "nothing is withdrawn before the new one is read"
    for one, state in ((first, "withdrawn"), (broken, "withdrawn"), (mended, "read")):
        one.refresh_from_db()
        assert one.state == state
    told = Event.objects.filter(action="list.withdraw")
    assert {event.by for event in told} == {village}


def test_a_large_list_under_an_old_name_replaces_it_once_it_is_read(
    client_of, open_round, monkeypatch, django_capture_on_commit_callbacks
):
    page, client = f"/putaran/{open_round.pk}/unggah/", client_of("village_officer")
    client.post(page, {"files": ContentFile(list_bytes(ARJO), name="usulan.csv")})
    monkeypatch.setattr("satupintu.pipeline.screening.services.lists.READ_AT_ONCE", 10)
    for content, state in ((b"bukan daftar", "read"), (list_bytes(ARJO, PEOPLE[ARJO][:2]), "withdrawn")):
        with django_capture_on_commit_callbacks(execute=True):
            shown = client.post(page, {"files": ContentFile(content, name="usulan.csv")}, follow=True)
            assert "begitu terbaca" in shown.content.decode()
            assert open_round.lists.get(name="usulan.csv").state == ListState.READ
        assert open_round.lists.get(name="usulan.csv").state == state


def test_the_trail_tells_of_every_step_and_of_no_person(village, open_round):
    withdraw_list(by=village, list_file=send(village, open_round))
    told = Event.objects.filter(action__startswith="list.")
    assert [event.action for event in told] == ["list.withdraw", "list.upload"]
    assert not any(nik in str(event.data) for event in told for nik in (SITI, DEWI))


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("usulan.csv", "usulan.csv"),
        ("usulan.csv", "Usulan (1).csv"),
        ("usulan.csv", "usulan.csv.xlsx"),
        ("usulan.ods", "usulan.ods (1).xlsx"),
        ("usulan.xlsm", "usulan.xlsm.xlsx"),
    ],
)
def test_a_mended_workbook_is_known_by_its_name(first, again):
    assert first in names_meant(again)


def test_a_list_sent_again_under_its_name_replaces_the_first_until_told_otherwise(
    client_of, village, open_round
):
    sent = [PEOPLE[ARJO], PEOPLE[ARJO][:4], PEOPLE[ARJO][:3], PEOPLE[ARJO][:2]]
    names = ["usulan.csv", "usulan (1).csv", "usulan (2).csv", "usulan (3).csv"]
    page, client = f"/putaran/{open_round.pk}/unggah/", client_of("village_officer")

    def upload(number, **more):
        file = ContentFile(list_bytes(ARJO, sent[number]), name=names[number])
        return client.post(page, {"files": file, **more}, follow=True).content.decode()

    def standing():
        return set(open_round.lists.exclude(state=ListState.WITHDRAWN).values_list("name", flat=True))

    upload(0)
    assert "menggantikan usulan.csv" in upload(1)
    upload(2)
    assert standing() == {names[2]}, "the third takes the place of the second"
    upload(3, replaces="-")
    assert standing() == {names[2], names[3]}, "who says that it is another list is believed"
    earlier = open_round.lists.get(name=names[0])
    back = client.post(f"/putaran/{open_round.pk}/daftar/{earlier.pk}/pakai-lagi/", follow=True)
    assert "Satu daftar diterima" in back.content.decode()
    assert standing() == {names[0], names[2], names[3]}


def test_a_name_replaces_no_list_of_another_village(district, village, open_round):
    theirs = send(district, open_round, list_bytes(KALI))
    ours = send(district, open_round, list_bytes(ARJO))
    assert replace_namesake(by=district, list_file=ours) is None
    theirs.refresh_from_db()
    assert theirs.state == ListState.READ


def test_a_file_that_cannot_be_used_replaces_nothing(village, open_round):
    send(village, open_round)
    broken = send(village, open_round, b"bukan daftar")
    assert broken.state == ListState.REFUSED
    assert replace_namesake(by=village, list_file=broken) is None


def test_what_cannot_be_used_is_not_called_a_success(client_of, open_round):
    files = [ContentFile(list_bytes(ARJO), name="a.csv"), ContentFile(b"bukan daftar", name="b.csv")]
    page = client_of("village_officer").post(
        f"/putaran/{open_round.pk}/unggah/", {"files": files}, follow=True
    )
    assert "2 daftar diterima: 1 terbaca, 1 tidak dapat dipakai." in page.content.decode()
    assert "govuk-notification-banner--success" not in page.content.decode()
