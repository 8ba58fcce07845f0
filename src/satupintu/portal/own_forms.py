"""Forms of the owner's page, and of the officers who answer."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

_LONG = {"rows": 5}
_SECTORS = (
    ("food", _("Makanan dan minuman")),
    ("trade", _("Dagang")),
    ("farming", _("Tani, ternak, ikan")),
    ("craft", _("Kerajinan, jahit, bengkel las, mebel")),
    ("service", _("Jasa")),
    ("transport", _("Angkutan dan ojek")),
    ("other", _("Lainnya")),
)


class CorrectForm(forms.Form):
    """What an owner may say anew; blank leaves what is known as it is."""

    instance_id = forms.CharField(widget=forms.HiddenInput, max_length=80)
    name = forms.CharField(label=_("Nama Anda, seperti di KTP"), max_length=200)
    business_name = forms.CharField(label=_("Nama usaha"), max_length=200, required=False)
    sector = forms.ChoiceField(label=_("Bidang usaha"), choices=())
    address = forms.CharField(label=_("Alamat usaha"), max_length=200)
    phone = forms.CharField(
        label=_("Nomor HP"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    is_open = forms.ChoiceField(
        label=_("Masih berjalan?"), choices=(("yes", _("Ya")), ("no", _("Tidak"))), widget=forms.RadioSelect
    )
    annual_turnover = forms.IntegerField(
        label=_("Penjualan setahun (rupiah)"),
        min_value=0,
        max_value=10**12,
        required=False,
        localize=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    employees = forms.IntegerField(
        label=_("Orang yang bekerja, termasuk Anda"),
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )

    def __init__(self, *args: Any, known: dict[str, Any], **kwargs: Any) -> None:
        """`known` is what the owner finds filled in."""
        initial = {
            "instance_id": f"owner:{uuid4()}",
            **{name: known.get(name) for name in self.base_fields if name != "instance_id"},
        }
        super().__init__(*args, initial=initial, **kwargs)
        sectors = dict(_SECTORS)
        if (own := str(known.get("sector") or "")) and own not in sectors:
            sectors = {own: own, **sectors}
        self.fields["sector"].choices = list(sectors.items())

    def facts(self) -> dict[str, Any]:
        """What the owner says, under the canonical names, without what was left blank."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "instance_id"}
        return {name: value for name, value in data.items() if value not in (None, "")}


class ObjectForm(forms.Form):
    text = forms.CharField(
        label=_("Apa yang menurut Anda salah atau tidak boleh?"),
        max_length=2_000,
        help_text=_("Petugas desa atau dinas membacanya dan menjawab di halaman ini."),
        error_messages={"required": _("Tulis keberatan Anda.")},
        widget=forms.Textarea(_LONG),
    )


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan Anda"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 3})
    )
    understood = forms.BooleanField(
        label=_("Saya mengerti apa yang dihapus dan apa yang tetap disimpan."),
        error_messages={"required": _("Centang bahwa Anda mengerti.")},
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Jawaban"),
        max_length=2_000,
        error_messages={"required": _("Tulis jawaban Anda.")},
        widget=forms.Textarea(_LONG),
    )


class DecideForm(AnswerForm):
    decision = forms.ChoiceField(
        label=_("Keputusan"),
        choices=(
            ("grant", _("Kabulkan: hapus data orang ini")),
            ("refuse", _("Tolak: data tetap disimpan")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih keputusan Anda.")},
    )
