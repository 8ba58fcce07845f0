"""Forms of the signature and of the decree."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from satupintu.foundation.accounts.models import User
from satupintu.gateways.banks import DISTRIBUTORS
from satupintu.gateways.documents import Office, Signatory
from satupintu.pipeline.screening.models import ListFile, Run
from satupintu.pipeline.screening.selectors.letters import office_lines

from .models import Proposal

_OFFICE = "Dinas Koperasi dan Usaha Mikro"


class SignForm(forms.Form):
    """The officer's own name, typed, under the statement that they read."""

    run = forms.IntegerField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("Saya sudah membaca pernyataan di atas dan menyetujuinya."),
        error_messages={"required": _("Centang bahwa Anda menyetujui pernyataan ini.")},
    )
    name = forms.CharField(
        label=_("Ketik nama lengkap Anda"),
        max_length=120,
        error_messages={"required": _("Ketik nama lengkap Anda sebagai tanda tangan.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )

    def __init__(
        self, *args: Any, by: User, run: Run, unread: Sequence[ListFile] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if unread:
            self.fields["knows"] = _knowing(len(unread))
            self.order_fields(["run", "knows", "agree", "name"])
        self.fields["run"].initial = run.pk
        self.fields["name"].help_text = _("Persis seperti nama akun Anda: %(name)s.") % {"name": by.name}

    def clean_name(self) -> str:
        typed = " ".join(self.cleaned_data["name"].split())
        if typed.casefold() != " ".join(self.by.name.split()).casefold():
            raise forms.ValidationError(
                _("Nama ini bukan nama akun Anda, %(name)s."), params={"name": self.by.name}
            )
        return typed


def _knowing(lists: int) -> forms.BooleanField:
    """The tick of an officer who signs although lists could not be used."""
    return forms.BooleanField(
        label=ngettext(
            "Saya tahu bahwa satu daftar tidak dapat dipakai dan orang di dalamnya tidak ikut diusulkan.",
            "Saya tahu bahwa %(n)s daftar tidak dapat dipakai dan orang di dalamnya tidak ikut diusulkan.",
            lists,
        )
        % {"n": lists},
        error_messages={
            "required": _(
                "Perbaiki atau tarik daftar yang tidak dapat dipakai, atau centang bahwa Anda menandatangani tanpa "
                "daftar itu."
            )
        },
    )


class DecreeForm(forms.Form):
    number = forms.CharField(
        label=_("Nomor keputusan"),
        max_length=80,
        error_messages={"required": _("Isi nomor keputusan.")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    on = forms.DateField(
        label=_("Tanggal keputusan"),
        error_messages={"required": _("Isi tanggal keputusan.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"}),
    )
    signatory_title = forms.CharField(
        label=_("Jabatan penanda tangan"),
        max_length=120,
        help_text=_("Misalnya: Kepala Dinas Koperasi dan Usaha Mikro."),
        error_messages={"required": _("Isi jabatan penanda tangan.")},
    )
    signatory_name = forms.CharField(
        label=_("Nama penanda tangan"),
        max_length=120,
        error_messages={"required": _("Isi nama penanda tangan.")},
    )
    signatory_id = forms.CharField(
        label=_("NIP"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "inputmode": "numeric"}),
    )
    distributor = forms.ChoiceField(
        label=_("Bank penyalur"),
        choices=[(one.code, one.name) for one in DISTRIBUTORS.values()],
    )
    office = forms.CharField(
        label=_("Kepala surat"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Satu baris satu nama, dari yang paling tinggi."),
        error_messages={"required": _("Isi kepala surat.")},
    )
    address = forms.CharField(label=_("Alamat kantor"), max_length=200, required=False)
    place = forms.CharField(
        label=_("Ditetapkan di"),
        max_length=80,
        error_messages={"required": _("Isi kota tempat keputusan ditetapkan.")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    copies = forms.CharField(
        label=_("Tembusan"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Satu baris satu penerima."),
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        initial = _defaults(proposal) | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)

    def clean_office(self) -> str:
        lines = _lines(self.cleaned_data["office"])
        if not lines:
            raise forms.ValidationError(_("Isi kepala surat."))
        if len(lines[-1]) > 160:
            raise forms.ValidationError(_("Nama kantor terlalu panjang; paling banyak 160 huruf."))
        return "\n".join(lines)

    def terms(self) -> dict[str, Any]:
        """What `issue_decree` and `draft_of` take, less proposal and copies."""
        data = self.cleaned_data
        return {
            "number": data["number"].strip(),
            "on": data["on"],
            "office": Office(tuple(_lines(data["office"])), data["address"].strip(), data["place"].strip()),
            "signatory": Signatory(
                data["signatory_title"].strip(), data["signatory_name"].strip(), data["signatory_id"].strip()
            ),
            "distributor": data["distributor"],
        }

    def copied_to(self) -> list[str]:
        return _lines(self.cleaned_data["copies"])


def _defaults(proposal: Proposal) -> dict[str, Any]:
    government = office_lines(proposal.round)[0]
    regency = government.removeprefix("Pemerintah ")
    today: date = timezone.localdate()
    return {
        "on": today,
        "office": f"{government}\n{_OFFICE}",
        "place": regency.removeprefix("Kabupaten ").removeprefix("Kota "),
        "signatory_title": f"Kepala {_OFFICE} {regency}",
    }


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
