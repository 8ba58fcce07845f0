"""What reasons and flags are called, by the programme text that a run was decided by."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from satupintu.engine.reasons import WORDINGS, wording
from satupintu.engine.rules import Programme, ProgrammeError
from satupintu.foundation.pages import language
from satupintu.gateways.programmes import LoadedProgramme, load_programme

from ..finished import pinned_programme
from ..models import Round, Run


@lru_cache(maxsize=64)
def programme_of(folder: Path) -> LoadedProgramme:
    """The programme text pinned in a run's folder, which never changes."""
    return pinned_programme(folder)


def known_words(run: Run) -> frozenset[str]:
    """Every reason and flag that a row of this run can have."""
    return frozenset(WORDINGS) | {one.id for one in programme_of(run.folder).programme.criteria()}


def title_of(reason: str, run: Run) -> str:
    """A reason's or flag's short name; a criterion is named as what it asks, its failing is said by the outcome."""
    title = _word(reason, run, "title")
    return title if reason in WORDINGS else _("Syarat: %(title)s") % {"title": title}


def remedy_of(reason: str, run: Run) -> str:
    return _word(reason, run, "remedy")


def programme_title(round: Round) -> str:
    """The programme's title as the catalogue has it today; its id where it left the catalogue."""
    try:
        return load_programme(round.programme).programme.title.get(language())
    except ProgrammeError:
        return round.programme


def some_of(names: Sequence[str], most: int = 5) -> str:
    """The first names, and how many more there are, for a sentence."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return _("%(names)s dan %(n)s lainnya") % {"names": shown, "n": more} if more > 0 else shown


def _word(reason: str, run: Run, kind: str) -> str:
    programme: Programme = programme_of(run.folder).programme
    try:
        return getattr(wording(programme, reason), kind).get(language())
    except KeyError:
        return reason
