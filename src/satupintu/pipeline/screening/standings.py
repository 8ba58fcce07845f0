"""Whom a finished round takes: all its eligible, or where its programme has a quota those whom the quota reaches."""

from __future__ import annotations

import json
from pathlib import Path

from satupintu.batch.database import text
from satupintu.engine.quota import PER_WORDS, area_of
from satupintu.engine.rules import ProgrammeAt


def has_quota(folder: Path) -> bool:
    """Whether the round in ``folder`` was held under a quota: then its decisions have `rank` and `within_quota`."""
    try:
        told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return "quota" in told


def taken(folder: Path, alias: str = "") -> str:
    """SQL that is true of the rows of decisions.parquet that the round takes."""
    of = f"{alias}." if alias else ""
    return f"{of}outcome = 'eligible'" + (f" AND {of}within_quota" if has_quota(folder) else "")


def taken_niks(folder: Path) -> str:
    """SELECT of the NIKs of those whom the round takes."""
    decisions = text(folder / "decisions.parquet")
    return f"SELECT nik FROM read_parquet({decisions}) WHERE {taken(folder)}"


def columns_of_standing(folder: Path, alias: str) -> str:
    """The select list of a row's standing, with a comma before it; '' without a quota."""
    return f", {alias}.rank, {alias}.within_quota" if has_quota(folder) else ""


def standing_words(
    programme: ProgrammeAt, rank: int | None, village: str | None, language: str, *, is_unread: bool = False
) -> str:
    """Where an eligible person stands in the queue, in a sentence; '' without a quota or for one not eligible.

    `is_unread`: the list states a village, but one that nobody knows.
    """
    quota = programme.quota
    if quota is None or rank is None:
        return ""
    is_english = language != "id"
    if area_of(village, quota.per) is None and is_unread:
        return (
            "Eligible, but no quota can be told: the village that the list states is not known."
            if is_english
            else "Memenuhi syarat, tetapi kuotanya tidak dapat ditentukan: desa usaha yang tertulis tidak dikenali."
        )
    if area_of(village, quota.per) is None:
        return (
            "Eligible, but no quota can be told: the list does not say in which village the business is."
            if is_english
            else "Memenuhi syarat, tetapi kuotanya tidak dapat ditentukan: desa usahanya tidak tertulis di daftar."
        )
    recipients = int(quota.recipients)
    per = PER_WORDS[quota.per].get(language)
    if rank <= recipients:
        return (
            f"Within the quota: number {rank} of {recipients} ({per})."
            if is_english
            else f"Dalam kuota: urutan {rank} dari {recipients} ({per})."
        )
    return (
        f"Eligible, beyond the quota: number {rank} of {recipients} ({per})."
        if is_english
        else f"Memenuhi syarat, di luar kuota: urutan {rank} dari {recipients} ({per})."
    )
