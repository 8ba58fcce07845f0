"""What a simulation changed, and why people move, in words."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from satupintu.engine.quota import PER_WORDS
from satupintu.engine.reasons import WORDINGS, wording
from satupintu.foundation.pages import language
from satupintu.gateways.programmes import LoadedProgramme

from ..selectors.wording import programme_of

PARAMS = {
    "amount": _lazy("Besaran bantuan per orang, rupiah"),
    "micro_sales_ceiling": _lazy("Batas penjualan setahun usaha mikro, rupiah"),
}


def param_title(name: str) -> str:
    """What a parameter is called on a page; its own name where nobody gave it another."""
    return str(PARAMS.get(name, name.replace("_", " ")))


def differences_in_words(report: dict[str, Any], loaded: LoadedProgramme, lang: str) -> list[str]:
    """One sentence for each thing that was changed."""
    told = report["differences"]
    titles = {one.id: one.title.get(lang) for one in loaded.programme.criteria()}
    lines = [
        _("%(name)s: dari %(before)s menjadi %(after)s")
        % {"name": param_title(name), "before": _figure(before), "after": _figure(after)}
        for name, before, after in told["params"]
    ]
    for key, words in (
        ("removed", _("Tidak diberlakukan: %(title)s")),
        ("added", _("Ditambahkan: %(title)s")),
        ("altered", _("Isinya diubah: %(title)s")),
    ):
        lines += [words % {"title": titles.get(one, one)} for one in told[key]]
    before, after = told["quota_before"], told["quota_after"]
    if before != after:
        lines.append(
            _("Kuota: %(before)s, menjadi %(after)s")
            % {"before": _quota(before, lang), "after": _quota(after, lang)}
        )
    days = report["as_of"]
    if days["before"] != days["after"]:
        lines.append(_("Aturan per %(after)s, bukan %(before)s") % days)
    return lines


def _figure(value: Any) -> str:
    if isinstance(value, int):
        return f"{value:,}" if language() == "en" else f"{value:,}".replace(",", ".")
    return str(value) if value is not None else _("tidak ada")


def _quota(quota: dict[str, Any] | None, lang: str) -> str:
    if quota is None:
        return _("tanpa kuota")
    told = _("%(recipients)s orang, %(per)s") % {
        "recipients": _figure(quota["recipients"]),
        "per": PER_WORDS[quota["per"]].get(lang),
    }
    first = ", ".join(one[lang] for one in quota["priorities"])
    return f"{told} ({first})" if first else told


def reasons_in_words(counts: dict[str, int], folder: Path) -> list[tuple[str, int]]:
    """The reasons by their titles, the most frequent first; `folder` holds the programme text that gave them."""
    programme = programme_of(folder).programme
    known = {one.id for one in programme.criteria()} | WORDINGS.keys()
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(wording(programme, key).title.get(language()) if key in known else key, n) for key, n in ordered]
