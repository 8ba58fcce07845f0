"""Forms of meetings: the meeting, its minutes, its decisions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import PLANNERS
from satupintu.foundation.areas.models import Area

from ..forms.fields import EvidenceField, day_field
from ..models import ActionPlan, Partner
from ..names import agency_names


class MeetingForm(forms.Form):
    title = forms.CharField(
        label=_("Acara"), max_length=160, error_messages={"required": _("Tulis acaranya.")}
    )
    on = day_field(_("Tanggal rapat"))
    place = forms.CharField(
        label=_("Tempat"), max_length=120, error_messages={"required": _("Tulis tempatnya.")}
    )
    attendees = forms.CharField(
        label=_("Peserta"),
        max_length=2000,
        required=False,
        help_text=_("Nama kantor dan lembaga yang hadir, satu baris satu."),
        widget=forms.Textarea({"rows": 4}),
    )
    minutes = EvidenceField(label=_("Notula"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class MinutesForm(forms.Form):
    minutes = EvidenceField(
        label=_("Notula"), required=True, error_messages={"required": _("Pilih berkas notulanya.")}
    )


class DecisionForm(forms.Form):
    text = forms.CharField(
        label=_("Yang diputuskan"),
        max_length=300,
        error_messages={"required": _("Tulis apa yang diputuskan.")},
    )
    owner = forms.ChoiceField(
        label=_("Pemilik"),
        help_text=_("Satu saja: petugas, instansi atau mitra."),
        error_messages={"required": _("Pilih pemiliknya.")},
    )
    due = day_field(_("Tenggat"))

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = {one.pk: one for one in _officers(plan.area)}
        self.partners = {
            one.pk: one for one in Partner.objects.filter(area__in=plan.area.codes_above, is_active=True)
        }
        agencies = sorted((one.title, one.id) for one in agency_names().values())
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            (_("Petugas"), [(f"user:{pk}", str(one)) for pk, one in self.users.items()]),
            (_("Instansi"), [(f"agency:{one_id}", title) for title, one_id in agencies]),
            (_("Mitra"), [(f"partner:{pk}", one.name) for pk, one in self.partners.items()]),
        ]

    def owned(self) -> dict[str, Any]:
        """The one owner as `add_decision` takes it."""
        kind, _colon, key = self.cleaned_data["owner"].partition(":")
        if kind == "agency":
            return {"agency": key}
        return {"owner": self.users[int(key)]} if kind == "user" else {"partner": self.partners[int(key)]}


def _officers(area: Area) -> Any:
    """Those who may be given something to do: offices inside the area down to sub-districts, and agencies above it."""
    offices = User.objects.filter(
        role__in=[*PLANNERS, Role.SUBDISTRICT_OFFICER], area__path__startswith=area.path, is_active=True
    )
    agencies = User.objects.filter(role=Role.AGENCY_OFFICER, area__in=area.codes_above, is_active=True)
    return (offices | agencies).order_by("name")[:200]


class DoneForm(forms.Form):
    on = day_field(_("Selesai pada"))
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)
    evidence = EvidenceField(label=_("Bukti"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
