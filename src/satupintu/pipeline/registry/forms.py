"""Forms of the registry: the search, and what a NIK is needed for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area

OTHER = "other"
PURPOSES = {
    "card": _("Mencocokkan dengan KTP atau Kartu Keluarga"),
    "letter": _("Membuat surat untuk pemiliknya"),
    "owner": _("Pemiliknya meminta"),
    "audit": _("Pemeriksaan"),
    OTHER: _("Lainnya"),
}


class SearchForm(forms.Form):
    """A number, a whole NIK or words of a name; and the area to look in."""

    cari = forms.CharField(
        label=_("Nomor registri, nama usaha, nama pemilik, atau NIK lengkap"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    wilayah = forms.CharField(
        label=_("Kode wilayah"),
        help_text=_("Misalnya 35.07.11.2008. Kosongkan untuk seluruh wilayah Anda."),
        required=False,
        max_length=32,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_wilayah(self) -> Area | None:
        """The area of the code, dotted or plain; an area outside one's own is not there."""
        code = self.cleaned_data["wilayah"].strip()
        if not code:
            return None
        found = Area.objects.within(self.by.area).filter(code__in=[code, _dotted(code)]).first()
        if found is None:
            raise forms.ValidationError(_("Tidak ada wilayah dengan kode ini di wilayah Anda."))
        return found


class PurposeForm(forms.Form):
    """What a whole NIK is needed for; kept in the trail."""

    purpose = forms.ChoiceField(
        label=_("Untuk apa NIK ini diperlukan?"),
        choices=list(PURPOSES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih untuk apa NIK ini diperlukan.")},
    )
    words = forms.CharField(
        label=_("Keterangan"),
        help_text=_("Wajib bila lainnya. Jangan tulis NIK."),
        required=False,
        max_length=150,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("purpose") == OTHER and len(data.get("words", "").strip()) < 8:
            self.add_error("words", _("Tulis untuk apa NIK ini diperlukan, paling sedikit beberapa kata."))
        return data

    @property
    def said(self) -> str:
        """The purpose as the trail keeps it, in Indonesian whatever the page's language."""
        from django.utils import translation

        with translation.override("id"):
            chosen = str(PURPOSES[self.cleaned_data["purpose"]])
        return ": ".join(part for part in (chosen, self.cleaned_data["words"].strip()) if part)


def _dotted(code: str) -> str:
    """`3507112008` as `35.07.11.2008`."""
    parts = (code[:2], code[2:4], code[4:6], code[6:10])
    return ".".join(part for part in parts if part) if code.isdigit() else code
