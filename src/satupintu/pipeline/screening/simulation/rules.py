"""The rules that are tried out: a round's own programme text with a change, or another text, pinned for good."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from satupintu.engine.parse import programme_from_dict
from satupintu.engine.rule_changes import changed
from satupintu.engine.rules import OutsidePeriodError, Programme, ProgrammeAt, ProgrammeError, Quota
from satupintu.gateways.programmes import (
    LAW_FOLDER,
    PROGRAMME_FILE,
    LoadedProgramme,
    load_programme,
)
from satupintu.gateways.strict_yaml import parse_yaml
from satupintu.pipeline.screening.finished import RoundProblem, pinned_path

CHANGE_FILE = "change.yaml"


def read_change(path: Path) -> Any:
    """A change as people write it, YAML or JSON. Raises RoundProblem naming file and line."""
    try:
        return parse_yaml(path.read_bytes(), path.name)
    except OSError as error:
        raise RoundProblem(f"Berkas perubahan {path} tidak terbaca. Periksa namanya.") from error
    except ProgrammeError as error:
        raise RoundProblem(f"Berkas perubahan tidak dapat dipakai: {error}") from error


def read_settings(written: Sequence[str]) -> dict[str, Any]:
    """`quota=200` and the like as a change's `set`. Raises RoundProblem."""
    settings: dict[str, Any] = {}
    for one in written:
        name, is_there, value = one.partition("=")
        if not is_there or not name.strip() or not value.strip():
            raise RoundProblem(f"--set {one}: tulis PARAMETER=NILAI, misalnya micro_sales_ceiling=300000000.")
        digits = value.strip().replace("_", "")
        settings[name.strip()] = int(digits) if digits.removeprefix("-").isdecimal() else value.strip()
    return settings


def tried(folder: Path, change: Any, day: date) -> dict[str, Any]:
    """The text that is tried on the round in ``folder``: its own with the change, or the whole text that the change is.

    Raises RoundProblem, naming the place, for what is no programme, or not this one.
    """
    path = pinned_path(folder)
    data = parse_yaml(path.read_bytes(), path.name)
    try:
        if isinstance(change, dict) and "rules" in change:
            made = dict(change)
        else:  # nothing changed but the day is a change too
            made = changed(data, change, day) if change != {} else dict(data)
        programme = programme_from_dict(made)
    except ProgrammeError as error:
        raise RoundProblem(f"Perubahan tidak dapat dipakai: {error}") from error
    if programme.id != data["id"]:
        raise RoundProblem(f"Perubahan ini teks program {programme.id}, sedangkan putarannya {data['id']}.")
    return made


def pin_tried(folder: Path, data: Mapping[str, Any], change: Any, out: Path) -> LoadedProgramme:
    """Keep the tried text, and the law beside it, in a simulation's folder, with the change as it was asked for."""
    text = out / "programme" / str(data["id"])
    text.mkdir(parents=True)
    (text / PROGRAMME_FILE).write_text(as_yaml(data), encoding="utf-8")
    law = pinned_path(folder).parent.parent / LAW_FOLDER
    if law.is_dir():
        shutil.copytree(law, text.parent / LAW_FOLDER)
    (out / CHANGE_FILE).write_text(as_yaml(change), encoding="utf-8")
    return load_programme(text / PROGRAMME_FILE)


def as_yaml(data: Any) -> str:
    """YAML with keys in their order."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def rules_on(programme: Programme, day: date) -> ProgrammeAt:
    """The tried rules on a day. Raises RoundProblem for one outside the programme's period."""
    try:
        return programme.at(day)
    except OutsidePeriodError as error:
        raise RoundProblem(f"Hari simulasi {day:%d-%m-%Y}: {error}.") from error
    except ProgrammeError as error:
        raise RoundProblem(
            f"Hari simulasi {day:%d-%m-%Y}: aturan belum lengkap berlaku ({error})."
        ) from error


@dataclass(frozen=True)
class Differences:
    """What is other in the tried rules: parameters (name, before, after) and criteria by id."""

    params: tuple[tuple[str, Any, Any], ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    altered: tuple[str, ...]
    quota_before: Quota | None
    quota_after: Quota | None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "params": [list(one) for one in self.params],
            "removed": list(self.removed),
            "added": list(self.added),
            "altered": list(self.altered),
            "quota_before": told(self.quota_before),
            "quota_after": told(self.quota_after),
        }


def told(quota: Quota | None) -> dict[str, Any] | None:
    """A quota in plain values: how many, per what, and the titles of its priorities in their order."""
    if quota is None:
        return None
    titles = [{"id": one.title.id, "en": one.title.en} for one in quota.priorities]
    return {"recipients": quota.recipients, "per": quota.per, "priorities": titles}


def differences(before: ProgrammeAt, after: ProgrammeAt) -> Differences:
    """What the two rules differ in."""
    # As they are written: another value of a parameter is told as that, not as a criterion that changed.
    was = {one.id: one.requires for one in before.programme.criteria()}
    now = {one.id: one.requires for one in after.programme.criteria()}
    names = sorted({*before.params, *after.params})
    values = [
        (name, *(side.params[name].value if name in side.params else None for side in (before, after)))
        for name in names
    ]
    return Differences(
        tuple(one for one in values if one[1] != one[2]),
        tuple(one for one in was if one not in now),
        tuple(one for one in now if one not in was),
        tuple(one for one in now if one in was and was[one] != now[one]),
        before.quota,
        after.quota,
    )
