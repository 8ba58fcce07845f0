"""What a person may learn in public of their own rows, once NIK and birth date agree; nothing of anyone else's.

A NIK tells its owner's birth date, so both together prove little. What reference lists know of a person, such as a
debt or an employment, is therefore never named here: that is in the letter handed out against an identity card.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from satupintu.engine.determination import hidden_by
from satupintu.engine.evaluate import evaluate
from satupintu.engine.facts import FIXED_FACTS
from satupintu.engine.reasons import DUPLICATE
from satupintu.engine.rules import Condition, Not, ProgrammeAt
from satupintu.foundation.pages import language

from ..explanations import Told, context_of, explain_row
from ..models import Round, RoundState, Run
from .lookup import rows_of
from .wording import programme_of

MISMATCH = "name_mismatch"
FROM_LISTS = "reference_lists"
_MOST_LISTS = 6  # in one criterion; with more, each way they could have answered is too many to try


def public_status(*, nik: str, birth_date: date) -> list[dict[str, Any]]:
    """Where the person stands in each round, the newest first.

    A row is theirs when the civil registry's birth date under that NIK is this one, or, where the registry was
    not asked or does not know, the date stated in the list. Each entry holds: `round`, `round_id`, `run`,
    `programme`, `programme_id`, `as_of`, `state` ("in_progress" before a named officer signed, else the
    outcome), `sentence` and `reasons`: [{"id", "text", "article", "remedy"}]; before the signature these are
    only what can still be brought. What reference lists hold against a person is one reason, `reference_lists`,
    that names neither list nor article.
    """
    rounds = Round.objects.filter(current__isnull=False).select_related("current")
    of_run = {one.current_id: one for one in rounds if _has_results(one.current)}
    found: dict[int, dict[str, Any]] = {}
    for run, row in rows_of([one.current for one in of_run.values()], nik, birth_date):
        round = of_run[run.pk]
        # The row that counted comes first, and says more than its repetition or somebody else's typing error.
        if round.pk not in found or _is_under_another_name(found[round.pk]):
            found[round.pk] = _standing(round, row)
    return sorted(found.values(), key=lambda one: -one["round_id"])


def _has_results(run: Run) -> bool:
    return (run.folder / "evidence.parquet").is_file()


def _standing(round: Round, row: dict[str, Any]) -> dict[str, Any]:
    run = round.current
    programme = programme_of(run.folder).programme
    standing: dict[str, Any] = {
        "round": round.title,
        "round_id": round.pk,
        "run": run.number,
        "programme": programme.title.get(language()),
        "programme_id": round.programme,
        "as_of": run.as_of,
        "state": "in_progress",
        "sentence": _(
            "Usulan Anda sedang diperiksa. Hasilnya tampil di sini setelah ditandatangani pejabat."
        ),
        "reasons": [],
    }
    why = explain_row(context_of(run.folder, programme_of(run.folder), language()), row)
    if MISMATCH in why.reasons:
        return standing | _under_another_name(round)
    told = [one for one in (*why.identity, *why.criteria) if one.id in why.reasons]
    reasons = _reasons(told, _behind_lists(run, row))
    if round.state != RoundState.SIGNED:
        return standing | _still_to_bring(why.outcome, reasons)
    standing["state"] = why.outcome
    standing["sentence"] = {
        "eligible": _("Anda memenuhi syarat dan termasuk dalam usulan penerima."),
        "ineligible": _("Usulan Anda tidak memenuhi syarat program ini."),
        "undetermined": _("Usulan Anda belum dapat diputuskan: ada yang masih perlu dibawa atau diperbaiki."),
    }[why.outcome]
    if why.within_quota is False:
        standing["sentence"] = why.standing
    standing["reasons"] = reasons
    return standing


def _behind_lists(run: Run, row: Mapping[str, Any]) -> frozenset[str]:
    facts = {name: row[name] for name in row if name in FIXED_FACTS or name.startswith("lists.")}
    return behind_lists(programme_of(run.folder).programme.at(run.as_of), facts, row["identity"])


def behind_lists(programme: ProgrammeAt, facts: Mapping[str, Any], identity: str | None) -> frozenset[str]:
    """The criteria that would be met if reference lists said otherwise: only what they say stands in the way."""
    hidden = hidden_by(identity) & {"registry"}
    criteria = evaluate(programme, facts, hidden=hidden).criteria()
    lists = {one: sorted(_lists_of(step.node.requires)) for one, step in criteria.items()}
    return frozenset(
        one
        for one, asked in lists.items()
        if asked and (len(asked) > _MOST_LISTS or _could_be_met(programme, facts, hidden, one, asked))
    )


def _lists_of(node: Any) -> set[str]:
    """The facts of reference lists that a criterion asks for."""
    if isinstance(node, Condition):
        return {fact for fact in (node.fact, node.fact2) if fact and fact.startswith("lists.")}
    children = [node.child] if isinstance(node, Not) else node.children
    return {fact for child in children for fact in _lists_of(child)}


def _could_be_met(
    programme: ProgrammeAt, facts: Mapping[str, Any], hidden: frozenset[str], criterion: str, lists: list[str]
) -> bool:
    ways = (dict(zip(lists, way, strict=True)) for way in product((False, True), repeat=len(lists)))
    return any(
        evaluate(programme, {**facts, **way}, hidden=hidden).criteria()[criterion].value for way in ways
    )


def _under_another_name(round: Round) -> dict[str, Any]:
    """The row is perhaps somebody else's with this NIK written by mistake: no word of what it says about them."""
    return {
        "state": "undetermined" if round.state == RoundState.SIGNED else "in_progress",
        "sentence": _(
            "NIK Anda tertulis pada satu baris daftar usulan dengan nama yang berbeda dari data kependudukan, "
            "atau tanpa nama. Mungkin nama Anda salah tulis; mungkin NIK Anda tertulis pada orang lain."
        ),
        "reasons": [
            {
                "id": MISMATCH,
                "text": _("Nama pada baris itu belum cocok dengan NIK ini."),
                "article": "",
                "remedy": _(
                    "Minta kantor desa memeriksa baris itu: bila Anda yang didaftarkan, namanya diperbaiki; bila "
                    "bukan, NIK-nya."
                ),
            }
        ],
    }


