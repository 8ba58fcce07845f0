"""The documents beside the guide name only what is there, and each word once."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_every_document_and_folder_of_the_source_that_is_named_exists(page):
    named = re.findall(r"[\w./-]+\.md\b|\bsrc/[\w/]+", page.read_text("utf-8"))
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_the_glossary_has_each_word_once():
    lines = (ROOT / "docs" / "GLOSSARY.md").read_text("utf-8").splitlines()[5:]
    words = [line.split("|")[1].strip() for line in lines if line.startswith("|")]
    assert sorted({one for one in words if words.count(one) > 1}) == []


def test_every_reference_list_of_the_contract_is_asked_by_a_programme():
    [told] = re.findall(
        r"keyed by `nik`:\n(.*?), and any other", (ROOT / "docs/CONTRACT.md").read_text("utf-8")
    )
    programmes = (ROOT / "programmes").glob("*/programme.yaml")
    asked = {one for path in programmes for one in yaml.safe_load(path.read_text("utf-8")).get("lists", ())}
    assert set(re.findall(r"`(\w+)`", told)) <= asked
