"""An agency reports its programmes, all of a report or nothing of it, and withdraws what it should not have reported.

What is the same as before is no new version; a spreadsheet that was taken is kept as it came.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.gateways.catalogue import load_catalogue
from satupintu.gateways.lists.problems import ListRefused
from satupintu.gateways.programme_lists import Refusal, Reported, ReportRefused, read_list, read_values

from .models import ProgrammeSheet, ReportedProgramme
from .selectors.reported import current_reports, latest_reports

RESERVED = frozenset({"laporan"})  # addresses below /aturan/ that are no programme
SAME = (
    "title", "pillar", "needs", "aid", "level", "agencies", "budget", "quota", "figures_from", "starts_on", "ends_on",
    "areas", "legal_basis", "apply", "contact",
)  # fmt: skip


@dataclass(frozen=True)
class Report:
    """What came of a report: programmes new, with a new version, and the same as they were."""

    new: list[ReportedProgramme] = field(default_factory=list)
    changed: list[ReportedProgramme] = field(default_factory=list)
    unchanged: list[ReportedProgramme] = field(default_factory=list)


def report_programmes(
    *,
    by: User,
    file: File | None = None,
    rows: Sequence[Mapping[str, Any]] | None = None,
    source: str = "",
) -> Report:
    """Keeps what an agency says of its programmes, from a spreadsheet or from plain values; gives what came of it.

    Programmes belong to the agency of `by`. Exactly one of `file` and `rows` is given; the names of a row's values
    are those of `gateways.programme_lists.columns.FIELDS`. Raises ReportRefused with every reason, and keeps
    nothing then; a report that says what is known already changes nothing.
    """
    require(by, "catalogue.report")
    if not by.agency:
        raise ReportRefused(
            [Refusal(None, "", _("Akun Anda belum punya instansi. Minta pengelola akun memilihkannya."))]
        )
    if (file is None) == (rows is None):
        raise ValueError("exactly one of file and rows")
    name = source or PurePath(getattr(file, "name", "") or "").name or "API"
    content = file.read() if file is not None else None
    found = _read(content, rows, name)
    try:
        with transaction.atomic():
            sheet = _keep_sheet(content, name, by) if content is not None else None
            report = _keep(found, by, name[:200], sheet)
            counts = {
                "new": len(report.new),
                "changed": len(report.changed),
                "unchanged": len(report.unchanged),
            }
            record("catalogue.report", by=by, area=by.area, agency=by.agency, source=name[:200], **counts)
    except IntegrityError as error:
        told = _("Program yang sama sedang dilaporkan orang lain. Kirim lagi sebentar lagi.")
        raise ReportRefused([Refusal(None, "", told)]) from error
    return report


@transaction.atomic
def withdraw_programme(*, by: User, programme: str) -> ReportedProgramme:
    """The agency takes back a programme that it reported; what was received of it keeps its name.

    Raises PermissionDenied for another agency's programme, ReportedProgramme.DoesNotExist for one that does not stand.
    """
    require(by, "catalogue.report")
    standing = current_reports().get(programme=programme)
    if standing.agency != by.agency:
        raise PermissionDenied
    made = ReportedProgramme.objects.create(
        programme=programme,
        version=standing.version + 1,
        replaces=standing,
        agency=standing.agency,
        by=by,
        source=standing.source,
        row=standing.row,
        sheet=standing.sheet,
        is_withdrawn=True,
        **{name: getattr(standing, name) for name in SAME},
    )
    record("catalogue.withdraw", by=by, area=by.area, agency=by.agency, programme=programme)
    return made


def _keep_sheet(content: bytes, name: str, by: User) -> ProgrammeSheet:
    """The sheet as it came; the same content sent again is kept once."""
    digest = hashlib.sha256(content).hexdigest()
    sheet, is_new = ProgrammeSheet.objects.get_or_create(
        agency=by.agency, sha256=digest, defaults={"name": name[:150], "size": len(content), "by": by}
    )
    if is_new or not sheet.path.exists():
        _write_whole(sheet.path, content)
    return sheet


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid4().hex}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _read(content: bytes | None, rows: Sequence[Mapping[str, Any]] | None, name: str) -> list[Reported]:
    agencies = load_catalogue().agencies
    if content is None:
        return read_values(rows or (), agencies)
    try:
        return read_list(content, name, agencies)
    except ListRefused as refused:
        raise ReportRefused(
            [Refusal(refused.row, refused.column or "", refused.text, refused.sheet)]
        ) from refused


def _keep(found: Iterable[Reported], by: User, source: str, sheet: ProgrammeSheet | None) -> Report:
    stated = [(one, _owned(one, by.agency)) for one in found]
    before = {
        one.programme: one for one in latest_reports().filter(programme__in=[one.id for one, _ in stated])
    }
    refusals = [
        reason for one, values in stated for reason in _refusals(one, values, before.get(one.id), by.agency)
    ]
    if refusals:
        raise ReportRefused(refusals)
    report = Report()
    for one, values in stated:
        earlier = before.get(one.id)
        stands = earlier is not None and not earlier.is_withdrawn
        if earlier is not None and stands and all(getattr(earlier, name) == values[name] for name in SAME):
            report.unchanged.append(earlier)
            continue
        made = ReportedProgramme.objects.create(
            programme=one.id,
            version=earlier.version + 1 if earlier else 1,
            replaces=earlier,
            agency=by.agency,
            by=by,
            source=source,
            row=one.row,
            sheet=sheet,
            **{name: values[name] for name in SAME},
        )
        (report.changed if stands else report.new).append(made)
    return report


def _owned(one: Reported, agency: str) -> dict[str, Any]:
    """What a row says, as the model keeps it: the reporter's agency first, alone where none is named."""
    agencies = sorted(one.agencies, key=lambda name: name != agency) or [agency]
    values = one.stated() | {"agencies": agencies}
    return values | {name: list(values[name]) for name in ("needs", "areas")}


def _refusals(
    one: Reported, values: Mapping[str, Any], earlier: ReportedProgramme | None, agency: str
) -> Iterable[Refusal]:
    """Why this agency may not report this programme."""
    catalogue = load_catalogue()

    def refuse(column: str, text: str) -> Refusal:
        return Refusal(one.row, column, text, one.sheet)

    if one.id in RESERVED:
        yield refuse("Kode program", _("kode %(id)s tidak dapat dipakai; pilih yang lain") % {"id": one.id})
    if one.id in catalogue.programmes:
        title = catalogue.programmes[one.id].programme.title.id
        yield refuse(
            "Kode program",
            _("kode %(id)s sudah dipakai program katalog “%(title)s”") % {"id": one.id, "title": title},
        )
    if earlier is not None and earlier.agency != agency:
        owner = (
            catalogue.agencies[earlier.agency].title.id
            if earlier.agency in catalogue.agencies
            else earlier.agency
        )
        yield refuse(
            "Kode program",
            _("kode %(id)s sudah dipakai %(agency)s; pilih yang lain") % {"id": one.id, "agency": owner},
        )
    if agency not in values["agencies"]:
        yield refuse(
            "Instansi pelaksana",
            _("instansi Anda sendiri (%(agency)s) tidak disebut; yang dilaporkan hanya program sendiri")
            % {"agency": agency},
        )
