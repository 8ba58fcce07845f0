"""How the questions of a form stand on its page: section by section, each with what the page needs to draw it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..forms import Form, Question
from .reading import conditions

_MANY = 9  # more choices than this stand in a list that opens
_NUMBERS = {"nik", "kk", "phone"}


@dataclass(frozen=True)
class Section:
    """A heading and the questions under it."""

    title: str
    questions: list[dict[str, Any]]


def sections(
    form: Form, answers: Mapping[str, str], errors: Mapping[str, str], *, english: bool = False
) -> list[Section]:
    """The form's groups with their questions as the templates take them, in the page's language."""
    return [
        Section(
            _in(english, group.label, group.label_en),
            [
                _drawn(one, answers.get(one.name, ""), errors.get(one.name, ""), english)
                for one in group.questions
            ],
        )
        for group in form.groups
    ]


def _drawn(question: Question, answer: str, error: str, english: bool) -> dict[str, Any]:
    chosen = answer.split() if question.kind == "select_multiple" else [answer]
    choices = [
        {"name": one.name, "label": _in(english, one.label, one.label_en), "is_chosen": one.name in chosen}
        for one in question.choices
    ]
    rules = conditions(question)
    return {
        "name": question.name,
        "kind": "select" if question.kind == "select_one" and len(choices) > _MANY else question.kind,
        "label": _in(english, question.label, question.label_en),
        "hint": _in(english, question.hint, question.hint_en),
        "is_required": question.required,
        "is_rupiah": question.is_rupiah,
        "is_fieldset": question.kind in ("select_multiple", "date")
        or (question.kind == "select_one" and len(choices) <= _MANY),
        "relevant": _json(rules["relevant"]),
        "constraint": _json(rules["constraint"]),
        "message": _in(english, question.constraint_message, question.constraint_message_en),
        "choices": choices,
        "answer": answer,
        "parts": date_parts(answer) if question.kind == "date" else [],
        "mode": _keyboard(question),
        "is_long": question.appearance == "multiline",
        "pixels": question.max_pixels or 1280,
        "error": error,
    }


def _in(english: bool, indonesian: str, other: str) -> str:
    return other if english and other else indonesian


def _json(tree: Any) -> str:
    return "" if tree is None else json.dumps(tree, separators=(",", ":"))


def _keyboard(question: Question) -> str:
    """The keys a phone shows: digits where there are only digits."""
    if question.kind == "decimal" and not question.is_rupiah:
        return "decimal"
    if question.name == "phone":
        return "tel"
    is_digits = "numbers" in question.appearance or question.name in _NUMBERS
    return "numeric" if is_digits or question.kind in ("integer", "decimal") else ""


def date_parts(answer: str) -> list[str]:
    """Day, month and year to stand in three boxes; what is no date as far as it was written."""
    try:
        found = date.fromisoformat(answer)
    except ValueError:
        return [*answer.split(" "), "", "", ""][:3] if answer else ["", "", ""]
    return [str(found.day), str(found.month), str(found.year)]
