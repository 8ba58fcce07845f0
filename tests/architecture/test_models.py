"""Foreign keys point down the house, as imports do: string references escape the import contracts."""

import pytest
from django.apps import apps

# Upper stages first; a model may point at its own app and at those after it in this list.
HOUSE = [
    *("interop", "coordination"),
    *(
        "payments",
        "proposals",
        "screening",
        "recipients",
        "registry",
        "catalogue",
        "verification",
        "collection",
    ),
    *("work", "audit", "accounts", "messaging", "areas"),
]


def ours():
    return [model for model in apps.get_models() if model.__module__.startswith("satupintu.")]


def test_every_app_of_ours_has_its_place():
    assert {model._meta.app_label for model in ours()} <= set(HOUSE)


def test_relations_point_down_the_house():
    for model in ours():
        rank = HOUSE.index(model._meta.app_label)
        for field in model._meta.get_fields(include_hidden=True):
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            target = field.related_model._meta.app_label
            if target in HOUSE:
                assert HOUSE.index(target) >= rank, f"{model._meta.label}.{field.name} points up to {target}"


def test_no_generic_relations():
    """They would point anywhere, unseen by the test above."""
    for model in ours():
        assert not model._meta.private_fields, model._meta.label


def test_no_model_has_two_state_fields():
    for model in ours():
        states = [field.name for field in model._meta.fields if field.name in {"state", "status", "stage"}]
        assert len(states) <= 1, f"{model._meta.label}: {states}"


@pytest.mark.django_db
def test_models_and_migrations_say_the_same():
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
