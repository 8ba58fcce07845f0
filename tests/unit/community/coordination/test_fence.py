"""Plans, lines, meetings and partners of a regency, seen from every role's far neighbour."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from satupintu.community.coordination import services
from satupintu.community.coordination.meetings import services as meetings
from satupintu.community.coordination.partners import services as partners
from satupintu.community.coordination.services.evidence import read_evidence
from tests import fence
from tests.fence import Row

from . import case

PLAN, LINE, PARTNER, PROMISE = ("plan",), ("line",), ("partner",), ("promise",)
MEETING, DECISION, GROUP = ("meeting",), ("decision",), ("group",)


def rows(method, *named):
    return [Row(f"coordination:{view}", arguments, method, of="regency") for view, arguments in named]


ROWS = [
    *rows("get", ("plans", ()), ("late", ()), ("partners", ())),
    *rows("get", ("plan", PLAN), ("change_plan", PLAN), ("build_plan", PLAN), ("import_plan", PLAN)),
    *rows("get", ("export_plan", PLAN), ("meetings", PLAN), ("new_meeting", PLAN)),
    *rows("post", ("agree_plan", PLAN), ("close_plan", PLAN), ("discard_plan", PLAN), ("build_plan", PLAN)),
    *rows("get", ("group", GROUP), ("new_line", GROUP), ("line", LINE), ("change_line", LINE)),
    *rows("post", ("remove_line", LINE), ("report", LINE), ("group", GROUP)),
    *rows("get", ("report_evidence", ("report",)), ("minutes", MEETING), ("decision_evidence", DECISION)),
    *rows("get", ("delivery_evidence", ("delivery",)), ("meeting", MEETING), ("decision", DECISION)),
    *rows("post", ("decision", DECISION)),
    *rows("get", ("partner", PARTNER), ("change_partner", PARTNER), ("new_promise", PARTNER)),
    *rows("get", ("promise", PROMISE)),
]


@pytest.fixture
def fenced(planner):
    """A late plan with everything that can hang on one, each with its file."""
    day = date(2026, 2, 1)
    proof = read_evidence(ContentFile(case.PDF, name="bukti.pdf"))
    plan = case.agreed(planner, {"activity": "Kegiatan rahasia", "deadline": date(2026, 2, 20)})
    line = case.first_line(plan)
    report = services.report_progress(by=planner, line=line, value=1, on=day, evidence=proof)
    partner = partners.add_partner(by=planner, area=planner.area, name="Mitra rahasia", kind="media")
    promise = partners.make_promise(
        by=planner,
        partner=partner,
        plan=plan,
        what="Janji rahasia",
        amount=2,
        unit="kali",
        made_on=day,
        due=day,
    )
    delivery = partners.deliver(by=planner, promise=promise, amount=1, on=day, evidence=proof)
    meeting = meetings.hold_meeting(
        by=planner, plan=plan, title="Rapat rahasia", on=day, place="Balai", minutes=proof
    )
    decision = meetings.add_decision(
        by=planner, meeting=meeting, text="Keputusan rahasia", due=day, agency="dinkop"
    )
    meetings.mark_done(by=planner, decision=decision, on=day, evidence=proof)
    return {
        "plan": plan.pk,
        "group": line.group_id,
        "line": line.pk,
        "report": report.pk,
        "partner": partner.pk,
        "promise": promise.pk,
        "delivery": delivery.pk,
        "meeting": meeting.pk,
        "decision": decision.pk,
        "hidden": ["rahasia", "berita acara"],
    }


test_leaving = fence.leaving(ROWS)
test_inside = fence.inside(ROWS)
