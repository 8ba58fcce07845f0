"""The questions asked in the field, read from the folder of forms: XLSForm written as pyxform's markdown.

    load_forms() -> {id: Form}                  the newest version of each
    load_form(form_id, version) -> Form | None       any version that is kept, so that last year's phones are understood

The folder is $SATUPINTU_FORMS, or `forms/` beside `src/`: one folder a form, one file a version, named by its date.
"""

import functools
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KINDS = {
    "text": "text",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "select_one": "select_one",
    "select_multiple": "select_multiple",
    "image": "photo",
    "geopoint": "geopoint",
    "note": "note",
}
_ID, _EN = "Bahasa Indonesia (id)", "English (en)"


class FormError(Exception):
    """A form that cannot be read; the text names the file and what is wrong with it."""


@dataclass(frozen=True)
class Choice:
    """One answer to choose: the name that is kept, and its words in Indonesian and English."""

    name: str
    label: str
    label_en: str = ""


@dataclass(frozen=True)
class Question:
    """One question. `relevant` and `constraint` are XLSForm expressions, '' for none; `group` where it stands."""

    name: str
    kind: str
    label: str
    label_en: str = ""
    hint: str = ""
    hint_en: str = ""
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    constraint_message_en: str = ""
    choices: tuple[Choice, ...] = ()
    group: str = ""
    appearance: str = ""
    max_pixels: int = 0

    @property
    def is_answered(self) -> bool:
        """Whether it has an answer at all: a note only tells."""
        return self.kind != "note"

    @property
    def is_rupiah(self) -> bool:
        """Whether it asks for a sum of money: of those a dot parts the thousands, and nobody counts in cents."""
        return "thousands-sep" in self.appearance

    def choice_label(self, name: str, *, english: bool = False) -> str:
        """A chosen answer's words, or the name itself where the form has no such choice."""
        found = next((one for one in self.choices if one.name == name), None)
        if found is None:
            return name
        return found.label_en if english and found.label_en else found.label


@dataclass(frozen=True)
class Group:
    """Questions that stand together on one page, in the form's order."""

    name: str
    label: str
    label_en: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Form:
    """One version of a form. `groups` hold the same questions as `questions`."""

    id: str
    version: str
    title: str
    path: Path
    questions: tuple[Question, ...] = ()
    groups: tuple[Group, ...] = field(default=())

    def question(self, name: str) -> Question | None:
        return next((one for one in self.questions if one.name == name), None)

    @property
    def xml(self) -> bytes:
        """The XForm that ODK Collect takes."""
        return _xml(self.path)

    @property
    def md5(self) -> str:
        """By which ODK Collect sees that the form has changed."""
        return hashlib.md5(self.xml, usedforsecurity=False).hexdigest()


def forms_folder() -> Path:
    """$SATUPINTU_FORMS, or the repository's own forms/."""
    named = os.environ.get("SATUPINTU_FORMS")
    return Path(named) if named else Path(__file__).resolve().parents[4] / "forms"


def load_forms(folder: Path | None = None) -> dict[str, Form]:
    """The newest version of each form, by id. Raises FormError."""
    return {name: versions[max(versions)] for name, versions in _all(folder or forms_folder()).items()}


def load_form(form_id: str, version: str, folder: Path | None = None) -> Form | None:
    """One version of one form; None where it is not kept."""
    return _all(folder or forms_folder()).get(form_id, {}).get(version)


@functools.cache
def _all(folder: Path) -> dict[str, dict[str, Form]]:
    found: dict[str, dict[str, Form]] = {}
    for path in sorted(folder.glob("*/*.md")):
        form = _read(path)
        found.setdefault(form.id, {})[form.version] = form
    return found


def question_named(name: str) -> Question | None:
    """The question of this name, as the newest form that asks it has it; None where none of ours does."""
    forms = [form for versions in _all(forms_folder()).values() for form in versions.values()]
    for form in sorted(forms, key=lambda one: one.version, reverse=True):
        if found := form.question(name):
            return found
    return None


def _read(path: Path) -> Form:
    from pyxform.xls2json_backends import md_to_dict  # half a second on first use

    try:
        sheets = md_to_dict(path.read_text(encoding="utf-8"))
        settings = sheets["settings"][0]
        groups = tuple(_groups(sheets["survey"], _choices(sheets.get("choices", ()))))
    except (KeyError, IndexError, ValueError) as trouble:
        raise FormError(
            f"{path.parent.name}/{path.name}: bukan formulir yang utuh ({trouble!r})."
        ) from trouble
    if (settings.get("form_id"), settings.get("version")) != (path.parent.name, path.stem):
        raise FormError(
            f"{path.parent.name}/{path.name}: form_id dan version di dalamnya harus sama dengan nama folder dan berkas."
        )
    return Form(
        id=settings["form_id"],
        version=settings["version"],
        title=settings["form_title"],
        path=path,
        questions=tuple(question for group in groups for question in group.questions),
        groups=groups,
    )


def _choices(rows: Any) -> dict[str, tuple[Choice, ...]]:
    found: dict[str, tuple[Choice, ...]] = {}
    for row in rows:
        one = Choice(row["name"], row[f"label::{_ID}"], row.get(f"label::{_EN}", ""))
        found[row["list_name"]] = (*found.get(row["list_name"], ()), one)
    return found


def _groups(rows: Any, choices: dict[str, tuple[Choice, ...]]) -> Iterator[Group]:
    """The groups in their order; questions outside any make one without a name."""
    name, label, label_en, kept = "", "", "", []
    for row in [*rows, {"type": "end_group"}]:
        kind, _, list_name = row["type"].partition(" ")
        if kind in ("begin_group", "end_group"):
            if kept:
                yield Group(name, label, label_en, tuple(kept))
            name, kept = row.get("name", "") if kind == "begin_group" else "", []
            label, label_en = row.get(f"label::{_ID}", ""), row.get(f"label::{_EN}", "")
        elif kind in KINDS:
            kept.append(_question(row, KINDS[kind], choices[list_name] if list_name else (), name))


def _question(row: dict[str, str], kind: str, choices: tuple[Choice, ...], group: str) -> Question:
    parameters = dict(one.split("=", 1) for one in row.get("parameters", "").split() if "=" in one)
    return Question(
        name=row["name"],
        kind=kind,
        label=row[f"label::{_ID}"],
        label_en=row.get(f"label::{_EN}", ""),
        hint=row.get(f"hint::{_ID}", ""),
        hint_en=row.get(f"hint::{_EN}", ""),
        required=row.get("required", "") == "yes",
        relevant=row.get("relevant", ""),
        constraint=row.get("constraint", ""),
        constraint_message=row.get(f"constraint_message::{_ID}", ""),
        constraint_message_en=row.get(f"constraint_message::{_EN}", ""),
        choices=choices,
        group=group,
        appearance=row.get("appearance", ""),
        max_pixels=int(parameters.get("max-pixels", "0")),
    )


@functools.cache
def _xml(path: Path) -> bytes:
    from pyxform.xls2xform import convert

    return convert(path.read_text(encoding="utf-8"), file_type=".md").xform.encode()