def _is_under_another_name(standing: dict[str, Any]) -> bool:
    return [one["id"] for one in standing["reasons"]] == [MISMATCH]


def _still_to_bring(outcome: str, reasons: list[dict[str, str]]) -> dict[str, Any]:
    """Before the signature nothing is decided in public, but what is missing can still be brought."""
    if outcome != "undetermined":
        return {}
    return {
        "sentence": _("Usulan Anda sedang diperiksa, dan masih ada yang perlu dibawa atau diperbaiki."),
        "reasons": reasons,
    }


def _reasons(told: Sequence[Told], behind_lists: frozenset[str]) -> list[dict[str, str]]:
    """What the row itself lacks, one by one; what lists say as one, so that not even their number tells."""
    from_lists = [one for one in told if one.id in behind_lists]
    found = [_reason(one) for one in told if one.id not in behind_lists]
    if from_lists:
        failed = any(one.result == "failed" for one in from_lists)
        sentence = (
            _("Ada syarat yang tidak terpenuhi menurut data pembanding.")
            if failed
            else _("Ada syarat yang belum terpenuhi menurut data pembanding.")
        )
        letter = _("Surat dengan alasan lengkap dapat diambil di kantor desa dengan KTP.")
        found.append({"id": FROM_LISTS, "text": f"{sentence} {letter}", "article": "", "remedy": ""})
    return found


def _reason(told: Told) -> dict[str, str]:
    """One reason without evidence: what registers hold about a person is not for an open page."""
    sentence = told.sentence or told.title
    if told.id == DUPLICATE:
        sentence = told.title
    return {"id": told.id, "text": sentence, "article": told.citation, "remedy": told.would_change}
