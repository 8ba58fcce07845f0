"""An agency reports its programmes: all of a report or nothing of it; what is the same as before is no new version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.gateways.lists.problems import ListRefused
from satupintu.gateways.programme_lists import Refusal, Reported, ReportRefused, read_list, read_values
from satupintu.gateways.programmes import load_catalogue

from .models import ReportedProgramme
from .selectors.reported import current_reports

RESERVED = frozenset({"laporan"})  # addresses below /aturan/ that are no programme
SAME = (
    "title", "pillar", "needs", "aid", "level", "agencies", "budget", "quota", "starts_on", "ends_on", "areas",
    "legal_basis", "apply", "contact",
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
    found = _read(file, rows)
    name = source or PurePath(getattr(file, "name", "") or "").name or "API"
    try:
        with transaction.atomic():
            report = _keep(found, by, name[:200])
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


def _read(file: File | None, rows: Sequence[Mapping[str, Any]] | None) -> list[Reported]:
    if (file is None) == (rows is None):
        raise ValueError("exactly one of file and rows")
    agencies = load_catalogue().agencies
    if rows is not None:
        return read_values(rows, agencies)
    assert file is not None  # noqa: S101 (one of the two is there)
    name = PurePath(file.name or "").name or "berkas"
    try:
        return read_list(file.read(), name, agencies)
    except ListRefused as refused:
        raise ReportRefused(
            [Refusal(refused.row, refused.column or "", refused.text, refused.sheet)]
        ) from refused


def _keep(found: Iterable[Reported], by: User, source: str) -> Report:
    stated = [(one, _owned(one, by.agency)) for one in found]
    before = {
        one.programme: one for one in current_reports().filter(programme__in=[one.id for one, _ in stated])
    }
    refusals = [
        reason for one, values in stated for reason in _refusals(one, values, before.get(one.id), by.agency)
    ]
    if refusals:
        raise ReportRefused(refusals)
    report = Report()
    for one, values in stated:
        earlier = before.get(one.id)
        if earlier is not None and all(getattr(earlier, name) == values[name] for name in SAME):
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
            **{name: values[name] for name in SAME},
        )
        (report.changed if earlier else report.new).append(made)
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
