"""Reports of agencies: read whole or refused with places, counted once, replaced when their sender says so."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from satupintu.foundation.refusal import Refused
from satupintu.pipeline.recipients.models import AidReport, ReportState
from satupintu.pipeline.recipients.selectors import aid_file, aid_of
from satupintu.pipeline.recipients.services import answer_columns, report_aid, withdraw_report

from .conftest import ARJO, BUDI, HEADER, SITI, WATI, listed, row

pytestmark = pytest.mark.django_db


def test_a_list_as_agencies_write_it_becomes_aid_received(people, send):
    sent = send(
        row("Hj. Siti Aminah", SITI),
        row("Budi Santoso", BUDI, number=2, amount="Rp1.200.000,-", on="2021-03-13"),
    )
    assert sent.is_read
    assert sent.report.rows == 2
    assert sent.report.counts["matches"] == {"matched": 2}
    [one] = aid_of(SITI)
    business = people["siti"].identity.business.number
    assert (one.programme, one.agency, one.aid, one.amount) == ("bpum-2021", "kemenkop", "cash", 1_200_000)
    assert (one.received_on, one.village, one.match, one.business) == (
        date(2021, 3, 12),
        ARJO,
        "matched",
        business,
    )
    assert (one.report, one.row) == (sent.report.pk, 2)
    assert (
        sent.report.path.read_bytes()
        == listed(
            row("Hj. Siti Aminah", SITI),
            row("Budi Santoso", BUDI, number=2, amount="Rp1.200.000,-", on="2021-03-13"),
        ).read()
    )


@pytest.mark.parametrize(
    ("wrong", "column", "words"),
    [
        ({"programme": "bpump-2021"}, "H", "kode program “bpump-2021” tidak ada"),
        ({"at": "35.07.11.9999"}, "E", "desa/kelurahan “35.07.11.9999” tidak dikenal"),
        ({"at": "35.14.01.2001"}, "E", "di luar wilayah Anda"),
        ({"amount": "sejuta lebih"}, "F", "jumlah “sejuta lebih” tidak terbaca"),
        ({"on": "31-02-2021"}, "G", "tanggal “31-02-2021” tidak terbaca"),
        ({"on": "01-01-2090"}, "G", "belum tiba"),
    ],
)
def test_one_row_that_cannot_be_used_refuses_the_list_and_says_where(people, send, wrong, column, words):
    sent = send(row("Siti Aminah", SITI), row("Budi Santoso", BUDI, number=2, **wrong))
    assert sent.report.state == ReportState.REFUSED
    [refusal] = sent.refusals
    assert refusal.text.startswith(f"penerima.csv, baris 3, kolom {column}: ")
    assert words in refusal.text
    assert aid_of(SITI) == []


def test_a_blank_day_stays_blank_unless_the_sender_states_one(people, send):
    send(row("Siti Aminah", SITI, on=""))
    assert aid_of(SITI)[0].received_on is None
    send(row("Budi Santoso", BUDI, on="-"), received_on=date(2021, 4, 1))
    assert aid_of(BUDI)[0].received_on == date(2021, 4, 1)


def test_the_same_list_twice_counts_once(people, send):
    first, second = send(row("Siti Aminah", SITI)), send(row("Siti Aminah", SITI))
    assert second.is_repeat
    assert second.report == first.report
    assert len(aid_of(SITI)) == 1


def test_a_later_list_replaces_an_earlier_one_only_where_its_sender_says_so(people, send):
    first = send(row("Siti Aminah", SITI))
    send(row("Siti Aminah", SITI, amount="600.000"))
    assert len(aid_of(SITI)) == 2
    send(row("Siti Aminah", SITI, amount="900.000"), replaces=first.report)
    assert sorted(one.amount for one in aid_of(SITI)) == [600_000, 900_000]
    first.report.refresh_from_db()
    assert first.report.state == ReportState.WITHDRAWN


def test_a_replacement_that_cannot_be_used_leaves_the_earlier_one(people, send):
    first = send(row("Siti Aminah", SITI))
    assert not send(row("Siti Aminah", SITI, amount="x"), replaces=first.report).is_read
    assert len(aid_of(SITI)) == 1


def test_a_withdrawn_list_counts_no_more_and_may_be_sent_again(people, send, ministry):
    from satupintu.pipeline.recipients.building import rebuild

    first = send(row("Siti Aminah", SITI))
    withdraw_report(by=ministry, report=first.report)
    rebuild()
    assert aid_of(SITI) == []
    assert first.report.path.exists()
    assert not send(row("Siti Aminah", SITI)).is_repeat
    assert len(aid_of(SITI)) == 1


def test_a_withdrawn_list_is_restored_unless_its_rows_count_otherwise(people, send, ministry):
    from satupintu.pipeline.recipients.building import rebuild
    from satupintu.pipeline.recipients.services import restore_report

    first = send(row("Siti Aminah", SITI)).report
    withdraw_report(by=ministry, report=first)
    later = send(row("Siti Aminah", SITI, amount="600.000"), replaces=first).report
    with pytest.raises(Refused, match="Tarik dahulu"):
        restore_report(by=ministry, report=first)
    withdraw_report(by=ministry, report=later)
    assert restore_report(by=ministry, report=first).state == ReportState.READ
    rebuild()
    assert [one.amount for one in aid_of(SITI)] == [1_200_000]


def test_the_same_rows_saved_as_another_file_count_once(people, send):
    first = send(row("Siti Aminah", SITI))
    again = send(file=listed(row("Siti Aminah", SITI) + "\n", name="salinan.csv"), programme="bpum-2021")
    assert again.report.state == ReportState.REFUSED
    assert f"sama persis dengan laporan “{first.report.name}”" in again.report.problem
    assert len(aid_of(SITI)) == 1


def test_a_list_whose_reader_died_is_read_after_all(people, ministry, data_folder, monkeypatch):
    from datetime import timedelta

    from satupintu.foundation.work.models import Job
    from satupintu.pipeline.recipients.services import read_left_behind

    def killed(_report):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("satupintu.pipeline.recipients.services.reporting.read_report", killed)
        report_aid(by=ministry, file=listed(row("Siti Aminah", SITI)))
    assert read_left_behind() == 0, "it may still be read"
    AidReport.objects.update(sent_at=AidReport.objects.get().sent_at - timedelta(hours=1))
    assert read_left_behind() == 1
    assert read_left_behind() == 0
    assert Job.objects.get(kind="recipients.read").arguments == {"report": AidReport.objects.get().pk}


def test_two_columns_that_may_hold_the_amount_are_asked_about(people, send, ministry):
    header = "No;Nama;NIK;Desa;Nilai Bantuan;Nilai Pinjaman;Tgl Terima"
    cells = f"1;Siti Aminah;{SITI};{ARJO};600.000;500.000;12-03-2021"
    sent = send(file=listed(cells, header=header), programme="bpum-2021")
    assert sent.report.state == ReportState.NEEDS_ANSWER
    assert "Nilai Pinjaman" in sent.report.questions[0]["text"]
    answered = answer_columns(by=ministry, report=sent.report, choices=[1])
    assert answered.state == ReportState.READ
    assert answered.reading["questions"] == []


def test_training_is_reported_with_what_and_how_much(people, send):
    header = "No;Nama;NIK;Desa;Materi Pelatihan;Volume;Tanggal Pelatihan"
    cells = f"1;Siti Aminah;{SITI};{ARJO};Pembukuan sederhana;2,5;12-03-2021"
    assert send(file=listed(cells, header=header), programme="bpum-2021").is_read
    [one] = aid_of(SITI)
    assert (one.what, one.quantity, one.amount) == ("Pembukuan sederhana", 2.5, None)


def test_who_did_not_receive_it_is_left_out_and_told(people, send, client_of):
    header = f"{HEADER};Status"
    rows = [
        f"{row('Siti Aminah', SITI)};Dibayar",
        f"{row('Budi Santoso', BUDI, number=2)};Gagal",
        f"{row('Wati Lestari', WATI, number=3)};SPM terbit",
        f"{row('Belum Cair', f'{BUDI[:-1]}7', number=4, amount='-', on='belum')};",
        f"{row('Belum Juga', f'{BUDI[:-1]}8', number=5, on='Belum disalurkan')};",
        f"{row('Nol Rupiah', f'{BUDI[:-1]}9', number=6, amount='Rp0')};",
    ]
    sent = send(file=listed(*rows, header=header), received_on=date(2021, 4, 1))
    assert (sent.report.rows, len(aid_of(SITI)), aid_of(BUDI), len(aid_of(WATI))) == (2, 1, [], 1)
    page = client_of("agency_officer", agency="kemenkop").get(f"/penerima/laporan/{sent.report.pk}/")
    shown = " ".join(page.content.decode().split())
    assert "4 baris tidak dihitung" in shown and "1 baris dihitung diterima walau" in shown
    assert "Sudah diterima atau belum" in shown and "<td>Nomor urut</td>" in shown


def test_missing_rupiah_and_columns_that_were_not_read_are_told(people, send, client_of):
    header = "No;Nama;NIK;Desa;Jumlah (USD);Tanggal"
    sent = send(
        file=listed(f"1;Siti Aminah;{SITI};{ARJO};80;12-03-2019", header=header), programme="bpum-2021"
    )
    page = client_of("agency_officer", agency="kemenkop").get(f"/penerima/laporan/{sent.report.pk}/")
    shown = " ".join(page.content.decode().split())
    assert "1 tanpa jumlah rupiah" in shown and "1 bertanggal sebelum programnya mulai" in shown
    assert '<td>Jumlah (USD)</td><td><span class="sp-muted">tidak dibaca</span></td>' in shown


def test_one_unreadable_sum_does_not_hide_the_others(people, send):
    header = "No;Nama;NIK;Desa;Jumlah;Tanggal"
    rows = [f"{n};Orang {n};{SITI[:-1]}{n};{ARJO};600.000;12-03-2021" for n in range(1, 4)]
    sent = send(
        file=listed(*rows, f"4;Budi;{BUDI};{ARJO};menyusul;12-03-2021", header=header), programme="bpum-2021"
    )
    [refusal] = sent.refusals
    assert "kolom E" in refusal.text and "jumlah “menyusul” tidak terbaca" in refusal.text


def test_what_several_tell_of_counts_once(people, send, bank_agency, client_of):
    send(row("Siti Aminah", SITI), row("Wati Lestari", WATI, number=2))
    again = send(
        row("SITI AMINAH", f"'{SITI[:6]} {SITI[6:]}"),
        row("Wati Lestari", WATI, on="13-03-2021"),
        by=bank_agency,
    )
    assert [one.agency for one in aid_of(SITI)] == ["kemenkop"]
    assert len(aid_of(WATI)) == 2, "another day is another time"
    page = client_of("agency_officer", agency="bri").get(f"/penerima/laporan/{again.report.pk}/")
    assert "1 penerimaan sudah tercatat" in " ".join(page.content.decode().split())


@pytest.mark.parametrize(
    ("ministry_says", "bank_says", "times"),
    [
        ([("12-03-2021", "1.200.000")], [("", "1.200.000")], 1),
        ([("12-03-2021", "1.200.000")], [("12-03-2021", "")], 1),
        ([("", "")], [("12-03-2021", "1.200.000")], 1),
        ([("", "1.200.000")], [("", "")], 1),
        ([("12-03-2021", "1.200.000")], [("", "1.200.000"), ("", "1.200.000")], 2),
        ([("12-03-2021", "1.200.000")], [("12-03-2021", "1.200.000"), ("", "1.200.000")], 2),
        ([("12-03-2021", "1.200.000"), ("12-06-2021", "1.200.000")], [("", "")], 2),
        ([("12-03-2021", "1.200.000")], [("", "600.000")], 2),
    ],
)
def test_what_one_of_two_agencies_leaves_unsaid_makes_no_second_receipt(
    people, send, bank_agency, ministry_says, bank_says, times
):
    for sender, told in ((None, ministry_says), (bank_agency, bank_says)):
        rows = [row("Siti Aminah", SITI, number=n, on=on, amount=rp) for n, (on, rp) in enumerate(told, 1)]
        send(*rows, **({"by": sender} if sender else {}))
    assert len(aid_of(SITI)) == times


def test_two_lists_of_one_agency_without_days_are_two_receipts(people, send):
    send(row("Siti Aminah", SITI, on=""))
    send(row("Siti Aminah", SITI, on=""), row("Wati Lestari", WATI, number=2, on=""))
    assert len(aid_of(SITI)) == 2


def test_rows_of_a_system_are_taken_without_a_person(people, data_folder):
    from satupintu.pipeline.recipients.building import rebuild

    rows = [{"nik": SITI, "name": "Siti Aminah", "village": "3507112008", "amount": 1_200_000,
             "received_on": date(2021, 3, 12), "programme": "bpum-2021"}]  # fmt: skip
    first = report_aid(agency="bri", rows=rows)
    assert first.is_read
    assert report_aid(agency="bri", rows=rows).is_repeat
    rebuild()
    assert [(one.agency, one.amount) for one in aid_of(SITI)] == [("bri", 1_200_000)]
    wrong = report_aid(agency="bri", rows=[{**rows[0], "programme": "pkh"}, {**rows[0], "village": "Arjo"}])
    assert [(one.row, one.field) for one in wrong.refusals] == [(1, "programme"), (2, "village")]
    with pytest.raises(Refused, match="bukan program"):
        report_aid(agency="bsi", programme="bpum-2021", rows=rows)
    with pytest.raises(Refused, match="tidak tercatat"):
        report_aid(agency="nobody", rows=rows)


@pytest.mark.parametrize("name", ["jumlah", "Amount", "nik ", ""])
def test_rows_with_a_field_of_no_known_name_are_refused(people, data_folder, name):
    with pytest.raises(Refused, match=f"Baris 2: kolom “{name}” tidak dikenal"):
        report_aid(agency="bri", programme="bpum-2021", rows=[{"nik": SITI}, {"nik": BUDI, name: 7_000_000}])


def test_the_same_file_of_another_day_is_not_taken_for_a_repeat(people, send):
    undated = row("Siti Aminah", SITI, on="")
    first = send(undated, received_on=date(2021, 3, 12))
    assert send(undated, received_on=date(2021, 3, 12)).is_repeat and send(undated).is_repeat
    with pytest.raises(Refused, match="dengan tanggal diterima lain"):
        send(undated, received_on=date(2021, 6, 12))
    assert first.is_read


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (f"1;{'A' * 201};{SITI};{ARJO};beras;1;12-03-2021", "name"),
        (f"1;{'Siti ' * 6000};{SITI};{ARJO};beras;1;12-03-2021", "name"),
        (f"1;Siti Aminah;{'35071141 ' * 20};{ARJO};beras;1;12-03-2021", "nik"),
        (f"1;Siti Aminah;{SITI};{ARJO};{'beras ' * 100};1;12-03-2021", "what"),
    ],
)
def test_a_cell_as_long_as_a_page_is_refused_with_its_row(people, send, cells, field):
    header = "No;Nama;NIK;Desa;Nama Barang;Volume;Tanggal Terima"
    sent = send(file=listed(cells, header=header), programme="bpum-2021")
    assert [(one.row, one.field) for one in sent.refusals] == [(2, field)]
    assert len(sent.refusals[0].text) < 300


def test_a_name_of_two_hundred_letters_is_a_name(people, send):
    assert send(row("Raden " + "Ajeng " * 32, SITI)).is_read


def test_a_cell_that_no_spreadsheet_holds_refuses_the_file_with_its_row(people, send):
    sent = send(row("Siti Aminah", SITI), row("A" * 40_000, BUDI))
    assert not sent.is_read
    assert "baris 3" in sent.report.problem and "32.767" in sent.report.problem
    assert len(sent.report.problem) < 400


def test_an_agency_speaks_for_itself_only(people, send, bank_agency, make_user, ministry):
    first = send(row("Siti Aminah", SITI))
    with pytest.raises(PermissionDenied):
        report_aid(by=bank_agency, agency="kemenkop", file=listed(row("Budi", BUDI)))
    with pytest.raises(PermissionDenied):
        withdraw_report(by=bank_agency, report=first.report)
    with pytest.raises(PermissionDenied):
        report_aid(by=bank_agency, file=listed(row("Budi", BUDI)), replaces=first.report)
    with pytest.raises(PermissionDenied):
        report_aid(by=make_user("agency_officer", agency=""), file=listed(row("Budi", BUDI)))
    with pytest.raises(PermissionDenied):
        report_aid(by=make_user("village_officer"), file=listed(row("Budi", BUDI)))


def test_a_list_longer_than_spreadsheets_are_cut_at_is_kept_whole(people, ministry, data_folder):
    rows = [f"{3507110000000000 + i};Nama {i};{ARJO};{600_000 + i % 3};12-03-2021" for i in range(31_000)]
    file = listed(*rows, header="nik;nama;desa;nilai bantuan;tanggal terima")
    from satupintu.pipeline.recipients.reading import read_report

    sent = report_aid(by=ministry, file=file, programme="bpum-2021")
    assert sent.report.state == ReportState.WAITING  # large: read in the background
    assert read_report(sent.report).rows == 31_000


def test_a_large_csv_and_parquet_are_read_by_columns(people, ministry, data_folder, monkeypatch):
    from satupintu.pipeline.recipients import reading

    monkeypatch.setattr(reading, "BY_COLUMNS", 1)
    monkeypatch.setattr("satupintu.gateways.aid.reading._SheetReader.write", None)
    sent = report_aid(by=ministry, file=listed(row("Siti Aminah", SITI), row("Budi", BUDI, amount="x")))
    assert [(one.row, one.column) for one in sent.refusals] == [(3, "F")]


def test_what_is_no_list_is_refused_with_a_sentence(ministry, data_folder):
    for content, name in ((b"", "kosong.csv"), (b"\x89PNG....", "foto.xlsx"), (b"a;b\n1;2\n", "lain.csv")):
        sent = report_aid(by=ministry, file=ContentFile(content, name))
        assert sent.report.state == ReportState.REFUSED
        assert name in sent.report.problem


def test_reading_again_after_a_kill_gives_the_same_and_leaves_no_half(
    people, ministry, data_folder, monkeypatch
):
    from satupintu.pipeline.recipients import building, jobs, reading

    def killed(*_args, **_fields):
        raise KeyboardInterrupt

    monkeypatch.setattr("satupintu.pipeline.recipients.services.reporting.READ_AT_ONCE", 0)
    sent = report_aid(by=ministry, file=listed(row("Siti Aminah", SITI)))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(reading, "settle", killed)
        jobs.read_in_background(lambda *_figures: None, report=sent.report.pk)
    sent.report.refresh_from_db()
    assert sent.report.state == ReportState.WAITING
    jobs.read_in_background(lambda *_figures: None, report=sent.report.pk)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("satupintu.batch.aid.store._questions_sql", killed)
        building.rebuild()
    building.rebuild()
    assert len(aid_of(SITI)) == 1
    before = aid_file().read_bytes()
    aid_file().unlink()
    (aid_file() or data_folder / "aid" / "built.json").unlink()
    building.rebuild()
    assert aid_file().read_bytes() == before
    left = [one.name for one in (data_folder / "aid").iterdir() if one.name.startswith(".")]
    assert left == [".lock"]


def test_what_a_killed_server_left_half_made_is_swept_and_nothing_else(people, send, data_folder):
    import os

    from satupintu.pipeline.recipients.storage import aid_folder, sweep

    folder = send(row("Siti Aminah", SITI)).report.folder
    for path in (aid_folder() / ".sent-a", folder / ".reading-b" / "raw.parquet", folder / ".young-c"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"Siti Aminah")
    for path in (
        aid_folder() / ".sent-a",
        folder / ".reading-b",
        aid_folder() / ".lock",
        *folder.glob("rows*"),
    ):
        os.utime(path, (0, 0))
    assert sweep() == 2
    left = [one.name for one in (*aid_folder().iterdir(), *folder.iterdir()) if one.name.startswith(".")]
    assert sorted(left) == [".lock", ".young-c"]
    assert len(aid_of(SITI)) == 1


def test_the_file_is_made_once_for_each_state_of_things(people, send, ministry):
    from satupintu.foundation.work.models import Job
    from satupintu.pipeline.recipients.services import freshen

    send(row("Siti Aminah", SITI))
    assert freshen() is None
    made = Job.objects.filter(kind="recipients.build").count()
    assert made == 1
    AidReport.objects.update(state=ReportState.WITHDRAWN)
    assert freshen() is not None
    assert freshen() is None
