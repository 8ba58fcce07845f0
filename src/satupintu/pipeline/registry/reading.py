"""What a submission is as a record, and what a group of records says today of one person or one business."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from satupintu.engine.names import normal_name
from satupintu.engine.nik import PLACEHOLDERS, clean_nik, nik_shape
from satupintu.pipeline.collection.models import Submission

from .models import Kind, Record

_YES = frozenset({"yes", "ya", "y", "true", "1", "buka", "open"})
_NO = frozenset({"no", "tidak", "t", "false", "0", "tutup", "closed"})
CLOCK_OFF = "clock_off"
# What forms ask of the owner: a person, what they have signed and been given, and the letter in their name.
OF_OWNER = frozenset(
    {
        *(
            "name",
            "nik",
            "kk",
            "birth_date",
            "sex",
            "education",
            "phone",
            "business_letter",
            "letter_photo",
            "npwp",
        ),
        *(
            "bank_account",
            "loans",
            "aid",
            "aid_other",
            "member_of",
            "cooperative",
            "trained",
            "training_wanted",
        ),
    }
)


def record_from(submission: Submission) -> Record:
    """A record, not saved: the facts copied, a NIK only where it can be one."""
    facts = {name: value for name, value in submission.facts.items() if not _is_blank(value)}
    name = (submission.name or str(facts.get("name", "")))[:200]
    business_name = (submission.business_name or str(facts.get("business_name", "")))[:200]
    kk = clean_nik(str(facts.get("kk", "")))
    return Record(
        submission=submission,
        kind=facts.get("kind") if facts.get("kind") in Kind.values else Kind.BUSINESS,
        area=submission.area,
        nik=sound_nik(submission.nik or str(facts.get("nik", ""))),
        kk=kk if re.fullmatch("[0-9]{16}", kk) and kk not in PLACEHOLDERS else "",
        name=name,
        business_name=business_name,
        name_key=name_key(name, submission.area.path),
        business_key=business_key(business_name, str(facts.get("sector", "")), submission.area.path),
        about=submission.about,
        said_on=said_on(submission),
        facts=facts,
    )


def sound_nik(written: str) -> str:
    """The NIK as 16 digits, or '' where what was written cannot be one."""
    return clean_nik(written) if nik_shape(written) is None else ""


def said_on(submission: Submission) -> date:
    """When it was said: by the phone's clock, unless that is known to be wrong or ahead of ours."""
    taken, received = submission.taken_at, submission.received_at
    if taken is None or taken > received or CLOCK_OFF in submission.problems:
        return timezone.localdate(received)
    return timezone.localdate(taken)


def name_key(name: str, path: str) -> str:
    """How a person is looked for in a village: its code and the name in one spelling; '' where there is no name."""
    plain = normal_name(name)
    return f"{village_code(path)} {plain}"[:200] if plain else ""


def village_code(path: str) -> str:
    """The code of the village that an area's path leads through; '' above it."""
    return "".join(path.strip("/").split("/")[4:5])


def business_key(name: str, sector: str, path: str) -> str:
    """How a business is compared among those of one owner: its name; unnamed ones by trade and village; or ''."""
    if plain := _plain(name):
        return f"N:{plain}"[:240]
    return f"S:{village_code(path)} {trade}"[:240] if (trade := _plain(sector)) else ""


def is_open(value: Any) -> bool | None:
    """Whether an answer says that the business is open; None where it says neither."""
    word = str(value).strip().lower()
    return True if word in _YES else False if word in _NO else None


def latest_facts(records: Sequence[Record]) -> dict[str, Any]:
    """Each fact as it was last said; `records` the oldest said first. What a record leaves out, it does not unsay.

    Where a business has changed hands, what was said of a former owner is not the present one's.
    """
    found: dict[str, Any] = {}
    for record, is_owners in with_owner(records):
        found |= record.facts if is_owners else of_business(record.facts)
    return found


def with_owner(records: Sequence[Record]) -> list[tuple[Record, bool]]:
    """The records of one business, the oldest said first, each with whether it is about today's owner: whom the last
    one with a name or a NIK is about. Of several records each must have its identity."""
    if len(records) < 2:
        return [(one, True) for one in records]
    owner = owner_of(records)
    return [(one, one.identity.person_id == owner) for one in records]


def owner_of(records: Sequence[Record]) -> int:
    """The person whom the last record with a name or a NIK is about; `records` the oldest said first."""
    named = [one for one in records if one.name or one.nik] or records
    return int(named[-1].identity.person_id)


def of_business(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that stay true of a business under another owner."""
    return {name: value for name, value in facts.items() if name not in OF_OWNER}


def in_order(records: Iterable[Record]) -> list[Record]:
    """Records by the day on which each was said, whenever it came in; of one day, as they came in."""
    return sorted(records, key=lambda one: (one.said_on, one.pk))


def person_fields(records: Sequence[Record]) -> dict[str, Any]:
    """Today's reading of one person's records, the oldest said first."""
    return {
        "nik": _last(one.nik for one in records),
        "kk": _last(one.kk for one in records),
        "name": _last(one.name for one in records),
        "area_id": records[-1].area_id,
    }


def business_fields(records: Sequence[Record]) -> dict[str, Any]:
    """Today's reading of one business's records, the oldest said first."""
    facts = latest_facts(records)
    return {
        "kind": facts.get("kind") if facts.get("kind") in Kind.values else records[0].kind,
        "name": _last(one.business_name for one in records),
        "sector": str(facts.get("sector", ""))[:120],
        "area_id": records[-1].area_id,
        "is_open": is_open(facts.get("is_open")),
        "facts": facts,
    }


def _last(values: Iterable[str]) -> str:
    return next((value for value in reversed(list(values)) if value), "")


def _plain(text: str) -> str:
    return " ".join(re.sub("[^0-9A-Za-z]+", " ", text).upper().split())


def _is_blank(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())
