"""How a person is asked for a fact: one question for each fact of the vocabulary, the same on every page.

    questions_from_dict(data) -> {fact: Question}

The rules say which facts a programme needs; questions.yaml says how each is asked, so that no page keeps a list of
conditions of its own. `choices` carry the value the rule compares with and the words a person reads; `label` is what
the fact is called within a sentence.
"""

from dataclasses import dataclass
from typing import Any as AnyType

from satupintu.engine.facts import (
    BOOLEAN,
    DATE,
    FIXED_FACTS,
    INTEGER,
    REGISTRY_LIST,
    TEXT,
    fact_type,
    is_of_type,
)
from satupintu.engine.rules import ProgrammeError, Scalar
from satupintu.engine.shapes import mapping, text
from satupintu.engine.text import Text

# Which kinds of question suit which type of fact.
KINDS = {
    "yes_no": BOOLEAN,
    "number": INTEGER,
    "money": INTEGER,
    "date": DATE,
    "text": TEXT,
    "village": TEXT,
    "choice": "",  # any type: its choices carry the values
}
NUMBERS = ("number", "money")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: the fact's value and the words for it."""

    value: Scalar
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """How one fact is asked; a number above `most` is a slip of the finger."""

    fact: str
    question: Text
    kind: str
    hint: Text | None = None
    choices: tuple[Choice, ...] = ()
    label: Text | None = None
    most: int | None = None

    def name(self, language: str = "id") -> str:
        """What the fact is called within a sentence: its label, otherwise the question in quotes."""
        return self.label.get(language) if self.label else f"“{self.question.get(language)}”"


def questions_from_dict(data: AnyType) -> dict[str, Question]:
    """Every question by its fact; ProgrammeError names the place of the first mistake."""
    top = mapping(data, "", {"questions"}, required={"questions"})
    found = {}
    for fact, one in mapping(top["questions"], "questions").items():
        place = f"questions.{fact}"
        if not _is_fact(fact):
            raise ProgrammeError(place, f"fakta {fact!r} tidak dikenal")
        found[fact] = _question(fact, one, place)
    return found


def _is_fact(name: str) -> bool:
    if name.startswith("lists."):
        return len(name) > len("lists.") and name != f"lists.{REGISTRY_LIST}"
    return name in FIXED_FACTS


def _question(fact: str, data: AnyType, place: str) -> Question:
    keys = {"question", "hint", "kind", "choices", "label", "most"}
    node = mapping(data, place, keys, required={"question", "kind"})
    kind = node["kind"]
    if not isinstance(kind, str) or kind not in KINDS:
        raise ProgrammeError(f"{place}.kind", f"{kind!r} tidak dikenal; yang ada: {', '.join(KINDS)}")
    if KINDS[kind] and KINDS[kind] != fact_type(fact):
        raise ProgrammeError(
            f"{place}.kind", f"{kind} tidak sesuai untuk {fact}, yang berjenis {fact_type(fact)}"
        )
    if (kind == "choice") != ("choices" in node):
        raise ProgrammeError(place, "kind: choice harus disertai choices, dan hanya dia")
    if "most" in node and (kind not in NUMBERS or not is_of_type(node["most"], INTEGER) or node["most"] < 1):
        raise ProgrammeError(
            f"{place}.most", "harus bilangan bulat di atas nol, dan hanya untuk number atau money"
        )
    return Question(
        fact,
        text(node["question"], f"{place}.question"),
        kind,
        text(node["hint"], f"{place}.hint") if "hint" in node else None,
        _choices(fact, node.get("choices", []), f"{place}.choices", is_asked=kind == "choice"),
        text(node["label"], f"{place}.label") if "label" in node else None,
        node.get("most"),
    )


def _choices(fact: str, data: AnyType, place: str, *, is_asked: bool) -> tuple[Choice, ...]:
    if not isinstance(data, list) or (is_asked and not data):
        raise ProgrammeError(place, "harus daftar berisi sedikitnya satu jawaban")
    found: list[Choice] = []
    for i, one in enumerate(data, 1):
        node = mapping(one, f"{place}[{i}]", {"value", "id", "en"}, required={"value", "id", "en"})
        if not is_of_type(node["value"], fact_type(fact)):
            raise ProgrammeError(f"{place}[{i}].value", f"{node['value']!r} bukan {fact_type(fact)}")
        if node["value"] in [other.value for other in found]:
            raise ProgrammeError(f"{place}[{i}].value", f"{node['value']!r} tertulis dua kali")
        found.append(Choice(node["value"], text({"id": node["id"], "en": node["en"]}, f"{place}[{i}]")))
    return tuple(found)
