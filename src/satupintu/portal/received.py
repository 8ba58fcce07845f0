"""What a person received: payments of decrees that name their NIK, and aid that any agency reported."""

from dataclasses import dataclass
from datetime import date

from satupintu.batch.pages import connection
from satupintu.engine.aid import MATCHED, UNMATCHED
from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import COUNTRY, Area, Level
from satupintu.gateways.banks import PaymentState
from satupintu.pipeline.payments.ledger import open_ledger
from satupintu.pipeline.payments.models import PaymentBatch
from satupintu.pipeline.recipients.models import AidReport, Source
from satupintu.pipeline.recipients.overlap.person import Overlap, overlaps_among
from satupintu.pipeline.recipients.selectors import Aid, aid_of, received_by_person
from satupintu.pipeline.registry.models import Person
from satupintu.pipeline.registry.selectors.owners import bears, names_of, own_persons


@dataclass(frozen=True)
class Received:
    """One payment: whole rupiah, its state as `{% tag %}` knows it, and the bank's day."""

    decree: str
    bank: str
    amount: int
    state: str
    on: date | None


def received_by(user: User, areas: list[Area]) -> list[Received]:
    """Payments to an owner's NIK and name in decrees of rounds that their areas lie in, newest decree first."""
    codes = {code for area in areas for code in area.codes_above}
    if not user.nik or not codes:
        return []
    batches = PaymentBatch.objects.filter(decree__proposal__round__area__in=codes).select_related("decree")
    names = {user.name}.union(*names_of(own_persons(user)).values())
    found = []
    with connection() as own:
        for batch in batches.order_by("-pk"):
            open_ledger(own, batch)
            query = 'SELECT name, amount, state, "on" FROM ledger WHERE nik = ?'
            for name, amount, state, on in own.execute(query, [user.nik]).fetchall():
                if not bears(names, [name]):
                    continue
                shown = "pending" if PaymentState(state) is PaymentState.WAITING else str(state)
                found.append(Received(batch.decree.number, batch.bank.name, amount, shown, on))
    return found


def aid_to(person: Person | None) -> list[Aid]:
    """All that agencies reported of a person of the registry, our own payments among it, oldest first."""
    return received_by_person(person.nik, person.pk) if person else []


def aid_elsewhere(user: User) -> list[Aid]:
    """`aid_to_owner` without the payments made here."""
    found = aid_to_owner(user)
    reports = {one.report for one in found}
    paid_here = set(
        AidReport.objects.filter(pk__in=reports, source=Source.PAYMENT).values_list("pk", flat=True)
    )
    return [one for one in found if one.report not in paid_here]


def overlaps_to(user: User) -> list[Overlap]:
    """The pairs of programmes, or of one received more than once, among all that is an owner's."""
    return overlaps_among(aid_to_owner(user))


def aid_to_owner(user: User) -> list[Aid]:
    """What was reported under an owner's NIK and is theirs by name too, oldest first: matched to them in the registry,
    or, of somebody the registry does not know, reported under their name and not of another regency.

    The NIK alone opens nothing: whoever invites an owner writes it, and a name that nobody else gave.
    """
    persons = set(own_persons(user).values_list("pk", flat=True))
    return [
        one
        for one in aid_of(user.nik)
        if (one.match == MATCHED and one.person in persons)
        or (one.match == UNMATCHED and one.name and bears([user.name], [one.name]) and _is_near(user, one))
    ]


def _is_near(user: User, aid: Aid) -> bool:
    """Whether aid was received in the account's regency, as far as its report says where."""
    regency = user.area.codes_above[: Level.REGENCY + 1][-1]
    return aid.village is None or regency == COUNTRY or aid.village.startswith(f"{regency}.")
