"""A small plan of the regency 35.07, with a catalogue of its own, so that the real one may change."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from satupintu.community.coordination import services
from satupintu.community.coordination.services import LineTerms
from satupintu.engine.rules import Text

START, END = date(2026, 1, 1), date(2026, 12, 31)
PDF = b"%PDF-1.4 berita acara"


def agency(title: str, partner: str = "government") -> Any:
    return SimpleNamespace(title=Text(title, title), kind="district", partner=partner)


def programme(title: str) -> Any:
    return SimpleNamespace(programme=SimpleNamespace(title=Text(title, title)))


CATALOGUE = SimpleNamespace(
    agencies={
        "dinkop": agency("Dinas Koperasi"),
        "disnaker": agency("Dinas Tenaga Kerja"),
        "kampus": agency("Universitas Contoh", "academia"),
    },
    programmes={"bpum-2021": programme("BPUM 2021"), "kur-mikro": programme("KUR Mikro")},
)


def draft(by: Any, title: str = "Rencana pemulihan", area: Any = None) -> Any:
    return services.draft_plan(by=by, area=area or by.area, title=title, starts_on=START, ends_on=END)


def line(by: Any, group: Any, activity: str = "Pelatihan pengemasan", **terms: Any) -> Any:
    usual = {"agencies": ("dinkop",), "target": 100, "unit": "orang", "deadline": date(2026, 6, 30)}
    return services.add_line(by=by, group=group, terms=LineTerms(activity=activity, **usual | terms))


def agreed(by: Any, *lines: dict[str, Any], title: str = "Rencana pemulihan") -> Any:
    """A plan of the planner's area with one group and these lines, agreed."""
    plan = draft(by, title)
    group = services.add_group(by=by, plan=plan, name="Pedagang pasar")
    for terms in lines or ({},):
        line(by, group, **terms)
    return services.agree_plan(by=by, plan=plan)


def first_line(plan: Any) -> Any:
    return plan.groups.get(number=1).lines.first()
