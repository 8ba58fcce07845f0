"""The form in which a round's rules are changed for a simulation, built from the rules themselves."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from satupintu.engine.parse_quota import MOST_RECIPIENTS
from satupintu.engine.quota import PER_WORDS
from satupintu.engine.rules import ProgrammeError
from satupintu.foundation.pages import language
from satupintu.gateways.strict_yaml import parse_yaml

from ..models import Round
from ..selectors.wording import programme_of
from .words import param_title

LARGEST_FILE = 200_000  # bytes; a programme's text is a tenth of that
# What may come first in a queue: the names in the form, and the text of a programme.
PRIORITIES: dict[str, dict[str, Any]] = {
    "women": {
        "title": {"id": "Perempuan didahulukan", "en": "Women first"},
        "first": {"fact": "registry.sex", "op": "equals", "value": "P"},
    },
    "smallest": {
        "title": {"id": "Omzet terkecil didahulukan", "en": "Smallest turnover first"},
        "order": {"fact": "row.annual_turnover", "direction": "ascending"},
    },
    "oldest": {
        "title": {"id": "Yang tertua didahulukan", "en": "Oldest first"},
        "order": {"fact": "row.birth_date", "direction": "ascending"},
    },
    "youngest": {
        "title": {"id": "Yang termuda didahulukan", "en": "Youngest first"},
        "order": {"fact": "row.birth_date", "direction": "descending"},
    },
    "earliest": {
        "title": {"id": "Yang mengajukan lebih dahulu", "en": "Earliest application first"},
        "order": {"fact": "row.submitted_at", "direction": "ascending"},
    },
}
OWN, NONE = "own", ""  # the priorities that the programme has itself; none
PLACES = ("priority_1", "priority_2", "priority_3")
PARAM = "param_"


class SimulationForm(forms.Form):
    """What to try on a round's rules. `change` is what differs from them, as `engine.rule_changes` takes it."""

    title = forms.CharField(
        label=_("Judul simulasi"),
        max_length=120,
        help_text=_("Misalnya: Batas omzet diturunkan ke Rp300 juta."),
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert round.current is not None  # noqa: S101 (only finished rounds are tried)
        self.folder = round.current.folder
        self.rules = programme_of(self.folder).programme.at(round.current.as_of)
        self._add_params()
        self._add_criteria()
        self._add_quota()
        self.fields["file"] = forms.FileField(
            label=_("Berkas perubahan"),
            required=False,
            widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
            help_text=_(
                "YAML, untuk syarat yang tidak ada di atas: criteria, set, remove, quota, priorities."
            ),
        )

    def _add_params(self) -> None:
        for name, dated in self.rules.params.items():
            if not isinstance(dated.value, int):
                continue
            self.fields[PARAM + name] = forms.IntegerField(
                label=param_title(name),
                min_value=0,
                max_value=2**62,
                initial=dated.value,
                help_text=gettext("Sekarang %(value)s, berlaku sejak %(day)s.")
                % {
                    "value": f"{dated.value:,}".replace(",", "."),
                    "day": date_format(dated.from_date, "j F Y"),
                },
            )

    def _add_criteria(self) -> None:
        choices = [(one.id, one.title.get(language())) for one in self.rules.criteria()]
        self.fields["criteria"] = forms.MultipleChoiceField(
            label=_("Syarat yang diberlakukan"),
            choices=choices,
            initial=[one for one, _title in choices],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Hilangkan tanda pada syarat yang dicoba dihapus."),
            error_messages={"required": _("Sisakan sedikitnya satu syarat.")},
        )

    def _add_quota(self) -> None:
        quota = self.rules.quota
        self.fields["quota"] = forms.IntegerField(
            label=_("Kuota"),
            required=False,
            min_value=1,
            max_value=MOST_RECIPIENTS,
            initial=quota.recipients if quota else None,
            help_text=_("Berapa orang diterima. Kosongkan bila tidak dibatasi."),
            error_messages={
                "min_value": _(
                    "Kuota nol berarti tidak seorang pun menerima. Tulis sedikitnya 1, atau kosongkan."
                )
            },
        )
        self.fields["per"] = forms.ChoiceField(
            label=_("Kuota dihitung"),
            choices=[(one, words.get(language())) for one, words in PER_WORDS.items()],
            initial=quota.per if quota else "round",
        )
        own = [(OWN, _("seperti dalam program"))] if quota and quota.priorities else []
        presets = [(key, one["title"][language()]) for key, one in PRIORITIES.items()]
        for place, name in enumerate(PLACES):
            first = own if place == 0 else []
            self.fields[name] = forms.ChoiceField(
                label=_("Didahulukan %(place)s") % {"place": place + 1},
                required=False,
                choices=[*first, (NONE, _("tidak ada; undian menentukan")), *presets],
                initial=OWN if first else NONE,
            )

    def clean_file(self) -> Any:
        """The change in the file, or nothing."""
        sent = self.cleaned_data.get("file")
        if sent is None:
            return {}
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(gettext("Berkas perubahan terlalu besar; paling banyak 200 KB."))
        try:
            return parse_yaml(sent.read(), sent.name)
        except ProgrammeError as trouble:
            raise forms.ValidationError(str(trouble)) from trouble

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["change"] = self._change(cleaned)
            if not cleaned["change"]:
                raise forms.ValidationError(
                    gettext("Belum ada yang diubah. Ubah sedikitnya satu hal untuk dicoba.")
                )
        return cleaned

    def _change(self, cleaned: dict[str, Any]) -> Any:
        change: Any = self._stated(cleaned)
        sent = cleaned["file"]
        if not sent:
            return change
        if not isinstance(sent, dict):
            raise forms.ValidationError(gettext("Berkas perubahan harus berisi pasangan kunci dan nilai."))
        if not change:
            return sent
        if "rules" in sent or set(sent) & set(change):
            raise forms.ValidationError(
                gettext("Berkas perubahan dan isian di atas mengubah hal yang sama. Pilih salah satu.")
            )
        return {**change, **sent}

    def _stated(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What the fields say differently from the rules."""
        change: dict[str, Any] = {}
        values = {
            name: cleaned[PARAM + name]
            for name, dated in self.rules.params.items()
            if PARAM + name in cleaned and cleaned[PARAM + name] != dated.value
        }
        removed = [one.id for one in self.rules.criteria() if one.id not in cleaned["criteria"]]
        if values:
            change["set"] = values
        if removed:
            change["remove"] = removed
        return change | self._queue(cleaned)

    def _queue(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The quota, where it differs; null where it goes."""
        quota, wanted = self.rules.quota, cleaned.get("quota")
        chosen = [cleaned.get(name, NONE) for name in PLACES]
        if wanted is None:
            return {"quota": None} if quota else {}
        is_own = chosen[0] == OWN or (not any(chosen) and quota is not None and not quota.priorities)
        priorities = [PRIORITIES[one] for one in dict.fromkeys(chosen) if one in PRIORITIES]
        if quota is not None and is_own:
            if not priorities and (wanted, cleaned["per"]) == (quota.recipients, quota.per):
                return {}
            priorities = [*self._own_priorities(), *priorities]
        return {"quota": {"recipients": wanted, "per": cleaned["per"], "priorities": priorities}}

    def _own_priorities(self) -> Any:
        """The priorities as the programme's text has them."""
        loaded = programme_of(self.folder)
        return parse_yaml(loaded.path.read_bytes(), loaded.path.name)["quota"].get("priorities", [])
