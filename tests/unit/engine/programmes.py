"""A small programme to test rules with."""

from copy import deepcopy
from datetime import date

from satupintu.engine.parse import programme_from_dict
from satupintu.engine.rules import Programme

WORDS = {"id": "kata", "en": "word"}


def criterion(criterion_id: str, requires: dict, **more) -> dict:
    return {
        "criterion": criterion_id,
        "title": {"id": f"Judul {criterion_id}", "en": f"Title {criterion_id}"},
        "cite": "uu-1-2000#1",
        "requires": requires,
        "failed": {"id": f"Gagal {criterion_id}", "en": f"Failed {criterion_id}"},
        "unknown": {"id": f"Belum {criterion_id}", "en": f"Unknown {criterion_id}"},
        "remedy": {"id": f"Bawa {criterion_id}", "en": f"Bring {criterion_id}"},
        **more,
    }


NO_KUR = criterion("no_kur", {"fact": "lists.kur", "op": "is", "value": False})
ALIVE = criterion(
    "alive", {"fact": "registry.status", "op": "in", "value": ["alive"], "among": ["alive", "deceased"]}
)
LETTER = criterion(
    "letter",
    {
        "all": [
            {"fact": "row.business_letter", "op": "present"},
            {"fact": "lists.withdrawn", "op": "is", "value": False},
        ]
    },
)
MICRO = criterion(
    "micro", {"fact": "row.annual_turnover", "op": "at_most", "param": "ceiling", "when_unknown": "passes"}
)

DATA = {
    "id": "contoh",
    "version": "1",
    "title": WORDS,
    "authority": WORDS,
    "reference_date": date(2021, 4, 1),
    "lists": {name: {"title": WORDS} for name in ("civil_registry", "kur", "withdrawn")},
    "params": {
        "amount": [{"from": date(2020, 1, 1), "value": 1_200_000, "cite": "uu-1-2000#1"}],
        "ceiling": [
            {"from": date(2020, 1, 1), "value": 300, "cite": "uu-1-2000#1"},
            {"from": date(2021, 2, 2), "value": 2000, "cite": "uu-1-2000#2"},
        ],
    },
    "rules": {"all": [NO_KUR, ALIVE, LETTER, MICRO]},
}
GOOD = {
    "lists.kur": False,
    "lists.withdrawn": False,
    "registry.status": "alive",
    "row.business_letter": "470/1",
    "row.annual_turnover": 100,
}


def data(**changes) -> dict:
    """The programme's data with top-level keys changed."""
    return deepcopy(DATA) | changes


def programme(rules: dict | None = None) -> Programme:
    return programme_from_dict(data(**({"rules": rules} if rules else {})))
