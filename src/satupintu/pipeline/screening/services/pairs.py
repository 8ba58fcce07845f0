"""Finds the pairs of rows that may be one person's, and keeps what people say of them. No row changes by either."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from satupintu.batch.duplicates import write_pairs
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.models import Job
from satupintu.foundation.work.services import start

from ..models import PairJudgement, Run, Verdict
from ..selectors.pairs import Pair, pair_at, places_of
from ..selectors.visibility import visible_decisions

PAIRS = "screening.pairs"


def write_run_pairs(run: Run) -> int:
    """Finds a run's pairs and writes them beside its results; returns how many. Done twice, it does no harm."""
    run.pairs_folder.mkdir(parents=True, exist_ok=True)
    return write_pairs(run.folder / "rows.parquet", run.pairs_folder)


@transaction.atomic
def start_finding(*, by: User, run: Run) -> Job:
    """Queues the search for a run's pairs: for a run made before there was one.

    Raises Refused where the run keeps no rows, which is so for the very large.
    """
    require(by, "round.screen", run.round.area)
    if not (run.folder / "rows.parquet").exists():
        raise Refused(
            _("Putaran sebesar ini tidak menyimpan salinan barisnya; pasangannya tidak dapat dicari di sini.")
        )
    return start(
        PAIRS,
        by=by,
        title=_("Mencari orang yang mungkin sama di %(round)s") % {"round": run.round.title},
        arguments={"run": run.pk},
        area=run.round.area,
        return_to=reverse("screening:pairs", args=[run.round_id]),
    )


@transaction.atomic
def judge_pair(*, by: User, run: Run, left: int, right: int, verdict: str) -> PairJudgement:
    """Keeps what a person says of two rows, by their numbers in the run; an earlier judgement stays and is outdone.

    Raises PermissionDenied where the person may not see both rows, Refused for a pair or a word nobody knows.
    """
    require(by, "pair.judge")
    pair = pair_at(run, visible_decisions(by, run), left, right)
    if pair is None:
        raise PermissionDenied("pair.judge")
    if verdict not in Verdict.values:
        raise Refused(_("Pilih satu orang, dua orang, atau belum tahu."))
    made = PairJudgement.objects.create(
        round=run.round,
        run=run,
        **dict(zip(("left", "right"), places_of(pair), strict=True)),
        verdict=verdict,
        evidence=_shown(pair),
        by=by,
    )
    record(
        "pair.judge",
        by=by,
        on=made,
        area=run.round.area,
        run=run.number,
        verdict=verdict,
        score=round(pair.score),
    )
    return made


def _shown(pair: Pair) -> dict[str, Any]:
    """What spoke for and against the pair when it was judged."""
    lines = [[line.field, line.level, line.bits] for line in pair.lines]
    return {"kind": pair.kind, "score": pair.score, "against": pair.against, "fields": lines}
