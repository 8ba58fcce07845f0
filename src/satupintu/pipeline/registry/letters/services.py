"""Writes letters: drafted by a village officer, signed under a name, then unchanged, withdrawn with a reason."""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.gateways.documents import DocumentProblem

from ..models import Business, Letter, VillageOffice
from ..places import village_of
from .numbers import unknown_places
from .selectors import fingerprint, letter_words, office_of, text_of

PDF, DOCX = "surat.pdf", "surat.docx"


@transaction.atomic
def set_office(*, by: User, village: Area, **fields: str) -> VillageOffice:
    """Keeps address, number_pattern, signatory, signatory_position of a village's letters."""
    require(by, "letter.issue", village)
    if wrong := unknown_places(fields["number_pattern"]):
        raise Refused(_("Pola nomor memuat %(wrong)s, yang tidak dikenal.") % {"wrong": ", ".join(wrong)})
    if "{nomor}" not in fields["number_pattern"]:
        raise Refused(_("Pola nomor harus memuat {nomor}."))
    office, _made = VillageOffice.objects.update_or_create(village=village, defaults={**fields, "set_by": by})
    record("letter.office", by=by, on=village, area=village)
    return office


def draft_letter(*, by: User, business: Business, given: Mapping[str, Any]) -> Letter:
    """A new draft. `given`: number, on, business_name, sector, address, since, purpose, as the form has them.

    Raises PermissionDenied, or Refused for an erased business, one above the village, or a number that is taken.
    """
    village = village_of(business.area)
    if village is None:
        raise Refused(
            _("Usaha ini belum ditempatkan di satu desa, jadi belum ada desa yang dapat menyuratinya.")
        )
    require(by, "letter.issue", village)
    if business.erased_at:
        raise Refused(_("Data usaha ini sudah dihapus atas permintaan pemiliknya."))
    office = office_of(village)
    letter = Letter(
        village=village,
        business=business,
        token=secrets.token_urlsafe(16),
        made_by=by,
        signatory_position=office.signatory_position,
    )
    return _keep(letter, by, given, "letter.draft")


@transaction.atomic
def change_draft(*, by: User, letter: Letter, given: Mapping[str, Any]) -> Letter:
    """Another text or number for a draft. Raises Refused where it is signed."""
    letter = _locked(letter)
    require(by, "letter.issue", letter.village)
    if letter.signed_at:
        raise Refused(
            _("Surat yang sudah ditandatangani tidak dapat diubah. Tarik surat ini, lalu buat yang baru.")
        )
    return _keep(letter, by, given, "letter.draft")


@transaction.atomic
def discard_draft(*, by: User, letter: Letter) -> None:
    """A draft that is not wanted goes; its number is free again."""
    letter = _locked(letter)
    require(by, "letter.issue", letter.village)
    if letter.signed_at:
        raise Refused(
            _("Surat yang sudah ditandatangani tidak dapat dibuang. Tarik surat ini dengan alasannya.")
        )
    record("letter.discard", by=by, on=letter.business, area=letter.village, letter=letter.pk)
    letter.delete()


@transaction.atomic
def sign_letter(
    *, by: User, letter: Letter, signatory: str, position: str, address: str, seen: str | None = None
) -> Letter:
    """The letter under a name: PDF and DOCX are written once, and their hashes kept.

    `address` is the page that the QR opens; `seen` the `fingerprint` of what the signatory read. Raises Refused where
    it is signed already, has no name under it, or says something else by now.
    """
    letter = _locked(letter)
    require(by, "letter.issue", letter.village)
    if letter.signed_at:
        raise Refused(_("Surat ini sudah ditandatangani."))
    if seen not in (None, fingerprint(letter)):
        raise Refused(_("Isi surat ini diubah orang lain sesudah Anda membukanya. Baca lagi sebelum terbit."))
    if not signatory.strip() or not position.strip():
        raise Refused(_("Tulis nama dan jabatan penanda tangan."))
    letter.signatory, letter.signatory_position = signatory.strip(), position.strip()
    letter.signed_by, letter.signed_at = by, timezone.now()
    made = {name: letter_file(letter, name, address) for name in (PDF, DOCX)}
    letter.sha256, letter.docx_sha256 = (sha256(made[name]).hexdigest() for name in (PDF, DOCX))
    letter.folder.mkdir(parents=True, exist_ok=True)
    for (
        name,
        body,
    ) in made.items():  # a signature that failed half-way leaves files that the next one replaces
        part = letter.folder / f".{name}"
        part.write_bytes(body)
        part.replace(letter.folder / name)
    letter.save()
    record(
        "letter.sign", by=by, on=letter.business, area=letter.village, letter=letter.pk, sha256=letter.sha256
    )
    return letter


@transaction.atomic
def withdraw_letter(*, by: User, letter: Letter, reason: str) -> Letter:
    """A signed letter holds no more; it stays as it was, and its page says so."""
    letter = _locked(letter)
    require(by, "letter.issue", letter.village)
    if not letter.signed_at or letter.withdrawn_at:
        raise Refused(_("Hanya surat yang sudah ditandatangani dan belum ditarik yang dapat ditarik."))
    if not reason.strip():
        raise Refused(_("Tulis alasan penarikan."))
    letter.withdrawn_at, letter.withdrawn_by = timezone.now(), by
    letter.withdrawn_reason = reason.strip()[:300]
    letter.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record("letter.withdraw", by=by, on=letter.business, area=letter.village, letter=letter.pk)
    return letter


@transaction.atomic
def take_letter(*, by: User, letter: Letter, name: str, address: str) -> bytes:
    """The letter's bytes (PDF or DOCX): a draft made now, a signed one as it was issued. The trail keeps who took it.

    Raises Refused where the file is no longer what was signed.
    """
    record("letter.download", by=by, on=letter.business, area=letter.village, letter=letter.pk, kind=name[6:])
    return issued_file(letter, name) if letter.signed_at else letter_file(letter, name, address)


def issued_file(letter: Letter, name: str) -> bytes:
    """The very bytes that were signed."""
    path = letter.folder / name
    body = path.read_bytes() if path.is_file() else b""
    if sha256(body).hexdigest() != (letter.sha256 if name == PDF else letter.docx_sha256):
        raise Refused(
            _("Berkas surat ini tidak lagi sama dengan yang ditandatangani. Laporkan kepada pengelola.")
        )
    return body


def letter_file(letter: Letter, name: str, address: str) -> bytes:
    """The letter as PDF or DOCX, from its text."""
    from satupintu.gateways.documents.business_letter import business_letter_docx, business_letter_pdf

    words = letter_words(letter.text, letter, address)
    try:
        return business_letter_pdf(words) if name == PDF else business_letter_docx(words)
    except DocumentProblem as problem:
        raise Refused(_("Surat tidak dapat dicetak dari data ini. Periksa isiannya.")) from problem


def _keep(letter: Letter, by: User, given: Mapping[str, Any], action: str) -> Letter:
    letter.number, letter.year = given["number"], given["on"].year
    letter.text = text_of(letter.business, letter.village, given, office_of(letter.village))
    try:
        with transaction.atomic():
            letter.save()
            record(action, by=by, on=letter.business, area=letter.village, letter=letter.pk)
    except IntegrityError as trouble:
        words = {"number": letter.number, "year": letter.year}
        raise Refused(_("Nomor %(number)s sudah dipakai desa ini pada %(year)s.") % words) from trouble
    return letter


def _locked(letter: Letter) -> Letter:
    return (
        Letter.objects.select_for_update(of=("self",)).select_related("village", "business").get(pk=letter.pk)
    )
