"""A house with three businesses and the aid of their owners and of others, counted once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.aid_case import row, write_aid, write_areas

VILLAGE, NEXT, FAR = "35.07.11.2008", "35.07.11.2007", "35.14.01.2001"
SITI, BUDI, FAR_NIK = "3507114205870001", "3507111203800002", "3514015506900003"
OTHERS = 3507114205900001  # six more of Arjowilangun, who are in no registry


@pytest.fixture
def counted(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Counts everything as it stands now; gives the reckoning. The nation has these villages only."""
    few = write_areas(data_folder / "areas.parquet", (VILLAGE, NEXT, FAR))
    monkeypatch.setattr("satupintu.pipeline.recipients.overlap.services.areas_file", lambda: few)
    from satupintu.pipeline.recipients.models import Reckoning
    from satupintu.pipeline.recipients.overlap.services import reckon

    def count() -> Any:
        made = Reckoning.objects.create()
        reckon(made, lambda *_: None)
        return made

    return count


@pytest.fixture
def house(
    data_folder: Path, areas: dict[str, Any], make_user: Callable[..., Any], counted: Any
) -> dict[str, Any]:
    """Siti (both grants, and a training twice), Budi (one grant), somebody far away (nothing); what they need."""
    from satupintu.pipeline.registry.models import Business
    from tests.unit.pipeline.registry.own_case import make_business, make_record

    officer = make_user("village_officer")
    siti = make_business(
        areas[VILLAGE], officer, SITI, "Siti Aminah", "Warung Siti", needs=["capital", "marketing"]
    )
    budi = make_business(
        areas[NEXT], officer, BUDI, "Budi Santoso", "Bengkel Budi", sector="craft", needs=["capital"]
    )
    far = make_business(areas[FAR], officer, FAR_NIK, "Jauh Sekali", "Kios Jauh", needs=["equipment"])
    Business.objects.filter(pk=budi.pk).update(sector="craft")
    make_record(siti, officer, siti.facts, date(2021, 3, 1))
    write_aid(data_folder / "aid" / "aid.parquet", aid())
    return {"siti": siti, "budi": budi, "far": far, "reckoning": counted()}


def aid() -> list[dict[str, Any]]:
    rows = [
        row(int(SITI), "bpum-2020", amount=2_400_000, received_on=date(2020, 10, 1), name="SITI AMINAH"),
        row(int(SITI), "bpum-2021", amount=1_200_000, received_on=date(2021, 5, 1), name="SITI AMINAH"),
        row(
            int(SITI),
            "latihan",
            aid="training",
            amount=500_000,
            received_on=date(2021, 2, 1),
            name="SITI AMINAH",
        ),
        row(
            int(SITI),
            "latihan",
            aid="training",
            amount=500_000,
            received_on=date(2021, 8, 1),
            name="SITI AMINAH",
        ),
        row(int(BUDI), "bpum-2021", village=NEXT, name="BUDI SANTOSO"),
        row(int(FAR_NIK), "bpum-2021", village=FAR, name="ORANG LAIN", match="other_name"),
    ]
    for number in range(6):
        for programme in ("bpum-2020", "bpum-2021"):
            rows.append(row(OTHERS + number, programme, match="unmatched", name=f"WARGA {number}"))
    return rows
