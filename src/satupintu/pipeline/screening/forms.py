"""Forms of rounds: opening one, choosing its reference lists, sending lists, loading reference lists."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from satupintu.engine.facts import REGISTRY_LIST
from satupintu.engine.rules import Programme, ProgrammeError
from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.pages import language
from satupintu.gateways.catalogue import load_catalogue
from satupintu.gateways.programmes import load_programme, programme_ids

from .models import ListFile, ListState, ReferenceSet, Round
from .selectors.visibility import visible_lists, visible_references

MOST_TITLES = 3  # programmes named beside a reference list that many ask
SEPARATE = "-"  # chosen for a file that replaces nothing, whatever its name


class RoundForm(forms.Form):
    title = forms.CharField(
        label=_("Judul putaran"),
        max_length=120,
        help_text=_("Misalnya: BPUM 2021, tahap 3, Kecamatan Kalipare."),
    )
    programme = forms.ChoiceField(label=_("Program"), widget=forms.RadioSelect)
    area = forms.ModelChoiceField(
        label=_("Wilayah"),
        queryset=Area.objects.none(),
        help_text=_("Desa di dalamnya dapat mengirim daftar."),
    )
    reference_set = forms.ModelChoiceField(
        label=_("Daftar acuan"),
        queryset=ReferenceSet.objects.none(),
        required=False,
        empty_label=_("Pilih nanti"),
        help_text=_("Data pembanding: kependudukan, debitur KUR, pegawai negara dan lainnya."),
    )
    as_of = forms.DateField(
        label=_("Aturan per tanggal"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}),
        help_text=_("Kosongkan untuk memakai tanggal acuan program itu sendiri."),
    )

    tie_break_seed = forms.IntegerField(
        label=_("Benih undian"),
        required=False,
        min_value=0,
        max_value=10**18 - 1,
        help_text=_(
            "Bagi program berkuota: bilangan yang diumumkan sebelum daftar ditutup. Kosong berarti 0."
        ),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = [(one, title) for one, title, pays in catalogue_titles() if pays]
        if not any(one.quota for one in _programmes().values()):
            del self.fields["tie_break_seed"]
        areas = Area.objects.within(by.area).filter(level__lte=Level.REGENCY)
        self.fields["area"].queryset = areas if areas.exists() else Area.objects.filter(pk=by.area_id)
        self.fields["area"].initial = by.area_id
        if self.fields["area"].queryset.count() == 1:
            self.fields["area"].widget = forms.HiddenInput()
            self.fields["area"].initial = self.fields["area"].queryset.get().pk
        self.fields["reference_set"].queryset = visible_references(by)
        self.fields["reference_set"].initial = visible_references(by).first()

    def clean_tie_break_seed(self) -> int:
        return self.cleaned_data["tie_break_seed"] or 0


class ReferenceSetChoice(forms.ModelChoiceField):
    """Reference sets, each saying what it lacks for the programme at hand."""

    programme = ""

    def label_from_instance(self, obj: ReferenceSet) -> str:
        lists = load_programme(self.programme).programme.lists
        lacking = [
            spec.title.get(language())
            for name, spec in lists.items()
            if not spec.optional and name not in obj.lists
        ]
        return (
            _("%(set)s (belum ada: %(lists)s)") % {"set": obj, "lists": ", ".join(lacking)}
            if lacking
            else str(obj)
        )


class ReferencesForm(forms.Form):
    reference_set = ReferenceSetChoice(
        label=_("Daftar acuan"),
        queryset=ReferenceSet.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Pilih satu kumpulan daftar acuan.")},
    )
    without = forms.MultipleChoiceField(
        label=_("Periksa tanpa daftar ini"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Tandai hanya bila daftarnya memang tidak dapat diperoleh: syaratnya menjadi belum diketahui bagi "
            "semua orang, dan tidak seorang pun dapat dinyatakan memenuhi syarat."
        ),
    )

    def __init__(self, *args: Any, round: Round, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference_set"].queryset = visible_references(by)
        self.fields["reference_set"].programme = round.programme
        self.fields["reference_set"].initial = round.reference_set_id
        self.fields["without"].choices = list_choices(round.programme, optional=False)
        self.fields["without"].initial = round.without


class MultipleFileInput(forms.FileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """One input for several files; an empty file is a file too, its trouble is told by name."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # noqa: ARG002 - Django's signature
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > settings.FILES_AT_ONCE:
            raise forms.ValidationError(
                gettext(
                    "%(sent)s berkas sekaligus; paling banyak %(most)s dalam satu kiriman. Tidak satu pun diterima: "
                    "kirim bertahap."
                )
                % {"sent": len(files), "most": settings.FILES_AT_ONCE}
            )
        return list(files)


class VillageChoice(forms.ModelChoiceField):
    """Villages by name, each with its district: a regency has several of one name."""

    def label_from_instance(self, obj: Area) -> str:
        return gettext("%(village)s, Kec. %(district)s") % {"village": obj.name, "district": obj.parent}


