"""Keeps what people say of a recipient and a person of the registry, and takes it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record as note_event
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.registry.models import Record

from ..models import AidMatchJudgement, Verdict
from ..selectors import standing_of
from .refreshing import freshen


def judge_match(
    *, by: User, recipient: str, record: Record, verdict: str, note: str = "", seen: str | None = None
) -> AidMatchJudgement:
    """Keeps whether a recipient is the person of a record; an earlier word stays and counts no more.

    `seen` is the id of the judgement that stood when the person looked, "" where none did; None where nobody looked.
    Raises PermissionDenied where the record lies outside the person's area, Refused for a word nobody knows or where
    another judgement stands than was seen, or the recipient was judged to be another person.
    """
    require(by, "aid.judge", record.area)
    if verdict not in Verdict.values:
        raise Refused(_("Pilih orang yang sama, orang lain, atau belum pasti."))
    with transaction.atomic():
        if seen is not None:
            Record.objects.select_for_update(of=("self",)).get(pk=record.pk)  # two judges at once take turns
            _require_seen(seen, standing_of(recipient, record))
        if verdict == Verdict.SAME:
            _require_nobody_else(recipient, record)
        made = AidMatchJudgement.objects.create(
            recipient=recipient, record=record, verdict=verdict, by=by, note=note.strip()[:300]
        )
        note_event("aid.judge", by=by, on=made, area=record.area, judgement=verdict)
    freshen(by=by)
    return made


def _require_nobody_else(recipient: str, record: Record) -> None:
    """One recipient is one person: who is judged to be another is parted from the first before."""
    said = AidMatchJudgement.objects.filter(recipient=recipient, verdict=Verdict.SAME, undone_by__isnull=True)
    others = said.exclude(record__identity__person=record.identity.person_id)
    for one in others.select_related("record__identity__business"):
        if standing_of(recipient, one.record) == one:
            raise Refused(
                _(
                    "Penerima ini sudah dinilai sama dengan nomor registri %(number)s. Batalkan dahulu penilaian itu."
                )
                % {"number": one.record.identity.business.number}
            )


def _require_seen(seen: str, stands: AidMatchJudgement | None) -> None:
    if seen == (str(stands.pk) if stands else ""):
        return
    if stands is None:
        raise Refused(_("Penilaian yang Anda lihat sudah dibatalkan. Lihat sekali lagi, lalu nilai."))
    said = {"who": stands.by, "verdict": stands.get_verdict_display()}
    raise Refused(
        _("Penerima ini sudah dinilai oleh %(who)s: %(verdict)s. Nilai lagi bila Anda tidak sependapat.")
        % said
    )


def undo_match(*, by: User, judgement: AidMatchJudgement) -> AidMatchJudgement:
    """Takes a word back, however old; what was said before it counts again. Raises as `judge_match`."""
    require(by, "aid.judge", judgement.record.area)
    with transaction.atomic():
        AidMatchJudgement.objects.select_for_update().get(pk=judgement.pk)
        if judgement.undoes_id or AidMatchJudgement.objects.filter(undoes=judgement).exists():
            raise Refused(_("Penilaian ini sudah dibatalkan. Muat ulang halamannya."))
        made = AidMatchJudgement.objects.create(
            recipient=judgement.recipient, record=judgement.record, verdict="", undoes=judgement, by=by
        )
        note_event("aid.undo", by=by, on=judgement, area=judgement.record.area)
    freshen(by=by)
    return made
