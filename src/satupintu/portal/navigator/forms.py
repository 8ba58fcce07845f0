"""One question of the catalogue as a form: its kind says how it is answered and which value the rules get."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from satupintu.batch.pages import connection
from satupintu.engine.questions import Question
from satupintu.gateways.areas import Area as Place
from satupintu.gateways.areas import Areas
from satupintu.gateways.lists.money import sum_of

from ..forms import BirthDateField

MOST_VILLAGES = 30
_LONGEST = 120


class QuestionForm(forms.Form):
    """`value` is the answer in the fact's own type once the form is valid."""

    def __init__(
        self, data: Any = None, *, question: Question, value: Any = None, villages: Any = ()
    ) -> None:
        super().__init__(data)
        self.question = question
        self.value: Any = None
        if question.kind == "village":
            self._ask_village(data, value, villages)
        else:
            self.fields["jawaban"] = self._field(value)
            self.fields["jawaban"].error_messages["required"] = _("Jawab dahulu, atau pilih “Tidak tahu”.")

    def _field(self, value: Any) -> forms.Field:
        question, hint, language = self.question, self.question.hint, get_language() or "id"
        words = {
            "label": question.question.get(language),
            "help_text": hint.get(language) if hint else "",
        }
        if question.kind in ("yes_no", "choice"):
            chosen = [place for place, (one, _label) in enumerate(self._choices()) if one == value]
            labels = [(str(place), label) for place, (_value, label) in enumerate(self._choices())]
            return forms.ChoiceField(
                choices=labels, widget=forms.RadioSelect, initial=chosen[0] if chosen else None, **words
            )
        if question.kind == "date":
            return BirthDateField(
                initial=value,
                error_messages={
                    "required": _("Tulis tanggal, bulan dan tahun dengan angka."),
                    "invalid": _("Tulis tanggal, bulan dan tahun dengan angka."),
                },
                **words,
            )
        box = {"autocomplete": "off", "aria-labelledby": "pertanyaan"}  # the page's heading asks
        if question.kind in ("number", "money"):
            box |= {"inputmode": "numeric", "class": "govuk-input--width-10"}
        return forms.CharField(
            max_length=_LONGEST, widget=forms.TextInput(box), initial=_written(value, question.kind), **words
        )

    def _choices(self) -> list[tuple[Any, str]]:
        return choices_of(self.question)

    def _ask_village(self, data: Any, value: str | None, villages: Any) -> None:
        """By name, then by choosing among those that bear it; villages already named are there to be chosen."""
        found = _named(data.get("desa", ""), data.get("kecamatan", "")) if data else []
        codes = {one for one in (value, *villages) if one}
        offered = {one.code: one for one in [*found[:MOST_VILLAGES], *_places(codes)]}
        self.is_found, self.is_too_many = bool(found), len(found) > MOST_VILLAGES
        if offered:
            self.fields["pilihan"] = forms.ChoiceField(
                label=_("Pilih desanya"),
                choices=[(one.code, one.path) for one in offered.values()],
                widget=forms.RadioSelect,
                required=False,
                initial=value,
            )
        box = {"autocomplete": "off"}
        self.fields["desa"] = forms.CharField(
            label=_("Nama desa atau kelurahan"),
            max_length=_LONGEST,
            required=False,
            widget=forms.TextInput(box),
        )
        self.fields["kecamatan"] = forms.CharField(
            label=_("Kecamatan"), max_length=_LONGEST, required=False, widget=forms.TextInput(box)
        )
        self.single = found[0].code if len(found) == 1 else ""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.question.kind == "village":
            self.value = said.get("pilihan") or self.single
            if not self.value:
                self.add_error("pilihan" if "pilihan" in self.fields else "desa", self._village_missing(said))
        elif "jawaban" in said:
            self.value = self._value(said["jawaban"])
        return said

    def _value(self, said: Any) -> Any:
        kind = self.question.kind
        if kind in ("yes_no", "choice"):
            return self._choices()[int(said)][0]
        if kind in ("number", "money"):
            number = _number(said, kind)
            if number is None:
                self.add_error("jawaban", _("Tulis dengan angka saja, misalnya 24000000."))
            elif self.question.most is not None and number > self.question.most:
                most = _written(self.question.most, "money")
                self.add_error(
                    "jawaban", _("Angka ini terlalu besar; paling besar %(most)s.") % {"most": most}
                )
                return None
            return number
        return said

    def _village_missing(self, said: dict[str, Any]) -> str:
        if self.is_too_many:
            return _("Banyak desa bernama itu. Tulis juga kecamatannya.")
        if self.is_found:
            return _("Ada beberapa desa bernama itu. Pilih yang benar.")
        if said.get("desa"):
            return _("Desa itu tidak ditemukan. Periksa ejaannya, atau kosongkan kecamatannya.")
        return _("Tulis nama desa atau kelurahan, atau pilih “Tidak tahu”.")


def choices_of(question: Question) -> list[tuple[Any, str]]:
    """Each answer's value and its words in the language of the page."""
    if question.kind == "yes_no":
        return [(True, _("Ya")), (False, _("Tidak"))]
    return [(one.value, one.label.get(get_language() or "id")) for one in question.choices]


def words(question: Question, value: Any) -> str:
    """An answer as a person reads it."""
    if value is None:
        return _("Tidak tahu")
    if question.kind in ("yes_no", "choice"):
        return dict(choices_of(question)).get(value, str(value))
    if question.kind == "village":
        return next((one.path for one in _places({value})), str(value))
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return f"Rp{_written(value, 'money')}" if question.kind == "money" else str(value)


def _written(value: Any, kind: str) -> str:
    if value is None:
        return ""
    return f"{value:,}".replace(",", ".") if kind == "money" else str(value)


def _number(said: str, kind: str) -> int | None:
    """A whole number; money also as people write it: 'Rp24.000.000,00', '24 jt'."""
    if re.fullmatch("[0-9]{1,15}", said):
        return int(said)
    if kind == "money":
        with connection() as own:
            return sum_of(own, said)
    return None


def _named(village: str, district: str) -> list[Place]:
    if not village.strip():
        return []
    with connection() as own:
        return Areas(own).villages_named(village[:_LONGEST], district[:_LONGEST])


def _places(codes: set[str]) -> list[Place]:
    if not codes:
        return []
    with connection() as own:
        areas = Areas(own)
        return [one for code in sorted(codes) if (one := areas.village(code))]
