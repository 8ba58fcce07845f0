"""What reading asks about a report's columns, in the words of a page, with cells that help to answer."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from satupintu.gateways.aid.samples import samples_of

from .models import AidReport
from .wording import FIELDS


@dataclass(frozen=True)
class Option:
    """An answer as a radio button: its label, and what stands in that column."""

    value: int
    label: str
    samples: list[str]


@dataclass(frozen=True)
class Question:
    """One question about one sheet; the answers stand in the order of the reading's."""

    sheet: str
    title: str
    options: list[Option]


def questions_for_page(report: AidReport) -> list[Question]:
    """Every open question of a report."""
    return [_for_page(report, one) for one in report.questions]


def _for_page(report: AidReport, asked: dict) -> Question:
    letters = [one["column"] for one in asked["candidates"]]
    samples = samples_of(report.path, asked["sheet"], letters)
    options = []
    for value, _answer in enumerate(asked["answers"]):
        if value < len(asked["candidates"]):
            one = asked["candidates"][value]
            label = _("Kolom %(column)s: “%(header)s”") % one
            options.append(Option(value, label, samples.get(one["column"], [])))
        else:
            options.append(Option(value, _("Tidak ada kolom itu"), []))
    title = _("Kolom mana yang berisi %(field)s?") % {"field": FIELDS.get(asked["field"], asked["field"])}
    return Question(asked["sheet"], title, options)
