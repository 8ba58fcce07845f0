"""The officers' guide names only what is there: labels on pages, commands with their options, pages, pictures."""

import re
import shlex
from pathlib import Path

import pytest

from satupintu.project.cli import build_parser

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
NAMED = re.compile(r"!?\[([^\]]*)\]\(([^)#]+)|<img src=\"([^\"]+)\" width=\"\d+\" alt=\"([^\"]+)\"")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pytest.fixture(scope="module")
def shown() -> str:
    """Everything that pages may say, from templates and code."""
    sources = [*(ROOT / "src").rglob("*.html"), *(ROOT / "src").rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in sources)


@each_page
def test_what_stands_in_bold_is_a_label_of_the_application(page, shown):
    bold = {
        " ".join(label.split()) for label in re.findall(r"\*\*(.+?)\*\*", page.read_text("utf-8"), re.DOTALL)
    }
    assert sorted(label for label in bold if label not in shown) == []


@each_page
def test_every_page_and_picture_that_is_named_exists(page):
    for text, path, picture, alt in NAMED.findall(page.read_text("utf-8")):
        assert (GUIDE / (path or picture)).is_file()
        assert text or alt


def test_no_picture_is_left_over_or_heavy():
    text = "".join(page.read_text("utf-8") for page in PAGES)
    pictures = list((GUIDE / "pictures").iterdir())
    assert [one.name for one in pictures if one.name not in text] == []
    assert [one.name for one in pictures if one.stat().st_size > 150_000] == []


@pytest.mark.parametrize(
    "line",
    [
        line
        for page in PAGES
        for line in page.read_text("utf-8").splitlines()
        if line.startswith("satupintu ")
    ],
)
def test_every_command_is_one_that_the_program_takes(line):
    build_parser().parse_args(shlex.split(line)[1:])
