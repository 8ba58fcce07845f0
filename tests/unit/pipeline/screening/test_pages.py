"""What the pages say: one person whole, exports and their trail, progress, what changed between two runs."""

import csv
import io
import re
import shutil

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from satupintu.foundation.audit.models import Event
from satupintu.foundation.work.models import Job, State
from satupintu.gateways.lists import picking
from satupintu.pipeline.screening.models import ListFile, ListState, Round, RoundState, Run
from satupintu.pipeline.screening.selectors.decisions import Decisions
from satupintu.pipeline.screening.services import rounds as services
from satupintu.pipeline.screening.services.exports import _harmless
from satupintu.pipeline.screening.services.lists import add_list, withdraw_list
from satupintu.pipeline.screening.services.rounds import close_run, mark_signed, start_screening

from .case import ARJO, ARJO_LIST, BUDI, KALI, KALI_LIST, PEOPLE, SITI, list_bytes


@pytest.fixture
def office(client_of):
    return client_of("district_officer")


def page(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", errors="replace")


def person(client, round, number, name="person"):
    return page(client.get(reverse(f"screening:{name}", args=[round.pk, round.current.number, number])))


def test_a_person_s_page_says_why_by_which_article_and_what_would_change_it(office, screened):
    shown = person(office, screened, 2)
    for words in ("Budi Santoso", BUDI, "Tidak memenuhi syarat", "KUR", "Pasal 4(2)", "lunas"):
        assert words in shown
    assert "/aturan/bpum-2021/#no_current_kur" in shown


@pytest.mark.parametrize("digits", ["9" * 18, "9" * 19, "9" * 60], ids=len)
def test_a_row_or_run_of_more_digits_than_there_are_is_not_there(office, screened, digits):
    pk, number = screened.pk, screened.current.number
    for address in (
        f"/putaran/{pk}/{number}/baris/{digits}/",
        f"/putaran/{pk}/{number}/baris/{digits}/surat/",
        f"/putaran/{pk}/{number}/baris/{digits}/surat.pdf",
        f"/putaran/{pk}/{digits}/baris/1/",
        f"/putaran/{pk}/{number}/pasangan/{digits}/1/",
        f"/putaran/{pk}/{number}/pasangan/1/{digits}/",
        f"/putaran/{pk}/daftar/{digits}/",
        f"/putaran/{pk}/perbaikan/{digits}/",
        f"/putaran/{digits}/",
    ):
        assert office.get(address).status_code == 404, address


def test_what_the_cell_said_stands_beside_what_was_read(office, screened):
    shown = person(office, screened, 1)
    assert "001/002" in shown
    assert "Rp 24.000.000,-" in shown
    assert "Rp24.000.000" in shown


def test_a_letter_is_provisional_until_it_is_signed(office, screened, district):
    assert "belum ditandatangani" in person(office, screened, 2, "letter")
    mark_signed(by=district, round=screened, run=screened.current)
    assert "belum ditandatangani" not in person(office, screened, 2, "letter")


def test_a_letter_speaks_indonesian_whatever_the_page_does(office, screened):
    office.cookies["bahasa"] = "en"
    shown = person(office, screened, 2, "letter")
    assert "Tidak memenuhi syarat" in shown
    assert "Not eligible" not in shown
    frame, letter = shown.split("<article", 1)
    assert "Or print this page." in frame
    assert 'lang="en"' in frame
    letter, frame = letter.split("</article>", 1)
    assert 'lang="id"' in letter
    assert "Keluar" not in frame


def test_where_a_list_s_village_was_found_is_said_in_the_language_of_the_page(office, open_round):
    sent = add_list(by=office.user, round=open_round, file=ContentFile(list_bytes(ARJO), name="usulan.csv"))
    address = reverse("screening:list", args=[open_round.pk, sent.pk])
    assert f"Desa dari nama desa pada judul daftar ({ARJO})" in page(office.get(address))
    office.cookies["bahasa"] = "en"
    assert f"Village from the village&#x27;s name in the list&#x27;s title ({ARJO})" in page(
        office.get(address)
    )


def test_an_export_holds_what_was_asked_and_is_kept_in_the_trail(office, screened):
    address = reverse("screening:export", args=[screened.pk])
    answer = office.post(address, {"hasil": "ineligible", "bentuk": "csv"})
    rows = list(csv.reader(io.StringIO(page(answer).lstrip("\ufeff")), delimiter=";"))
    assert [row[4] for row in rows[1:]] == ["Budi Santoso", "SITI AMINAH"]
    assert rows[1][3] == f"'{BUDI}", "a spreadsheet would drop its last digit"
    told = Event.objects.get(action="rows.export")
    assert (told.by, told.data["rows"], told.data["outcome"]) == (office.user, 2, "ineligible")
    assert BUDI not in str(told.data)


def test_a_search_is_not_written_down(office, screened):
    office.post(reverse("screening:export", args=[screened.pk]), {"cari": SITI, "bentuk": "xlsx"})
    assert SITI not in str(Event.objects.get(action="rows.export").data)


def test_a_workbook_of_rows_opens_and_keeps_niks_as_text(office, screened):
    import openpyxl

    answer = office.post(reverse("screening:export", args=[screened.pk]), {"bentuk": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet.max_row == 9
    assert sheet["D2"].value == SITI


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("Siti", "Siti"), (7, 7), ("", ""), ("0812345678", "'0812345678")],
)
def test_a_cell_is_never_a_formula(cell, kept):
    assert _harmless(cell) == kept


def test_a_search_without_words_becomes_an_address(office, screened):
    answer = office.post(reverse("screening:search", args=[screened.pk]), {"hasil": "eligible", "cari": " "})
    assert answer["Location"].endswith("/baris/?hasil=eligible")


@pytest.mark.parametrize(
    "asked", ["halaman=0", "halaman=99999999999", "urut=drop", "hasil=x", "berkas=zz", "gugur=1"]
)
def test_an_address_nobody_could_mean_shows_the_table(office, screened, asked):
    assert office.get(reverse("screening:rows", args=[screened.pk]) + "?" + asked).status_code == 200


@pytest.mark.parametrize("word", ["alasan", "tanda"])
def test_an_export_by_a_reason_nobody_knows_is_an_export_of_all(office, screened, word):
    address = reverse("screening:export", args=[screened.pk])
    answer = office.post(address, {word: "3507114107600001 x", "bentuk": "csv"})
    assert answer.status_code == 200
    assert answer.getvalue().count(b"\r\n") == 9  # the headings and every row
    assert not Event.objects.get(action="rows.export").data[{"alasan": "reason", "tanda": "flag"}[word]]


def test_the_browser_keeps_no_table_after_signing_out(office, screened):
    assert '"historyCacheSize": 0' in page(office.get(reverse("screening:rows", args=[screened.pk])))


def test_htmx_gets_the_table_alone_and_the_address_for_it(office, screened):
    address = reverse("screening:rows", args=[screened.pk]) + "?hasil=eligible"
    answer = office.get(address, headers={"HX-Request": "true"})
    assert "<html" not in page(answer)
    assert answer["HX-Push-Url"] == address
    searched = office.post(
        reverse("screening:search", args=[screened.pk]), {"cari": SITI}, headers={"HX-Request": "true"}
    )
    assert "HX-Push-Url" not in searched


def test_a_screening_under_way_shows_how_far_it_is_and_comes_to_rest(office, screened, district):
    with_new = screened.lists.first()
    withdraw_list(by=district, list_file=with_new)
    run = start_screening(by=district, round=screened)
    Job.objects.filter(pk=run.job_id).update(
        state=State.RUNNING, done=40, total=100, message="mencocokkan NIK"
    )
    address = reverse("screening:round_state", args=[screened.pk])
    moving = office.get(address)
    assert "mencocokkan NIK" in page(moving)
    assert 'value="40"' in page(moving)
    assert "HX-Refresh" not in moving
    Job.objects.filter(pk=run.job_id).update(state=State.INTERRUPTED)
    assert "Pemeriksaan terputus" in page(office.get(address))
    close_run(run=run, problem="Daftar acuan hilang.")
    at_rest = office.get(address)
    assert at_rest["HX-Refresh"] == "true"
    assert "Daftar acuan hilang." in page(at_rest)


def test_a_large_list_is_read_in_the_background(
    office, open_round, village, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("satupintu.pipeline.screening.services.lists.READ_AT_ONCE", 10)
    with django_capture_on_commit_callbacks() as queued:
        made = add_list(by=village, round=open_round, file=ContentFile(list_bytes(ARJO), name="besar.csv"))
    assert made.state == ListState.WAITING
    assert "sedang dibaca" in page(office.get(reverse("screening:round", args=[open_round.pk])))
    for callback in queued:
        callback()
    made.refresh_from_db()
    assert (made.state, made.rows) == (ListState.READ, 5)


@pytest.fixture
def second_run(screened, screened_folders, tmp_path):
    """The round screened again with Siti among the borrowers."""
    from satupintu.pipeline.screening.rounds import run_round

    references, lists, _folder = screened_folders
    newer = tmp_path / "newer"
    shutil.copytree(references, newer)
    (newer / "kur_borrowers.csv").write_text(f"nik\n{BUDI}\n{SITI}\n")
    first = screened.current
    run = Run.objects.create(
        round=screened,
        number=2,
        as_of=first.as_of,
        reference_set=first.reference_set,
        lists=first.lists,
        started_by=first.started_by,
    )
    run.summary = run_round(
        programme="bpum-2021", lists=sorted(lists.iterdir()), reference=newer, out=run.folder
    ).summary
    run.save()
    screened.current = run
    screened.save()
    return run


def test_what_changed_between_two_runs_is_shown_row_by_row(office, screened, second_run):
    shown = page(office.get(reverse("screening:compare", args=[screened.pk])))
    assert "<b>2</b>" in shown, "Siti, and her repetition, which has one reason more"
    assert "Siti Aminah" in shown
    assert "Budi Santoso" not in shown


def test_changes_in_another_village_are_not_counted(client_of, screened, second_run):
    shown = page(client_of("village_officer").get(reverse("screening:compare", args=[screened.pk])))
    assert "<b>1</b>" in shown
    assert "SITI AMINAH" not in shown, "Kalirejo's row"


def test_an_earlier_run_can_still_be_read_and_says_that_it_is_not_the_last(office, screened, second_run):
    shown = page(office.get(reverse("screening:person", args=[screened.pk, 1, 1])))
    assert "bukan yang terakhir" in shown
    assert "Memenuhi syarat" in shown


def test_a_list_s_page_shows_how_its_columns_were_read(office, open_round, village):
    made = add_list(by=village, round=open_round, file=ContentFile(list_bytes(ARJO), name=ARJO_LIST))
    shown = page(office.get(reverse("screening:list", args=[open_round.pk, made.pk])))
    assert "<b>5</b> baris orang" in shown
    assert "Omzet per tahun" in shown
    assert made.sha256 in shown


def test_what_was_left_out_of_a_list_is_said_in_the_language_of_the_page(office, open_round, village):
    words = {value for name, value in vars(picking).items() if name.isupper() and isinstance(value, str)}
    kinds = words - {picking.UNSAVED}
    assert {"baris kosong", "jumlah", "tanda tangan"} <= kinds
    made = add_list(by=village, round=open_round, file=ContentFile(list_bytes(ARJO), name="a.csv"))
    made.reading["sheets"][0]["skipped"] = dict.fromkeys(kinds, 2)
    made.save()
    office.cookies["bahasa"] = "en"
    shown = page(office.get(reverse("screening:list", args=[open_round.pk, made.pk])))
    assert "empty rows 2" in shown
    assert not [kind for kind in kinds if f"{kind} 2" in shown]


def test_the_original_comes_back_byte_for_byte(office, screened):
    one = screened.lists.get(name=ARJO_LIST)
    answer = office.get(reverse("screening:original", args=[screened.pk, one.pk]))
    assert b"".join(answer.streaming_content) == list_bytes(ARJO)
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_village_that_sent_a_mended_list_is_told_to_wait(client_of, screened):
    desa = client_of("village_officer")
    address = reverse("screening:round", args=[screened.pk])
    assert "Ambil berkas perbaikan" in page(desa.get(address))
    file = ContentFile(list_bytes(ARJO, PEOPLE[ARJO][:3]), name=ARJO_LIST)
    desa.post(reverse("screening:upload", args=[screened.pk]), {"files": file})
    shown = page(desa.get(address))
    assert "Terima kasih, menunggu pemeriksaan ulang oleh dinas" in shown
    assert "Hasil di bawah belum memuat perubahan pada" in shown
    assert "Ambil berkas perbaikan" not in shown
    assert "Terima kasih, menunggu" in page(desa.get("/"))
    neighbour = page(client_of("village_officer", area=KALI).get(address))
    assert ARJO_LIST not in neighbour, "whose list changed is not told next door"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rusak.xlsx", b"PK\x03\x04rusak"),
        ("surat.pdf", b"%PDF-1.4 surat"),
        ("tanpa nik.csv", b"No;Nama;Alamat\r\n1;Siti;Dusun\r\n"),
    ],
)
def test_a_list_that_cannot_be_used_is_everybodys_next_word(client_of, office, screened, name, content):
    desa, address = client_of("village_officer"), reverse("screening:round", args=[screened.pk])
    desa.post(reverse("screening:upload", args=[screened.pk]), {"files": ContentFile(content, name=name)})
    unread = screened.lists.get(state=ListState.REFUSED)
    step = "Satu daftar tidak dapat dipakai dan tidak ikut diperiksa"
    assert step in page(desa.get("/"))
    assert reverse("screening:list", args=[screened.pk, unread.pk]) in page(desa.get("/"))
    assert "Daftar berikut tidak dapat dipakai" in page(desa.get(address))
    assert "Daftar berikut tidak dapat dipakai" in page(office.get(address))
    assert f"{step}: {unread.name}." in page(office.get("/")), "who signs is told before signing"
    own = page(desa.get(reverse("screening:list", args=[screened.pk, unread.pk])))
    assert f"?ganti={unread.pk}" in own
    mended = ContentFile(list_bytes(ARJO, PEOPLE[ARJO][:2]), name="perbaikan.csv")
    desa.post(reverse("screening:upload", args=[screened.pk]), {"files": mended, "replaces": str(unread.pk)})
    for client in (desa, office):
        assert "tidak dapat dipakai" not in page(client.get("/"))
        assert "tidak dapat dipakai" not in page(client.get(address))


