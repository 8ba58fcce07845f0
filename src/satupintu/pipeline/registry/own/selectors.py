"""What an owner reads about their own businesses: every fact from whom and when, who looked, and a copy of it all."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from satupintu.engine.names import same_name
from satupintu.foundation.accounts.models import User
from satupintu.foundation.audit.models import Event
from satupintu.pipeline.collection.models import Channel, Submission
from satupintu.pipeline.collection.selectors import chosen_as
from satupintu.pipeline.verification.models import Decision, Purpose, Verification

from ..models import Business, ErasureRequest, Letter, Objection, Person, Record
from ..reading import of_business, with_owner
from ..selectors.owners import own_businesses
from ..wording import label_of, value_of

# What facts are called to their owner, in the order in which they are read; others follow as the registry words them.
LABELS = {
    "name": _("Nama pemilik"),
    "nik": _("NIK"),
    "kk": _("Nomor KK"),
    "birth_date": _("Tanggal lahir"),
    "sex": _("Jenis kelamin"),
    "phone": _("Nomor HP"),
    "address": _("Alamat usaha"),
    "village": _("Desa"),
    "rt": _("RT"),
    "rw": _("RW"),
    "business_name": _("Nama usaha"),
    "sector": _("Bidang usaha"),
    "business_letter": _("NIB atau surat usaha"),
    "started_on": _("Berusaha sejak"),
    "is_open": _("Masih berjalan"),
    "annual_turnover": _("Penjualan setahun"),
    "employees": _("Orang yang bekerja"),
}
_WHOLE = ("nik", "kk", "phone")  # one's own numbers; pages cover them, the copy does not


@dataclass(frozen=True)
class Said:
    """A value, and who said it: by which way, in which role and office, on which day."""

    value: str
    on: date
    channel: str
    role: str
    office: str


@dataclass(frozen=True)
class Fact:
    """The latest word on one thing, and what was said of it before, newest first, where it differed."""

    name: str
    label: str
    latest: Said
    earlier: list[Said]


@dataclass(frozen=True)
class Word:
    """What one tier said of one submission."""

    level: str
    decision: str
    reason: str
    role: str
    office: str
    at: datetime


@dataclass(frozen=True)
class Source:
    """One submission about the business, and what the tiers said of it. `state` is admitted or waiting."""

    on: date
    channel: str
    role: str
    office: str
    state: str
    words: list[Word] = field(default_factory=list)


@dataclass(frozen=True)
class Look:
    """Somebody did something with the business: their role and office, never the name of a private person."""

    at: datetime
    role: str
    office: str
    action: str


def own_requests(user: User) -> QuerySet[ErasureRequest]:
    """What this account asked to be erased; stays readable when nothing else of the person is."""
    return ErasureRequest.objects.filter(by=user)


def facts_of(business: Business) -> list[Fact]:
    """Every fact of a business with its source and date, in the order of LABELS; nothing of who owned it before."""
    said: dict[str, list[Said]] = {}
    for record, is_owners in reversed(with_owner(_records(business)[::-1])):
        for name, value in (record.facts if is_owners else of_business(record.facts)).items():
            said.setdefault(name, []).append(_said(name, value, record))
    names = [*(one for one in LABELS if one in said), *sorted(set(said) - set(LABELS))]
    return [
        Fact(name, str(LABELS.get(name) or label_of(name)), said[name][0], list(_differing(said[name])))
        for name in names
    ]


def letters_to(business: Business) -> list[Letter]:
    """The signed letters that name today's owner: one to who owned the business before is not theirs to read."""
    signed = business.letters.filter(signed_at__isnull=False).select_related("village")
    return [one for one in signed if business.owner and _is_to(one, business.owner)]


def _is_to(letter: Letter, owner: Person) -> bool:
    named = dict(letter.text.get("facts", ()))
    return named["NIK"] == owner.nik if named.get("NIK") else same_name(named.get("Nama"), owner.name)


def objections_of(business: Business, user: User) -> QuerySet[Objection]:
    """What this owner objected to."""
    return business.objections.filter(by__nik=user.nik)


def waiting_corrections(business: Business, user: User) -> QuerySet[Submission]:
    """What the owner said of a business and no tier has returned yet, the first said first."""
    own = Submission.objects.unsealed().filter(about=business.number, by=user, channel=Channel.OWNER)
    on_its_way = Q(handover__isnull=False) | Q(waiting__purpose__in=(Purpose.VERIFY, Purpose.ADMIT))
    return own.filter(on_its_way).order_by("pk")


