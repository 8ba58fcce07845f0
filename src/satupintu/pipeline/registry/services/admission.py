"""Admits what all tiers confirmed: a record for each submission, joined by rule where that is plain, else alone."""

from collections.abc import Collection, Iterable

from django.db import transaction

from satupintu.foundation.audit.services import record as note
from satupintu.pipeline.verification.models import Purpose, Waiting

from ..graph import Pairing
from ..models import About, Identity, Judgement, Pair, Record, Verdict
from ..numbers import record_of
from ..reading import record_from
from ..rules import Asked, Joined, Known, settle
from .grouping import judged_among, regroup
from .turns import take_turn


@transaction.atomic
def admit_waiting(limit: int = 500) -> int:
    """Admits up to `limit` submissions that wait for it, the longest waiting first; returns how many.

    Where somebody else decides just now, nothing is done and 0 returned: they are admitting, or the next call will.
    """
    if not take_turn(waits=False):
        return 0
    waiting = list(
        Waiting.objects.filter(purpose=Purpose.ADMIT)
        .select_related("submission__area")
        .order_by("since", "pk")[:limit]
    )
    if not waiting:
        return 0
    known = set(
        Record.objects.filter(submission__in=[one.submission_id for one in waiting]).values_list(
            "submission_id", flat=True
        )
    )
    records = Record.objects.bulk_create(
        record_from(one.submission) for one in waiting if one.submission_id not in known
    )
    _settle(records)
    Waiting.objects.filter(pk__in=[one.pk for one in waiting]).delete()
    note("registry.admit", by=None, rows=len(records))
    return len(records)


def _settle(records: list[Record]) -> None:
    """Makes the judgements that rules make of new records, queues what must be asked, and groups them."""
    known = _known(records)
    found = [one for record in records for one in settle(record, known)]
    joined = [one for one in found if isinstance(one, Joined)]
    Judgement.objects.bulk_create(
        Judgement(about=one.about, left_id=one.left, right_id=one.right, verdict=Verdict.SAME, rule=one.rule)
        for one in joined
    )
    new = {one.pk for one in records}
    regroup(
        persons=new | {one.left for one in joined if one.about == About.PERSON},
        businesses=new | {one.left for one in joined if one.about == About.BUSINESS},
    )
    _queue([one for one in found if isinstance(one, Asked)], known)


def _queue(asked: list[Asked], known: Known) -> None:
    """Queues pairs, except between two groups of which somebody was asked or has spoken already."""
    for about, groups in ((About.PERSON, known.persons), (About.BUSINESS, known.businesses)):
        ours = [one for one in asked if one.about == about]
        members = {one for pair in ours for side in (pair.left, pair.right) for one in groups.group(side)}
        spoken = {tuple(sorted(map(groups.find, pair))) for pair in _spoken_of(about, members)}
        made = []
        for one in ours:
            between = tuple(sorted((groups.find(one.left), groups.find(one.right))))
            if between[0] != between[1] and between not in spoken:
                spoken.add(between)
                made.append(
                    Pair(
                        about=about,
                        left_id=one.left,
                        right_id=one.right,
                        reason=one.reason,
                        score=one.score,
                    )
                )
        Pair.objects.bulk_create(made, ignore_conflicts=True)


def _spoken_of(about: str, records: Collection[int]) -> Iterable[Pairing]:
    """Pairs of these records that stand in the queue or were judged."""
    yield from Pair.objects.filter(about=about, left__in=records, right__in=records).values_list(
        "left", "right"
    )
    yield from ((one.left, one.right) for one in judged_among(about, records) if one.right in records)


def _known(records: list[Record]) -> Known:
    """What the registry holds that these records may have to do with, with the groups that it stands in.

    An erased person's records are not among it: joined to a new one they would be read again.
    """
    numbers = {record_of(one.about) for one in records if one.about} - {None}
    new = {one.pk for one in records}
    near: set[int] = set(Record.objects.unsealed().filter(pk__in=numbers).values_list("pk", flat=True))
    for column in ("nik", "kk", "name_key"):
        values = {getattr(one, column) for one in records} - {""}
        near |= set(
            Record.objects.unsealed().filter(**{f"{column}__in": values}).values_list("pk", flat=True)
        )
    mended = _mended(records)
    near |= {one for chain in mended.values() for one in chain}
    near -= new
    beside = Identity.objects.filter(record__in=near)
    whole = Identity.objects.filter(person__in=beside.values("person")) | Identity.objects.filter(
        business__in=beside.values("business")
    )
    known = Known(mended=mended)
    for one in whole.select_related("record__area", "person", "business").order_by("record_id"):
        known.add(one.record, person=one.person.founder_id, business=one.business.founder_id)
    return known


def _mended(records: list[Record]) -> dict[int, list[int]]:
    """Record -> the admitted records whose submissions its own takes the place of, nearest first."""
    chains = {one.pk: [mended.pk for mended in one.submission.mended()] for one in records}
    sent = {submission for chain in chains.values() for submission in chain}
    found = Record.objects.unsealed().filter(submission__in=sent)
    admitted = dict(found.values_list("submission_id", "pk")) if sent else {}
    return {pk: [admitted[one] for one in chain if one in admitted] for pk, chain in chains.items() if chain}