def test_an_office_whose_only_list_cannot_be_used_is_not_told_that_all_are_read(office, open_round):
    sent = {"files": ContentFile(b"%PDF-1.4", name="usulan.pdf")}
    office.post(reverse("screening:upload", args=[open_round.pk]), sent)
    assert "Satu daftar tidak dapat dipakai" in page(office.get("/"))
    sent = {"files": ContentFile(list_bytes(ARJO), name="baik.csv")}
    office.post(reverse("screening:upload", args=[open_round.pk]), sent)
    shown = page(office.get("/"))
    assert "tidak ikut diperiksa: usulan.pdf. Setiap baris diperiksa" in shown
    assert "Semua daftar sudah terbaca" not in shown


def test_a_village_whose_list_was_left_out_of_a_signed_round_is_told_whom_to_ask(
    client_of, screened, district, village
):
    add_list(by=village, round=screened, file=ContentFile(b"%PDF-1.4", name="a.pdf"))
    mark_signed(by=district, round=screened, run=screened.current)
    shown = page(client_of("village_officer").get(reverse("screening:round", args=[screened.pk])))
    assert "tidak ikut diusulkan" in shown
    assert "tanyakan kepada dinas" in shown
    assert "Daftar berikut" not in page(
        client_of("village_officer", area=KALI).get(reverse("screening:round", args=[screened.pk]))
    )


