"""What the registry holds of an area on a day, as a Parquet of canonical columns: to a round a list like others."""

import json
import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.dateparse import parse_date

from satupintu.batch.database import database, one, text
from satupintu.engine.facts import ASKED_FACTS, BOOLEAN, DATE, INTEGER, TEXT, column_of, fact_type
from satupintu.foundation.areas.models import Area
from satupintu.gateways.lists.one_row import read_turnover

from .asked import READ, asked_facts
from .models import Kind, Record
from .reading import is_open, latest_facts, village_code, with_owner
from .wording import value_of

# The contract's canonical columns with their types, and what a reader of lists notes of them; `submitted_at` and
# `proposer` are for a list's sender to say.
COLUMNS = {
    "nik": "VARCHAR",
    "kk": "VARCHAR",
    "name": "VARCHAR",
    "birth_date": "DATE",
    "sex": "VARCHAR",
    "address": "VARCHAR",
    "rt": "VARCHAR",
    "rw": "VARCHAR",
    "village": "VARCHAR",
    "sector": "VARCHAR",
    "phone": "VARCHAR",
    "annual_turnover": "BIGINT",
    "business_letter": "VARCHAR",
    "submitted_at": "TIMESTAMP",
    "proposer": "VARCHAR",
    "turnover_unread": "BOOLEAN",
    "turnover_up_to": "BOOLEAN",
    "annual_turnover_original": "VARCHAR",
}
# What only the applicant can state, as far as the registry was told.
KINDS = {INTEGER: "BIGINT", BOOLEAN: "BOOLEAN", TEXT: "VARCHAR", DATE: "DATE"}
COLUMNS |= {column_of(fact): KINDS[fact_type(fact)] for fact in READ if fact in ASKED_FACTS}


def write(area: Area, path: Path, known_on: date, as_of: date) -> int:
    """Writes a row for each open business of the area, by number, as it was known on a day; returns how many.

    What was said after `known_on` counts no more than what nobody said. `as_of` is the round's day: how old somebody
    was, and for how long a business had been running. Numbers stand as they were written, so that a round finds what is
    wrong with them. The same registry gives the same bytes.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        lines = Path(folder) / "rows.jsonl"
        with lines.open("w", encoding="utf-8") as file, translation.override("id"):
            for row in _rows(area, known_on, as_of):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        kinds = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
        source = f"read_json({text(lines)}, format = 'newline_delimited', columns = {{{kinds}}})"
        with database(spill=path.parent) as connection:
            connection.execute(f"COPY (SELECT * FROM {source}) TO {text(path)} (FORMAT parquet)")
            return one(connection, f"SELECT count(*) FROM read_parquet({text(path)})")


def _rows(area: Area, known_on: date, as_of: date) -> Iterator[dict[str, Any]]:
    records = (
        Record.objects.unsealed()
        .filter(identity__business__area__path__startswith=area.path, said_on__lte=known_on)
        .select_related("area", "identity")
        .order_by("identity__business__number", "said_on", "pk")
    )
    for _business, said in groupby(records.iterator(chunk_size=2_000), lambda one: one.identity.business_id):
        if (row := row_of(list(said), as_of)) is not None:
            yield row


def row_of(records: list[Record], as_of: date) -> dict[str, Any] | None:
    """The canonical columns of one business from its records, the oldest said first, with ages as of a day; None for
    one that a round does not take: a closed one, or a cooperative."""
    facts = latest_facts(records)
    owners = [one for one, is_owners in with_owner(records) if is_owners]
    if is_open(facts.get("is_open")) is False or facts.get("kind") == Kind.COOPERATIVE:
        return None
    last, turnover = records[-1], read_turnover(facts.get("annual_turnover"))
    row: dict[str, Any] = {name: _text(facts.get(name)) for name in COLUMNS if COLUMNS[name] == "VARCHAR"}
    row |= {
        "name": row["name"] or next((one.name for one in reversed(owners) if one.name), None),
        "nik": row["nik"] or next((one.nik for one in reversed(owners) if one.nik), None),
        "birth_date": _day(facts.get("birth_date")),
        "village": village_code(last.area.path) or None,
        "sector": value_of("sector", facts["sector"]) if facts.get("sector") else None,
        "annual_turnover": turnover.rupiah,
        "turnover_unread": turnover.is_unread,
        "turnover_up_to": turnover.is_up_to,
        "annual_turnover_original": _text(facts["annual_turnover"]) if turnover.is_unread else None,
        "submitted_at": None,
        "proposer": None,
    }
    row |= {column_of(fact): value for fact, value in asked_facts(facts, as_of).items()}
    return {name: row[name] for name in COLUMNS}


def _text(value: Any) -> str | None:
    return None if value is None else str(value).strip() or None


def _day(value: Any) -> str | None:
    try:
        found = parse_date(str(value))
    except ValueError:
        return None
    return found.isoformat() if found else None
