"""Forms for signing in by password or phone, for one's own password, and for accounts."""

import re
from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from satupintu.engine.nik import clean_nik
from satupintu.foundation.areas.forms import area_within
from satupintu.gateways.banks import DISTRIBUTORS
from satupintu.gateways.catalogue import load_catalogue

from ..areas.models import Area
from ..areas.selectors import below_village
from .models import Role, User
from .permissions import ACTIONS
from .phones import normalised
from .roles import BY_PHONE, LEVELS


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


class PhoneField(forms.CharField):
    """A mobile number in any common writing, kept as +62…"""

    def __init__(self, **options: Any) -> None:
        words = {"inputmode": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}
        super().__init__(max_length=40, widget=forms.TextInput(words), **options)

    def clean(self, value: Any) -> str:
        try:
            return normalised(super().clean(value))
        except ValueError as trouble:
            raise forms.ValidationError(str(trouble)) from trouble


class PhoneForm(forms.Form):
    phone = PhoneField(
        label=_("Nomor HP"),
        help_text=_("Nomor yang Anda berikan kepada desa, misalnya 0812-3456-7890."),
        error_messages={"required": _("Tulis nomor HP Anda.")},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Kode 6 angka"),
        max_length=12,
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-10"}
        ),
        error_messages={"required": _("Tulis kodenya.")},
    )


class SecondFactorForm(forms.Form):
    """The app's six digits, or a recovery code, which has letters."""

    code = forms.CharField(
        label=_("Kode dari aplikasi"),
        help_text=_("6 angka. HP hilang? Tulis salah satu kode cadangan Anda."),
        max_length=20,
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={"required": _("Tulis kodenya.")},
    )


class KeptAccountForm(forms.ModelForm):
    """What every account form checks: the area is of the role's level, the phone is nobody else's."""

    phone = PhoneField(
        label=_("Nomor HP"),
        help_text=_(
            "Ketua RT, ketua RW, kepala dusun dan pelaku usaha masuk dengan kode yang dikirim ke nomor ini."
        ),
        required=False,
    )

    def __init__(self, *args, by: User, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        role, area = cleaned.get("role"), cleaned.get("area")
        if role and area and area.level not in LEVELS[Role(role)]:
            levels = ", ".join(str(level.label) for level in LEVELS[Role(role)])
            words = {"role": Role(role).label, "levels": levels}
            self.add_error("area", _("Wilayah %(role)s harus: %(levels)s.") % words)
        self._check_phone(cleaned, role)
        return cleaned

    def _check_phone(self, cleaned: dict[str, Any], role: str | None) -> None:
        phone = cleaned.get("phone")
        if role in BY_PHONE and not phone and "phone" not in self.errors:
            self.add_error("phone", _("Tulis nomor HP-nya: kode masuk dikirim ke sana."))
        others = User.objects.filter(phone=phone, is_active=True).exclude(pk=self.instance.pk)
        if phone and cleaned.get("is_active") and others.exists():
            self.add_error("phone", _("Nomor HP ini sudah dipakai akun lain."))


class InviteForm(KeptAccountForm):
    """An account of one's own village for somebody who signs in by phone; the name to sign in with is made up."""

    area = forms.ChoiceField(label=_("Wilayah"))
    nik = forms.CharField(
        label=_("NIK"),
        help_text=_(
            "Hanya untuk pelaku usaha: menentukan usaha mana yang miliknya. Cocokkan dengan KTP-nya. "
            "Yang sudah tersimpan tidak ditampilkan; kosongkan bila tetap."
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ["name", "role", "area", "phone", "nik", "is_active"]

    class Meta:
        model = User
        fields = ["name", "role", "area", "phone", "nik", "is_active"]
        labels = {"is_active": _("Akun boleh dipakai")}

    def __init__(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = True
        self.fields["phone"].error_messages["required"] = _("Tulis nomor HP-nya: kode masuk dikirim ke sana.")
        self.fields["role"].choices = [("", "-"), *((one, one.label) for one in Role if one in BY_PHONE)]
        below = [(one.code, f"{'– ' * depth}{one.name}") for one, depth in below_village(self.by.area)]
        self.fields["area"].choices = [("", "-"), (self.by.area.code, self.by.area.name), *below]
        self.kept_nik = self.instance.nik
        self.initial["nik"] = ""
        if self.instance.pk:
            self.initial["area"] = self.instance.area_id

    def clean_area(self) -> Area:
        return Area.objects.get(code=self.cleaned_data["area"])

    def clean_nik(self) -> str:
        nik = clean_nik(self.cleaned_data["nik"])
        if nik and not re.fullmatch(r"[0-9]{16}", nik):
            raise forms.ValidationError(_("NIK terdiri dari 16 angka. Periksa lagi."))
        return nik or self.kept_nik

    def clean(self) -> dict[str, Any]:
        """An owner's NIK says which businesses are theirs; nobody else's account has one."""
        cleaned = super().clean()
        if cleaned.get("role") != Role.BUSINESS_OWNER:
            cleaned["nik"] = ""
        elif not cleaned.get("nik") and "nik" not in self.errors:
            self.add_error("nik", _("Tulis NIK pelaku usaha ini."))
        return cleaned

    def save(self, commit: bool = True) -> User:
        if not self.instance.username:
            self.instance.username = f"hp.{get_random_string(10, '23456789abcdefghjkmnpqrstuvwxyz')}"
        return super().save(commit)


class AccountForm(KeptAccountForm):
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

    agency = forms.ChoiceField(
        label=_("Instansi"),
        help_text=_(
            "Harus bagi petugas instansi program. Boleh bagi dinas, provinsi, dan kementerian yang melaporkan "
            "programnya sendiri."
        ),
        required=False,
    )

    class Meta:
        model = User
        fields = ["username", "name", "role", "distributor", "agency", "area", "phone", "is_active"]
        help_texts = {"username": _("Huruf, angka dan tanda titik; dipakai untuk masuk.")}
        labels = {"is_active": _("Akun boleh dipakai")}

    def __init__(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        """An owner's account needs the NIK, which an administrator has no business with: villages make those."""
        super().__init__(*args, **kwargs)
        language = get_language() or "id"
        agencies = sorted((one.title.get(language), one.id) for one in load_catalogue().agencies.values())
        self.fields["agency"].choices = [("", "-"), *((agency, title) for title, agency in agencies)]
        if self.instance.role != Role.BUSINESS_OWNER:
            self.fields["role"].choices = [
                one for one in self.fields["role"].choices if one[0] != Role.BUSINESS_OWNER
            ]

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()

    def clean(self) -> dict[str, Any]:
        """A bank officer needs a bank and an agency officer an agency; who reports no programmes has no agency.

        An administrator cannot take their own rights away: somebody must be left to give them back.
        """
        cleaned = super().clean()
        if cleaned.get("role") != Role.BANK_OFFICER:
            cleaned["distributor"] = ""
        elif not cleaned.get("distributor"):
            self.add_error("distributor", _("Pilih bank tempat petugas ini bekerja."))
        if cleaned.get("role") not in ACTIONS["catalogue.report"]:
            cleaned["agency"] = ""
        elif cleaned.get("role") == Role.AGENCY_OFFICER and not cleaned.get("agency"):
            self.add_error("agency", _("Pilih instansi tempat petugas ini bekerja."))
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
        return area_within(self.cleaned_data["area"], self.by.area)
