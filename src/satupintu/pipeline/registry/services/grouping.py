"""Works identities out again from the judgements that stand, for the groups that were touched and no others."""

from collections.abc import Collection

from django.utils import timezone

from ..graph import Said, components, standing
from ..models import About, Business, Identity, Judgement, Person, Record
from ..numbers import number_of
from ..reading import business_fields, in_order, person_fields

_GROUP = {About.PERSON: "person_id", About.BUSINESS: "business_id"}
_PERSON_FIELDS = ["nik", "kk", "name", "area"]
_BUSINESS_FIELDS = ["kind", "name", "sector", "area", "is_open", "facts", "owner", "updated_at"]


def regroup(*, persons: Collection[int] = (), businesses: Collection[int] = ()) -> set[int]:
    """Puts records into the persons and businesses that judgements make of them now, and reads those anew.

    The arguments are records whose groups may have changed. A record without an identity must stand in both.
    Returns all the records of the groups concerned.
    """
    person_of = _persons_of(_with_companions(About.PERSON, persons))
    business_of = _businesses_of(_with_companions(About.BUSINESS, businesses), person_of)
    concerned = person_of.keys() | business_of.keys()
    _write_identities(concerned, person_of, business_of)
    _read_persons(set(person_of.values()))
    _read_businesses(concerned)
    return concerned


def judged_among(about: str, records: Collection[int]) -> list[Said]:
    """All that was ever said of pairs of which the first stands among the records."""
    rows = Judgement.objects.filter(about=about, left_id__in=records)
    return [Said(*row) for row in rows.values_list("id", "left_id", "right_id", "verdict", "undoes_id")]


def _with_companions(about: str, records: Collection[int]) -> set[int]:
    """The records and those grouped with them until now: a new grouping lies within them."""
    field = _GROUP[about]
    groups = Identity.objects.filter(record_id__in=records).values(field)
    found = Identity.objects.filter(**{f"{field}__in": groups}).values_list("record_id", flat=True)
    return set(records) | set(found)


def _persons_of(records: Collection[int]) -> dict[int, int]:
    """Record -> its person's row, made where the founder had none yet."""
    groups = components(records, standing(judged_among(About.PERSON, records)))
    founders = {min(group) for group in groups}
    known = set(Person.objects.filter(founder_id__in=founders).values_list("founder_id", flat=True))
    new = Record.objects.filter(pk__in=founders - known).order_by("pk")
    Person.objects.bulk_create(Person(founder=one, **person_fields([one])) for one in new)
    rows = dict(Person.objects.filter(founder_id__in=founders).values_list("founder_id", "pk"))
    return {record: rows[min(group)] for group in groups for record in group}


def _businesses_of(records: Collection[int], person_of: dict[int, int]) -> dict[int, int]:
    """Record -> its business's row, made where the founder had none yet."""
    groups = components(records, standing(judged_among(About.BUSINESS, records)))
    founders = {min(group) for group in groups}
    known = set(Business.objects.filter(founder_id__in=founders).values_list("founder_id", flat=True))
    new = Record.objects.filter(pk__in=founders - known).order_by("pk")
    Business.objects.bulk_create(
        Business(
            founder=one,
            number=number_of(one.pk),
            owner_id=person_of.get(one.pk),
            **business_fields([one]),
        )
        for one in new
    )
    rows = dict(Business.objects.filter(founder_id__in=founders).values_list("founder_id", "pk"))
    target = {record: rows[min(group)] for group in groups for record in group}
    _lead_numbers(target)
    return target


def _lead_numbers(target: dict[int, int]) -> None:
    """A number of a record that went to an older business leads there; that of a founder stands for itself."""
    changed = []
    for one in Business.objects.filter(founder_id__in=target).only("founder_id", "leads_to_id"):
        leads_to = None if target[one.founder_id] == one.pk else target[one.founder_id]
        if one.leads_to_id != leads_to:
            one.leads_to_id = leads_to
            changed.append(one)
    Business.objects.bulk_update(changed, ["leads_to"])


def _write_identities(
    records: Collection[int], person_of: dict[int, int], business_of: dict[int, int]
) -> None:
    known = {one.record_id: one for one in Identity.objects.filter(record_id__in=records)}
    changed = []
    for record, one in known.items():
        before = one.person_id, one.business_id
        one.person_id = person_of.get(record, one.person_id)
        one.business_id = business_of.get(record, one.business_id)
        if before != (one.person_id, one.business_id):
            changed.append(one)
    Identity.objects.bulk_update(changed, ["person", "business"])
    Identity.objects.bulk_create(
        Identity(record_id=record, person_id=person_of[record], business_id=business_of[record])
        for record in sorted(records - known.keys())
    )


def _read_persons(persons: Collection[int]) -> None:
    said = _records_by("person_id", persons)
    rows = Person.objects.filter(pk__in=said)
    changed = [one for one in rows if _set(one, person_fields(in_order(said[one.pk])))]
    Person.objects.bulk_update(changed, _PERSON_FIELDS)


def _read_businesses(records: Collection[int]) -> None:
    """Reads the businesses of these records anew; the owner is who the latest record with a name is about."""
    businesses = set(Identity.objects.filter(record_id__in=records).values_list("business_id", flat=True))
    said = _records_by("business_id", businesses)
    changed = []
    for one in Business.objects.filter(pk__in=said):
        ordered = in_order(said[one.pk])
        named = [record for record in ordered if record.name or record.nik] or ordered
        if _set(one, business_fields(ordered) | {"owner_id": named[-1].identity.person_id}):
            one.updated_at = timezone.now()
            changed.append(one)
    Business.objects.bulk_update(changed, _BUSINESS_FIELDS)


def _records_by(field: str, groups: Collection[int]) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = {}
    rows = Record.objects.filter(**{f"identity__{field}__in": groups}).select_related("identity")
    for one in rows:
        found.setdefault(getattr(one.identity, field), []).append(one)
    return found


def _set(row: Person | Business, fields: dict[str, object]) -> bool:
    """Sets the fields; whether that changed anything."""
    changed = False
    for name, value in fields.items():
        changed |= getattr(row, name) != value
        setattr(row, name, value)
    return changed
