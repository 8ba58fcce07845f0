"""The demo's simulation: what the first round would have been with a lower ceiling and a quota of each village."""

from typing import Any

CHANGE = {
    "set": {"micro_sales_ceiling": 300_000_000},
    "quota": {
        "recipients": 120,
        "per": "village",
        "priorities": [
            {
                "title": {"id": "Perempuan didahulukan", "en": "Women first"},
                "first": {"fact": "registry.sex", "op": "equals", "value": "P"},
            },
            {
                "title": {"id": "Omzet terkecil didahulukan", "en": "Smallest turnover first"},
                "order": {"fact": "row.annual_turnover", "direction": "ascending"},
            },
        ],
    },
}


def fill_simulation(people: dict[str, Any]) -> None:
    """One finished simulation on the demo's first finished round. Raises RuntimeError where it does not end well."""
    from satupintu.pipeline.screening.simulation.selectors import rounds_to_try
    from satupintu.pipeline.screening.simulation.services import start_simulation

    officer = people["dinas"]
    round = rounds_to_try(officer).order_by("pk").first()
    if round is None:
        raise RuntimeError("the demo has no finished round to try rules on")
    made = start_simulation(
        by=officer, round=round, title="Batas omzet Rp300 juta, 120 orang tiap desa", change=CHANGE
    )
    made.refresh_from_db()
    if not made.is_done:
        raise RuntimeError(made.problem or "the simulation of the demo did not finish")
