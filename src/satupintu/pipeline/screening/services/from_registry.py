"""Takes a round's applicants from the registry: a snapshot of its businesses, added as a list like any other."""

import tempfile
from pathlib import Path

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.registry import snapshot

from ..models import ListFile, ListState, Round
from .lists import add_list

_BEGINS = "registri-"


def take_from_registry(*, by: User, round: Round) -> ListFile:
    """Adds the businesses that the registry holds of the round's area today; an earlier snapshot makes way.

    Raises Refused where the registry holds none there, or nothing changed since the last snapshot.
    """
    require(by, "round.screen", round.area)
    today = timezone.localdate()
    name = f"{_BEGINS}{round.area_id}-{today:%Y-%m-%d}.parquet"
    earlier = round.lists.filter(original_name__startswith=_BEGINS, original_name__endswith=".parquet")
    with tempfile.TemporaryDirectory(prefix="satupintu-registry-") as folder:
        path = Path(folder) / name
        rows = snapshot.write(round.area, path, today, round.as_of)
        if not rows:
            raise Refused(
                _("Registri belum memuat usaha yang berjalan di %(area)s.") % {"area": round.area.name}
            )
        with path.open("rb") as file:
            made = add_list(
                by=by,
                round=round,
                file=File(file, name=name),
                area=round.area,
                replaces=earlier.exclude(state=ListState.WITHDRAWN).first(),
            )
    record("registry.snapshot", by=by, on=made, area=round.area, round=round.pk, rows=rows)
    return made
