"""States of rounds and lists as word and shape; reasons and flags in words: `{% load screening %}`."""

import re
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from satupintu.foundation.accounts.permissions import can
from satupintu.foundation.areas.models import Area
from satupintu.foundation.pages import tag
from satupintu.foundation.sent_files import shown_name

from ..models import ListFile, ListState, PairJudgement, Round, RoundState, Run, Verdict
from ..selectors import wording
from ..selectors.persons import LABELS, place_of
from ..selectors.questions import PERIODS

register = template.Library()

# state -> (colour class, shape); the word is the state's own.
_LOOKS = {
    RoundState.COLLECTING: ("quiet", "○"),
    RoundState.SCREENING: ("work", "▸"),
    RoundState.SCREENED: ("work", "■"),
    RoundState.SIGNED: ("yes", "✓"),
    ListState.WAITING: ("work", "▸"),
    ListState.NEEDS_ANSWER: ("wait", "?"),
    ListState.READ: ("yes", "✓"),
    ListState.REFUSED: ("no", "✕"),
    ListState.WITHDRAWN: ("quiet", "–"),
}

_UNITS = {1_000: gettext_lazy("dalam ribuan rupiah"), 1_000_000: gettext_lazy("dalam jutaan rupiah")}

_VERDICTS = {Verdict.SAME: ("no", "="), Verdict.DIFFERENT: ("yes", "≠"), Verdict.UNSURE: ("wait", "?")}

_MANIFEST = {
    True: ("yes", "✓", gettext_lazy("utuh")),
    False: ("no", "✕", gettext_lazy("berubah")),
    None: ("quiet", "–", gettext_lazy("belum dicatat")),
}

_HELPERS = {
    "number": gettext_lazy("Nomor urut"),
    "rt_rw": gettext_lazy("RT/RW"),
    "birth_place": gettext_lazy("Tempat lahir"),
    "sex_l": gettext_lazy("Tanda laki-laki"),
    "sex_p": gettext_lazy("Tanda perempuan"),
    "hamlet": gettext_lazy("Dusun"),
    "district": gettext_lazy("Kecamatan"),
    "regency": gettext_lazy("Kabupaten/Kota"),
    "business_name": gettext_lazy("Nama usaha"),
}


# Rows that are no people, by the words that reading keeps.
_SKIPPED = {
    "baris kosong": gettext_lazy("baris kosong"),
    "nomor kolom": gettext_lazy("nomor kolom"),
    "judul berulang": gettext_lazy("judul berulang"),
    "jumlah": pgettext_lazy("baris", "jumlah"),
    "tanda tangan": gettext_lazy("tanda tangan"),
    "judul bagian": gettext_lazy("judul bagian"),
    "catatan": pgettext_lazy("baris", "catatan"),
    "contoh": pgettext_lazy("baris", "contoh"),
    "hanya nomor urut": gettext_lazy("hanya nomor urut"),
    "sambungan baris di atasnya": gettext_lazy("sambungan baris di atasnya"),
}

# How a list's village was found, as reading keeps it: these words, perhaps with the village's path between them.
_FOUND = {
    "nama desa": gettext_lazy("nama desa"),
    "kode desa": gettext_lazy("kode desa"),
    "nama berkas": gettext_lazy("nama berkas"),
    "pada judul daftar": gettext_lazy("pada judul daftar"),
    "pada nama lembar": gettext_lazy("pada nama lembar"),
    "pada nama berkas": gettext_lazy("pada nama berkas"),
    "sesuai kecamatan pada NIK": gettext_lazy("sesuai kecamatan pada NIK"),
    "lembar lain dalam berkas yang sama": gettext_lazy("lembar lain dalam berkas yang sama"),
}
_FOUND_WORDS = re.compile("|".join(sorted(_FOUND, key=len, reverse=True)))


@register.filter
def village_found(words: str) -> str:
    """How a list's village was found, in the language of the page: `{{ sheet.village_found|village_found }}`."""
    return _FOUND_WORDS.sub(lambda found: str(_FOUND[found[0]]), words)


@register.filter
def own_name(one: ListFile) -> str:
    """A list's name as people know it: `{{ list|own_name }}`."""
    return shown_name(one.original_name, one.name)


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], action: str, area: Area | None = None) -> bool:
    """Whether the person at this page may take an action: `{% may "round.screen" round.area as may_screen %}`."""
    return can(context["request"].user, action, area)


@register.simple_tag
def state_tag(thing: Round | ListFile) -> SafeString:
    """The state of a round or of a list."""
    return tag(*_LOOKS[thing.state], str(thing.get_state_display()))


@register.simple_tag
def judgement_tag(judgement: PairJudgement) -> SafeString:
    """What a person said of a pair."""
    return tag(*_VERDICTS[judgement.verdict], str(judgement.get_verdict_display()))


@register.simple_tag
def manifest_tag(is_intact: bool | None) -> SafeString:
    """Whether a run's manifest is as it was left."""
    return tag(*_MANIFEST[is_intact])


@register.filter
def reason_title(reason: str, run: Run) -> str:
    return wording.title_of(reason, run)


@register.filter
def reason_remedy(reason: str, run: Run) -> str:
    return wording.remedy_of(reason, run)


@register.filter
def place(row: dict[str, Any]) -> str:
    return place_of(row)


@register.filter
def column_label(field: str) -> str:
    """What a canonical column is called, or one that only helps to read others."""
    return str(LABELS.get(field) or _HELPERS.get(field, field))


@register.filter
def skipped_kind(kind: str) -> str:
    """What rows were that are no people, in the language of the page."""
    return str(_SKIPPED.get(kind, kind))


@register.simple_tag
def read_as(column: dict[str, Any], sheet: dict[str, Any], one: ListFile) -> str:
    """What a column of a list was read as; of a turnover for how long its amounts are, and in what unit."""
    if column["field"] != "annual_turnover":
        return column_label(column["field"])
    asked = {(question["field"], question["sheet"]) for question in one.questions}
    if ("annual_turnover", sheet["name"]) in asked:
        return gettext("Omzet; untuk berapa lama belum dijawab")
    period = str(PERIODS.get(sheet.get("period") or "", "")) or column_label(column["field"])
    unit = _UNITS.get(sheet.get("unit", 1), "")
    return f"{period}, {unit}" if unit else period


@register.filter
def lettered(cells: list[str], letters: list[str]) -> list[tuple[str, str]]:
    """A row's cells, each with the letter of its column."""
    return list(zip(letters, cells, strict=False))


@register.filter
def part(counts: dict[str, Any], key: str) -> Any:
    """One entry of a dict by a key that is itself a variable."""
    return counts.get(key)


@register.filter
def bytes_words(size: int) -> str:
    """A file's size as people read it: `48 KB`, `1,2 MB`."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size // 1024} KB"
    return f"{size / 1024 / 1024:.1f} MB".replace(".", ",")
