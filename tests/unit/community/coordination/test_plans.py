"""A plan's life: what a draft lacks, what an agreed one no longer lets happen, what reports count."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from satupintu.community.coordination import services
from satupintu.community.coordination.meetings import services as meetings
from satupintu.community.coordination.models import ActionPlan, PlanState, Progress
from satupintu.community.coordination.partners import services as partners
from satupintu.community.coordination.partners.selectors import promise_views
from satupintu.community.coordination.selectors.lateness import by_owner, late_things
from satupintu.community.coordination.selectors.matrix import Choice, matrix_of
from satupintu.community.coordination.services import LineTerms
from satupintu.community.coordination.services.evidence import read_evidence
from satupintu.engine.progress import Light
from satupintu.foundation.audit.models import Event
from satupintu.foundation.refusal import Refused

from . import case

pytestmark = pytest.mark.django_db


def test_a_draft_says_all_that_it_lacks_and_is_not_agreed(planner):
    plan = case.draft(planner)
    pending = services.add_group(
        by=planner, plan=plan, name="Kelompok 1 (nama belum terbaca)", is_pending=True
    )
    services.add_line(by=planner, group=pending, terms=LineTerms(activity="Pendataan"))
    with pytest.raises(Refused) as refused:
        services.agree_plan(by=planner, plan=plan)
    assert len(refused.value.problems) == 2
    assert "target, tenggat, instansi" in refused.value.problems[1]
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_agreeing_is_recorded_and_happens_once(planner):
    plan = case.agreed(planner)
    assert (plan.state, plan.agreed_by) == (PlanState.AGREED, planner)
    assert Event.objects.get(action="plan.agree").data == {"lines": 1}
    with pytest.raises(Refused):
        services.agree_plan(by=planner, plan=plan)
    with pytest.raises(Refused):
        services.discard_plan(by=planner, plan=plan)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"agencies": ("dinas-entah",)}, "dinas-entah"),
        ({"programme": "bpum-2031"}, "bpum-2031"),
        ({"deadline": date(2027, 1, 1)}, "luar masa"),
        ({"starts_on": date(2026, 8, 1)}, "sebelum tanggal mulai"),
        ({"target": 0}, "nol"),
        ({"target": 10**15}, "terlalu besar"),
        ({"activity": "Hubungi 081234567890"}, "nomor HP"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_line_that_cannot_be_is_refused(planner, terms, says):
    group = services.add_group(by=planner, plan=case.draft(planner), name="Pedagang")
    with pytest.raises(Refused, match=says):
        case.line(planner, group, **terms)
    assert not group.lines.exists()


def test_the_source_that_everybody_reads_holds_no_persons_number(planner):
    with pytest.raises(Refused, match="nomor HP"):
        services.draft_plan(by=planner, area=planner.area, title="Rencana", starts_on=case.START,
                            ends_on=case.END, source="Hubungi 081234567890")  # fmt: skip


def test_the_report_of_the_latest_day_counts_and_a_correction_takes_its_place(planner):
    line = case.first_line(case.agreed(planner))
    services.report_progress(by=planner, line=line, value=40, on=date(2026, 2, 20))
    late = services.report_progress(by=planner, line=line, value=90, on=date(2026, 2, 28), note="salah ketik")
    services.report_progress(by=planner, line=line, value=30, on=date(2026, 2, 10))
    assert matrix_of(line.group.plan).lines[0].reached == 90
    services.report_progress(by=planner, line=line, value=9, on=date(2026, 2, 28), corrects=late)
    assert matrix_of(line.group.plan).lines[0].reached == 9
    with pytest.raises(Refused, match="sudah diperbaiki"):
        services.report_progress(by=planner, line=line, value=8, on=date(2026, 2, 28), corrects=late)
    assert Progress.objects.count() == 4


def test_an_agency_reports_on_its_own_lines_only(planner, make_user):
    plan = case.agreed(planner, {}, {"activity": "Padat karya", "agencies": ("disnaker", "kampus")})
    own, other = plan.groups.get().lines.all()
    officer = make_user("agency_officer", agency="dinkop")
    services.report_progress(by=officer, line=own, value=5, on=date(2026, 2, 1))
    with pytest.raises(PermissionDenied):
        services.report_progress(by=officer, line=other, value=5, on=date(2026, 2, 1))
    without = make_user("agency_officer")
    with pytest.raises(PermissionDenied):
        services.report_progress(by=without, line=own, value=5, on=date(2026, 2, 1))


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_only_an_agreed_plan_is_reported_on(planner, state):
    plan = case.agreed(planner)
    if state == "closed":
        services.close_plan(by=planner, plan=plan)
    else:
        ActionPlan.objects.update(state="draft")
    with pytest.raises(Refused):
        services.report_progress(by=planner, line=case.first_line(plan), value=1, on=date(2026, 2, 1))


def test_what_was_reported_on_is_not_removed_and_a_moved_deadline_stands_in_the_trail(planner):
    line = case.first_line(case.agreed(planner))
    terms = LineTerms(
        activity="Pelatihan",
        agencies=("dinkop",),
        target=50,
        unit="orang",
        deadline=date(2026, 9, 30),
        budget=7,
    )
    services.change_line(by=planner, line=line, terms=terms)
    event = Event.objects.get(action="plan.line_change")
    assert event.data["before"]["deadline"] == "2026-06-30"
    assert (event.data["after"]["target"], event.data["after"]["budget"]) == (50, 7)
    services.report_progress(by=planner, line=line, value=1, on=date(2026, 2, 1))
    with pytest.raises(Refused):
        services.remove_line(by=planner, line=line)


@pytest.mark.parametrize("blank", ["target", "deadline", "agencies"])
def test_an_agreed_line_does_not_escape_being_late_by_a_blank(planner, on_day, blank):
    plan = case.agreed(planner)
    said = {"agencies": ("dinkop",), "target": 50, "deadline": date(2026, 6, 30)}
    terms = LineTerms(activity="Pelatihan", **{name: value for name, value in said.items() if name != blank})
    for act in (
        lambda: services.change_line(by=planner, line=case.first_line(plan), terms=terms),
        lambda: services.add_line(by=planner, group=plan.groups.get(), terms=terms),
    ):
        with pytest.raises(Refused, match="sudah disepakati"):
            act()
    on_day(date(2026, 7, 1))
    assert len(late_things(ActionPlan.objects.all(), date(2026, 7, 1))) == 1


def test_what_another_removed_meanwhile_is_not_made_anew(planner):
    """Two planners have the same page open; the slower one's saving brings nothing back."""
    plan = case.draft(planner)
    group = services.add_group(by=planner, plan=plan, name="Pedagang")
    line = case.line(planner, group)
    services.remove_line(by=planner, line=type(line).objects.get(pk=line.pk))
    terms = LineTerms(activity="Pelatihan")
    with pytest.raises(Refused, match="sudah dihapus"):
        services.change_line(by=planner, line=line, terms=terms)
    services.remove_group(by=planner, group=type(group).objects.get(pk=group.pk))
    for act in (
        lambda: services.rename_group(by=planner, group=group, name="Nelayan"),
        lambda: services.add_line(by=planner, group=group, terms=terms),
    ):
        with pytest.raises(Refused, match="sudah dihapus"):
            act()
    assert not plan.groups.exists()


