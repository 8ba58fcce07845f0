"""Whether a person is who they say they are: one NIK and name beside what the civil registry holds under that NIK.

    identify(nik, name, registered) -> Identity(reason, person)

The reference meaning, for one person, of what `satupintu.batch.matching` and `satupintu.batch.coding` find for a
whole round; `reason` is one of `reasons.IDENTITY_REASONS` or None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from satupintu.engine.names import same_name
from satupintu.engine.nik import nik_shape

# Of several people under one NIK, all alike in name, the one whose status bars most.
_BARRING = {"deceased": 0, "moved_abroad": 1, "alive": 3}
_ORDER = ("name", "birth_date", "village", "sex", "citizenship")


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity reason, or None, and the registry's entry that the NIK led to."""

    reason: str | None
    person: Mapping[str, Any] | None


def identify(nik: str | None, name: str | None, registered: Sequence[Mapping[str, Any]] | None) -> Identity:
    """`registered` holds the registry's entries under this NIK (name, birth_date, sex, village, status, citizenship),
    None where the registry was not asked at all."""
    shape = nik_shape(nik)
    if shape is not None:
        return Identity(shape, None)
    if registered is None:
        return Identity(None, None)
    if not registered:
        return Identity("nik_unmatched", None)
    person = min(registered, key=lambda one: _likelihood(name, one))
    return Identity(None if same_name(name, person["name"]) else "name_mismatch", person)


def _likelihood(name: str | None, person: Mapping[str, Any]) -> tuple[Any, ...]:
    """Lower is likelier: by name first, then the status that bars most, then a fixed order."""
    order = ((person[one] is None, person[one] or "") for one in _ORDER)
    barring = _BARRING.get(person["status"] or "", 2)
    return (not same_name(name, person["name"]), barring, *((blank, str(value)) for blank, value in order))
