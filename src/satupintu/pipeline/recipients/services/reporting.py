"""Takes in what an agency reports, from a page or from its own system; the file of all aid follows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import COUNTRY, Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.foundation.sent_files import fingerprint, safe_name
from satupintu.foundation.work.models import Job, State
from satupintu.foundation.work.services import start

from .. import offers
from ..models import STANDING, AidReport, ReportState, Source
from ..reading import SENT, read_report
from ..storage import aid_folder, keep
from .refreshing import freshen

READ = "recipients.read"
READ_AT_ONCE = 512 * 1024  # bytes; larger lists are read in the background
LEFT_AFTER = timedelta(minutes=5)  # a small list that nobody has read by then is read by nobody
MOST_ROWS = 100_000  # that a system may send in one call; more come as a file


@dataclass(frozen=True)
class RowRefusal:
    """One row that cannot be used: where it stands, the field, and a sentence that says what to mend."""

    row: int
    field: str
    text: str
    sheet: str = ""
    column: str = ""


@dataclass(frozen=True)
class Report:
    """What came of a report. `is_repeat`: the same was reported before, and that one is given."""

    report: AidReport
    is_repeat: bool = False

    @property
    def is_read(self) -> bool:
        return self.report.state == ReportState.READ

    @property
    def refusals(self) -> list[RowRefusal]:
        return [RowRefusal(one["row"], one["field"], one["text"], one["sheet"], one["column"])
                for one in self.report.refusals]  # fmt: skip


def report_aid(
    *,
    by: User | None = None,
    agency: str = "",
    programme: str = "",
    rows: Sequence[Mapping[str, Any]] | None = None,
    file: File | None = None,
    received_on: date | None = None,
    area: Area | None = None,
    replaces: AidReport | None = None,
) -> Report:
    """Takes in one list of recipients: `file` as agencies send it, or `rows` of plain values under the names of SENT.

    `by` is the person who reports; without one a system speaks for `agency`, and who may was asked before. `programme`
    holds for rows that name none, `received_on` for rows without a day. A list counts whole or not at all; what is
    wrong with its rows stands in `refusals`. The same list again gives the report that is there. `replaces` is
    withdrawn once this one is read. Raises PermissionDenied, and Refused with a sentence where nothing can be kept.
    """
    agency, area = _sender(by, agency, programme, area)
    _refuse_programme(agency, programme)
    if replaces is not None:
        _require_own(by, agency, replaces)
        if replaces.agency != agency or replaces.source == Source.PAYMENT:
            raise Refused(_("Yang dapat digantikan hanya laporan yang dikirim instansi yang sama."))
    source, sent = (Source.API, _as_file(rows, received_on)) if rows is not None else (Source.FILE, file)
    if sent is None:
        raise Refused(_("Belum ada berkas yang dipilih."))
    digest = fingerprint(sent)
    if twin := _twin(agency, programme, digest):
        if source == Source.FILE and received_on and received_on != twin.received_on:
            raise Refused(
                _(
                    "Daftar ini sudah dilaporkan (%(day)s) dengan tanggal diterima lain, atau tanpa. Isi tanggalnya di"
                    " tiap baris, atau tarik dahulu laporan itu."
                )
                % {"day": f"{twin.sent_at:%d-%m-%Y}"}
            )
        return Report(twin, is_repeat=True)
    made = AidReport(agency=agency, programme=programme, area=area, received_on=received_on, source=source,
                     name=_name_of(sent), sha256=digest, size=_size_of(sent), replaces=replaces,
                     sent_by=by)  # fmt: skip
    try:
        _keep(made, sent, by)
    except IntegrityError:  # the same list was sent at the same moment
        if twin := _twin(agency, programme, digest):
            return Report(twin, is_repeat=True)
        raise
    return Report(_read_now_or_later(made, by))


def answer_columns(*, by: User, report: AidReport, choices: Sequence[int]) -> AidReport:
    """Keeps what a person says of the columns in doubt, for each open question which answer it is, and reads again."""
    _require_own(by, "", report)
    with transaction.atomic():
        kept = AidReport.objects.select_for_update().get(pk=report.pk)
        questions = kept.questions
        if kept.state != ReportState.NEEDS_ANSWER or len(choices) != len(questions):
            raise Refused(_("Pertanyaannya sudah berubah. Muat ulang halamannya."))
        if any(not 0 <= choice < len(one["answers"]) for one, choice in zip(questions, choices, strict=True)):
            raise Refused(_("Jawab setiap pertanyaan."))
        answers = [one["answers"][choice] for one, choice in zip(questions, choices, strict=True)]
        kept.maps = [*kept.maps, *answers]
        kept.state = ReportState.WAITING
        kept.save(update_fields=["maps", "state"])
        record("aid.map", by=by, on=kept, area=kept.area, maps=len(kept.maps))
    return _read_now_or_later(kept, by)


def withdraw_report(*, by: User | None = None, agency: str = "", report: AidReport) -> AidReport:
    """Takes a report out of what counts. It is kept as it was sent."""
    _require_own(by, agency, report)
    with transaction.atomic():
        kept = AidReport.objects.select_for_update().get(pk=report.pk)
        if kept.source == Source.PAYMENT:
            raise Refused(
                _("Pembayaran di sini dilaporkan sendiri dari jawaban bank dan tidak dapat ditarik.")
            )
        if kept.state != ReportState.WITHDRAWN:
            kept.state = ReportState.WITHDRAWN
            kept.save(update_fields=["state"])
            record("aid.withdraw", by=by, on=kept, area=kept.area)
    freshen(by=by)
    return kept


def restore_report(*, by: User, report: AidReport) -> AidReport:
    """Lets a withdrawn report count again: its list is read anew, by today's catalogue and areas.

    Raises PermissionDenied, and Refused where the same list, or one that took its place, counts already.
    """
    _require_own(by, "", report)
    with transaction.atomic():
        kept = AidReport.objects.select_for_update().get(pk=report.pk)
        if kept.state != ReportState.WITHDRAWN:
            return kept
        if standing := _twin(kept.agency, kept.programme, kept.sha256) or _successor(kept):
            raise Refused(
                _("“%(name)s” (%(day)s) sudah dihitung sebagai gantinya. Tarik dahulu laporan itu.")
                % {"name": standing.name, "day": f"{standing.sent_at:%d-%m-%Y}"}
            )
        has_file = kept.path.exists()
        if not has_file and not kept.rows_sha256:
            raise Refused(_("Berkasnya sudah tidak disimpan. Kirim lagi daftarnya."))
        kept.state = ReportState.WAITING if has_file else ReportState.READ
        kept.save(update_fields=["state"])
        record("aid.restore", by=by, on=kept, area=kept.area)
    if has_file:
        return _read_now_or_later(kept, by)
    freshen(by=by)
    return kept


def _successor(report: AidReport) -> AidReport | None:
    """A report that counts in the place of this one, directly or after others."""
    following = AidReport.objects.filter(replaces=report)
    while following:
        if found := next((one for one in following if one.state == ReportState.READ), None):
            return found
        following = AidReport.objects.filter(replaces__in=following)
    return None


def read_left_behind() -> int:
    """Queues the reading of reports whose reader died before anybody was told; returns how many.

    Called by the house every few seconds. Each is queued once; work that failed is not begun again by itself.
    """
    left = AidReport.objects.filter(state=ReportState.WAITING, sent_at__lt=timezone.now() - LEFT_AFTER)
    count = 0
    for report in left.select_related("area"):
        own = Job.objects.filter(kind=READ, arguments={"report": report.pk})
        if not own.exclude(state=State.DONE).exists():
            _read_later(report, report.sent_by)
            count += 1
    return count


def read_again(report: AidReport) -> AidReport:
    """Reads a waiting report to its end and lets the file of all aid follow; once it is read nothing happens."""
    if report.state != ReportState.WAITING:
        return report
    read = read_report(report)
    if read.state == ReportState.READ:
        freshen(by=read.sent_by)
    return read


@transaction.atomic
def note_download(*, by: User, report: AidReport, what: str) -> None:
    """Keeps that a list which names people was taken: "original" or "refused"."""
    require(by, "aid.reported", report.area)
    record("aid.download", by=by, on=report, area=report.area, what=what)


def _sender(by: User | None, agency: str, programme: str, area: Area | None) -> tuple[str, Area]:
    """Whose report it is, and in which area its villages must lie. Raises PermissionDenied, Refused."""
    if by is None:
        if not agency:
            raise Refused(_("Instansi pengirim tidak disebut."))
        return agency, area or Area.objects.get(pk=COUNTRY)
    require(by, "aid.report", area or by.area)
    if by.role == Role.AGENCY_OFFICER:
        if not by.agency or (agency and agency != by.agency):
            raise PermissionDenied("aid.report")
        return by.agency, area or by.area
    owners = offers.agencies_of(programme)
    if not agency and not owners:
        raise Refused(_("Pilih instansi yang dilaporkan."))
    return agency or owners[0], area or by.area


def _refuse_programme(agency: str, programme: str) -> None:
    own = offers.reported_by(agency)
    if not own:
        raise Refused(
            _("%(agency)s tidak tercatat sebagai pelaksana program apa pun di katalog.")
            % {"agency": offers.agency_title(agency)}
        )
    if programme and programme not in own:
        raise Refused(
            _(
                "Program “%(programme)s” bukan program %(agency)s menurut katalog. Pilih program yang ada di daftar."
            )
            % {"programme": programme, "agency": offers.agency_title(agency)}
        )


def _require_own(by: User | None, agency: str, report: AidReport) -> None:
    """Who reports changes their own agency's reports; who plans for an area, those of it."""
    if by is None:
        if not agency or report.agency != agency:
            raise PermissionDenied("aid.report")
        return
    require(by, "aid.report", report.area)
    if by.role == Role.AGENCY_OFFICER and report.agency != by.agency:
        raise PermissionDenied("aid.report")