def test_another_areas_planner_changes_nothing(planner, make_user):
    plan = case.agreed(planner)
    stranger = make_user("district_officer", area="35.14")
    for do in (
        lambda: services.close_plan(by=stranger, plan=plan),
        lambda: services.add_group(by=stranger, plan=plan, name="Lain"),
        lambda: services.report_progress(
            by=stranger, line=case.first_line(plan), value=1, on=date(2026, 2, 1)
        ),
        lambda: meetings.hold_meeting(
            by=stranger, plan=plan, title="Rapat", on=date(2026, 2, 1), place="Balai"
        ),
    ):
        with pytest.raises(PermissionDenied):
            do()


def test_promises_count_what_arrived_and_a_wrong_entry_is_taken_back(planner):
    plan = case.agreed(planner)
    partner = partners.add_partner(by=planner, area=planner.area, name="Universitas Contoh", kind="academia")
    promise = partners.make_promise(
        by=planner, partner=partner, plan=plan, what="Pendamping", amount=20, unit="orang",
        made_on=date(2026, 1, 5), due=date(2026, 2, 15),
    )  # fmt: skip
    partners.deliver(by=planner, promise=promise, amount=5, on=date(2026, 2, 1))
    wrong = partners.deliver(by=planner, promise=promise, amount=50, on=date(2026, 2, 2))
    partners.deliver(by=planner, promise=promise, amount=0, on=date(2026, 2, 2), corrects=wrong)
    one = promise_views(plan.promises.all())[0]
    assert (one.delivered, one.light, one.days_late) == (5, Light.LATE, 14)
    with pytest.raises(Refused):
        partners.deliver(by=planner, promise=promise, amount=0, on=date(2026, 2, 3))


