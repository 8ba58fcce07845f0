"""Forms for signing in, for one's own password, and for the administrator's accounts page."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.utils.translation import gettext_lazy as _

from satupintu.gateways.banks import DISTRIBUTORS

from ..areas.models import Area
from .models import Role, User


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Tulis nama pengguna Anda.")},
    )
    password = forms.CharField(
        label=_("Kata sandi"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Tulis kata sandi Anda.")},
    )


class PasswordChangeForm(DjangoPasswordChangeForm):
    """Django's form, its rules told in one sentence."""

    field_order = ["old_password", "new_password1", "new_password2"]
    error_messages = {
        "password_mismatch": _("Kedua kata sandi baru tidak sama. Ketik lagi."),
        "password_incorrect": _("Kata sandi lama tidak cocok. Ketik lagi."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "old_password": (_("Kata sandi lama"), ""),
            "new_password1": (
                _("Kata sandi baru"),
                _("Paling sedikit 10 huruf atau angka. Jangan yang umum dipakai, jangan angka saja."),
            ),
            "new_password2": (_("Kata sandi baru, sekali lagi"), ""),
        }
        for name, (label, help_text) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text


class AccountForm(forms.ModelForm):
    """An account as the administrator makes or changes it; the area is written as its code."""

    area = forms.CharField(
        label=_("Kode wilayah"),
        help_text=_(
            "Kode Kemendagri dengan titik, misalnya 35.07 untuk Kabupaten Malang. ID untuk seluruh Indonesia."
        ),
        max_length=32,
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off"}),
    )

    distributor = forms.ChoiceField(
        label=_("Bank penyalur"),
        help_text=_("Hanya untuk petugas bank: ia melihat dan menjawab keputusan bank ini saja."),
        choices=[("", "-"), *((one.code, one.name) for one in DISTRIBUTORS.values())],
        required=False,
    )

    class Meta:
        model = User
        fields = ["username", "name", "role", "distributor", "area", "is_active"]
        help_texts = {"username": _("Huruf, angka dan tanda titik; dipakai untuk masuk.")}
        labels = {"is_active": _("Akun boleh dipakai")}

    def __init__(self, *args, by: User, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()

    def clean(self) -> dict[str, Any]:
        """A bank officer needs a bank, nobody else has one.

        An administrator cannot take their own rights away: somebody must be left to give them back.
        """
        cleaned = super().clean()
        if cleaned.get("role") != Role.BANK_OFFICER:
            cleaned["distributor"] = ""
        elif not cleaned.get("distributor"):
            self.add_error("distributor", _("Pilih bank tempat petugas ini bekerja."))
        if self.instance.pk == self.by.pk and (
            cleaned.get("role") != self.by.role or not cleaned.get("is_active") or self._leaves(cleaned)
        ):
            raise forms.ValidationError(
                _("Peran, wilayah dan keadaan akun Anda sendiri hanya dapat diubah pengelola lain.")
            )
        return cleaned

    def _leaves(self, cleaned: dict[str, Any]) -> bool:
        return cleaned.get("area") != self.by.area

    def clean_area(self) -> Area:
        code = self.cleaned_data["area"].strip().upper()
        area = Area.objects.filter(code=code).first()
        if area is None:
            raise forms.ValidationError(_("Wilayah dengan kode %(code)s tidak ada."), params={"code": code})
        if not self.by.area.contains(area):
            raise forms.ValidationError(_("Wilayah ini di luar wilayah Anda."))
        return area
