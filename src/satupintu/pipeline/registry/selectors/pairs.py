"""The pairs of records that somebody must look at, what was said of them, and where judgements contradict."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import F, Q, QuerySet

from satupintu.engine.duplicates import PairExplanation, explain_pair
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import limit_to_area

from ..graph import Said, standing
from ..models import About, Identity, Judgement, Pair, Record, Verdict
from ..rules import compared

Rows = TypeVar("Rows", Pair, Judgement)


@dataclass(frozen=True)
class Candidate:
    """Another record that may be of the same person, and what speaks for it."""

    record: Record
    explanation: PairExplanation


def visible_pairs(user: User) -> QuerySet[Pair]:
    """Pairs of which the user may see both records."""
    rows = limit_to_area(
        limit_to_area(_unsealed(Pair.objects.all()), user, "left__area"), user, "right__area"
    )
    return rows.select_related(
        "left__area", "right__area", "left__identity__business", "right__identity__business"
    )


def open_pairs(user: User, about: str) -> QuerySet[Pair]:
    """Those still to be judged: first what nobody looked at, then what is unsure; the likeliest first.

    A pair that other judgements have joined meanwhile asks nothing any more.
    """
    group = _group(about)
    rows = visible_pairs(user).filter(about=about, verdict__in=["", Verdict.UNSURE])
    rows = rows.exclude(**{f"left__identity__{group}": F(f"right__identity__{group}")})
    return rows.order_by("verdict", "-score", "pk")


def conflicts(user: User, about: str) -> list[Judgement]:
    """Judgements that two records are different which stand, though other judgements join the two."""
    group = _group(about)
    rows = visible_judgements(user).filter(
        about=about,
        verdict=Verdict.DIFFERENT,
        undone_by__isnull=True,
        **{f"left__identity__{group}": F(f"right__identity__{group}")},
    )
    return _standing(list(rows), about)


def conflicts_of(records: list[int]) -> list[Judgement]:
    """The same among one group's records."""
    found: list[Judgement] = []
    for about in About.values:
        group = f"{_group(about)}_id"
        of = dict(Identity.objects.filter(record__in=records).values_list("record_id", group))
        rows = Judgement.objects.filter(
            about=about,
            verdict=Verdict.DIFFERENT,
            undone_by__isnull=True,
            left__in=records,
            right__in=records,
        ).select_related("left", "right", "by")
        found += [one for one in _standing(list(rows), about) if of.get(one.left_id) == of.get(one.right_id)]
    return found


def visible_judgements(user: User) -> QuerySet[Judgement]:
    """Judgements about records of which the user may see both, the latest first."""
    rows = _unsealed(Judgement.objects.all())
    rows = limit_to_area(limit_to_area(rows, user, "left__area"), user, "right__area")
    return rows.select_related(
        "left__identity__business",
        "right__identity__business",
        "left__area",
        "right__area",
        "by",
        "undone_by",
    ).order_by("-pk")


def judgements_of(pair: Pair) -> QuerySet[Judgement]:
    """All that was said of a pair, the latest first."""
    return (
        Judgement.objects.filter(about=pair.about, left=pair.left_id, right=pair.right_id)
        .select_related("by", "undone_by")
        .order_by("-pk")
    )


def standing_of(about: str, left: int, right: int) -> Judgement | None:
    """The judgement of two records that counts: the latest that nobody took back."""
    said = Judgement.objects.filter(about=about, left=left, right=right, undoes__isnull=True)
    return said.filter(undone_by__isnull=True).select_related("by").order_by("-pk").first()


def judgements_among(records: list[int]) -> QuerySet[Judgement]:
    """All that was said of pairs among some records and others, the latest first."""
    return (
        Judgement.objects.filter(Q(left__in=records) | Q(right__in=records))
        .select_related(
            "by",
            "undone_by",
            "left__area",
            "right__area",
            "left__identity__business",
            "right__identity__business",
        )
        .order_by("-pk")
    )


def explain(left: Record, right: Record) -> PairExplanation:
    """How far two records agree, what each field is worth, and the likeliest other explanation."""
    return explain_pair(compared(left), compared(right))


def candidates(record: Record, limit: int = 20) -> list[Candidate]:
    """Other persons' records that share a NIK, a family card, or name and village; the likeliest first."""
    shares = Q(pk__in=[])
    for column in ("nik", "kk", "name_key"):
        if value := getattr(record, column):
            shares |= Q(**{column: value})
    rows = Record.objects.unsealed().filter(shares).exclude(pk=record.pk)
    rows = rows.exclude(identity__person=record.identity.person_id).select_related("area")
    found = [Candidate(one, explain(record, one)) for one in rows.order_by("pk")[: limit * 5]]
    return sorted(found, key=lambda one: -one.explanation.bits)[:limit]


def _standing(rows: list[Judgement], about: str) -> list[Judgement]:
    said = Judgement.objects.filter(about=about, left__in=[one.left_id for one in rows])
    judged = standing(
        Said(*row) for row in said.values_list("id", "left_id", "right_id", "verdict", "undoes_id")
    )
    counts = {one.id for one in judged.values()}
    return [one for one in rows if one.pk in counts]


def _unsealed(rows: QuerySet[Rows]) -> QuerySet[Rows]:
    """Without those of an erased person's records, which nothing reads any more."""
    return rows.filter(left__submission__sealed__isnull=True, right__submission__sealed__isnull=True)


def _group(about: str) -> str:
    return "person" if about == About.PERSON else "business"
