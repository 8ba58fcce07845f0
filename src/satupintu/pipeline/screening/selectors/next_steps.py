"""The one thing that a round waits for from this person, so that its page can say it first."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satupintu.foundation.accounts.models import User
from satupintu.foundation.pages import NextStep
from satupintu.gateways.corrections import correction_in, correction_names

from ..models import ListState, Round, RoundState
from ..services.rounds import REFERENCES, changes_since, missing_references
from .visibility import seen_lists
from .wording import some_of


def next_step(user: User, round: Round) -> NextStep | None:
    """What this person should do about this round now; None where it waits for nobody here."""
    if round.state == RoundState.SCREENING:
        return None
    return (
        _answer(user, round)
        or _mend_unread(user, round)
        or _upload(user, round)
        or _choose_references(user, round)
        or _screen(user, round)
        or _mend(user, round)
    )


def visible_changes(user: User, round: Round) -> list[str]:
    """What this person may see that changed since the current results: lists, and which reference lists were chosen."""
    if round.current is None or not round.is_open:
        return []
    lists = seen_lists(user, round)
    seen = {one.name for one in lists}
    if user.can("reference.read"):
        seen.add(str(REFERENCES))
    return [name for name in changes_since(round.current, lists) if name in seen]


def told_of_unread(user: User, round: Round) -> str:
    """A sentence for an office that goes on without the lists that cannot be used; empty where there are none."""
    names = [one.name for one in seen_lists(user, round) if one.state == ListState.REFUSED]
    return _unread_title(len(names)) + f": {some_of(names)}." if names else ""


def _has_lists(user: User, round: Round) -> bool:
    """Whether lists came that are read, asked about or still waiting."""
    left_out = (ListState.WITHDRAWN, ListState.REFUSED)
    return any(one.state not in left_out for one in seen_lists(user, round))


def _unread_title(lists: int) -> str:
    return ngettext(
        "Satu daftar tidak dapat dipakai dan tidak ikut diperiksa",
        "%(n)s daftar tidak dapat dipakai dan tidak ikut diperiksa",
        lists,
    ) % {"n": lists}


def _answer(user: User, round: Round) -> NextStep | None:
    if not user.can("list.map") or not round.is_open:
        return None
    asked = [one for one in seen_lists(user, round) if one.state == ListState.NEEDS_ANSWER]
    if not asked:
        return None
    first, waiting = asked[0], len(asked)
    return NextStep(
        ngettext("Satu daftar perlu jawaban Anda", "%(n)s daftar perlu jawaban Anda", waiting)
        % {"n": waiting},
        _(
            "Ada kolom yang dapat berarti dua hal. Jawab sekali; daftar lain yang sama bentuknya ikut terjawab."
        ),
        _("Jawab pertanyaan kolom"),
        reverse("screening:question", args=[round.pk, first.pk]),
    )


def _mend_unread(user: User, round: Round) -> NextStep | None:
    """Who sent a list that cannot be used learns it first; an office with other lists goes on, and is told of it."""
    if not user.can("list.upload") or not round.is_open:
        return None
    unread = [one for one in seen_lists(user, round) if one.state == ListState.REFUSED]
    if not unread or (user.can("round.screen", round.area) and _has_lists(user, round)):
        return None
    return NextStep(
        _unread_title(len(unread)),
        _(
            "Lihat sebabnya, perbaiki berkasnya dan unggah lagi. Daftar yang tidak jadi dipakai dapat ditarik."
        ),
        _("Lihat sebabnya"),
        reverse("screening:list", args=[round.pk, unread[0].pk]),
    )


def _upload(user: User, round: Round) -> NextStep | None:
    if not user.can("list.upload") or not round.is_open:
        return None
    if _has_lists(user, round):
        return None
    return NextStep(
        _("Unggah daftar usulan"),
        _("Kirim berkasnya apa adanya: Excel, ODS atau CSV, dengan judul dan tanda tangan di dalamnya."),
        _("Unggah daftar"),
        reverse("screening:upload", args=[round.pk]),
    )


def _choose_references(user: User, round: Round) -> NextStep | None:
    if not user.can("round.screen", round.area) or not round.is_open:
        return None
    if round.reference_set is not None and not missing_references(round):
        return None
    return NextStep(
        _("Pilih daftar acuan"),
        _("Data kependudukan, daftar debitur KUR dan lainnya, yang menjadi pembanding usulan."),
        _("Pilih daftar acuan"),
        reverse("screening:round_references", args=[round.pk]),
    )


def _screen(user: User, round: Round) -> NextStep | None:
    if not user.can("round.screen", round.area) or not round.is_open:
        return None
    href = reverse("screening:screen", args=[round.pk])
    unread = told_of_unread(user, round)
    if round.current is None:
        every = _("Setiap baris diperiksa terhadap daftar acuan dan syarat program.")
        return NextStep(
            _("Periksa usulan"),
            f"{unread or _('Semua daftar sudah terbaca.')} {every}",
            _("Periksa sekarang"),
            href,
            is_post=True,
        )
    changes = changes_since(round.current, seen_lists(user, round))
    if not changes:
        return None
    return NextStep(
        _("Periksa ulang"),
        f"{_('Berubah sejak pemeriksaan terakhir: %(lists)s.') % {'lists': ', '.join(changes)}} {unread}".strip(),
        _("Periksa sekarang"),
        href,
        is_post=True,
    )


def _mend(user: User, round: Round) -> NextStep | None:
    """Village officers take their workbooks back; who signs finds that on the page of proposals."""
    if user.can("round.sign") or not user.can("list.upload") or round.state != RoundState.SCREENED:
        return None
    if visible_changes(user, round):
        return NextStep(
            _("Terima kasih, menunggu pemeriksaan ulang oleh dinas"),
            _(
                "Perubahan pada daftar Anda sudah diterima. Hasil yang baru tampil setelah dinas memeriksa ulang."
            ),
        )
    if round.current is None:
        return None
    workbooks, known = round.current.folder / "corrections", correction_names(round.current.lists)
    names = [one.name for one in seen_lists(user, round) if one.state != ListState.WITHDRAWN]
    if not any(correction_in(workbooks, name, known) for name in names):
        return None
    return NextStep(
        _("Ambil berkas perbaikan"),
        _(
            "Baris yang perlu diperbaiki ditandai di berkas Anda sendiri. Perbaiki, lalu unggah lagi berkasnya."
        ),
        _("Lihat berkas perbaikan"),
        reverse("screening:corrections", args=[round.pk]),
    )
