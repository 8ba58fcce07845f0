"""A village with two RTs, their heads, and one submission as a phone would send it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

VILLAGE = "35.07.11.2008"
RT, OTHER_RT = f"{VILLAGE}.D01.W001.T003", f"{VILLAGE}.D01.W001.T004"
NIK = "3507111206870001"


@pytest.fixture
def rts(areas: dict[str, Any]) -> dict[str, Any]:
    """The village's one hamlet, its RW, and two RTs, by code."""
    from satupintu.foundation.areas.models import Area

    for code, name, level in (
        (f"{VILLAGE}.D01", "Dusun Krajan", 5),
        (f"{VILLAGE}.D01.W001", "RW 001", 6),
        (RT, "RT 003", 7),
        (OTHER_RT, "RT 004", 7),
    ):
        parent = areas[code.rpartition(".")[0]]
        areas[code] = Area.objects.create(
            code=code, name=name, level=level, parent=parent, path=f"{parent.path}{code}/"
        )
    return areas


@pytest.fixture
def rt_head(rts: dict[str, Any], make_user: Callable[..., Any], data_folder: Any) -> Any:
    return make_user("rt_head", area=RT)


def answers(**changed: Any) -> dict[str, Any]:
    said = {
        "name": "Sri Wahyuni",
        "nik": NIK,
        "phone": "081234567890",
        "address": "Jalan Melati 3",
        "sector": "food",
        "is_open": "yes",
        "annual_turnover": "36000000",
    }
    return {name: value for name, value in {**said, **changed}.items() if value is not None}


@pytest.fixture
def send(rt_head: Any) -> Callable[..., Any]:
    """`send(name="…", nik=None)`: receives one submission of the short form; `with_=` overrides other arguments."""
    from satupintu.pipeline.collection.services import receive

    def call(*, with_: dict[str, Any] | None = None, **changed: Any) -> Any:
        given: dict[str, Any] = {
            "by": rt_head,
            "form": "sidt_pendek",
            "version": "2026-11-23",
            "channel": "web",
            "instance_id": f"uuid:{uuid4()}",
            "answers": answers(**changed),
            "raw": b"{}",
            "raw_name": "submission.json",
        }
        return receive(**{**given, **(with_ or {})})

    return call


def photo(side: int = 64) -> bytes:
    """A whole JPEG of noise, so that it has a length worth cutting."""
    from PIL import Image

    made = BytesIO()
    Image.effect_noise((side, side), 80).convert("RGB").save(made, "JPEG", quality=90)
    return made.getvalue()
