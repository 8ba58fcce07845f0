"""What waits for this person, across all stages: the one thing to do next, then the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.work.models import Job
from satupintu.pipeline.screening.selectors.next_steps import next_step
from satupintu.pipeline.screening.selectors.visibility import visible_rounds


@dataclass(frozen=True)
class Task:
    """One thing to do: what, about what, and the button that does it or leads there."""

    title: str
    text: str
    about: str
    button: str
    href: str
    is_post: bool = False


@dataclass(frozen=True)
class Entry:
    """A line to look at that asks for nothing: a title, a state, a link."""

    title: str
    note: str
    state: str
    href: str


@dataclass(frozen=True)
class Queue:
    """A person's work: `tasks` in the order they should be done, `running` work, `others` to look at."""

    tasks: list[Task] = field(default_factory=list)
    running: list[Job] = field(default_factory=list)
    others: list[Entry] = field(default_factory=list)


def queue_of(user: User) -> Queue:
    """The person's work queue, by what their role may do."""
    tasks = [*_round_tasks(user)] if user.can("round.read") else []
    others = [*_rounds(user)] if user.can("round.read") else []
    running = list(Job.objects.unfinished().filter(by=user))
    return Queue(tasks, running, others)


def _round_tasks(user: User) -> Iterator[Task]:
    for round in visible_rounds(user):
        if step := next_step(user, round):
            yield Task(
                title=step.title,
                text=step.text,
                about=round.title,
                button=step.button,
                href=step.href,
                is_post=step.is_post,
            )


def _rounds(user: User) -> Iterator[Entry]:
    for round in visible_rounds(user):
        yield Entry(
            title=round.title,
            note=_("%(area)s, aturan per %(day)s")
            % {"area": round.area.name, "day": round.as_of.strftime("%d-%m-%Y")},
            state=round.state,
            href=reverse("screening:round", args=[round.pk]),
        )