def test_a_signed_round_sends_nobody_back_to_its_lists(office, screened, district):
    mark_signed(by=district, round=screened, run=screened.current)
    shown = page(office.get(reverse("screening:corrections", args=[screened.pk])))
    assert "sudah ditandatangani" in shown
    assert "unggah lagi" not in shown
    assert office.get(reverse("screening:round_references", args=[screened.pk])).status_code == 302


def test_a_village_gets_its_own_workbook_where_another_list_is_named_like_it(office, screened):
    neighbour, run = f"{ARJO_LIST}.xlsx", screened.current
    screened.lists.filter(name=KALI_LIST).update(name=neighbour)
    run.lists[neighbour] = run.lists.pop(KALI_LIST)
    run.save()
    folder = run.folder / "corrections"
    (folder / f"{ARJO_LIST}.xlsx").rename(folder / f"{ARJO_LIST} (2).xlsx")
    (folder / f"{KALI_LIST}.xlsx").rename(folder / neighbour)
    for one in screened.lists.all():
        answer = office.get(reverse("screening:correction", args=[screened.pk, one.pk]))
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        title = "ARJOWILANGUN" if one.name == ARJO_LIST else "KALIREJO"
        assert title in book.active["A1"].value, one.name


def test_the_earlier_row_is_named_in_words_and_linked(office, screened):
    shown = person(office, screened, 7)
    assert f"{ARJO_LIST}, baris 4" in shown
    assert f"{ARJO_LIST}!!4" not in shown
    assert reverse("screening:person", args=[screened.pk, 1, 1]) in shown


