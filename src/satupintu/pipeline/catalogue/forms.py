"""The catalogue's filter, and the file by which an agency reports its programmes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satupintu.engine.listing import AID, LEVELS, NEEDS, PILLARS
from satupintu.foundation.pages import language
from satupintu.foundation.sent_files import refuse_large
from satupintu.gateways.catalogue import load_catalogue

from .selectors.entries import COMING, ENDED, RUNNING, UNDATED, Entry, agency_name, area_words

STATES = {
    RUNNING: _("Sedang berjalan"),
    COMING: _("Belum mulai"),
    ENDED: _("Sudah selesai"),
    UNDATED: _("Waktunya belum disebut"),
}


class CatalogueForm(forms.Form):
    """What to look for; whatever is empty narrows nothing."""

    kata = forms.CharField(
        label=_("Nama program atau instansi"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    kebutuhan = forms.ChoiceField(label=_("Kebutuhan"), required=False)
    bentuk = forms.ChoiceField(label=_("Bentuk bantuan"), required=False)
    pilar = forms.ChoiceField(label=_("Pilar"), required=False)
    tingkat = forms.ChoiceField(label=_("Tingkat"), required=False)
    instansi = forms.ChoiceField(label=_("Instansi"), required=False)
    wilayah = forms.ChoiceField(label=_("Bagi orang di"), required=False)
    masa = forms.ChoiceField(label=_("Waktu"), required=False)

    def __init__(self, *args: Any, found: Iterable[Entry], **kwargs: Any) -> None:
        """`found` is everything there is to choose from: agencies and areas that no programme has are not offered."""
        super().__init__(*args, **kwargs)
        everything = list(found)
        words = language()
        for name, vocabulary in (
            ("pilar", PILLARS),
            ("kebutuhan", NEEDS),
            ("bentuk", AID),
            ("tingkat", LEVELS),
        ):
            self._offer(name, [(code, one.get(words)) for code, one in vocabulary.items()])
        known = load_catalogue().agencies
        agencies = {agency: agency_name(agency, known) for one in everything for agency in one.agencies}
        self._offer("instansi", sorted(agencies.items(), key=lambda one: one[1]))
        areas = sorted({area for one in everything for area in one.areas})
        self._offer("wilayah", list(zip(areas, area_words(areas), strict=True)))
        self._offer("masa", list(STATES.items()))

    def _offer(self, name: str, choices: list[tuple[str, str | Promise]]) -> None:
        field = self.fields[name]
        field.choices = [("", _("Semua")), *choices]

    @property
    def selects(self) -> list[forms.BoundField]:
        """What is chosen from a list, in the order of the page."""
        return [field for field in self.visible_fields() if field.name != "kata"]

    def chosen(self, found: Iterable[Entry], on: date) -> list[Entry]:
        """The entries that fit; what was asked wrongly narrows nothing."""
        self.is_valid()
        return [one for one in found if _fits(one, self.cleaned_data, on)]


def _fits(one: Entry, asked: dict[str, Any], on: date) -> bool:
    def is_open(name: str, holds: Any) -> bool:
        return not asked.get(name) or holds(asked[name])

    return (
        is_open("kata", lambda words: all(word in one.haystack for word in words.lower().split()))
        and is_open("pilar", lambda code: one.pillar == code)
        and is_open("kebutuhan", lambda code: code in one.needs)
        and is_open("bentuk", lambda code: one.aid == code)
        and is_open("tingkat", lambda code: one.level == code)
        and is_open("instansi", lambda code: code in one.agencies)
        and is_open("wilayah", one.reaches)
        and is_open("masa", lambda state: one.state(on) == state)
    )


class ReportForm(forms.Form):
    """An agency's list of its programmes."""

    file = forms.FileField(
        label=_("Daftar program"),
        help_text=_("XLSX, XLS, ODS, atau CSV. Mengirim berkas yang sama dua kali tidak apa-apa."),
        error_messages={"required": _("Pilih berkasnya dahulu.")},
        validators=[refuse_large],
    )
