"""The form of a partner: who it is, where, what it may ask for, and how it proves who it is."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import limit_to_area
from satupintu.foundation.areas.forms import area_within
from satupintu.foundation.areas.models import Area
from satupintu.gateways.dci.callbacks import AddressProblem, target_of
from satupintu.gateways.dci.signatures import KeyProblem, public_key

from .models import Partner, Use


class PartnerForm(forms.ModelForm):
    """A partner as the administrator registers or changes it; the area is written as its code."""

    area = forms.CharField(
        label=_("Kode wilayah"),
        help_text=_(
            "Mitra hanya mendapat data dari wilayah ini ke bawah, misalnya 35.07. ID untuk seluruh Indonesia."
        ),
        max_length=32,
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": _("Tulis kode wilayahnya.")},
    )
    uses = forms.MultipleChoiceField(
        label=_("Boleh untuk"),
        choices=Use.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu kegunaan.")},
    )

    class Meta:
        model = Partner
        fields = [
            *("name", "code", "area", "purpose", "uses", "public_key", "is_unsigned_test", "callback_uri"),
            *("account", "is_active"),
        ]
        labels = {
            "purpose": _("Dasar dan tujuan"),
            "is_unsigned_test": _("Mode uji: terima pesan tanpa tanda tangan"),
            "is_active": _("Mitra boleh bertanya"),
        }
        help_texts = {
            "code": _("Dipakai sebagai sender_id di setiap pesan, misalnya spmis.example.go.id."),
            "purpose": _("Perjanjian atau peraturan yang membolehkan, dan untuk apa datanya."),
            "public_key": _(
                "PEM (BEGIN PUBLIC KEY) atau satu JWK: Ed25519, EC P-256, atau RSA 2048 bit ke atas."
            ),
            "is_unsigned_test": _("Hanya untuk mencoba. Matikan sebelum dipakai sungguhan."),
            "callback_uri": _("Dipakai bila pesan tidak menyebut sender_uri. Harus https."),
            "account": _("Akun petugas instansi: laporan mitra ini masuk atas nama instansinya."),
        }
        widgets = {"public_key": forms.Textarea({"rows": 5, "autocomplete": "off", "spellcheck": "false"})}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        officers = User.objects.filter(role=Role.AGENCY_OFFICER, is_active=True)
        self.fields["account"].queryset = limit_to_area(officers, by)  # type: ignore[attr-defined]

    def clean_area(self) -> Area:
        return area_within(self.cleaned_data["area"], self.by.area)

    def clean_public_key(self) -> str:
        text = self.cleaned_data["public_key"].strip()
        try:
            if text:
                public_key(text)
        except KeyProblem as problem:
            raise forms.ValidationError(str(problem)) from problem
        return text

    def clean_callback_uri(self) -> str:
        address = self.cleaned_data["callback_uri"].strip()
        try:
            if address:
                target_of(address, settings.DCI_OPEN_HOSTS)
        except AddressProblem as problem:
            raise forms.ValidationError(str(problem).capitalize() + ".") from problem
        return address

    def clean(self) -> dict[str, Any]:
        """Without a key and out of test mode nothing that a partner sends would be taken."""
        cleaned = super().clean() or {}
        uses = set(cleaned.get("uses", ()))
        asks = uses & {Use.SEARCH, Use.SUBSCRIBE}
        if asks and not self.errors and not cleaned["public_key"] and not cleaned["is_unsigned_test"]:
            self.add_error("public_key", _("Tempel kunci publik mitra, atau pakai mode uji."))
        if Use.REPORT in uses and not cleaned.get("account"):
            self.add_error("account", _("Pilih akun instansi untuk laporan mitra ini."))
        return cleaned
