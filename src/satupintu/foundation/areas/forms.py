"""An area as a form asks for it by its code, and the forms for what lies below a village."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Area
from .selectors import UnknownAreaError, find_area


class LinesForm(forms.Form):
    written = forms.CharField(
        label=_("Dusun, RW dan RT yang ditambahkan"),
        help_text=_(
            "Satu RW satu baris: RW 001: RT 001-012. Bila ada dusun, tulis namanya di baris sendiri di atas RW-nya: "
            "Dusun Krajan. Yang sudah ada tidak dibuat dua kali."
        ),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Tulis paling sedikit satu baris, misalnya RW 001: RT 001-012.")},
    )


class NameForm(forms.Form):
    name = forms.CharField(label=_("Nama"), max_length=120, error_messages={"required": _("Tulis namanya.")})


def area_within(code: str, own: Area) -> Area:
    """The area that bears the code, dotted or plain. Raises ValidationError for none, or one outside one's own part."""
    try:
        area = find_area(code)
    except UnknownAreaError as trouble:
        raise forms.ValidationError(str(trouble)) from trouble
    if not own.contains(area):
        raise forms.ValidationError(_("Wilayah ini di luar wilayah Anda."))
    return area
