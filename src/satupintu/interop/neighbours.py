"""What the API needs of other stages, in the plain values that it sends."""

from typing import Any


def answers(nik: str) -> list[dict[str, Any]]:
    """Each programme's answer for one person: id, outcome, reasons with their articles, what to do next."""
    from satupintu.pipeline.screening.eligibility import answers_for

    return [_answer(one) for one in answers_for(nik=nik)]


def _answer(one: Any) -> dict[str, Any]:
    found = one.determination
    return {
        "programme": one.programme.programme.id,
        "version": one.programme.sha256,
        "outcome": str(getattr(found.outcome, "value", found.outcome)),
        "reasons": [str(reason) for reason in found.reasons],
        "amount": one.amount,
    }
