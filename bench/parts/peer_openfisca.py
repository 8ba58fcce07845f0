"""A figure for comparison, no peer: OpenFisca's formulas over answers that are in memory already, nothing joined.

    PYTHON bench/parts/peer_openfisca.py ROWS

PYTHON is any that has openfisca-core installed; this project neither needs nor installs it. Prints one line of JSON.
"""

import json
import sys
import time
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

DAY = "2021-04-01"
PERSON = Entity("person", "persons", "", "")
BARS = ("deceased", "abroad", "foreigner", "employee", "kur", "paid", "larger", "withdrawn")


def variable(name: str, kind: type, formula: Any = None) -> type:
    """A variable of a person that has its value for ever."""
    told = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.ETERNITY}
    return type(name, (Variable,), told | ({"formula": formula} if formula else {}))


def eligible(person: Any, period: Any) -> Any:
    """BPUM 2021's nine criteria over answers that somebody else has looked up."""
    barred = person("turnover", period) > 2_000_000_000
    for one in BARS:
        barred = barred + person(one, period)
    return person("letter", period) * np.logical_not(barred)


def main(rows: int) -> None:
    """Measure and print."""
    system = TaxBenefitSystem([PERSON])
    inputs = {**dict.fromkeys((*BARS, "letter"), bool), "turnover": float}
    for name, kind in inputs.items():
        system.add_variable(variable(name, kind))
    system.add_variable(variable("eligible", bool, eligible))
    simulation = SimulationBuilder().build_default_simulation(system, rows)
    chance = np.random.default_rng(1)
    for name, kind in inputs.items():
        given = chance.random(rows) < 0.1 if kind is bool else chance.random(rows) * 2_200_000_000
        simulation.set_input(name, DAY, given)
    start = time.perf_counter()
    simulation.calculate("eligible", DAY)
    print(json.dumps({"rows": rows, "seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
