"""What waits for this person, across all stages: the one thing to do next, then the rest."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satupintu.community.coordination.next_steps import next_steps as plan_steps
from satupintu.foundation.accounts.models import User
from satupintu.foundation.pages import NextStep
from satupintu.foundation.work.models import Job
from satupintu.gateways.documents import number, rupiah
from satupintu.pipeline.payments.next_steps import next_steps as payment_steps
from satupintu.pipeline.payments.selectors import payable_decrees
from satupintu.pipeline.proposals.next_steps import next_steps as proposal_steps
from satupintu.pipeline.screening.models import RoundState
from satupintu.pipeline.screening.selectors.next_steps import next_step
from satupintu.pipeline.screening.selectors.visibility import visible_rounds, with_lists

from .field_work import field_steps

_SHOWN = 12  # tasks of a kind, rounds, decrees; each has a page that lists them all


@dataclass(frozen=True)
class Task:
    """One thing to do, and the round or decree it is about."""

    about: str
    step: NextStep


@dataclass(frozen=True)
class Entry:
    """A line to look at that asks for nothing. `state` is a tag's, or empty."""

    title: str
    note: str
    state: str
    href: str


@dataclass(frozen=True)
class Queue:
    """A person's work: `tasks` in the order they should be done, `running` work, and what there is to see."""

    tasks: list[Task] = field(default_factory=list)
    running: list[Job] = field(default_factory=list)
    rounds: list[Entry] = field(default_factory=list)
    decrees: list[Entry] = field(default_factory=list)


def queue_of(user: User) -> Queue:
    """The person's work queue, by what their role may do.

    Money comes before signatures, signatures before lists, and lists before the field: what is furthest on its way is
    done first.
    """
    steps = [
        *_some(payment_steps(user), _("Penyaluran"), "payments:decrees"),
        *_some(proposal_steps(user), _("Usulan"), "proposals:proposals"),
        *_some(_round_steps(user), _("Putaran"), "screening:rounds"),
        *field_steps(user),
        *plan_steps(user),
    ]
    return Queue(
        tasks=[Task(about, step) for about, step in steps],
        running=list(Job.objects.unfinished().filter(by=user)),
        rounds=list(_rounds(user)),
        decrees=list(_decrees(user)),
    )


def _some(steps: Iterable[tuple[str, NextStep]], of: str, page: str) -> Iterator[tuple[str, NextStep]]:
    """The first few steps of each kind; where there are more, how many, with a link to the page that lists all."""
    kinds: Counter[str] = Counter()
    for about, step in steps:
        kinds[step.button] += 1
        if kinds[step.button] <= _SHOWN:
            yield about, step
    if left := sum(count - _SHOWN for count in kinds.values() if count > _SHOWN):
        title = ngettext("Satu lagi menunggu", "%(n)s lagi menunggu", left) % {"n": number(left)}
        yield of, NextStep(title, href=reverse(page))


def _round_steps(user: User) -> Iterator[tuple[str, NextStep]]:
    if not user.can("list.upload"):  # who only reads has nothing to do
        return
    open_rounds = visible_rounds(user).exclude(state__in=[RoundState.SCREENING, RoundState.SIGNED])
    for round in with_lists(user, open_rounds):
        if step := next_step(user, round):
            yield round.title, step


def _rounds(user: User) -> Iterator[Entry]:
    if not user.can("round.read"):
        return
    for round in visible_rounds(user)[:_SHOWN]:
        day = date_format(round.as_of, "j F Y")
        yield Entry(
            title=round.title,
            note=_("%(area)s, aturan per %(day)s") % {"area": round.area.name, "day": day},
            state=round.state,
            href=reverse("screening:round", args=[round.pk]),
        )


def _decrees(user: User) -> Iterator[Entry]:
    if not user.can("payment.read"):
        return
    for decree in payable_decrees(user)[:_SHOWN]:
        words = {"people": number(decree.recipients), "total": rupiah(decree.total), "bank": decree.bank.name}
        yield Entry(
            title=decree.number,
            note=_("%(people)s penerima, %(total)s, %(bank)s") % words,
            state="",
            href=reverse("payments:payments", args=[decree.pk]),
        )
