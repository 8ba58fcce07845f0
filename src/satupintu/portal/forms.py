"""Draws every Django form with GOV.UK's form groups, and holds the public status form."""

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from satupintu.engine.nik import clean_nik


class GovukRenderer(TemplatesSetting):
    """Takes `templates/django/forms/`; pages write `{{ form }}` or `{{ field.as_field_group }}`."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"


class DayMonthYear(forms.MultiWidget):
    """Three boxes for a date people know by heart: day, month, year."""

    template_name = "portal/date_input.html"
    use_fieldset = True

    def __init__(self) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            widgets={
                "day": forms.TextInput({**box, "class": "govuk-input--width-2", "maxlength": 2}),
                "month": forms.TextInput({**box, "class": "govuk-input--width-2", "maxlength": 2}),
                "year": forms.TextInput({**box, "class": "govuk-input--width-4", "maxlength": 4}),
            }
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (_("Tanggal"), _("Bulan"), _("Tahun"))
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["label"] = label
        return context

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class BirthDateField(forms.MultiValueField):
    """A date of birth, of three numbers."""

    widget = DayMonthYear

    def __init__(self, **kwargs: Any) -> None:
        words = {
            "invalid": kwargs["error_messages"]["invalid"],
            "min_value": kwargs["error_messages"]["invalid"],
        }
        whole = forms.IntegerField(min_value=1, error_messages=words)
        super().__init__(fields=(whole, whole, whole), require_all_fields=True, **kwargs)

    def compress(self, data_list: list[int]) -> date | None:
        if not data_list:
            return None
        day, month, year = data_list
        try:
            return date(year, month, day)
        except (ValueError, OverflowError) as trouble:
            raise forms.ValidationError(
                _("Tanggal lahir ini tidak ada dalam kalender. Periksa lagi."), code="invalid"
            ) from trouble


class StatusForm(forms.Form):
    """What a person knows of themselves: NIK and date of birth."""

    nik = forms.CharField(
        label=_("NIK"),
        help_text=_("16 angka di KTP atau Kartu Keluarga. Spasi boleh."),
        max_length=40,
        widget=forms.TextInput(
            {
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
        error_messages={"required": _("Tulis NIK Anda.")},
    )
    birth_date = BirthDateField(
        label=_("Tanggal lahir"),
        help_text=_("Misalnya 31 12 1987"),
        error_messages={
            "required": _("Tulis tanggal lahir Anda: tanggal, bulan, tahun."),
            "invalid": _("Tulis tanggal lahir dengan angka: tanggal, bulan, tahun."),
        },
    )

    def clean_nik(self) -> str:
        nik = clean_nik(self.cleaned_data["nik"])
        if not (nik.isascii() and nik.isdigit() and len(nik) == 16):
            raise forms.ValidationError(_("NIK terdiri dari 16 angka. Periksa lagi di KTP Anda."))
        return nik
