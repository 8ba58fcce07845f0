"""Which plans and partners a person sees: those of their part of the tree, and the agreed ones of areas above it."""

from django.db.models import QuerySet

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import can, limit_to_area

from ..models import ActionPlan, Meeting, MeetingDecision, Partner, PlanLine, PlanState, Promise

PUBLIC_STATES = (PlanState.AGREED, PlanState.CLOSED)


def visible_plans(user: User) -> QuerySet[ActionPlan]:
    """A village sees its regency's agreed plan, which it has a part in; drafts are for those who plan, and auditors."""
    plans = ActionPlan.objects.select_related("area", "agreed_by")
    if not can(user, "plan.read"):
        return plans.none()
    inside = limit_to_area(plans, user)
    if not (can(user, "plan.manage") or user.role == "auditor"):
        inside = inside.filter(state__in=PUBLIC_STATES)
    return inside | plans.filter(area__in=user.area.codes_above, state__in=PUBLIC_STATES)


def managed_plans(user: User) -> QuerySet[ActionPlan]:
    """The plans that a planner may change: of their own part only."""
    plans = ActionPlan.objects.select_related("area")
    return limit_to_area(plans, user) if can(user, "plan.manage") else plans.none()


def public_plans() -> QuerySet[ActionPlan]:
    """Agreed plans, which everybody may read."""
    return ActionPlan.objects.filter(state__in=PUBLIC_STATES).select_related("area")


def visible_lines(user: User) -> QuerySet[PlanLine]:
    found = PlanLine.objects.select_related("group__plan__area").prefetch_related("agencies")
    return found.filter(group__plan__in=visible_plans(user))


def visible_partners(user: User) -> QuerySet[Partner]:
    """Partners of one's part of the tree and of the areas above it."""
    partners = Partner.objects.select_related("area")
    if not can(user, "plan.read"):
        return partners.none()
    return limit_to_area(partners, user) | partners.filter(area__in=user.area.codes_above)


def visible_promises(user: User) -> QuerySet[Promise]:
    found = Promise.objects.select_related("partner__area", "plan__area", "line__group")
    return found.filter(plan__in=visible_plans(user))


def visible_meetings(user: User) -> QuerySet[Meeting]:
    return Meeting.objects.select_related("plan__area").filter(plan__in=visible_plans(user))


def visible_decisions(user: User) -> QuerySet[MeetingDecision]:
    found = MeetingDecision.objects.select_related("meeting__plan__area", "owner", "partner", "done")
    return found.filter(meeting__plan__in=visible_plans(user))
