"""Who said what of a submission and when: as a timeline, and as a sentence for whoever came second."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from satupintu.foundation.areas.models import Level
from satupintu.pipeline.collection.models import Submission

from ..ladders import place_words
from ..models import Decision, Purpose, Verification, Waiting


@dataclass(frozen=True)
class Entry:
    """One line of a timeline. `kind` is "sent", a Decision, or where it waits now (a Purpose)."""

    kind: str
    title: str
    by: str
    at: datetime
    note: str = ""
    sign_off: int | None = None  # whose minutes can be read
    submission: int | None = None


@dataclass(frozen=True)
class Said:
    """What a tier has said of a submission already."""

    submission: int
    word: Verification

    @property
    def sentence(self) -> str:
        words = {
            "number": self.submission,
            "by": self.word.by.name,
            "time": date_format(localtime(self.word.at), "H.i"),
            "day": date_format(localtime(self.word.at), "j F Y"),
        }
        if self.word.decision == Decision.CONFIRMED:
            return _("Pendataan %(number)s sudah dibenarkan oleh %(by)s pukul %(time)s, %(day)s.") % words
        return _("Pendataan %(number)s sudah dikembalikan oleh %(by)s pukul %(time)s, %(day)s.") % words


def already_said(submissions: Collection[int], level: int | None) -> list[Said]:
    """What this tier said of these submissions, in the order in which it was said."""
    words = Verification.objects.filter(submission__in=submissions, level=level).exclude(
        decision=Decision.WITHDRAWN
    )
    return [Said(one.submission_id, one) for one in words.select_related("by")]


def last_return(submissions: Collection[int]) -> dict[int, Verification]:
    """Why each of these was returned, by submission."""
    words = Verification.objects.filter(submission__in=submissions, decision=Decision.RETURNED)
    return {one.submission_id: one for one in words.select_related("by")}


def timeline(submission: Submission) -> list[Entry]:
    """All that happened to a submission and to those that it mends, newest first; and where it waits now."""
    chain = [submission, *submission.mended()]
    words = Verification.objects.filter(submission__in=[one.pk for one in chain]).select_related(
        "by", "sign_off"
    )
    told = [*map(_sent, chain), *(_told(word, len(chain) > 1) for word in words)]
    told.sort(key=lambda entry: entry.at, reverse=True)
    return [*_now(submission), *told]


def _sent(one: Submission) -> Entry:
    title = _("Perbaikan dikirim") if one.replaces_id else _("Pendataan dikirim")
    return Entry("sent", title, one.by.name, one.received_at, one.get_channel_display(), submission=one.pk)


def _told(word: Verification, is_chain: bool) -> Entry:
    tier = Level(word.level).label
    titles = {
        Decision.CONFIRMED: _("Dibenarkan oleh %(tier)s"),
        Decision.RETURNED: _("Dikembalikan oleh %(tier)s"),
        Decision.WITHDRAWN: _("Ditarik oleh pengumpulnya"),
    }
    note = word.reason
    if word.sign_off_id and word.sign_off.count > 1:
        note = _("bersama %(count)s pendataan lain") % {"count": word.sign_off.count - 1}
    elif word.decision == Decision.CONFIRMED and word.sign_off_id is None:
        note = _("dengan mengirimnya sendiri")
    has_minutes = bool(word.sign_off_id and word.sign_off.minutes_sha256)
    return Entry(
        word.decision,
        titles[Decision(word.decision)] % {"tier": tier},
        word.by.name,
        word.at,
        note,
        word.sign_off_id if has_minutes else None,
        word.submission_id if is_chain else None,
    )


def _now(submission: Submission) -> Iterator[Entry]:
    waiting = Waiting.objects.filter(submission=submission).select_related("area").first()
    if waiting is None:
        return
    where = place_words(waiting.level, waiting.area)
    titles = {
        Purpose.VERIFY: _("Menunggu %(where)s"),
        Purpose.MEND: _("Menunggu diperbaiki di %(where)s"),
        Purpose.ADMIT: _("Menunggu masuk registri"),
    }
    yield Entry(waiting.purpose, titles[Purpose(waiting.purpose)] % {"where": where}, "", waiting.since)