def _twin(agency: str, programme: str, digest: str) -> AidReport | None:
    return AidReport.objects.filter(
        agency=agency, programme=programme, sha256=digest, state__in=STANDING
    ).first()


def _as_file(rows: Iterable[Mapping[str, Any]], received_on: date | None) -> File:
    """Rows as the JSON that is kept of them, each with its day: the same for the same rows, and for no others."""
    listed = list(rows)
    if not listed:
        raise Refused(_("Tidak ada satu baris pun yang dikirim."))
    if len(listed) > MOST_ROWS:
        raise Refused(
            _("%(n)s baris sekaligus; paling banyak %(most)s. Kirim bertahap, atau sebagai berkas.")
            % {"n": len(listed), "most": MOST_ROWS}
        )
    _refuse_unknown(listed)
    day = {"received_on": received_on} if received_on else {}
    said = ({name: value for name, value in row.items() if value not in (None, "")} for row in listed)
    full = [day | row for row in said]
    plain = [{name: _plain(row[name]) for name in SENT if name in row} for row in full]
    content = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return ContentFile(content.encode(), name="kiriman.json")


def _refuse_unknown(rows: Sequence[Mapping[str, Any]]) -> None:
    """A field under a misspelled name would be left out, and its rupiah with it."""
    for number, row in enumerate(rows, start=1):
        if unknown := [name for name in row if name not in SENT]:
            raise Refused(
                _("Baris %(row)s: kolom “%(name)s” tidak dikenal. Yang dikenal: %(known)s.")
                % {"row": number, "name": unknown[0][:60], "known": ", ".join(SENT)}
            )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _name_of(sent: File) -> str:
    return safe_name(sent.name or "")


