"""Who the account of an owner is in the registry. Its NIK alone does not say: in somebody's record it may be a typing
error, and whoever invites an owner writes it."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from satupintu.engine.names import same_name
from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.areas.models import Level

from ..models import Business, BusinessQuerySet, Person, Record


def own_businesses(user: User) -> BusinessQuerySet:
    """The businesses of `own_persons`, as far as they lie in the account's regency."""
    owners = list(own_persons(user).values_list("pk", flat=True))
    found = (
        Business.objects.current().owned_by(owner__in=owners).filter(area__path__startswith=_regency(user))
    )
    return found.select_related("owner", "area").order_by("number")


def own_persons(user: User) -> QuerySet[Person]:
    """The persons with the account's own NIK who bear its name, or none, and are of its regency; nearly always one."""
    if not user.nik or not user.is_active or user.role != Role.BUSINESS_OWNER:
        return Person.objects.none()
    found = recorded(user.nik, within=_regency(user))
    return Person.objects.filter(pk__in=bearing([user.name], found))


def recorded(nik: str, *, within: str = "") -> QuerySet[Person]:
    """The persons with this NIK of whom there are records, those with a part in an area; `within` is its path."""
    near = Q(area__path__startswith=within) | Q(businesses__area__path__startswith=within)
    return Person.objects.filter(near, nik=nik, identities__isnull=False).distinct()


def is_known_otherwise(user: User) -> bool:
    """Whether the registry knows the account's NIK, and only under another name or in another regency."""
    return bool(user.nik) and not own_persons(user).exists() and recorded(user.nik).exists()


def bearing(names: Iterable[str], persons: Iterable[Person]) -> list[int]:
    """Those of the persons who bear one of the names, in any record that was judged to be theirs, or none at all."""
    wanted, borne = list(names), names_of(persons)
    return [pk for pk, theirs in borne.items() if not theirs or bears(wanted, theirs)]


def bears(names: Collection[str], others: Iterable[str]) -> bool:
    """Whether one of the names may be the same as one of the others."""
    return any(same_name(one, other) for one in names for other in others)


def names_of(persons: Iterable[Person]) -> dict[int, set[str]]:
    """Person -> every name under which they were recorded."""
    found = {one.pk: {one.name} for one in persons}
    said = Record.objects.unsealed().filter(identity__person__in=found)
    for person, name in said.values_list("identity__person_id", "name"):
        found[person].add(name)
    return {pk: names - {""} for pk, names in found.items()}


def _regency(user: User) -> str:
    """What the paths of the account's regency begin with."""
    return "/".join(user.area.codes_above[: Level.REGENCY + 1]) + "/"
