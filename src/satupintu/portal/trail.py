"""The audit trail as a page reads it: the events of one's area, narrowed by who, what and when."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import limit_to_area
from satupintu.foundation.audit.models import Event
from satupintu.pipeline.proposals.models import Decree
from satupintu.pipeline.screening.models import Round

from .deeds import deed

_WRONG_DAY = {"invalid": _("Tulis tanggal seperti 2021-04-01.")}

_FIRST, _LAST = date(1000, 1, 1), date(9000, 1, 1)  # the trail lies well between


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"})
    return forms.DateField(label=label, required=False, widget=widget, error_messages=_WRONG_DAY)


class TrailForm(forms.Form):
    """What narrows the trail. Sent by GET: nothing in it names an applicant."""

    oleh = forms.CharField(label=_("Oleh"), required=False, max_length=120)
    tindakan = forms.ChoiceField(label=_("Tindakan"), required=False)
    dari = _day(_("Dari"))
    sampai = _day(_("Sampai"))
    # nik_hashes of an account
    sidik = forms.RegexField("^[0-9a-f-]+$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actions: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = sorted(((one, deed(one)) for one in actions), key=lambda pair: pair[1])
        self.fields["tindakan"].choices = [("", _("Semua")), *found]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("dari") and data.get("sampai") and data["dari"] > data["sampai"]:
            self.add_error("sampai", _("Tanggal akhir harus sesudah tanggal awal."))
        return data

    def narrow(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The events that fit; a field that was filled in wrongly narrows nothing."""
        asked = self.cleaned_data
        if who := asked.get("oleh"):
            named = Q(by__name__icontains=who) | Q(by__username__icontains=who)
            events = events.exclude(by__role=Role.BUSINESS_OWNER).filter(named)
        if action := asked.get("tindakan"):
            events = events.filter(action=action)
        if first := asked.get("dari"):
            events = events.filter(at__gte=_midnight(first))
        if last := asked.get("sampai"):
            events = events.filter(at__lt=_midnight(min(last, _LAST) + timedelta(days=1)))
        if hashes := asked.get("sidik"):
            events = events.filter(action__startswith="account.", data__nik_hash__in=hashes.split("-"))
        return events


def trail_of(user: User) -> QuerySet[Event]:
    """The events of the user's part of the area tree, newest first."""
    return limit_to_area(Event.objects.select_related("by", "area"), user)


def actions_in(events: QuerySet[Event]) -> set[str]:
    """Every kind of action among the events."""
    return set(events.order_by().values_list("action", flat=True).distinct())


def titles_of(events: Iterable[Event], user: User) -> dict[tuple[str, str], str]:
    """What the rounds, decrees and accounts of the user's area that events are about are called, by kind and id."""
    found = {}
    for model, area in ((Round, "area"), (Decree, "proposal__round__area"), (User, "area")):
        kind = model._meta.label_lower
        ids = {event.object_id for event in events if event.object_type == kind}
        seen = limit_to_area(model.objects.filter(pk__in=ids), user, area)
        found |= {(kind, str(one.pk)): called(one) for one in seen}
    return found


def called(one: object) -> str:
    """What the trail calls something: officers by name; an owner, who is no official, by the number of the account."""
    if isinstance(one, User) and one.role == Role.BUSINESS_OWNER:
        return str(_("Pelaku usaha, akun %(number)s") % {"number": one.pk})
    return str(one)


def _midnight(day: date) -> datetime:
    """When a day begins here, but for the first and the last of the calendar, which have no such moment in UTC."""
    return timezone.make_aware(datetime.combine(min(max(day, _FIRST), _LAST), time.min))
