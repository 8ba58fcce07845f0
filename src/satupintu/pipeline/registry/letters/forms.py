"""Forms of letters: what a letter says, who signs it, why it is withdrawn, and the village's own letterhead."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Business, Letter, VillageOffice
from .numbers import suggested_number
from .selectors import known_facts, office_of

_WIDE = {"autocomplete": "off"}


class OfficeForm(forms.Form):
    address = forms.CharField(label=_("Alamat kantor desa"), max_length=200, required=False)
    number_pattern = forms.CharField(
        label=_("Pola nomor surat"),
        max_length=60,
        help_text=_("{nomor} diganti nomor urut, {kode} kode desa, {bulan} bulan romawi, {tahun} tahun."),
        error_messages={"required": _("Isi pola nomor surat.")},
    )
    signatory = forms.CharField(label=_("Nama penanda tangan"), max_length=120, required=False)
    signatory_position = forms.CharField(label=_("Jabatan penanda tangan"), max_length=120, required=False)

    def __init__(self, *args: Any, office: VillageOffice, **kwargs: Any) -> None:
        names = ("address", "number_pattern", "signatory", "signatory_position")
        super().__init__(*args, initial={name: getattr(office, name) for name in names}, **kwargs)


class LetterForm(forms.Form):
    number = forms.CharField(
        label=_("Nomor surat"),
        max_length=60,
        error_messages={"required": _("Isi nomor surat.")},
        widget=forms.TextInput(attrs={**_WIDE, "class": "govuk-input--width-20"}),
    )
    on = forms.DateField(
        label=_("Tanggal surat"),
        error_messages={"required": _("Isi tanggal surat."), "invalid": _("Tanggal ini tidak ada.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"}),
    )
    business_name = forms.CharField(label=_("Nama usaha"), max_length=200, required=False)
    sector = forms.CharField(
        label=_("Bidang usaha"), max_length=120, error_messages={"required": _("Isi bidang usaha.")}
    )
    address = forms.CharField(
        label=_("Alamat usaha"), max_length=200, error_messages={"required": _("Isi alamat usaha.")}
    )
    since = forms.CharField(
        label=_("Berusaha sejak"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    purpose = forms.CharField(
        label=_("Untuk keperluan"),
        max_length=200,
        required=False,
        help_text=_("Misalnya: pengajuan KUR di bank."),
    )

    def __init__(self, *args: Any, business: Business, letter: Letter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(business, letter), **kwargs)

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("Tanggal surat tidak boleh di masa depan."))
        return on

    def clean_number(self) -> str:
        return " ".join(self.cleaned_data["number"].split())


class SignForm(forms.Form):
    signatory = forms.CharField(
        label=_("Nama penanda tangan"),
        max_length=120,
        error_messages={"required": _("Tulis nama penanda tangan.")},
    )
    position = forms.CharField(
        label=_("Jabatan penanda tangan"),
        max_length=120,
        error_messages={"required": _("Tulis jabatan penanda tangan.")},
    )
    agree = forms.BooleanField(
        label=_("Penanda tangan sudah membaca surat ini dan menyetujuinya."),
        error_messages={"required": _("Centang bahwa penanda tangan menyetujui surat ini.")},
    )

    def __init__(self, *args: Any, office: VillageOffice, **kwargs: Any) -> None:
        initial = {"signatory": office.signatory, "position": office.signatory_position}
        super().__init__(*args, initial=initial, **kwargs)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan penarikan"),
        max_length=300,
        help_text=_("Dibaca siapa pun yang memindai kode QR surat ini. Jangan menulis data pribadi."),
        error_messages={"required": _("Tulis alasan penarikan.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CompareForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas surat yang Anda pegang (PDF)"),
        error_messages={
            "required": _("Pilih berkas surat yang hendak dibandingkan."),
            "empty": _("Berkas ini kosong."),
        },
    )


def _initial(business: Business, letter: Letter | None) -> dict[str, Any]:
    if letter is not None:
        return {**letter.text.get("given", {}), "number": letter.number, "on": letter.text["on"]}
    from ..places import village_of

    today = timezone.localdate()
    village = village_of(business.area)
    known: dict[str, Any] = {**known_facts(business), "on": today}
    if village is not None:
        known["number"] = suggested_number(village, office_of(village).number_pattern, today)
    return known
