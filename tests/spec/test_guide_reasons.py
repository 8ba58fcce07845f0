"""The guide's page of reasons says what the engine and the programmes say."""

from pathlib import Path
from runpy import run_path

GUIDE = Path(__file__).parents[2] / "docs" / "guide"


def test_the_page_of_reasons_is_what_its_script_writes():
    script = run_path(str(GUIDE / "write_reasons.py"))
    committed = (GUIDE / "alasan.md").read_text(encoding="utf-8")
    assert committed == script["page"](), "run docs/guide/write_reasons.py: a wording or a programme changed"
