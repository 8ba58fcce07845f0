"""What proposals and decrees wait for from this person, for the work queue."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.pages import NextStep
from satupintu.pipeline.screening.selectors.next_steps import told_of_unread
from satupintu.pipeline.screening.selectors.visibility import seen_lists, with_lists
from satupintu.pipeline.screening.services.rounds import changes_since

from .selectors import rounds_to_sign, visible_proposals


def next_steps(user: User) -> Iterator[tuple[str, NextStep]]:
    """(what it is about, the step) for every round to sign and every proposal without a decree."""
    if user.can("round.sign"):
        for round in with_lists(user, rounds_to_sign(user)):
            if not changes_since(round.current, seen_lists(user, round)):
                ready = _("Pemeriksaan selesai. Baca hasilnya, lalu tandatangani bila sudah benar.")
                yield (
                    round.title,
                    NextStep(
                        _("Tandatangani usulan"),
                        f"{told_of_unread(user, round)} {ready}".strip(),
                        _("Baca dan tandatangani"),
                        reverse("proposals:sign", args=[round.pk]),
                    ),
                )
    if user.can("decree.create"):
        for proposal in visible_proposals(user).filter(decree__isnull=True):
            yield (
                proposal.round.title,
                NextStep(
                    _("Terbitkan keputusan"),
                    _("Usulan sudah ditandatangani. Isi nomor dan penanda tangan keputusannya."),
                    _("Siapkan keputusan"),
                    reverse("proposals:decree", args=[proposal.pk]),
                ),
            )
