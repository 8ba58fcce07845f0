"""Who may do what, and where: the role table and the one function that limits a queryset."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import ACTIONS, allow, can, limit_to_area, require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.models import Event
from satupintu.foundation.audit.services import record

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "action", "expected"),
    [
        ("village_officer", "list.upload", True),
        ("village_officer", "round.sign", False),
        ("village_officer", "payment.read", False),
        ("district_officer", "round.sign", True),
        ("district_officer", "payment.answer", False),
        ("bank_officer", "payment.answer", True),
        ("bank_officer", "round.read", False),
        ("bank_officer", "person.read", False),
        ("auditor", "person.read", True),
        ("auditor", "event.read", True),
        ("administrator", "account.manage", True),
        ("administrator", "person.read", False),
    ],
)
def test_a_role_may_do_what_its_work_needs(make_user, role, action, expected):
    assert can(make_user(role), action) is expected


def test_the_auditor_changes_nothing(make_user):
    auditor = make_user("auditor")
    allowed = {action for action in ACTIONS if can(auditor, action)}
    # Evidence of a plan is opened, and what agencies reported is looked at.
    assert {action.rpartition(".")[2] for action in allowed} == {"read", "self", "evidence", "reported"}


def test_an_action_ends_at_the_edge_of_the_users_area(make_user, areas):
    officer = make_user("district_officer")
    assert can(officer, "round.sign", areas["35.07.11"])
    assert not can(officer, "round.sign", areas["35.14"])
    assert not can(officer, "round.sign", areas["35"])
    with pytest.raises(PermissionDenied):
        require(officer, "round.sign", areas["35.14"])


def test_strangers_and_closed_accounts_may_do_nothing(make_user):
    closed = make_user("district_officer", is_active=False)
    for user in (AnonymousUser(), closed, None):
        assert not any(can(user, action) for action in ACTIONS)
        assert not limit_to_area(Area.objects.all(), user, "parent").exists()


def test_a_misspelt_action_is_an_error_not_a_refusal(make_user):
    with pytest.raises(KeyError):
        can(make_user("auditor"), "round.raed")
    with pytest.raises(KeyError):
        allow("round.raed")


def test_a_queryset_is_limited_by_a_path_to_an_area(make_user, areas):
    inside, outside = make_user("village_officer"), make_user("village_officer", area="35.14.01.2001")
    found = limit_to_area(User.objects.all(), make_user("district_officer"))
    assert inside in found
    assert outside not in found
    event = record("test", by=outside)
    assert event in limit_to_area(Event.objects.all(), make_user("auditor"), "by__area")
    assert event not in limit_to_area(Event.objects.all(), inside, "by__area")


def test_a_queryset_is_limited_by_a_text_field_that_holds_a_code(make_user, areas):
    # Area.code stands in for a plain code column; 35.07.1 begins like 35.07.11 but is another place.
    areas["35.07"].children.create(code="35.07.1", name="Lain", level=3, path="ID/35/35.07/35.07.1/")
    district = make_user("district_officer", area="35.07.11")
    codes = set(limit_to_area(Area.objects.all(), district, "code").values_list("code", flat=True))
    assert codes == {"35.07.11", "35.07.11.2007", "35.07.11.2008"}
    assert limit_to_area(Area.objects.all(), make_user("auditor"), "code").count() == Area.objects.count()


def test_every_role_has_work(make_user):
    for role in Role.values:
        assert sum(role in roles for roles in ACTIONS.values()) >= 3
