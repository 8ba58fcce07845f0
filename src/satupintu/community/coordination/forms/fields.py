"""Fields that several forms of coordination share: days, counts, files that prove something."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.refusal import Refused

from ..services.evidence import Minutes, read_evidence

_NARROW = {"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "off"}


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages={"required": _("Isi tanggalnya."), "invalid": _("Tanggal ini tidak ada.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"}),
        **options,
    )


def count_field(label: Any, lowest: int = 0, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=lowest,
        max_value=10**14,
        localize=False,
        error_messages={
            "required": _("Isi dengan bilangan bulat."),
            "invalid": _("Isi dengan bilangan bulat, tanpa titik."),
        },
        widget=forms.TextInput(_NARROW),
        **options,
    )


class EvidenceField(forms.FileField):
    """A file that proves something: a PDF, a photo or a DOCX, looked at before it is kept."""

    def __init__(self, *, required: bool = False, **options: Any) -> None:
        help_text = _("PDF, foto (JPG, PNG) atau DOCX, paling besar 10 MB.")
        super().__init__(required=required, help_text=help_text, **options)

    def clean(self, data: Any, initial: Any = None) -> Minutes | None:
        try:
            return read_evidence(super().clean(data, initial))
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
