"""What payments wait for from this person, for the work queue."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.pages import NextStep

from .ledger import waiting_in
from .selectors import payable_decrees


def next_steps(user: User) -> Iterator[tuple[str, NextStep]]:
    """(what it is about, the step) for every decree without instructions and every batch still unanswered."""
    if not (user.can("payment.instruct") or user.can("payment.answer")):
        return
    for decree in payable_decrees(user).exclude(batch__waiting=0):
        href = reverse("payments:payments", args=[decree.pk])
        batch = getattr(decree, "batch", None)
        if batch is None and user.can("payment.instruct"):
            yield (
                decree.number,
                NextStep(
                    _("Buat perintah bayar"),
                    _("Keputusan sudah terbit. Bank menunggu berkas pembayarannya."),
                    _("Buka penyaluran"),
                    href,
                ),
            )
        elif batch is not None and user.can("payment.answer"):
            batch.decree = decree
            if waiting := waiting_in(batch):
                yield (
                    decree.number,
                    NextStep(
                        _("Kirim jawaban bank"),
                        _("%(n)s pembayaran belum terjawab.") % {"n": waiting},
                        _("Buka penyaluran"),
                        href,
                    ),
                )
