"""Takes in what people send from the field: once each, as it was sent, whatever is amiss in it.

A submission is its own record of who sent what when, and can only be added to: no audit event doubles it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.engine.nik import clean_nik, nik_shape
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused

from .answers import plain, tidy
from .files import Sent, Staged, add_late, carried_over, is_awaited, keep_other_text, put_in_place, staged
from .forms import Form, load_form, load_forms, question_named
from .models import Attachment, Channel, Handover, Submission
from .places import area_of
from .problems import problems_of
from .selectors import mendable

__all__ = ["Received", "receive"]

# What comes without a form of ours: rows of somebody's list.
WITHOUT_FORM = frozenset({Channel.LIST, Channel.OPENSID, Channel.SIAK})
PAGES = frozenset({Channel.WEB, Channel.PAPER})  # filled in on a page of ours, which gives the name


@dataclass(frozen=True)
class Received:
    """The submission that is kept, and whether this call made it."""

    submission: Submission
    is_new: bool


def receive(
    *,
    by: User,
    form: str,
    version: str,
    channel: str,
    instance_id: str,
    answers: dict[str, Any],
    raw: bytes,
    raw_name: str,
    files: Mapping[str, Sent] | None = None,
    area: Area | None = None,
    taken_at: datetime | None = None,
    sent_at: datetime | None = None,
    sequence: int | None = None,
    about: str = "",
    replaces: Submission | None = None,
) -> Received:
    """Keeps one submission with its files and hands it over to the tiers, or finds that it is here already.

    `raw` is what was sent, byte for byte, kept as `raw_name` (submission.xml, submission.json); `files` photos by
    the name that the answers give them. `area` is the sender's own unless given; where the answers name an RT below
    it, that RT. `taken_at` and `sent_at` are the phone's clock when the form was filled and when it was sent. Photos
    of the submission that it `replaces` (the sender's own, or one returned to their area) come along where it says
    nothing of them, and so does what its form does not ask.
    The same `instance_id` again is the earlier one, whatever it holds now; photos still missing are added to it. From
    somebody else, or from a page of ours, it is that one only where nothing in it is new.
    Raises PermissionDenied, or Refused with a sentence for the sender.
    """
    require(by, _action(channel))
    instance_id = _instance(instance_id)
    earlier = Submission.objects.filter(instance_id=instance_id).first()
    if earlier is not None:
        if hashlib.sha256(raw).hexdigest() != earlier.sha256:
            _refuse_other_answers(by, earlier, tidy(answers, load_form(form, version)))
        return _again(by, earlier, raw, raw_name, files, is_row=channel in WITHOUT_FORM)
    kind = _form(form, version, channel)
    mends = _mendable(by, replaces)
    facts = _unasked(mends, kind) | tidy(answers, kind)
    files = {**carried_over(mends, kind, facts), **(files or {})}
    submission = Submission(
        instance_id=instance_id,
        form=form,
        version=version,
        channel=channel,
        area=area_of(by, area, facts),
        by=by,
        taken_at=taken_at,
        sequence=sequence,
        facts=facts,
        nik=plain(facts.get("nik"))[:40],
        name=plain(facts.get("name"))[:200],
        business_name=plain(facts.get("business_name"))[:200],
        about=plain(about)[:20],
        replaces=mends,
        sha256=hashlib.sha256(raw).hexdigest(),
        problems=_problems(facts, kind, taken_at, sent_at),
    )
    # News of a known business is sent about somebody known: that another sent the NIK before is no surprise.
    if not submission.about and _was_sent_by_others(by, submission.nik):
        submission.problems.append("same_nik_other_sender")
    with staged(raw, raw_name, files, facts) as kept:
        if any(one.is_broken for one in kept.files):
            submission.problems.append("photo_broken")
        return _keep(submission, kept)


def _keep(submission: Submission, kept: Staged) -> Received:
    """Row, files and handover together; whoever is second with the same name finds the first."""
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
            put_in_place(kept, submission)
            Attachment.objects.bulk_create(kept.attachments(submission))
            Handover.objects.create(submission=submission)
    except IntegrityError:
        earlier = Submission.objects.filter(instance_id=submission.instance_id).first()
        if earlier is None:  # it was not the name: somebody else has mended the same submission
            raise Refused(_("Pendataan ini sudah diperbaiki dengan kiriman lain.")) from None
        if submission.by_id != earlier.by_id and submission.sha256 != earlier.sha256:
            raise _belongs_to_another() from None
        if submission.sha256 != earlier.sha256:
            _refuse_other_answers(submission.by, earlier, submission.facts)
        return Received(earlier, is_new=False)
    return Received(submission, is_new=True)


def _again(
    by: User,
    earlier: Submission,
    raw: bytes,
    raw_name: str,
    files: Mapping[str, Sent] | None,
    *,
    is_row: bool = False,
) -> Received:
    """Nothing of the first is changed. From its own sender, photos that had not come yet are added; what another sends
    under its name is refused where it would be lost: a phone that hears "received" deletes it. The name of a row of a
    list (`is_row`) is what it holds, whoever sends it."""
    is_same = hashlib.sha256(raw).hexdigest() == earlier.sha256
    if earlier.by_id != by.pk:
        if not is_row and (not is_same or is_awaited(earlier, files or ())):
            raise _belongs_to_another()
        return Received(earlier, is_new=False)
    if not is_same:
        keep_other_text(earlier, raw, raw_name)
        record("submission.differs", by=by, on=earlier, area=earlier.area, bytes=len(raw))
    if files:
        add_late(earlier, files)
    return Received(earlier, is_new=False)


def _refuse_other_answers(by: User, earlier: Submission, facts: dict[str, Any]) -> None:
    """A page of ours that was gone back to, or stands open twice, sends the next business under the first one's name:
    it is not taken for the first, which would lose it. Raises Refused."""
    if earlier.channel not in PAGES or earlier.by_id != by.pk or _said(facts) == _said(earlier.facts):
        return
    raise Refused(
        _(
            "Dari halaman yang sama sudah tersimpan isian lain, dengan nomor %(n)d; yang ini belum tersimpan. "
            "Periksa isinya, lalu simpan sekali lagi."
        )
        % {"n": earlier.pk}
    )


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    """What was said in words and numbers: photos may come later, or along from what was mended."""
    return {name: value for name, value in facts.items() if not _is_photo(name)}


def _is_photo(name: str) -> bool:
    question = question_named(name)
    return question is not None and question.kind == "photo"


def _belongs_to_another() -> Refused:
    return Refused(
        _(
            "Kiriman dengan nomor (instanceID) ini sudah ada dari akun lain, dan isinya belum diterima dari akun Anda. "
            "Kirim dengan akun yang pertama, atau isi formulirnya sekali lagi."
        )
    )


def _action(channel: str) -> str:
    if channel in WITHOUT_FORM:
        return "submission.import"
    return "own.correct" if channel == Channel.OWNER else "submission.create"


def _instance(instance_id: str) -> str:
    found = plain(instance_id)
    if not found or len(found) > 80:
        raise Refused(_("Kiriman ini tidak bernomor (instanceID). Isi formulirnya sekali lagi."))
    return found


def _form(form_id: str, version: str, channel: str) -> Form | None:
    """The form's version that was filled in; None for rows of a list. Raises Refused for one not kept."""
    if channel in WITHOUT_FORM:
        return None
    found = load_form(form_id, version)
    if found is None and form_id not in load_forms():
        raise Refused(
            _("Formulir “%(form)s” tidak dikenal di sini. Ambil formulir dari server ini, lalu isi lagi.")
            % {"form": plain(form_id)[:40]}
        )
    if found is None:
        raise Refused(
            _(
                "Formulir ini versi %(version)s, yang tidak dipakai lagi. Perbarui formulir di ponsel, lalu isi "
                "sekali lagi."
            )
            % {"version": plain(version)[:20]}
        )
    return found


def _mendable(by: User, replaces: Submission | None) -> Submission | None:
    """What the new one takes the place of. Raises Refused: what others sent is mended once a tier returned it."""
    if replaces is None or mendable(by).filter(pk=replaces.pk).exists():
        return replaces
    if not by.area.contains(replaces.area):
        raise Refused(_("Pendataan yang diperbaiki bukan dari wilayah Anda."))
    raise Refused(
        _("Pendataan nomor %(n)d dikirim orang lain dan tidak sedang dikembalikan untuk diperbaiki.")
        % {"n": replaces.pk}
    )


def _unasked(mends: Submission | None, form: Form | None) -> dict[str, Any]:
    """What the mended submission says and the new one's form does not ask: a list's row is mended in the short form,
    and its family card and date of birth are not taken back by that."""
    if mends is None or form is None:
        return {}
    return {name: value for name, value in mends.facts.items() if form.question(name) is None}


def _problems(
    facts: dict[str, Any], form: Form | None, taken_at: datetime | None, sent_at: datetime | None
) -> list[str]:
    found = problems_of(facts, form, now=timezone.now(), taken_at=taken_at, sent_at=sent_at)
    if form is not None and form.version != load_forms()[form.id].version:
        found.append("old_form_version")
    return found


def _was_sent_by_others(by: User, nik: str) -> bool:
    written = {nik, clean_nik(nik)}
    return nik_shape(nik) is None and Submission.objects.filter(nik__in=written).exclude(by=by).exists()
