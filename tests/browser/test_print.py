"""Paper: what an office prints on A4 shows every column, the headings on each page and the sums once."""

import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.unit.pipeline.conftest import TERMS
from tests.unit.pipeline.screening.conftest import (  # noqa: F401 - fixtures
    district,
    open_round,
    references,
    screened,
    screened_folders,
    village,
)

MANY = 70
# Tables whose headings scroll away, whose sums stand on every page, or that reach over the paper's edge.
TROUBLES = """() => [...document.querySelectorAll('main table')].flatMap(table => {
    const style = part => part && getComputedStyle(part).display
    const found = []
    if (table.tHead && style(table.tHead) !== 'table-header-group') found.push('head: ' + style(table.tHead))
    if (table.tFoot && style(table.tFoot) !== 'table-row-group') found.push('foot: ' + style(table.tFoot))
    for (const row of table.rows)
        if (getComputedStyle(row).breakInside !== 'avoid') found.push('row may be cut')
    const edge = document.documentElement.clientWidth + 1
    for (const cell of table.querySelectorAll('th, td'))
        if (cell.getBoundingClientRect().right > edge) found.push('over the edge: ' + cell.textContent.trim())
    for (let frame = table; frame.tagName !== 'MAIN'; frame = frame.parentElement)
        if (getComputedStyle(frame).overflowX !== 'visible') found.push('cut by ' + frame.className)
    for (const words of table.querySelectorAll('small'))
        if (getComputedStyle(words).overflowX !== 'visible') found.push('cut short: ' + words.textContent)
    for (const link of table.querySelectorAll('a'))
        if (getComputedStyle(link, '::after').content.includes('/')) found.push('address: ' + link.textContent)
    return [...new Set(found)]
})"""


@pytest.fixture
def pages(make_user: Any, data_folder: Any, screened: Any) -> Iterator[tuple[Any, dict[str, str]]]:  # noqa: F811
    """The officer, and the addresses of what is printed most."""
    from satupintu.pipeline.payments.services import make_instructions
    from satupintu.pipeline.proposals.services import issue_decree, sign_off
    from tests.unit.pipeline.case import screened_round, statement

    officer = make_user("district_officer", name="Bambang Hartono")
    people = [
        (f"35071145060{n:05}", f"SITI NURHALIZAH AMINAH {n}", f"SITI {n}", "35.07.11.2008", "eligible")
        for n in range(MANY)
    ]
    round = screened_round(officer, people=people)
    proposal = sign_off(round=round, by=officer, statement=statement())
    terms = {"number": "188.45/1234/KEP/35.07.113/2021", "on": timezone.localdate(), **TERMS}
    decree = issue_decree(proposal=proposal, by=officer, **terms)
    make_instructions(decree=decree, by=officer)
    yield (
        officer,
        {
            "rows": reverse("screening:rows", args=[round.pk]),
            "round": reverse("screening:round", args=[screened.pk]),
            "person": reverse("screening:person", args=[screened.pk, 1, 2]),
            "letter": reverse("screening:letter", args=[screened.pk, 1, 2]),
            "proposal": reverse("proposals:proposal", args=[proposal.pk]),
            "payments": reverse("payments:payments", args=[decree.pk]),
            "waiting": reverse("payments:waiting", args=[decree.pk]),
            "trail": reverse("portal:events"),
        },
    )


def test_pages_print_whole_on_a4(pages: Any, open_page: Any, sign_in: Any, tmp_path: Any) -> None:
    officer, addresses = pages
    page, auditor = open_page("desk"), open_page("desk")
    sign_in(page, officer)
    sign_in(auditor, "auditor")
    for name, address in addresses.items():
        shown = auditor if name == "trail" else page
        shown.goto(address)
        shown.emulate_media(media="print")
        # A4 less its margins is 703 px wide; a printer with wide margins of its own leaves less.
        for width in (703, 620):
            shown.set_viewport_size({"width": width, "height": 1000})
            assert shown.evaluate(TROUBLES) == [], name
        shown.emulate_media(media="null")
        shown.set_viewport_size({"width": 1280, "height": 800})
        shown.pdf(path=tmp_path / f"{name}.pdf", prefer_css_page_size=True)
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", "-layout", tmp_path / "waiting.pdf", "-"], capture_output=True, check=True
        )
        sheets = [sheet for sheet in text.stdout.decode().split("\f") if "SITI" in sheet]
        assert len(sheets) > 1
        assert all("Penerima" in sheet and "Referensi" in sheet for sheet in sheets), (
            "headings on every sheet"
        )
