"""Writes of an owner about their own data, and of the officers who answer: corrections, objections, erasure."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import limit_to_area, require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.collection.models import Channel, Submission
from satupintu.pipeline.collection.sealing import seal
from satupintu.pipeline.verification.forgetting import forget

from ..models import About, Business, ErasureRequest, Letter, Objection, Pair, Person, Record
from ..selectors.owners import bearing, bears, names_of, own_businesses, own_persons
from .selectors import facts_with_corrections, waiting_corrections

FORM = "sidt_pendek"
OPEN_AT_ONCE = 5  # objections, and corrections, about one business that wait for an answer


def correct(*, by: User, business: Business, facts: dict[str, Any], instance_id: str) -> Submission:
    """The owner's own word on a business: one more submission, which the tiers verify like any other.

    `facts` under their canonical names; sent twice under one `instance_id` it is kept once. Raises Refused, also
    where they say nothing new or enough of the owner's corrections wait.
    """
    from satupintu.pipeline.collection.forms import load_forms
    from satupintu.pipeline.collection.services import receive

    _require_own(by, business, "own.correct")
    if not Submission.objects.filter(instance_id=instance_id).exists():
        _require_news(by, business, facts)
    answers = {**facts, "nik": by.nik}
    received = receive(
        by=by,
        form=FORM,
        version=load_forms()[FORM].version,
        channel=Channel.OWNER,
        instance_id=instance_id,
        answers=answers,
        raw=json.dumps(answers, ensure_ascii=False, sort_keys=True).encode(),
        raw_name="submission.json",
        area=business.area,
        taken_at=timezone.now(),
        about=business.number,
    )
    if received.is_new:
        record("own.correct", by=by, on=business, area=business.area)
    return received.submission


@transaction.atomic
def object_to(*, by: User, business: Business, text: str) -> Objection:
    """The owner objects to what is kept or was decided (UU 27/2022 Art. 10)."""
    _require_own(by, business, "own.correct")
    if not text.strip():
        raise Refused(_("Tulis keberatan Anda."))
    waiting = business.objections.filter(answered_at__isnull=True)
    if waiting.filter(text=text.strip()[:2_000]).exists():
        raise Refused(_("Keberatan yang sama sudah Anda kirim dan masih menunggu jawaban."))
    if waiting.count() >= OPEN_AT_ONCE:
        raise Refused(_("Keberatan Anda yang sebelumnya masih menunggu jawaban."))
    made = Objection.objects.create(business=business, text=text.strip()[:2_000], by=by)
    record("own.object", by=by, on=business, area=business.area)
    return made


@transaction.atomic
def answer_objection(*, by: User, objection: Objection, answer: str) -> Objection:
    """An officer of the area answers, once."""
    found = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("business__area")
        .get(pk=objection.pk)
    )
    require(by, "objection.answer", found.business.area)
    if found.answered_at:
        raise Refused(_("Keberatan ini sudah dijawab."))
    if not answer.strip():
        raise Refused(_("Tulis jawaban Anda."))
    found.answer, found.answered_by, found.answered_at = answer.strip()[:2_000], by, timezone.now()
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    record("objection.answer", by=by, on=found.business, area=found.business.area)
    return found


@transaction.atomic
def ask_erasure(*, by: User, reason: str) -> ErasureRequest:
    """The owner asks that what is known of them be erased; one open request a person."""
    require(by, "own.correct")
    person = own_persons(by).order_by("pk").first()
    if person is None:
        raise Refused(_("Tidak ada data Anda di registri."))
    try:
        with transaction.atomic():
            made = ErasureRequest.objects.create(person=person, reason=reason.strip()[:2_000], by=by)
    except IntegrityError as trouble:
        raise Refused(_("Permintaan Anda yang sebelumnya masih menunggu keputusan.")) from trouble
    record("own.erase", by=by, on=person, area=person.area)
    return made


@transaction.atomic
def decide_erasure(*, by: User, request: ErasureRequest, is_granted: bool, answer: str) -> ErasureRequest:
    """An officer grants or refuses. Granted, the person's facts are blanked and what was sent about them is sealed.

    Raises Refused where it was decided already, has no answer, or the person has a business elsewhere.
    """
    found = (
        ErasureRequest.objects.select_for_update(of=("self",))
        .select_related("person__area")
        .get(pk=request.pk)
    )
    require(by, "erasure.decide", found.person.area)
    if found.decided_at:
        raise Refused(_("Permintaan ini sudah diputuskan."))
    if not answer.strip():
        raise Refused(_("Tulis jawaban untuk orangnya: mengapa, dan apa yang tetap disimpan."))
    if is_granted:
        _erase(found.person, by)
    found.is_granted, found.answer = is_granted, answer.strip()[:2_000]
    found.decided_by, found.decided_at = by, timezone.now()
    found.save(update_fields=["is_granted", "answer", "decided_by", "decided_at"])
    record("own.erasure", by=by, on=found.person, area=found.person.area, granted=is_granted)
    return found


@transaction.atomic
def note_export(*, by: User, kind: str) -> None:
    """Keeps that a copy was taken."""
    require(by, "own.read")
    record("own.export", by=by, kind=kind)


def _require_own(by: User, business: Business, action: str) -> None:
    require(by, action)
    if not own_businesses(by).filter(pk=business.pk).exists():
        raise PermissionDenied(action)


def _require_news(by: User, business: Business, facts: dict[str, Any]) -> None:
    known = facts_with_corrections(business, by)
    if all(_plain(value) == _plain(known.get(name)) for name, value in facts.items()):
        raise Refused(_("Tidak ada yang berubah dari yang sudah tercatat atau yang sudah Anda kirim."))
    if waiting_corrections(business, by).count() >= OPEN_AT_ONCE:
        raise Refused(_("Perbaikan Anda yang sebelumnya masih menunggu pemeriksaan petugas."))


def _plain(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _erase(person: Person, by: User) -> None:
    """Blanks the current reading of the persons with this NIK and name and of their businesses; seals what it came
    from. Whoever bears another name under the NIK is somebody else until an officer says otherwise."""
    names = names_of([person])[person.pk]
    alike = list(Person.objects.filter(nik=person.nik).select_for_update()) if person.nik else []
    chosen = {person.pk, *bearing(names, alike)}
    people = list(Person.objects.filter(pk__in=chosen).select_for_update())
    _refuse_open_question(people, [one for one in alike if one.pk not in chosen], by)
    businesses = list(
        Business.objects.select_for_update(of=("self",)).filter(
            Q(owner__in=people) | Q(leads_to__owner__in=people)
        )
    )
    for area in {one.area for one in (*people, *businesses)}:
        if not by.area.contains(area):
            raise Refused(
                _(
                    "Orang ini mempunyai usaha juga di %(area)s, di luar wilayah Anda. Mintalah kantor yang meliputi "
                    "keduanya."
                )
                % {"area": area.name}
            )
    hidden = _submissions(people, businesses, names)
    seal(hidden, by=by)
    forget(hidden)
    Letter.objects.filter(business__in=businesses, signed_at__isnull=True).delete()
    Business.objects.filter(pk__in=[one.pk for one in businesses]).update(
        name="", sector="", is_open=None, facts={}, erased_at=timezone.now()
    )
    Person.objects.filter(pk__in=[one.pk for one in people]).update(nik="", kk="", name="")


def _refuse_open_question(people: list[Person], others: list[Person], by: User) -> None:
    """Whether a record under another name is theirs too is asked before they are erased: afterwards nobody can tell."""
    asked = Pair.objects.filter(about=About.PERSON, verdict="").filter(
        Q(left__identity__person__in=people, right__identity__person__in=others)
        | Q(left__identity__person__in=others, right__identity__person__in=people)
    )
    asked = limit_to_area(limit_to_area(asked, by, "left__area"), by, "right__area")
    if asked.exists():
        raise Refused(
            _(
                "Ada catatan dengan NIK ini atas nama lain. Putuskan dahulu di antrean pasangan apakah orangnya sama."
            )
        )


def _submissions(people: list[Person], businesses: list[Business], names: set[str]) -> set[int]:
    """Everything that was sent about them: admitted, or still on its way under one of their names, or none; and what
    was mended on the way, which may bear a mistyped NIK."""
    records = Record.objects.filter(Q(identity__person__in=people) | Q(identity__business__in=businesses))
    numbers = [one.number for one in businesses]
    niks = {one.nik for one in people if one.nik}
    sent = Submission.objects.filter(Q(nik__in=niks) | Q(about__in=numbers))
    theirs = [
        pk
        for pk, about, name in sent.values_list("pk", "about", "name")
        if about in numbers or not name or bears(names, [name])
    ]
    return _with_mended({*records.values_list("submission_id", flat=True), *theirs}, names)


def _with_mended(found: set[int], names: set[str]) -> set[int]:
    """With those that they took the place of, and those sent to take theirs, unless they name somebody else."""
    near = found
    while near:
        mended = Submission.objects.filter(pk__in=near, replaces__isnull=False).values("replaces")
        beside = Submission.objects.filter(Q(replaces__in=near) | Q(pk__in=mended))
        said = beside.exclude(pk__in=found).values_list("pk", "name")
        near = {pk for pk, name in said if not name or bears(names, [name])}
        found = found | near
    return found
