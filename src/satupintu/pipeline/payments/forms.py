"""The form a bank's answer comes in by."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas jawaban bank"),
        allow_empty_file=True,
        help_text=_("pain.002 (XML), atau CSV dengan kolom referensi dan status. Boleh dikirim bertahap."),
        error_messages={"required": _("Pilih berkas jawaban bank dahulu.")},
        widget=forms.FileInput(attrs={"accept": ".xml,.csv,.txt"}),
    )
