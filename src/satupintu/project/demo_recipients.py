"""The demo's recipients: lists of several agencies for people of its villages, so that some stand in several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unittest import mock

from .demo_people import REGENCY

HEADER = "No;Nama Penerima;NIK;Kode Desa;Nilai Bantuan (Rp);Tanggal Salur;Uraian Barang"


@dataclass(frozen=True)
class Reported:
    """One list: the programme, every how many of the demo's people receive it, when, and how much or what."""

    programme: str
    every: int
    after: int
    on: tuple[str, ...]
    amount: int | None = None
    what: str = ""


# Those who stand in several: each twelfth person receives PKH, sembako and KUR, each sixth the training twice.
LISTS = (
    Reported("pkh", 4, 0, ("12-03-2021",), 750_000),
    Reported("bpnt-sembako", 3, 0, ("05-04-2021",), 200_000),
    Reported("kur-mikro", 12, 0, ("20-04-2021",), 15_000_000),
    Reported("linkumkm", 2, 1, ("08-02-2021",), None, "Pelatihan pembukuan sederhana"),
    Reported("linkumkm", 6, 1, ("14-06-2021",), None, "Pelatihan pembukuan sederhana, ulangan"),
    Reported("sehati", 7, 2, ("30-08-2022",), None, "Sertifikat halal"),
    Reported("desmigratif", 11, 3, ("17-09-2021",), None, "Alat usaha"),
)


def fill_recipients(people: Mapping[str, Any]) -> None:
    """Reports of those programmes of LISTS that the catalogue has, one doubt for the village among them."""
    from satupintu.pipeline.recipients.services import freshen

    with mock.patch("satupintu.pipeline.recipients.services.reporting.freshen"):  # once for all, at the end
        _report(people)
    freshen()


def _report(people: Mapping[str, Any]) -> None:
    from django.core.files.base import ContentFile

    from satupintu.foundation.areas.models import Area
    from satupintu.pipeline.recipients.offers import agencies_of
    from satupintu.pipeline.recipients.services import report_aid

    known, regency = _people(), Area.objects.get(pk=REGENCY)
    for number, one in enumerate(LISTS, start=1):
        agencies = agencies_of(one.programme)
        if not agencies:
            continue
        rows = _rows(one, known)
        file = ContentFile("\n".join([HEADER, *rows]).encode(), name=f"{number:02d}-{one.programme}.csv")
        by = people["instansi"] if people["instansi"].agency == agencies[0] else None
        sent = report_aid(by=by, agency=agencies[0], programme=one.programme, file=file, area=regency)
        if not sent.is_read:
            raise RuntimeError(sent.report.problem or sent.report.get_state_display())


def _people() -> list[tuple[str, str, str]]:
    """(name, NIK, village) of the registry's people with a NIK, and of those who were paid, each once."""
    from satupintu.pipeline.recipients.models import AidReport, Source
    from satupintu.pipeline.registry.models import Record

    rows = Record.objects.unsealed().exclude(nik="").order_by("pk").values_list("name", "nik", "area__path")
    found = {nik: (name, nik, path.strip("/").split("/")[4]) for name, nik, path in rows}
    for report in AidReport.objects.filter(source=Source.PAYMENT):
        for name, nik, village in _paid(report):
            found.setdefault(nik, (name, nik, village))
    return list(found.values())


def _paid(report: Any) -> Sequence[tuple[str, str, str]]:
    from satupintu.batch.database import database, text

    with database() as connection:
        source = f"read_parquet({text(report.rows_file)})"
        return connection.execute(
            f'SELECT name, nik_text, village FROM {source} ORDER BY "row" LIMIT 120'
        ).fetchall()


def _rows(one: Reported, known: Sequence[tuple[str, str, str]]) -> list[str]:
    chosen = known[one.after :: one.every]
    rows = [
        f"{number};{name};{nik};{village};{one.amount or ''};{on};{one.what}"
        for number, ((name, nik, village), on) in enumerate(
            ((who, on) for who in chosen for on in one.on), start=1
        )
    ]
    if one.programme == "pkh" and chosen:  # another's name under a NIK: the village is asked
        _name, nik, village = chosen[min(1, len(chosen) - 1)]
        rows.append(f"{len(rows) + 1};Sutrisno Hadi;{nik};{village};{one.amount};{one.on[0]};")
    return rows
