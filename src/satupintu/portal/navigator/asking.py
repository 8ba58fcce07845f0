"""Which question comes next: only what can still change an answer, what decides most programmes first.

    next_question(walk) -> Question | None
    relevant(answers) -> {fact: how many programmes it bears on}, the weightiest first

The questions themselves stand in programmes/questions.yaml; which of them matter follows from the programmes' rules.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from satupintu.engine.determination import UNDETERMINED
from satupintu.engine.questions import Question
from satupintu.pipeline.screening.eligibility import OVER, Answer, answers

from .walks import Walk

MOST = 15  # questions in one walk
# Who somebody is and where to reach them: no programme is told by it, and nobody has to say it here.
NEVER = frozenset(
    f"row.{name}" for name in ("nik", "kk", "name", "phone", "address", "rt", "rw", "proposer")
) | {"registry.name"}


def next_question(walk: Walk) -> Question | None:
    """What to ask now; None when nothing more could change an answer, or enough was asked."""
    found = answers(walk.known, walk.answers, catalogue=walk.catalogue)
    return next(iter(open_questions(walk, found)), None)


def open_questions(walk: Walk, found: Iterable[Answer]) -> list[Question]:
    """What could still be asked, in the order in which it would be, `found` being the answers so far."""
    if len(walk.answers) >= MOST:
        return []
    questions = walk.catalogue.questions
    return [questions[fact] for fact in relevant(found, list(questions)) if fact not in walk.answers]


def relevant(found: Iterable[Answer], order: list[str]) -> Mapping[str, tuple[int, int]]:
    """Facts of `order` that can still change an answer: (in how many undecided programmes, in how many at all)."""
    undecided: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for one in found:
        if one.standing == OVER or one.is_offered_here is False:
            continue
        facts = one.open_facts - NEVER
        every.update(facts)
        if one.outcome == UNDETERMINED:
            undecided.update(facts)
    weights = {fact: (undecided[fact], every[fact]) for fact in order if every[fact]}
    return dict(
        sorted(weights.items(), key=lambda one: one[1], reverse=True)
    )  # of equals, as the file has them
