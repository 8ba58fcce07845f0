"""Forms of partners: who they are, what they promise, what arrived."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.accounts.forms import PhoneField

from ..forms.fields import EvidenceField, count_field, day_field
from ..models import ActionPlan, Partner, PartnerKind


class PartnerForm(forms.Form):
    name = forms.CharField(
        label=_("Nama lembaga"), max_length=120, error_messages={"required": _("Tulis nama lembaganya.")}
    )
    kind = forms.ChoiceField(
        label=_("Unsur"),
        choices=PartnerKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih unsur mitranya.")},
    )
    contact = forms.CharField(
        label=_("Narahubung"), max_length=120, required=False, help_text=_("Hanya dilihat para perencana.")
    )
    phone = PhoneField(
        label=_("Nomor HP"), required=False, help_text=_("Pengingat janji dikirim ke nomor ini.")
    )

    def __init__(self, *args: Any, partner: Partner | None = None, **kwargs: Any) -> None:
        if partner:
            kwargs["initial"] = {
                name: getattr(partner, name) for name in ("name", "kind", "contact", "phone", "is_active")
            }
        super().__init__(*args, **kwargs)
        if partner:
            self.fields["is_active"] = forms.BooleanField(label=_("Masih bekerja sama"), required=False)


class PromiseForm(forms.Form):
    plan = forms.ModelChoiceField(
        ActionPlan.objects.none(),
        label=_("Untuk rencana"),
        empty_label=None,
        error_messages={"required": _("Pilih rencananya.")},
    )
    what = forms.CharField(
        label=_("Yang dijanjikan"),
        max_length=200,
        error_messages={"required": _("Tulis apa yang dijanjikan.")},
    )
    amount = count_field(_("Jumlah"), lowest=1)
    unit = forms.CharField(
        label=_("Satuan"),
        max_length=40,
        help_text=_("Misalnya: orang, kali, rupiah."),
        error_messages={"required": _("Tulis satuannya.")},
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    made_on = day_field(_("Tanggal janji"))
    due = day_field(_("Tenggat"))

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"made_on": timezone.localdate()}, **kwargs)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]


class DeliverForm(forms.Form):
    amount = count_field(_("Jumlah yang diserahkan"))
    on = day_field(_("Tanggal"))
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)
    evidence = EvidenceField(label=_("Bukti"))
    corrects = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": timezone.localdate()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
