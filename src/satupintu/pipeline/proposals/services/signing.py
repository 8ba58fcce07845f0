"""Signs off a round: a named officer, once, over bytes that are checked."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.screening.models import Round, RoundState, Run
from satupintu.pipeline.screening.selectors.wording import some_of
from satupintu.pipeline.screening.services.rounds import mark_signed

from .. import selectors
from ..models import Proposal

_SHORTEST_STATEMENT = 40


def sign_off(
    *, round: Round, by: User, statement: str, run: Run | None = None, left_out: Collection[int] = ()
) -> Proposal:
    """Makes the round's results the proposal that `by` answers for; the round is closed from then on.

    `run` is the run the officer looked at: were another one current by now, nothing is signed. `left_out` are the
    lists, by number, that could not be used and that the officer knowingly signs without. Raises Refused where the
    round is not screened, its files changed since, another list could not be used, nobody is eligible, or people
    stand in another signed proposal of the same programme.
    """
    require(by, "round.sign", round.area)
    run = run or round.current
    if round.state == RoundState.SIGNED:
        raise Refused(_("Putaran ini sudah ditandatangani."))
    if run is None or round.state != RoundState.SCREENED:
        raise Refused(_("Putaran ini belum selesai diperiksa. Periksa dahulu, baru tandatangani."))
    if len(statement.strip()) < _SHORTEST_STATEMENT:
        raise Refused(_("Pernyataan tanggung jawab kosong. Baca dan setujui pernyataannya dahulu."))
    eligible = _examined(run)
    looked_at = selectors.latest_proposal(round.programme)
    refuse_named_before(run, by)  # all there are, while nobody waits for us
    with transaction.atomic():
        locked = _locked_with_its_programme(round)
        if locked.state == RoundState.SIGNED:
            raise Refused(_("Putaran ini sudah ditandatangani."))
        unread = _knowingly_left_out(locked, left_out)
        refuse_named_before(run, by, after=looked_at)
        proposal = Proposal.objects.create(
            round=locked,
            run=run,
            recipients=eligible.rows,
            amount_each=eligible.amount_each,
            total=eligible.total,
            manifest_sha256=selectors.manifest_sha256(run),
            statement=statement.strip(),
            signed_by=by,
            signed_name=by.name,
        )
        mark_signed(by=by, round=locked, run=run)
        record(
            "proposal.sign",
            by=by,
            on=proposal,
            area=locked.area,
            round=locked.pk,
            run=run.number,
            recipients=proposal.recipients,
            total=proposal.total,
            unread_lists=unread or None,
        )
    return proposal


def _locked_with_its_programme(round: Round) -> Round:
    """The round, once nobody else is signing one of its programme: two of them may name the same person.

    All rounds of the programme are locked, in one order, so that whoever comes second waits and then reads what
    the first one signed. So proposals of a programme come one after the other, and what was looked at before the lock
    need not be looked at again under it. On SQLite the transaction holds the write lock already.
    """
    rounds = Round.objects.filter(programme=round.programme).order_by("pk")
    return {one.pk: one for one in rounds.select_for_update(no_key=True)}[round.pk]


def _knowingly_left_out(round: Round, left_out: Collection[int]) -> int:
    """How many lists could not be used; raises Refused where the officer did not say to sign without one of them."""
    unread = dict(round.unread_lists.values_list("pk", "name"))
    if untold := [name for number, name in unread.items() if number not in left_out]:
        raise Refused(
            _(
                "Ada daftar yang tidak dapat dipakai, sehingga orang di dalamnya tidak ikut diusulkan: %(lists)s. "
                "Perbaiki atau tarik daftarnya, atau nyatakan bahwa Anda menandatangani tanpa daftar itu."
            )
            % {"lists": some_of(untold)}
        )
    return len(unread)


def _examined(run: Run) -> selectors.Eligible:
    """The run's eligible, once everything that would forbid signing is ruled out."""
    if changed := selectors.changed_outputs(run):
        raise Refused(
            _("Berkas hasil berubah sejak pemeriksaan (%(files)s). Periksa ulang putaran ini dahulu.")
            % {"files": ", ".join(changed[:5])}
        )
    if sentence := selectors.why_not_yet(run):
        raise Refused(sentence)
    eligible = selectors.eligible_of(run)
    if not eligible.rows:
        raise Refused(_("Tidak seorang pun memenuhi syarat dalam putaran ini; tidak ada yang diusulkan."))
    if eligible.distinct != eligible.rows or eligible.named != eligible.rows:
        raise Refused(
            _(
                "Ada NIK ganda atau nama kosong di antara yang memenuhi syarat. Periksa ulang putaran ini dahulu."
            )
        )
    return eligible


def refuse_named_before(run: Run, by: User, before: int | None = None, after: int = 0) -> None:
    """Raises Refused where the programme pays once and some of these people stand in another proposal.

    Whose money came back to the treasury got nothing and may be named again.

    A proposal outside the area of `by` is told of and not named.
    """
    if found := selectors.named_before(run, before=before, after=after):
        others = "; ".join(f"{selectors.name_for(by, other)}: {people}" for other, people in found)
        raise Refused(
            _(
                "Ada orang yang sudah diusulkan dalam putaran lain program ini (%(others)s orang), dan uangnya "
                "sudah dibayar atau masih menunggu. Bantuan hanya satu kali setahun: tambahkan yang sudah dibayar ke "
                "daftar acuan penerima tahun ini, keluarkan yang menunggu dari daftar putaran ini, lalu periksa ulang."
            )
            % {"others": others}
        )
