"""Keeps what people say of two records, and takes it back; identities follow, for the groups concerned alone."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record as note_event
from satupintu.foundation.refusal import Refused

from ..graph import standing
from ..models import About, Identity, Judgement, Pair, PairReason, Record, Verdict
from ..rules import SAME_NAMED_BUSINESS
from ..selectors.pairs import standing_of
from .grouping import judged_among, regroup
from .turns import take_turn


@transaction.atomic
def judge(
    *,
    left: Record,
    right: Record,
    about: str,
    verdict: str,
    by: User,
    note: str = "",
    seen: str | None = None,
) -> Judgement:
    """Keeps a judgement of two records; an earlier one stays and counts no more.

    `about` is "person" or "business", `verdict` "same", "different" or "unsure". `seen` is the id of the judgement
    that stood when the person looked, "" where none did; None where nobody looked. Raises PermissionDenied where one
    of the two lies outside the person's area, Refused for a word nobody knows, a record with itself, or where
    another judgement stands than was seen.
    """
    left, right = _in_order(left, right, by)
    if about not in About.values or verdict not in Verdict.values:
        raise Refused(_("Pilih sama, berbeda, atau belum pasti."))
    take_turn()
    if seen is not None:
        _require_seen(seen, standing_of(about, left.pk, right.pk))
    made = Judgement.objects.create(
        about=about, left=left, right=right, verdict=verdict, by=by, note=note.strip()[:300]
    )
    _follow(made)
    note_event("business.judge", by=by, on=made, area=left.area, about=about, judgement=verdict)
    return made


@transaction.atomic
def undo(judgement: Judgement, by: User) -> Judgement:
    """Takes a judgement back, a rule's too, however old; what was said of the pair before it counts again.

    Raises PermissionDenied outside the person's area, Refused where it was taken back already or is itself a
    taking back.
    """
    left, right = _in_order(judgement.left, judgement.right, by)
    take_turn()
    if judgement.undoes_id or Judgement.objects.filter(undoes=judgement).exists():
        raise Refused(_("Penilaian ini sudah dibatalkan. Muat ulang halamannya."))
    made = Judgement.objects.create(
        about=judgement.about, left=left, right=right, verdict="", undoes=judgement, by=by
    )
    _follow(made)
    note_event("business.undo", by=by, on=judgement, area=left.area, about=judgement.about)
    return made


@transaction.atomic
def ask(*, left: Record, right: Record, about: str, by: User) -> Pair:
    """Puts a pair into the queue because somebody wants it looked at; the pair that is there already stays."""
    left, right = _in_order(left, right, by)
    asked, _new = Pair.objects.get_or_create(
        about=about, left=left, right=right, defaults={"reason": PairReason.ASKED}
    )
    return asked


def _require_seen(seen: str, stands: Judgement | None) -> None:
    if seen == (str(stands.pk) if stands else ""):
        return
    if stands is None:
        raise Refused(_("Penilaian yang Anda lihat sudah dibatalkan. Lihat sekali lagi, lalu nilai."))
    said = {"who": stands.by or _("aturan"), "verdict": stands.get_verdict_display()}
    raise Refused(
        _("Pasangan ini sudah dinilai oleh %(who)s: %(verdict)s. Nilai lagi bila Anda tidak sependapat.")
        % said
    )


def _in_order(left: Record, right: Record, by: User) -> tuple[Record, Record]:
    require(by, "business.judge", left.area)
    require(by, "business.judge", right.area)
    if left.pk == right.pk:
        raise Refused(_("Pilih dua catatan yang berlainan."))
    return (left, right) if left.pk < right.pk else (right, left)


def _follow(made: Judgement) -> None:
    """Brings identities and the queue to what judgements say now."""
    pair = {made.left_id, made.right_id}
    if made.about == About.BUSINESS:
        regroup(businesses=pair)
    else:
        touched = regroup(persons=pair)
        if changed := _release(touched) | _join_by_name(touched):
            regroup(businesses=changed)
    _mark(made)


def _mark(made: Judgement) -> None:
    """What stands of the pair now is written to its row of the queue, which is made where there was none."""
    stands = standing_of(made.about, made.left_id, made.right_id)
    Pair.objects.update_or_create(
        about=made.about,
        left_id=made.left_id,
        right_id=made.right_id,
        defaults={"verdict": stands.verdict if stands else ""},
        create_defaults={"verdict": stands.verdict if stands else "", "reason": PairReason.ASKED},
    )


def _release(records: Collection[int]) -> set[int]:
    """Takes back what the rule of one owner's businesses joined, where the owner is no longer one."""
    person_of = dict(Identity.objects.filter(record__in=records).values_list("record_id", "person_id"))
    judged = standing(judged_among(About.BUSINESS, records))
    stands = {one.id for one in judged.values() if one.verdict == Verdict.SAME}
    changed = set()
    for one in Judgement.objects.filter(pk__in=stands, rule=SAME_NAMED_BUSINESS):
        if person_of.get(one.left_id) != person_of.get(one.right_id):
            Judgement.objects.create(
                about=one.about, left_id=one.left_id, right_id=one.right_id, undoes=one, rule=one.rule
            )
            changed |= {one.left_id, one.right_id}
    return changed


def _join_by_name(records: Collection[int]) -> set[int]:
    """Joins businesses of one name that have become one owner's, unless a person spoke of them before."""
    rows = Identity.objects.filter(record__in=records).exclude(record__business_key="")
    rows = rows.order_by("record_id").values_list(
        "record_id", "record__business_key", "person_id", "business_id"
    )
    alike: dict[tuple[int, str], dict[int, int]] = {}
    for record, key, person, business in rows:
        alike.setdefault((person, key), {}).setdefault(business, record)
    changed = set()
    for of_business in alike.values():
        (first_business, first), *others = of_business.items()
        for business, record in others:
            if not _is_spoken_of(first_business, business):
                left, right = sorted((first, record))
                Judgement.objects.create(
                    about=About.BUSINESS,
                    left_id=left,
                    right_id=right,
                    verdict=Verdict.SAME,
                    rule=SAME_NAMED_BUSINESS,
                )
                changed |= {left, right}
    return changed


def _is_spoken_of(one: int, other: int) -> bool:
    """Whether a person ever judged, or took back, a pair of these two businesses."""
    rows = Judgement.objects.filter(about=About.BUSINESS, by__isnull=False)
    return any(
        rows.filter(left__identity__business=a, right__identity__business=b).exists()
        for a, b in ((one, other), (other, one))
    )