def test_whoever_opens_a_person_is_kept_and_the_person_is_not_named(client_of, screened):
    client = client_of("village_officer")
    for name in ("person", "letter"):
        client.get(reverse(f"screening:{name}", args=[screened.pk, 1, 1]))
    client.get(reverse("screening:pair", args=[screened.pk, 1, 1, 2]))
    client.get(reverse("screening:person", args=[screened.pk, 1, 6]))  # of the village next door: not there
    told = list(Event.objects.filter(action__endswith=".open", by=client.user).order_by("pk"))
    assert [(one.action, one.data) for one in told] == [
        ("person.open", {"run": 1, "row": 1, "kind": "page"}),
        ("person.open", {"run": 1, "row": 1, "kind": "letter"}),
        ("pair.open", {"run": 1, "row": 1, "second": 2}),
    ]
    assert told[0].object_id == str(screened.pk)


def test_rounds_are_listed_page_by_page(client_of, district, open_round):
    for number in range(2, 31):
        services.open_round(by=district, title=f"Putaran {number}", programme="bpum-2021", area=district.area)
    for role in ("district_officer", "village_officer"):
        client = client_of(role)
        first, second = (page(client.get(f"/putaran/?halaman={number}")) for number in (1, 2))
        assert ">Putaran 30<" in first and ">Putaran 6<" in first and ">Putaran 5<" not in first
        assert ">Putaran 5<" in second and ">Putaran 1<" in second and ">Putaran 6<" not in second