def test_a_decision_has_one_owner_and_is_done_once(planner, make_user):
    plan = case.agreed(planner)
    meeting = meetings.hold_meeting(
        by=planner, plan=plan, title="Rapat bulanan", on=date(2026, 2, 1), place="Balai"
    )
    owner, stranger = make_user("subdistrict_officer"), make_user("subdistrict_officer")
    for owners in ({}, {"owner": owner, "agency": "dinkop"}):
        with pytest.raises(Refused):
            meetings.add_decision(by=planner, meeting=meeting, text="Surati", due=date(2026, 2, 20), **owners)
    decision = meetings.add_decision(
        by=planner, meeting=meeting, text="Surati bank", due=date(2026, 2, 20), owner=owner
    )
    with pytest.raises(PermissionDenied):
        meetings.mark_done(by=stranger, decision=decision, on=date(2026, 2, 10))
    meetings.mark_done(by=owner, decision=decision, on=date(2026, 2, 10))
    with pytest.raises(Refused):
        meetings.mark_done(by=planner, decision=decision, on=date(2026, 2, 11))


def test_who_is_late_is_named_once_with_everything(planner):
    plan = case.agreed(
        planner,
        {"deadline": date(2026, 2, 1)},
        {"activity": "Pameran", "deadline": date(2026, 2, 20), "agencies": ("dinkop", "kampus")},
        {"activity": "Bazar", "deadline": date(2026, 2, 20), "agencies": ("disnaker",)},
        {"activity": "Nanti"},
    )
    bazar = plan.groups.get().lines.get(activity="Bazar")
    services.report_progress(by=planner, line=bazar, value=100, on=date(2026, 2, 25))
    owners = by_owner(late_things(ActionPlan.objects.all(), date(2026, 3, 1)))
    assert [(one.who, len(one.things), one.longest) for one in owners] == [("Dinas Koperasi", 2, 28)]
    assert owners[0].things[1].others == "Universitas Contoh"


def test_the_matrix_is_narrowed_by_group_agency_partner_and_light(planner):
    plan = case.agreed(
        planner, {}, {"activity": "Riset", "agencies": ("kampus",), "deadline": date(2026, 2, 1)}
    )
    other = services.add_group(by=planner, plan=plan, name="Pekerja pulang")
    case.line(planner, other, activity="Padat karya", agencies=("disnaker",))

    def shown(**choice):
        return [one.what for one in matrix_of(plan, Choice(**choice)).lines]

    assert shown(group=2) == ["Padat karya"]
    assert shown(agency="kampus") == shown(partner="academia") == shown(light="late") == ["Riset"]
    assert shown(agency="kampus", group=2) == []


def test_evidence_is_looked_at_before_it_is_kept(planner):
    with pytest.raises(Refused, match="bukan PDF"):
        read_evidence(ContentFile(b"MZ program", name="bukti.pdf"))
    line = case.first_line(case.agreed(planner))
    evidence = read_evidence(ContentFile(case.PDF, name="daftar hadir.pdf"))
    made = services.report_progress(by=planner, line=line, value=3, on=date(2026, 2, 1), evidence=evidence)
    assert (made.evidence_name, len(made.evidence_sha256)) == ("daftar hadir.pdf", 64)
