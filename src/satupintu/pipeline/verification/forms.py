"""Forms of the tiers: the reason of a return, and a ladder."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.areas.models import Area, Level

from .ladders import CHOICES

OTHER = "other"
# Why submissions are returned, as the field says it; kept in Indonesian, since the collector reads it.
REASONS = {
    "photo": "Foto tidak jelas atau terpotong.",
    "nik": "NIK tidak cocok dengan KTP.",
    "name": "Nama tidak cocok dengan KTP.",
    "address": "Alamat salah atau kurang jelas.",
    "missing": "Isian kurang lengkap.",
    "twice": "Usaha ini sudah didata; ini pengulangan.",
    "absent": "Usaha ini tidak ada di alamat itu.",
    "closed": "Usaha ini sudah tutup.",
}


class ReturnForm(forms.Form):
    """Why a submission goes back: one of the common reasons, something of one's own, or both."""

    reason = forms.ChoiceField(
        label=_("Apa yang harus diperbaiki?"),
        choices=[
            *((code, _(words)) for code, words in REASONS.items()),
            (OTHER, _("Lainnya, saya tulis sendiri")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih alasannya."), "invalid_choice": _("Pilih alasannya.")},
    )
    more = forms.CharField(
        label=_("Keterangan untuk pengumpul"),
        help_text=_("Misalnya: nomor rumah 12, bukan 21. Jangan menulis NIK di sini."),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == OTHER and not cleaned.get("more", "").strip():
            self.add_error("more", _("Tulis apa yang harus diperbaiki."))
        return cleaned

    @property
    def sentence(self) -> str:
        """The reason as the collector will read it."""
        chosen = REASONS.get(self.cleaned_data["reason"], "")
        return f"{chosen} {self.cleaned_data['more'].strip()}".strip()


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Mengapa pendataan ini ditarik?"),
        help_text=_("Misalnya: usaha ini memang tidak ada, atau sudah didata dengan kiriman lain."),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Tulis alasannya.")},
    )


class LadderForm(forms.Form):
    levels = forms.TypedMultipleChoiceField(
        label=_("Siapa yang memeriksa, dari bawah ke atas"),
        help_text=_("Yang tidak ada di suatu wilayah, misalnya dusun, dilewati dengan sendirinya."),
        choices=[(int(level), level.label) for level in CHOICES],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu.")},
    )


class AreaChoiceForm(forms.Form):
    """Which area's ladder is to be set: only those that lie in one's own."""

    area = forms.CharField(
        label=_("Kode wilayah"),
        help_text=_("Kode kabupaten, kecamatan atau desa dengan titik, misalnya 35.07.11.2008."),
        max_length=32,
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": _("Tulis kode wilayahnya.")},
    )

    def __init__(self, *args: Any, within: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within = within

    def clean_area(self) -> Area:
        code = self.cleaned_data["area"].strip().upper()
        found = Area.objects.within(self.within).filter(code=code, level__lte=Level.VILLAGE).first()
        if found is None:
            raise forms.ValidationError(_("Tidak ada wilayah dengan kode itu di wilayah Anda."))
        return found
