"""The demo's plan: ten groups, some late, every light shown, through the services and the real catalogue."""

import pytest
from django.utils import timezone

from satupintu.community.coordination.models import ActionPlan, Partner, PartnerKind
from satupintu.community.coordination.selectors.lateness import late_things
from satupintu.community.coordination.selectors.matrix import matrix_of
from satupintu.community.coordination.selectors.sheet import size_of
from satupintu.project.demo_plan import fill_plan


@pytest.mark.django_db
def test_the_demos_plan_shows_every_light_every_kind_of_partner_and_what_is_late(make_user):
    people = {"dinas": make_user("district_officer"), "kecamatan": make_user("subdistrict_officer")}
    fill_plan(people)
    plan = ActionPlan.objects.get()
    matrix = matrix_of(plan)
    assert (len(matrix.groups), len(matrix.lines)) == (10, 30)
    assert all(matrix.counts.values())
    assert size_of(matrix.lines)
    assert set(Partner.objects.values_list("kind", flat=True)) == set(PartnerKind.values)
    late = late_things(ActionPlan.objects.all(), timezone.localdate())
    assert {one.kind for one in late} == {"line", "promise", "decision"}
    assert "rekaan" in plan.title
