"""Takes in whose money came back, so that a later round may name these people again."""

from collections.abc import Iterable

from ..models import CameBack, Decree


def note_came_back(*, decree: Decree, numbers: Iterable[int]) -> None:
    """Keeps the annex numbers of recipients whose payment stands returned, each once.

    Called within the transaction that records the bank's answer, by whom and why: its event is the one of this too.
    """
    CameBack.objects.bulk_create((CameBack(decree=decree, number=one) for one in numbers), batch_size=500)
