"""What a submission says, beside what the one that it mends said instead."""

from dataclasses import dataclass

from satupintu.pipeline.collection.models import Submission
from satupintu.pipeline.collection.selectors import answers_of

_COVERED = ("nik", "kk")  # their change may not show in what is shown of them
NOTHING = "–"


@dataclass(frozen=True)
class Fact:
    """One answer. `before` is what the submission that this one mends said instead; None where it said the same."""

    label: str
    value: str
    before: str | None = None


def facts_of(submission: Submission) -> list[Fact]:
    """All answers but photos, in the order of the form, then those that were taken out; NIK and KK are covered."""
    said = _words(submission)
    if submission.replaces is None:
        return [Fact(label, words) for label, words in said.items()]
    before = _words(submission.replaces)
    facts = [Fact(label, words, _other(before.get(label, NOTHING), words)) for label, words in said.items()]
    return facts + [Fact(label, NOTHING, words) for label, words in before.items() if label not in said]


def covered_changes(submission: Submission) -> list[str]:
    """NIK, KK: which of the covered numbers differ from what the mended submission said."""
    if submission.replaces is None:
        return []
    before = submission.replaces.facts
    return [name.upper() for name in _COVERED if submission.facts.get(name) != before.get(name)]


def _words(submission: Submission) -> dict[str, str]:
    return {one.label: one.words or NOTHING for one in answers_of(submission) if one.attachment is None}


def _other(before: str, now: str) -> str | None:
    return None if before == now else before
