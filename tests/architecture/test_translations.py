"""Every Indonesian sentence on a page has its English, so that the switch leaves nothing half translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

from satupintu.project.build import read_po

SOURCE = Path(__file__).parents[2] / "src" / "satupintu"
FUNCTIONS = {
    "_",
    "_lazy",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}
QUOTED = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# Pages of the web only: the command line, letters and workbooks speak Indonesian.
PLACES = [
    "portal",
    "foundation",
    "interop",
    "community/coordination",
    *(f"pipeline/{path.name}" for path in sorted((SOURCE / "pipeline").glob("[a-z]*"))),
]


def said_in_python(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FUNCTIONS:
            texts = node.args[1:2] if getattr(node.func, "id", "").startswith("pgettext") else node.args[:1]
            for text in texts:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value


def said_in_template(text: str) -> Iterator[str]:
    """The msgids of a template: templatize leaves calls of gettext among crossed-out text."""
    for call in re.findall(
        rf"""\b(?:_\(|_?n?gettext\(|n?pgettext\({QUOTED},\s*)({QUOTED})""", templatize(text)
    ):
        yield ast.literal_eval(call)


def written_in_python(code: str) -> Iterator[str]:
    """Whole texts of the code: some are kept in a table and translated where they are shown."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def catalogue() -> dict[str, str]:
    found: dict[str, str] = {}
    for po in SOURCE.rglob("locale/en/LC_MESSAGES/django.po"):
        for key, translation in read_po(po.read_text(encoding="utf-8")).items():
            found[re.split("[\x04]", key)[-1].split("\x00")[0]] = translation
    return found


def said_in(folder: Path) -> set[str]:
    said: set[str] = set()
    for path in folder.rglob("*.py"):
        said.update(said_in_python(path.read_text(encoding="utf-8")))
    for path in folder.rglob("*.html"):
        said.update(said_in_template(path.read_text(encoding="utf-8")))
    return {one for one in said if one.strip()}


@pytest.mark.parametrize("place", PLACES)
def test_every_sentence_has_its_english(place):
    said = said_in(SOURCE / place)
    assert said or "/" in place or place == "interop"
    missing = sorted(said - set(catalogue()))
    assert not missing, f"add to a locale/en/LC_MESSAGES/django.po: {missing}"


def test_no_translation_is_left_of_what_nobody_says():
    said = {""}
    for folder in (SOURCE / place for place in PLACES):
        said |= said_in(folder)
        for path in folder.rglob("*.py"):
            said.update(written_in_python(path.read_text(encoding="utf-8")))
    stale = sorted(set(catalogue()) - said)
    assert not stale, f"take out of the locale/en/LC_MESSAGES/django.po: {stale}"


def test_translations_keep_their_placeholders():
    placeholder = re.compile(r"%\(\w+\)[sd]")
    for indonesian, english in catalogue().items():
        if indonesian:
            parts = english.split("\x00")
            expected = set(placeholder.findall(indonesian))
            assert set(placeholder.findall(parts[-1])) >= expected, indonesian
