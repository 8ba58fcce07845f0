"""What a person may learn about themselves in public: held back when asked too often, in the same time always."""

import time
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from satupintu.batch.pages import connection
from satupintu.foundation.accounts import limits
from satupintu.gateways.banks import PaymentState
from satupintu.pipeline.payments.ledger import open_ledger
from satupintu.pipeline.payments.models import PaymentBatch
from satupintu.pipeline.screening.models import Round
from satupintu.pipeline.screening.selectors import public_status

WINDOW = timedelta(hours=1)
PER_ADDRESS, PER_NIK = 40, 6  # a village hall shares one address; six wrong birth dates for one NIK
ANSWERS_TAKE = 0.5  # seconds: found, not found and wrong date all answer after the same time


class TooManyQuestionsError(Exception):
    """This address or this NIK has been asked about too often for now."""


def ask(*, nik: str, birth_date: date, address: str) -> list[dict[str, Any]]:
    """Where the person with this NIK who was born on this day stands; empty when either is not so.

    Each entry is one of `public_status`, with `area`, the place to object at, and `payment` ({"state",
    "sentence"}, or None). Raises TooManyQuestionsError. Never quicker than ANSWERS_TAKE, so that the time
    tells nothing.
    """
    started = time.monotonic()
    # An address that is held back touches no NIK's count: else one machine could shut everybody out.
    if not limits.count_try("status address", address, limit=PER_ADDRESS, window=WINDOW):
        raise TooManyQuestionsError
    # Counted before looking, so that many guesses at once do not all slip through; a right date is given back.
    if not limits.count_try("status nik", nik, limit=PER_NIK, window=WINDOW):
        raise TooManyQuestionsError
    found = [_whole(standing, nik) for standing in public_status(nik=nik, birth_date=birth_date)]
    if found:
        limits.give_back("status nik", nik, window=WINDOW)
    time.sleep(max(0.0, ANSWERS_TAKE - (time.monotonic() - started)))
    return found


def _whole(standing: dict[str, Any], nik: str) -> dict[str, Any]:
    round = Round.objects.select_related("area").get(pk=standing["round_id"])
    payment = _payment(round, nik) if standing["state"] == "eligible" else None
    return {**standing, "area": round.area.name, "payment": payment}


def _payment(round: Round, nik: str) -> dict[str, str] | None:
    """How far this person's money is, in words; None before there are payment instructions."""
    batch = PaymentBatch.objects.filter(decree__proposal__round=round).select_related("decree").first()
    if batch is None:
        return None
    with connection() as own:
        open_ledger(own, batch)
        row = own.execute("SELECT state FROM ledger WHERE nik = ?", [nik]).fetchone()
    if row is None:
        return None
    state = PaymentState(row[0])
    return {
        "state": "pending" if state is PaymentState.WAITING else state,
        "sentence": _sentence(state, batch),
    }


def _sentence(state: PaymentState, batch: PaymentBatch) -> str:
    bank = {"bank": batch.bank.name}
    sentences = {
        PaymentState.WAITING: _("Perintah bayar sudah dikirim ke %(bank)s. Tunggu kabar dari desa Anda."),
        PaymentState.PAID: _("Bantuan sudah dibayarkan melalui %(bank)s."),
        PaymentState.FAILED: _(
            "%(bank)s belum dapat membayar. Datang ke kantor desa; bawa KTP dan Kartu Keluarga."
        ),
        PaymentState.BLOCKED: _(
            "Rekening diblokir, biasanya karena datanya berbeda dengan KTP. Datang ke %(bank)s; bawa KTP dan "
            "Kartu Keluarga."
        ),
        PaymentState.RETURNED: _(
            "Uangnya sudah dikembalikan ke kas negara. Tanyakan di kantor desa; bawa KTP."
        ),
    }
    return sentences[state] % bank
