"""Forms of recipients: sending a report, narrowing the table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.areas.models import Area
from satupintu.foundation.areas.selectors import dotted

from . import offers
from .models import AidReport, ReportState, Source
from .selectors import Filter, visible_reports
from .wording import MATCHES


class ReportForm(forms.Form):
    file = forms.FileField(
        label=_("Daftar penerima"),
        help_text=_(
            "XLSX, XLS, ODS, CSV atau Parquet. Yang diperlukan: NIK dan nama; sebaiknya juga jumlah, tanggal diterima "
            "dan desa."
        ),
        error_messages={
            "required": _("Pilih berkasnya."),
            "empty": _("Berkas ini kosong. Pilih berkas yang berisi daftar."),
        },
    )  # fmt: skip
    programme = forms.ChoiceField(
        label=_("Program"),
        required=False,
        help_text=_("Untuk baris yang tidak menyebut kode programnya sendiri."),
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    agency = forms.ChoiceField(
        label=_("Instansi yang memberi"), required=False, widget=forms.Select(attrs={"class": "govuk-select"}),
        help_text=_("Kosongkan untuk pelaksana utama program yang dipilih."),
    )  # fmt: skip
    received_on = forms.DateField(
        label=_("Tanggal diterima"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}),
        help_text=_(
            "Untuk baris tanpa tanggal. Bila kosong, tanggalnya tetap kosong; kami tidak mengira-ngira."
        ),
    )
    replaces = forms.ModelChoiceField(
        label=_("Menggantikan laporan"),
        queryset=AidReport.objects.none(),
        required=False,
        empty_label=_("Tidak menggantikan laporan apa pun"),
        help_text=_(
            "Yang digantikan ditarik begitu berkas ini terbaca. Tanpa pilihan ini keduanya dihitung."
        ),
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = offers.reportable(by)
        named = [(one.id, one.title) for one in own]
        self.fields["programme"].choices = [("", _("Tercantum di setiap baris")), *named]
        if by.role == Role.AGENCY_OFFICER:
            del self.fields["agency"]
        else:
            agencies = {agency for one in own for agency in one.agencies}
            listed = sorted((offers.agency_title(one), one) for one in agencies)
            self.fields["agency"].choices = [
                ("", _("Pelaksana utama")),
                *((one, title) for title, one in listed),
            ]
        earlier = visible_reports(by).exclude(state=ReportState.WITHDRAWN).exclude(source=Source.PAYMENT)
        self.fields["replaces"].queryset = earlier
        self.fields["replaces"].label_from_instance = _told


def _told(report: AidReport) -> str:
    title = offers.programme_title(report.programme) if report.programme else report.name
    return f"{title}: {report.name} ({report.sent_at:%d-%m-%Y})"


class FilterForm(forms.Form):
    """Area, programme, agency and how they stand to the registry; what is outside one's own is not there."""

    wilayah = forms.CharField(
        label=_("Kode wilayah"),
        required=False,
        max_length=32,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input"}),
    )
    program = forms.ChoiceField(
        label=_("Program"), required=False, widget=forms.Select(attrs={"class": "govuk-select"})
    )
    instansi = forms.ChoiceField(
        label=_("Instansi"), required=False, widget=forms.Select(attrs={"class": "govuk-select"})
    )
    cocok = forms.ChoiceField(
        label=_("Di registri"), required=False, widget=forms.Select(attrs={"class": "govuk-select"}),
        choices=[("", _("Semua")), *MATCHES.items()],
    )  # fmt: skip
    laporan = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput())

    def __init__(
        self, *args: Any, by: User, programmes: list[str], agencies: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        everything = [("", _("Semua"))]
        self.fields["program"].choices = everything + [
            (one, offers.programme_title(one)) for one in programmes
        ]
        self.fields["instansi"].choices = everything + [(one, offers.agency_title(one)) for one in agencies]

    def clean_wilayah(self) -> Area | None:
        code = self.cleaned_data["wilayah"].strip()
        if not code:
            return None
        found = Area.objects.within(self.by.area).filter(code=dotted(code)).first()
        if found is None:
            raise forms.ValidationError(_("Tidak ada wilayah dengan kode ini di wilayah Anda."))
        return found

    @property
    def wanted(self) -> Filter:
        data = self.cleaned_data
        return Filter(
            area=data.get("wilayah"), programme=data.get("program", ""), agency=data.get("instansi", ""),
            match=data.get("cocok", ""), report=data.get("laporan"),
        )  # fmt: skip
