"""From what stands in a page's fields to answers: one text a question, only of questions that apply, and what is amiss.

The phone does the same in static/collection/form.js before it keeps a form; here it is done again on receipt.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from satupintu.engine.nik import clean_nik

from ..answers import plain
from ..expressions import holds, parse
from ..forms import Form, Question

Answers = dict[str, str]
_GROUPED = re.compile(r"(\d{1,3}(?:[. ]\d{3})+)(?:,(\d+))?", re.ASCII)
_FIRST_YEAR = 1900
NOT_TYPED = ("photo", "geopoint", "note")  # what nobody types from a sheet of paper


def from_fields(form: Form, fields: MultiValueDict[str, str]) -> Answers:
    """The answers in a form sent as an ordinary page sends it; photos come apart."""
    return {one.name: _from_field(one, fields) for one in form.questions if one.is_answered}


def _from_field(question: Question, fields: MultiValueDict[str, str]) -> str:
    name = question.name
    if question.kind == "select_multiple":
        return " ".join(fields.getlist(name))
    if question.kind == "date" and name not in fields:
        return as_date([fields.get(f"{name}.{part}", "") for part in ("day", "month", "year")])
    return fields.get(name, "").strip()


def as_date(parts: Iterable[str]) -> str:
    """Day, month and year as 2026-11-22; what is no date stays as written, so that it can be shown again."""
    day, month, year = (one.strip() for one in parts)
    if not (day or month or year):
        return ""
    try:
        found = date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return f"{day} {month} {year}"
    return found.isoformat() if found.year >= _FIRST_YEAR else f"{day} {month} {year}"


def number(text: str) -> str:
    """'Rp1.500.000,-' and '1 500 000,50' as people write them, '1500000' and '1500000.50' as they are kept.

    A dot before three digits is Indonesia's thousand; what is no number stays as it stands.
    """
    bare = re.sub(r"^Rp\.?\s*|[.,]-+$", "", text.strip(), flags=re.IGNORECASE)
    if found := _GROUPED.fullmatch(bare):
        return re.sub(r"[. ]", "", found[1]) + (f".{found[2]}" if found[2] else "")
    return bare.replace(",", ".")


def check(
    form: Form, given: Mapping[str, Any], *, only: Iterable[str] | None = None
) -> tuple[Answers, Answers]:
    """The answers that count, and a sentence for each that cannot stand; both by question.

    An answer to a question that does not apply is left out. `only` names the questions to ask; the others are unasked.
    """
    asked = set(only) if only is not None else None
    answers: Answers = {}
    errors: Answers = {}
    for question in form.questions:
        if not question.is_answered or (asked is not None and question.name not in asked):
            continue
        if not holds(question.relevant, lambda name: answers.get(name, "")):
            continue
        answer = _tidy(question, given.get(question.name))
        if answer:
            answers[question.name] = answer
        if trouble := _trouble(question, answer, answers):
            errors[question.name] = trouble
    return answers, errors


def _tidy(question: Question, value: Any) -> str:
    text = (
        " ".join(map(str, value))
        if isinstance(value, list)
        else str(value if value is not None else "").strip()
    )
    if question.name in ("nik", "kk"):
        return clean_nik(plain(text))
    return number(text) if question.kind in ("integer", "decimal") else text


def _trouble(question: Question, answer: str, answers: Answers) -> str:
    if not answer:
        return _("Pertanyaan ini harus dijawab.") if question.required else ""
    if trouble := _unreadable(question, answer):
        return trouble
    if holds(question.constraint, lambda name: answers.get(name, ""), answer):
        return ""
    said = (get_language() == "en" and question.constraint_message_en) or question.constraint_message
    return said or _("Jawaban ini tidak dapat diterima. Periksa lagi.")


def _unreadable(question: Question, answer: str) -> str:
    """A sentence where the answer is not of its question's kind."""
    if question.kind == "integer" and not re.fullmatch(r"-?\d{1,15}", answer, re.ASCII):
        return _("Isi dengan angka saja.")
    if question.kind == "decimal" and not re.fullmatch(r"-?\d{1,15}(\.\d+)?", answer, re.ASCII):
        return _("Isi dengan angka saja.")
    if question.is_rupiah and re.search(r"\.0*[1-9]", answer):
        return _("Tulis rupiah penuh dengan angka, misalnya 1500000, bukan 1,5.")
    if question.kind == "date" and not _is_date(answer):
        return _(
            "Tanggal ini tidak ada dalam kalender atau belum tiba. Tulis angka: tanggal, bulan, tahun (empat angka)."
        )
    chosen = {"select_one": [answer], "select_multiple": answer.split()}.get(question.kind, [])
    if not set(chosen) <= {one.name for one in question.choices}:
        return _("Pilih dari jawaban yang ada.")
    return ""


def _is_date(text: str) -> bool:
    """Whether it is a day that people remember: '87' is no year of theirs, and nobody was born next year."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return False
    return found.isoformat() == text and _FIRST_YEAR <= found.year <= timezone.localdate().year


def conditions(question: Question) -> dict[str, Any]:
    """What the phone needs to decide by itself: the trees of the question's conditions, None for none."""
    return {
        "relevant": parse(question.relevant) if question.relevant else None,
        "constraint": parse(question.constraint) if question.constraint else None,
    }
