"""The form by which a file of rows is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.sent_files import refuse_large

from .models import Channel


class ImportForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("Berkas apa ini?"),
        widget=forms.RadioSelect,
        choices=[
            (Channel.LIST, _("Daftar usulan atau daftar usaha")),
            (Channel.OPENSID, _("Data penduduk dari OpenSID")),
            (Channel.SIAK, _("Data penduduk dari SIAK")),
        ],
    )
    area = forms.ModelChoiceField(
        label=_("Desa/kelurahan"),
        queryset=Area.objects.none(),
        help_text=_("Untuk baris yang tidak menyebut desanya."),
    )
    file = forms.FileField(
        label=_("Berkas"),
        help_text=_(
            "XLSX, XLS, ODS, atau CSV, apa adanya. Mengirim berkas yang sama dua kali tidak apa-apa."
        ),
        error_messages={"required": _("Pilih berkasnya dahulu.")},
        validators=[refuse_large],
    )
    everyone = forms.BooleanField(
        label=_("Masukkan semua penduduk, apa pun pekerjaannya"),
        required=False,
        help_text=_(
            "Tanpa ini hanya pedagang, wiraswasta, petani, tukang, dan yang bekerja sendiri lainnya."
        ),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Area.objects.within(by.area).filter(level=Level.VILLAGE)
        self.fields["area"].queryset = villages
        first = list(villages[:2])
        if len(first) == 1:
            self.fields["area"].initial = first[0].pk
            self.fields["area"].widget = forms.HiddenInput()