def facts_with_corrections(business: Business, user: User) -> dict[str, Any]:
    """What is known of a business as its owner would correct it: with what they said that still waits."""
    known = {
        **business.facts,
        "name": business.owner.name if business.owner else "",
        "business_name": business.name,
        "is_open": {True: "yes", False: "no"}.get(business.is_open),
    }
    for said in waiting_corrections(business, user).values_list("facts", flat=True):
        known |= said
    return known


def sources_of(business: Business) -> list[Source]:
    """Every submission about the business, newest first, with what the tiers said; news on its way is among them."""
    admitted = {one.submission_id: one for one in _records(business)}
    found = Submission.objects.filter(
        Q(pk__in=admitted) | Q(about=business.number, record__isnull=True), sealed__isnull=True
    )
    found = found.select_related("by", "area").prefetch_related("verifications__by__area")
    return [_source(one, admitted.get(one.pk)) for one in found.order_by("-received_at", "-pk")]


def looks_at(business: Business, owner: User) -> list[Look]:
    """Who did what with the business, newest first, without the owner's own deeds."""
    about = Q(object_type="registry.business", object_id=str(business.pk))
    if business.owner_id:
        about |= Q(object_type="registry.person", object_id=str(business.owner_id))
    events = Event.objects.filter(about).exclude(by=owner).select_related("by__area")[:200]
    return [
        Look(
            one.at,
            one.by.get_role_display() if one.by else str(one.data.get("partner") or _("Sistem")),
            one.by.area.name if one.by else "",
            one.action,
        )
        for one in events
    ]


def copy_of(user: User) -> dict[str, Any]:
    """All that the registry knows of a person, as plain values for a file or a page that prints."""
    return {
        "account": {"username": user.username, "name": user.name, "nik": user.nik, "phone": user.phone},
        "businesses": [_copied(one, user) for one in own_businesses(user)],
        "erasure_requests": [
            {"at": one.at, "reason": one.reason, "granted": one.is_granted, "answer": one.answer}
            for one in own_requests(user)
        ],
    }


def _copied(business: Business, user: User) -> dict[str, Any]:
    return {
        "number": business.number,
        "name": business.name,
        "area": {"code": business.area_id, "name": business.area.name},
        "facts": [asdict(one) for one in facts_of(business)],
        "sources": [asdict(one) for one in sources_of(business)],
        "letters": [
            {
                "number": one.number,
                "village": one.village.name,
                "signatory": one.signatory,
                "signed_at": one.signed_at,
                "withdrawn_at": one.withdrawn_at,
                "withdrawn_reason": one.withdrawn_reason,
                "text": one.text,
            }
            for one in letters_to(business)
        ],
        "objections": [
            {"at": one.at, "text": one.text, "answer": one.answer, "answered_at": one.answered_at}
            for one in objections_of(business, user)
        ],
        "who_looked": [asdict(one) for one in looks_at(business, user)],
    }


def _records(business: Business) -> list[Record]:
    """The records that make a business, the latest said first."""
    found = Record.objects.unsealed().filter(identity__business=business)
    return list(found.select_related("submission__by__area", "area", "identity").order_by("-said_on", "-pk"))


def _said(name: str, value: Any, record: Record) -> Said:
    by = record.submission.by
    channel = Channel(record.submission.channel).label
    return Said(shown(name, value), record.said_on, str(channel), str(by.get_role_display()), by.area.name)


def _differing(said: Iterable[Said]) -> Iterable[Said]:
    """What was said before, without repetitions of what was said after it."""
    after: str | None = None
    for one in said:
        if after is not None and one.value != after:
            yield one
        after = one.value


def shown(name: str, value: Any) -> str:
    """A fact's value in words."""
    if name in _WHOLE:
        return str(value)
    return chosen_as(name, str(value)) if name == "sector" else value_of(name, value)


def _source(submission: Submission, record: Record | None) -> Source:
    return Source(
        on=record.said_on if record else timezone.localdate(submission.received_at),
        channel=str(Channel(submission.channel).label),
        role=str(submission.by.get_role_display()),
        office=submission.by.area.name,
        state="admitted" if record else "waiting",
        words=[_word(one) for one in submission.verifications.all()],
    )


def _word(one: Verification) -> Word:
    return Word(
        level=str(one.get_level_display()),
        decision=str(Decision(one.decision).label),
        reason=one.reason,
        role=str(one.by.get_role_display()),
        office=one.by.area.name,
        at=one.at,
    )