class UploadForm(forms.Form):
    files = MultipleFileField(
        label=_("Berkas daftar usulan"),
        help_text=_(
            "Excel (xlsx, xlsm, xls), ODS atau CSV, apa adanya. Boleh beberapa sekaligus, boleh diseret ke sini."
        ),
        error_messages={"required": _("Pilih sedikitnya satu berkas.")},
        widget=MultipleFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv"}),
    )
    area = VillageChoice(
        label=_("Desa asal"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("Tentukan dari isi daftar"),
        help_text=_("Petugas desa itu akan melihat daftar ini dan hasilnya."),
    )
    replaces = forms.ChoiceField(
        label=_("Menggantikan daftar"),
        required=False,
        help_text=_(
            "Untuk berkas yang sudah diperbaiki: daftar lamanya ditarik, supaya orangnya tidak tercatat dua kali."
        ),
    )

    def __init__(self, *args: Any, round: Round, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by.area.level >= Level.VILLAGE:
            del self.fields["area"]
        else:
            inside = round.area if by.area.contains(round.area) else by.area
            villages = Area.objects.within(inside).filter(level=Level.VILLAGE)
            self.fields["area"].queryset = villages.select_related("parent").order_by("name", "parent__name")
        self.replaceable = {
            str(one.pk): one for one in visible_lists(by, round).exclude(state=ListState.WITHDRAWN)
        }
        self.fields["replaces"].choices = [
            ("", _("Daftar yang namanya sama, bila ada")),
            (SEPARATE, _("Tidak menggantikan apa pun")),
            *((pk, one.name) for pk, one in self.replaceable.items()),
        ]
        if not self.replaceable:
            del self.fields["replaces"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("replaces") in self.replaceable and len(cleaned.get("files", ())) > 1:
            self.add_error("files", _("Pilih satu berkas saja bila menggantikan sebuah daftar."))
        return cleaned

    @property
    def replaced(self) -> ListFile | None:
        """The list that was chosen to be replaced."""
        return self.replaceable.get(self.cleaned_data.get("replaces", ""))

    @property
    def goes_by_name(self) -> bool:
        """Whether a list of the same name is to be replaced: nobody said otherwise."""
        return not self.cleaned_data.get("replaces")


class ReferenceSetForm(forms.Form):
    """One file for each reference list that some programme asks."""

    name = forms.CharField(
        label=_("Nama kumpulan"), max_length=120, help_text=_("Misalnya: Data per 1 Maret 2021.")
    )
    base = forms.ModelChoiceField(
        label=_("Ambil daftar lain dari"),
        queryset=ReferenceSet.objects.none(),
        required=False,
        empty_label=_("Tidak ada"),
        help_text=_("Daftar yang tidak diunggah di bawah dipakai kembali dari kumpulan ini."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = visible_references(by)
        for name, (title, _programmes) in reference_lists().items():
            self.fields[f"list_{name}"] = forms.FileField(
                label=title,
                required=False,
                allow_empty_file=True,
                widget=forms.FileInput(attrs={"accept": ".csv,.parquet"}),
            )

    def list_fields(self) -> list[tuple[Any, list[str]]]:
        """Each list's field with the titles of the programmes that ask it, of many the first few."""
        return [
            (self[f"list_{name}"], _few(programmes)) for name, (_, programmes) in reference_lists().items()
        ]

    def files_by_list(self) -> dict[str, UploadedFile]:
        """List name -> file, for each that was chosen."""
        prefix = "list_"
        chosen = {key: file for key, file in self.cleaned_data.items() if key.startswith(prefix) and file}
        return {key.removeprefix(prefix): file for key, file in chosen.items()}


def _few(titles: list[str]) -> list[str]:
    if len(titles) <= MOST_TITLES:
        return titles
    return [
        *titles[:MOST_TITLES],
        gettext("dan %(number)d program lain") % {"number": len(titles) - MOST_TITLES},
    ]


def catalogue_titles() -> list[tuple[str, str, bool]]:
    """The catalogue's programmes that can be read: id, title, and whether each recipient is paid an amount.

    Only those are for rounds of proposals: for a licence or a course one applies, nobody is proposed for it.
    """
    return [(one.id, one.title.get(language()), one.amount is not None) for one in _programmes().values()]


def list_choices(programme: str, *, optional: bool = True) -> list[tuple[str, str]]:
    """The reference lists a programme asks, by title; perhaps without those that may be missing."""
    known = _programmes().get(programme) or load_programme(programme).programme
    return [
        (name, spec.title.get(language()))
        for name, spec in known.lists.items()
        if optional or not spec.optional
    ]


def reference_lists() -> dict[str, tuple[str, list[str]]]:
    """Every reference list of the catalogue: name -> (title, titles of the programmes that ask it).

    The civil registry comes first, which every round asks, then what rounds need.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for one, title, _pays in sorted(catalogue_titles(), key=lambda known: not known[2]):
        for name, list_title in list_choices(one):
            found.setdefault(name, (list_title, []))[1].append(title)
    return dict(sorted(found.items(), key=lambda one: one[0] != REGISTRY_LIST))


def _programmes() -> dict[str, Programme]:
    """The programmes that can be read; one being written hides no other, and `catalogue check` says what it lacks."""
    try:
        return {name: one.programme for name, one in load_catalogue().programmes.items()}
    except ProgrammeError:
        found = {}
    for one in programme_ids():
        with suppress(ProgrammeError):
            found[one] = load_programme(one).programme
    return found


def lacking_lists(given: Collection[str]) -> list[tuple[str, list[str], list[str]]]:
    """Of each programme for rounds that lacks any: its title, and the titles of those it needs and of the others."""
    found = []
    for one, programme, _pays in [known for known in catalogue_titles() if known[2]]:
        needed = dict(list_choices(one, optional=False))
        missing = {name: title for name, title in list_choices(one) if name not in given}
        must = [title for name, title in missing.items() if name in needed]
        may = [title for name, title in missing.items() if name not in needed]
        if must or may:
            found.append((programme, must, may))
    return found
