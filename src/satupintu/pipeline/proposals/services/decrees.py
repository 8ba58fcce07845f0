"""Issues the decree of a signed proposal, with its annex, and hands its files out again unchanged."""

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.batch.database import text
from satupintu.batch.manifest import sha256
from satupintu.batch.pages import connection
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Level
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.gateways import documents
from satupintu.gateways.banks import DISTRIBUTORS
from satupintu.gateways.documents import (
    DocumentProblem,
    Office,
    Signatory,
    date_words,
    decree_pdf,
    write_annex_xlsx,
)
from satupintu.pipeline.screening.services.storage import new_folder

from .. import selectors
from ..models import Decree, Proposal
from .signing import refuse_named_before

_WORKBOOK = "proposal.xlsx"


def issue_decree(
    *,
    proposal: Proposal,
    by: User,
    number: str,
    on: date,
    office: Office,
    signatory: Signatory,
    distributor: str,
    copies: Sequence[str] = (),
) -> Decree:
    """Writes the decree, its annex and the list of recipients, and records them as issued.

    `distributor` is a code of DISTRIBUTORS. Raises Refused where there is a decree already, the number is
    taken, the date lies before the signature or ahead of today, or the proposal's files changed.
    """
    require(by, "decree.create", proposal.round.area)
    _refuse_terms(proposal, number, on, distributor)
    _refuse_changed(proposal, by)
    draft = draft_of(
        proposal, number=number, on=on, office=office, signatory=signatory, distributor=distributor
    )
    words = _as_issued(draft, copies)
    folder_name = f"decree-{secrets.token_hex(8)}"
    folder = proposal.round.folder / folder_name
    try:
        hashes = _write_files(proposal, words, folder)
        with transaction.atomic():
            decree = _record_decree(proposal, by, words, distributor, folder_name, hashes)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return decree


def draft_of(
    proposal: Proposal, *, number: str, on: date, office: Office, signatory: Signatory, distributor: str
) -> documents.Decree:
    """The decree's words before it is issued: marked DRAFT, its annex masked."""
    loaded = selectors.programme(proposal.run)
    title = loaded.programme.title.id
    signed = date_words(timezone.localdate(proposal.signed_at))
    return documents.Decree(
        number=number,
        on=on,
        title=f"Keputusan {signatory.title}",
        subject=f"Penetapan Penerima {title}",
        programme=title,
        office=office,
        signatory=signatory,
        proposal=f"{proposal.round.title}, ditandatangani {signed} oleh {proposal.signed_name}",
        distributor=DISTRIBUTORS[distributor].name if distributor in DISTRIBUTORS else "",
        law=selectors.laws_cited(loaded, proposal.run),
        draft=True,
    )


def draft_pdf(*, proposal: Proposal, by: User, draft: documents.Decree) -> bytes:
    """The draft to be read before issuing; every look at it is recorded."""
    require(by, "decree.create", proposal.round.area)
    rows = list(selectors.recipients_of(selectors.recipients_query(proposal.run, proposal.amount_each)))
    record("decree.draft", by=by, on=proposal, area=proposal.round.area)
    return _pdf(draft, rows)


def decree_file(*, decree: Decree, by: User, kind: str) -> Path:
    """The path of `pdf` or `annex`, checked against its hash; the download is recorded.

    Raises Refused where the file on disk is not the one that was issued.
    """
    require(by, "decree.read", decree.round.area)
    require_own_bank(by, decree.distributor)
    path, stated = {
        "pdf": (decree.pdf_file, decree.pdf_sha256),
        "annex": (decree.annex_file, decree.annex_sha256),
    }[kind]
    refuse_other_bytes(path, stated)
    record("decree.download", by=by, on=decree, area=decree.round.area, kind=kind)
    return path


def proposal_file(*, proposal: Proposal, by: User) -> Path:
    """The path of the signed proposal as a workbook, checked against the hashes that were signed.

    Raises Refused where the file on disk is not the one that was signed. The download is recorded.
    """
    require(by, "proposal.read", proposal.round.area)
    path, run = proposal.run.folder / _WORKBOOK, proposal.run
    same = selectors.manifest_sha256(run) == proposal.manifest_sha256
    if not same or not path.is_file() or sha256(path) != selectors.stated_outputs(run).get(_WORKBOOK):
        raise Refused(
            _("Berkas usulan tidak lagi sama dengan yang ditandatangani. Laporkan kepada pengelola.")
        )
    record("proposal.download", by=by, on=proposal, area=proposal.round.area, round=proposal.round_id)
    return path


def require_own_bank(by: User, distributor: str) -> None:
    """Raises PermissionDenied for the officer of another bank."""
    if not by.works_with(distributor):
        raise PermissionDenied("other bank")


def refuse_other_bytes(path: Path, stated: str) -> None:
    """Raises Refused unless the file is there and hashes to what was recorded."""
    if not path.is_file() or sha256(path) != stated:
        raise Refused(
            _("%(file)s tidak lagi sama dengan yang dicatat saat diterbitkan. Laporkan kepada pengelola.")
            % {"file": path.name}
        )


