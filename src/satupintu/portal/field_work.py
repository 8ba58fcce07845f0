"""What of a person's work comes from the field: forms, queues, letters, pairs, objections, one's own businesses."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.pages import NextStep
from satupintu.pipeline.recipients.selectors import Questions
from satupintu.pipeline.registry.letters.selectors import visible_letters
from satupintu.pipeline.registry.models import About
from satupintu.pipeline.registry.own.officers import visible_objections
from satupintu.pipeline.registry.selectors.owners import own_businesses
from satupintu.pipeline.registry.selectors.pairs import open_pairs
from satupintu.pipeline.verification.ladders import tier_of
from satupintu.pipeline.verification.selectors.queues import queue, to_mend

Steps = Iterator[tuple[str, NextStep]]


def field_steps(user: User) -> Steps:
    """(what it is about, the step): what others wait for first, then what one may go on with."""
    yield from _returned(user)
    yield from _queue(user)
    yield from _letters(user)
    yield from _objections(user)
    yield from _pairs(user)
    yield from _recipients(user)
    yield from _own(user)
    yield from _collecting(user)


def _returned(user: User) -> Steps:
    if waiting := to_mend(user).count():
        title = ngettext(
            "Satu pendataan dikembalikan kepada Anda", "%(n)s pendataan dikembalikan kepada Anda", waiting
        )
        yield (
            user.area.name,
            NextStep(
                title % {"n": waiting},
                _("Baca alasannya, perbaiki isiannya, lalu kirim lagi."),
                _("Lihat yang dikembalikan"),
                reverse("verification:returned"),
            ),
        )


def _queue(user: User) -> Steps:
    if tier_of(user) is not None and (waiting := queue(user).count()):
        title = ngettext("Antrean: satu menunggu Anda", "Antrean: %(n)s menunggu Anda", waiting)
        yield (
            user.area.name,
            NextStep(
                title % {"n": waiting},
                _("Benarkan yang sesuai; kembalikan yang keliru dengan alasannya."),
                _("Buka antrean"),
                reverse("verification:queue"),
            ),
        )


def _letters(user: User) -> Steps:
    if not user.can("letter.issue"):
        return
    if waiting := visible_letters(user).filter(signed_at__isnull=True).count():
        title = ngettext("Satu surat belum ditandatangani", "%(n)s surat belum ditandatangani", waiting)
        yield user.area.name, _link(title % {"n": waiting}, _("Lihat surat"), "letters:letters")


def _objections(user: User) -> Steps:
    if not user.can("objection.answer"):
        return
    if waiting := visible_objections(user).filter(answered_at__isnull=True).count():
        title = ngettext("Satu keberatan menunggu jawaban", "%(n)s keberatan menunggu jawaban", waiting)
        yield user.area.name, _link(title % {"n": waiting}, _("Jawab keberatan"), "own:objections")


def _pairs(user: User) -> Steps:
    if not user.can("business.judge"):
        return
    if waiting := sum(open_pairs(user, about).count() for about in About.values):
        title = ngettext(
            "Satu pasangan catatan perlu dinilai", "%(n)s pasangan catatan perlu dinilai", waiting
        )
        yield user.area.name, _link(title % {"n": waiting}, _("Lihat pasangan"), "registry:pairs")


def _recipients(user: User) -> Steps:
    """Recipients that may be people of the registry; for an agency's officer, its own reports."""
    if user.can("aid.judge") and (waiting := len(Questions(user))):
        title = ngettext(
            "Satu penerima bantuan perlu dinilai", "%(n)s penerima bantuan perlu dinilai", waiting
        )
        yield user.area.name, _link(title % {"n": waiting}, _("Nilai penerima"), "recipients:matches")
    if user.role == Role.AGENCY_OFFICER:
        yield (
            user.area.name,
            _link(_("Laporkan penerima program Anda"), _("Unggah daftar"), "recipients:upload"),
        )


def _own(user: User) -> Steps:
    if user.can("own.read") and (known := own_businesses(user).count()):
        title = ngettext("Usaha saya: satu usaha tercatat", "Usaha saya: %(n)s usaha tercatat", known)
        yield (
            user.name,
            NextStep(
                title % {"n": known},
                _("Periksa apa yang tercatat, dari siapa, dan perbaiki bila keliru."),
                _("Buka usaha saya"),
                reverse("own:own"),
            ),
        )


def _collecting(user: User) -> Steps:
    """Those who collect at the door; a village officer looks at what is still missing first."""
    if user.role == Role.VILLAGE_OFFICER:
        yield user.area.name, _link(_("Cakupan: RT mana yang belum terdata"), _("Lihat cakupan"),
                                    "coverage:coverage")  # fmt: skip
    elif user.role == Role.RT_HEAD:
        yield (
            user.area.name,
            NextStep(
                _("Isi formulir pendataan"),
                _("Dapat diisi tanpa sinyal; terkirim sendiri saat ada sinyal."),
                _("Isi formulir"),
                reverse("field:home"),
            ),
        )


def _link(title: str, button: str, view: str) -> NextStep:
    return NextStep(title, "", button, reverse(view))
