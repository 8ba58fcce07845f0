"""The forms themselves: whole, short enough at the door, and accepted by ODK's own validator."""

import re
import shutil
from pathlib import Path

import pytest

from satupintu.pipeline.collection.forms import FormError, load_form, load_forms

# What the light page in the browser can work out too.
_TERM = r"(?:\$\{\w+\} = '\w+'|selected\(\$\{\w+\}, '\w+'\)|\. (?:>=|<=|>|<) \d+|regex\(\., '[^']+'\))"
SMALL = re.compile(rf"{_TERM}(?: (?:and|or) {_TERM})*")
ASPECTS = ["identity", "marketing", "production", "finance", "organisation", "logistics", "people"]


@pytest.mark.skipif(shutil.which("java") is None, reason="ODK Validate needs Java, which is not here")
@pytest.mark.parametrize("name", ["sidt_pendek", "sidt_panjang"])
def test_odk_validate_finds_nothing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyxform.validators.odk_validate import check_xform

    monkeypatch.delenv(
        "JAVA_TOOL_OPTIONS", raising=False
    )  # Java says that it has seen it, which is no finding
    path = tmp_path / "form.xml"
    path.write_bytes(load_forms()[name].xml)
    assert check_xform(str(path)) == []


def test_the_short_form_fits_the_door_and_the_long_one_the_seven_aspects() -> None:
    forms = load_forms()
    assert len(forms["sidt_pendek"].questions) <= 14
    groups = [one.name for one in forms["sidt_panjang"].groups]
    assert [one for one in groups if one in ASPECTS] == ASPECTS
    short = {(one.name, one.kind) for one in forms["sidt_pendek"].questions}
    assert short <= {(one.name, one.kind) for one in forms["sidt_panjang"].questions}


@pytest.mark.parametrize("name", ["sidt_pendek", "sidt_panjang"])
def test_conditions_keep_to_what_the_browser_understands(name: str) -> None:
    form = load_forms()[name]
    names = {one.name for one in form.questions}
    for one in form.questions:
        for expression in filter(None, (one.relevant, one.constraint)):
            assert SMALL.fullmatch(expression), (one.name, expression)
            assert set(re.findall(r"\$\{(\w+)\}", expression)) <= names
        assert one.label and one.label_en, f"{one.name} needs its words in both languages"
        assert bool(one.constraint) == bool(one.constraint_message), one.name


def test_an_old_version_that_is_kept_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SATUPINTU_FORMS", str(tmp_path))
    ours = load_form("sidt_pendek", "2026-11-22", Path(__file__).parents[4] / "forms")
    assert ours is not None
    (tmp_path / "sidt_pendek").mkdir()
    text = ours.path.read_text()
    (tmp_path / "sidt_pendek" / "2026-11-22.md").write_text(text)
    (tmp_path / "sidt_pendek" / "2025-01-01.md").write_text(text.replace("2026-11-22", "2025-01-01"))
    assert load_forms()["sidt_pendek"].version == "2026-11-22"
    assert load_form("sidt_pendek", "2025-01-01") is not None
    assert load_form("sidt_pendek", "2024-01-01") is None


def test_a_form_that_says_it_is_another_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sidt").mkdir()
    path = tmp_path / "sidt" / "2026-01-01.md"
    path.write_text("| settings | | |\n| | form_id | version |\n| | lain | 1 |\n| survey | |\n| | type |\n")
    with pytest.raises(FormError, match="sidt/2026-01-01.md"):
        load_forms(tmp_path)