def _refuse_terms(proposal: Proposal, number: str, on: date, distributor: str) -> None:
    if Decree.objects.filter(proposal=proposal).exists():
        raise Refused(_("Usulan ini sudah mempunyai keputusan."))
    if not number.strip():
        raise Refused(_("Nomor keputusan belum diisi."))
    if on > timezone.localdate():
        raise Refused(_("Tanggal keputusan tidak boleh di masa depan."))
    if on < timezone.localdate(proposal.signed_at):
        raise Refused(_("Tanggal keputusan tidak boleh sebelum usulannya ditandatangani."))
    if distributor not in DISTRIBUTORS:
        raise Refused(_("Pilih bank penyalur."))


def _refuse_changed(proposal: Proposal, by: User) -> None:
    """The bytes that were signed must still be there, and nobody else may have named these people first."""
    same = selectors.manifest_sha256(proposal.run) == proposal.manifest_sha256
    if not same or selectors.changed_outputs(proposal.run):
        raise Refused(
            _("Berkas usulan tidak lagi sama dengan yang ditandatangani. Laporkan kepada pengelola.")
        )
    refuse_named_before(proposal.run, by, before=proposal.pk)


def _office_of(proposal: Proposal) -> str:
    """The code of the area whose office issues: the regency's, or a wider one's where the round is wider."""
    codes = proposal.round.area.path.strip("/").split("/")
    return codes[: Level.REGENCY + 1][-1]


def _as_issued(draft: documents.Decree, copies: Sequence[str]) -> documents.Decree:
    number = " ".join(draft.number.split())
    return replace(draft, draft=False, number=number, copies=tuple(copies))


def _pdf(words: documents.Decree, rows: Sequence[documents.Recipient]) -> bytes:
    try:
        return decree_pdf(words, rows)
    except DocumentProblem as problem:
        raise Refused(
            _("Surat keputusan tidak dapat dicetak dari data ini. Laporkan kepada pengelola.")
        ) from problem


def _write_files(proposal: Proposal, words: documents.Decree, folder: Path) -> dict[str, str]:
    """recipients.parquet, lampiran.xlsx, keputusan.pdf into `folder`, whole or not at all; their hashes."""

    with new_folder(folder) as made:
        query = selectors.recipients_query(proposal.run, proposal.amount_each)
        with connection() as own:
            target = text(made / "recipients.parquet")
            own.execute(f"COPY ({query}) TO {target} (FORMAT parquet, COMPRESSION zstd)")
        rows = list(selectors.recipients_in(made / "recipients.parquet"))
        if len(rows) != proposal.recipients or sum(row.amount for row in rows) != proposal.total:
            raise Refused(_("Jumlah penerima tidak sama dengan usulan yang ditandatangani."))
        write_annex_xlsx(made / "lampiran.xlsx", words, rows)
        hashes = {name: sha256(made / name) for name in ("recipients.parquet", "lampiran.xlsx")}
        issued = replace(words, fingerprint=hashes["lampiran.xlsx"])
        (made / "keputusan.pdf").write_bytes(_pdf(issued, rows))
        return {**hashes, "keputusan.pdf": sha256(made / "keputusan.pdf")}


def _record_decree(
    proposal: Proposal,
    by: User,
    words: documents.Decree,
    distributor: str,
    folder_name: str,
    hashes: dict[str, str],
) -> Decree:
    """The row and its audit event; one decree a proposal and one a number a year, whoever posts twice."""
    Proposal.objects.select_for_update().get(pk=proposal.pk)
    if Decree.objects.filter(proposal=proposal).exists():
        raise Refused(_("Usulan ini sudah mempunyai keputusan."))
    try:
        with transaction.atomic():
            decree = Decree.objects.create(
                proposal=proposal,
                number=words.number,
                office=_office_of(proposal),
                year=words.on.year,
                on=words.on,
                issuer=words.office.lines[-1],
                signatory_name=words.signatory.name,
                signatory_title=words.signatory.title,
                distributor=distributor,
                recipients=proposal.recipients,
                amount_each=proposal.amount_each,
                total=proposal.total,
                folder_name=folder_name,
                recipients_sha256=hashes["recipients.parquet"],
                annex_sha256=hashes["lampiran.xlsx"],
                pdf_sha256=hashes["keputusan.pdf"],
                issued_by=by,
            )
    except IntegrityError as error:
        raise Refused(
            _("Nomor keputusan %(number)s sudah dipakai kantor ini pada tahun %(year)s.")
            % {"number": words.number, "year": words.on.year}
        ) from error
    record(
        "decree.issue",
        by=by,
        on=decree,
        area=proposal.round.area,
        recipients=decree.recipients,
        total=decree.total,
        distributor=distributor,
    )
    return decree