def _size_of(sent: File) -> int:
    size = sent.size or 0
    if size > settings.REQUEST_LIMIT:
        raise Refused(
            _("%(file)s: %(size)s MB, lebih besar dari batas %(limit)s MB. Pecah menjadi beberapa berkas.")
            % {"file": _name_of(sent), "size": size >> 20, "limit": settings.REQUEST_LIMIT >> 20}
        )
    return size


def _keep(made: AidReport, sent: File, by: User | None) -> None:
    """The row and its file, together. The file is copied before: on SQLite nobody writes while a transaction runs."""
    part = aid_folder() / f".sent-{uuid4().hex}"
    try:
        keep(sent, part)
        with transaction.atomic():
            made.save()
            made.folder.mkdir(parents=True, exist_ok=True)
            part.replace(made.path)
            record(
                "aid.report", by=by, on=made, area=made.area, agency=made.agency, programme=made.programme,
                sha256=made.sha256, bytes=made.size,
            )  # fmt: skip
    finally:
        part.unlink(missing_ok=True)


def _read_now_or_later(report: AidReport, by: User | None) -> AidReport:
    if report.size <= READ_AT_ONCE:
        return read_again(report)
    _read_later(report, by)
    return report


def _read_later(report: AidReport, by: User | None) -> None:
    start(
        READ,
        by=by,
        title=_("Membaca %(list)s") % {"list": report.name},
        arguments={"report": report.pk},
        area=report.area,
        return_to=reverse("recipients:report", args=[report.pk]),
    )
