"""Meetings with their minutes, decisions with one owner and one day, and the word that one was carried out."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import can, require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused

from ..models import ActionPlan, DecisionDone, Meeting, MeetingDecision, Partner
from ..names import agency_names
from ..services.checks import locked, refuse_closed, refuse_future, refuse_personal
from ..services.evidence import Minutes, kept


def hold_meeting(
    *,
    by: User,
    plan: ActionPlan,
    title: str,
    on: date,
    place: str,
    attendees: str = "",
    minutes: Minutes | None = None,
) -> Meeting:
    """A meeting that took place; its minutes may follow."""
    require(by, "plan.manage", plan.area)
    refuse_future(on)
    refuse_personal(title, place, attendees)
    if not title.strip() or not place.strip():
        raise Refused(_("Tulis acara dan tempat rapatnya."))
    with transaction.atomic():
        refuse_closed(locked(plan))
        made = Meeting.objects.create(
            plan=plan,
            title=title.strip(),
            on=on,
            place=place.strip(),
            attendees=attendees.strip(),
            made_by=by,
            **kept(minutes, "minutes"),
        )
        record("meeting.hold", by=by, on=made, area=plan.area, day=str(on))
    return made


def keep_minutes(*, by: User, meeting: Meeting, minutes: Minutes) -> None:
    """The minutes of a meeting that had none yet. Raises Refused where there are some: they are not replaced."""
    require(by, "plan.manage", meeting.plan.area)
    with transaction.atomic():
        now = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
        if now.minutes_sha256:
            raise Refused(_("Notula rapat ini sudah ada dan tidak diganti."))
        fields = kept(minutes, "minutes")
        now.minutes_name, now.minutes_sha256 = fields["minutes_name"], fields["minutes_sha256"]
        now.save(update_fields=["minutes_name", "minutes_sha256"])
        record("meeting.minutes", by=by, on=now, area=meeting.plan.area, sha256=now.minutes_sha256)


def add_decision(
    *,
    by: User,
    meeting: Meeting,
    text: str,
    due: date,
    owner: User | None = None,
    agency: str = "",
    partner: Partner | None = None,
) -> MeetingDecision:
    """What was decided, who does it, until when: exactly one of `owner`, `agency` (an id) and `partner`."""
    plan = meeting.plan
    require(by, "plan.manage", plan.area)
    refuse_personal(text)
    if not text.strip():
        raise Refused(_("Tulis apa yang diputuskan."))
    if (owner is not None) + bool(agency) + (partner is not None) != 1:
        raise Refused(_("Pilih satu pemilik: petugas, instansi atau mitra."))
    if agency and agency not in agency_names():
        raise Refused(_("Instansi “%(code)s” tidak dikenal.") % {"code": agency})
    if due < meeting.on:
        raise Refused(_("Tenggat sebelum rapatnya."))
    with transaction.atomic():
        refuse_closed(locked(plan))
        number = (meeting.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
        made = MeetingDecision.objects.create(
            meeting=meeting,
            number=number,
            text=" ".join(text.split()),
            owner=owner,
            agency=agency,
            partner=partner,
            due=due,
        )
        record("meeting.decide", by=by, on=made, area=plan.area, number=number, day=str(due))
    return made


def may_mark(user: User, decision: MeetingDecision) -> bool:
    """Its owner, an officer of the agency that owns it, and the planners of the area."""
    if decision.owner_id == user.pk:
        return can(user, "plan.read")
    if not can(user, "plan.report", decision.meeting.plan.area):
        return False
    return user.role != Role.AGENCY_OFFICER or bool(user.agency and user.agency == decision.agency)


def mark_done(
    *, by: User, decision: MeetingDecision, on: date, note: str = "", evidence: Minutes | None = None
) -> DecisionDone:
    """Said once. Raises Refused where it was said before."""
    if not may_mark(by, decision):
        raise PermissionDenied("another's decision")
    refuse_future(on)
    refuse_personal(note)
    if on < decision.meeting.on:
        raise Refused(_("Tanggal ini sebelum rapatnya."))
    try:
        with transaction.atomic():
            refuse_closed(locked(decision.meeting.plan))
            made = DecisionDone.objects.create(
                decision=decision, on=on, note=note.strip(), by=by, **kept(evidence)
            )
            record("meeting.done", by=by, on=made, area=decision.meeting.plan.area, day=str(on))
    except IntegrityError as error:
        raise Refused(_("Keputusan ini sudah dinyatakan selesai.")) from error
    return made