def test_a_village_s_part_of_a_run_is_read_once(client_of, screened, monkeypatch):
    read = []
    asked = Decisions._fetch
    monkeypatch.setattr(Decisions, "_fetch", lambda self, *rest: read.append(self) or asked(self, *rest))
    client = client_of("village_officer")
    shown = [page(client.get("/putaran/")) for _look in range(3)]
    assert 'data-label="Baris" class="sp-number">5<' in shown[0]
    assert shown[0].count("sp-number") == shown[2].count("sp-number") and len(read) == 1
    neighbour = client_of("village_officer", area=KALI)
    assert 'data-label="Baris" class="sp-number">5<' not in page(neighbour.get("/putaran/"))


@pytest.fixture
def more_rounds(screened):
    """`more_rounds(number)`: as many rounds as that in each state in which one can wait for somebody."""

    def another(lists, run=None) -> Round:
        made = Round.objects.get(pk=screened.pk)
        made.pk, made._state.adding, made.state, made.current = None, True, RoundState.COLLECTING, None
        made.save()
        for one in ListFile.objects.filter(round=screened).order_by("pk")[:lists]:
            one.pk, one.round, one._state.adding = None, made, True
            one.save()
        if run:
            run.pk, run.round, run._state.adding = None, made, True
            run.save()
            made.state, made.current = RoundState.SCREENED, run
            made.save()
            made.folder.symlink_to(screened.folder)
        return made

    def make(number):
        for _one in range(number):
            another(0)
            another(2).lists.filter(name=ARJO_LIST).update(state=ListState.NEEDS_ANSWER)
            another(2).lists.filter(name=ARJO_LIST).update(state=ListState.REFUSED)
            another(2)
            unread = {
                "name": "a.pdf",
                "size": 1,
                "state": ListState.REFUSED,
                "uploaded_by": screened.opened_by,
            }
            again = another(2, Run.objects.get(pk=screened.current.pk))
            again.lists.create(area=again.area, **unread)
            another(1, Run.objects.get(pk=screened.current.pk))
            another(2, Run.objects.get(pk=screened.current.pk)).lists.update(maps=["x"])

    return make


PAGES = {
    "district_officer": ("/", "/putaran/", "/usulan/"),
    "village_officer": ("/", "/putaran/"),
    "auditor": ("/", "/putaran/", "/usulan/"),
}


@pytest.mark.parametrize("role", PAGES)
def test_pages_of_all_rounds_ask_no_more_for_many_rounds_than_for_few(client_of, more_rounds, role):
    client, counted = client_of(role), []
    for number in (1, 2):
        more_rounds(number)
        counted.append([])
        for address in PAGES[role]:
            client.get(address)  # the day's first page makes the session last longer
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counted[-1].append(len(asked))
    assert counted[0] == counted[1]


def test_home_shows_some_tasks_of_each_kind_and_says_how_many_more_there_are(client_of, more_rounds):
    more_rounds(14)
    shown = page(client_of("village_officer").get("/"))
    tasks = shown[: shown.index("Putaran di wilayah Anda")]
    assert tasks.count("Unggah daftar usulan") == 12
    assert tasks.count("Satu daftar perlu jawaban Anda") == 12
    assert tasks.count("Satu daftar tidak dapat dipakai") == 12
    assert '<a class="govuk-link" href="/putaran/">' in tasks
    office = page(client_of("district_officer").get("/"))
    assert office.count("Tandatangani usulan") == 12
    assert re.search(r'href="/usulan/">3 lagi menunggu</a><small>Usulan<', office)
    assert "lagi menunggu" not in page(client_of("auditor").get("/"))
