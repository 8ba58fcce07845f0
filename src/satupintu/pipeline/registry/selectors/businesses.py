"""Which businesses a person may see, how they are found, and the records behind one."""

from django.db.models import Q, QuerySet

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import can, limit_to_area
from satupintu.foundation.areas.models import Area

from ..models import Business, BusinessQuerySet, Letter, Person, Record
from ..numbers import number_of, record_of
from ..reading import sound_nik
from .owners import own_businesses


def visible_businesses(user: User) -> BusinessQuerySet:
    """Businesses that stand for themselves and were not erased, of the user's area; an owner's own."""
    if getattr(user, "role", None) == Role.BUSINESS_OWNER:
        return own_businesses(user)
    return limit_to_area(Business.objects.current().select_related("owner", "area"), user)


def business_by_number(user: User, number: str) -> Business | None:
    """The business that a number leads to today, where the user may see it."""
    record = record_of(number)
    if record is None:
        return visible_businesses(user).filter(number=number).first()
    found = Business.objects.filter(number=number_of(record)).values_list("pk", "leads_to_id").first()
    if found is None:  # a record that joined an older business from the first never had a row of its own
        return visible_businesses(user).filter(identities__record=record).first()
    return visible_businesses(user).filter(pk=found[1] or found[0]).first()


def search_businesses(user: User, *, search: str = "", area: Area | None = None) -> BusinessQuerySet:
    """Businesses by number, by whole NIK (for those who may read one), or by words of either name."""
    found = visible_businesses(user)
    if area is not None:
        found = found.filter(area__path__startswith=area.path)
    words = search.strip()
    if not words:
        return found
    if (nik := sound_nik(words)) != "":
        return found.owned_by(owner__nik=nik) if can(user, "nik.read") else found.none()
    if record_of(words) is not None:
        business = business_by_number(user, words)
        return found.filter(pk=business.pk) if business else found.none()
    for word in words.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(owner__name__icontains=word))
    return found


def records_of(business: Business) -> QuerySet[Record]:
    """All records judged to be about a business, the oldest said first, each with the submission it came as."""
    return (
        Record.objects.unsealed()
        .filter(identity__business=business)
        .select_related("submission__by", "submission__area", "area", "identity__person")
    )


def numbers_of(business: Business) -> list[str]:
    """The numbers that lead to a business, its own first, as far as they were ever given to anybody."""
    led = Business.objects.filter(leads_to=business).order_by("number").values_list("number", flat=True)
    return [business.number, *led]


def letters_of(business: Business) -> QuerySet[Letter]:
    """Letters under any of its numbers: a letter follows the number that stands on it."""
    return Letter.objects.filter(Q(business=business) | Q(business__leads_to=business)).select_related(
        "business"
    )


def household_of(user: User, person: Person | None) -> BusinessQuerySet:
    """Businesses of others of the same family card, as far as the user may see them."""
    found = visible_businesses(user)
    if person is None or not person.kk:
        return found.none()
    return found.owned_by(owner__kk=person.kk).exclude(owner=person)
