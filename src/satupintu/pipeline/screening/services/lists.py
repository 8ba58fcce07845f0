"""Takes in lists as they are sent, keeps people's answers about their columns, lets a list be withdrawn."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.models import Event
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.foundation.sent_files import fingerprint, safe_name
from satupintu.foundation.work.models import Job, State
from satupintu.foundation.work.services import start

from ..models import ListFile, ListState, Round
from ..selectors.answers import act_of, standing
from ..selectors.questions import Asked, asked_of, same_questions
from ..selectors.visibility import sees_whole, visible_lists
from .readings import put_aside, read_list
from .storage import full_disk_told, keep

READ = "screening.read"
READ_AT_ONCE = 2 * 1024 * 1024  # bytes; larger lists are read in the background
LEFT_AFTER = timedelta(minutes=5)  # a list that nobody has read by then is read by nobody


def add_list(
    *, by: User, round: Round, file: File, area: Area | None = None, replaces: ListFile | None = None
) -> ListFile:
    """Keeps a list and reads it: at once when it is small, else in the background.

    `area` is the village it comes from: the sender's own, else what the list itself says, else the round's.
    `replaces` is withdrawn as soon as this list is read, and stays where it cannot be used. Raises Refused with
    a sentence naming the file.
    """
    return _read_now_or_later(by, _keep_list(by=by, round=round, file=file, area=area, replaces=replaces))


@transaction.atomic
def withdraw_list(*, by: User, list_file: ListFile) -> ListFile:
    """Takes a list out of the round. It is kept as it was sent; the next screening leaves it out."""
    list_file = ListFile.objects.select_for_update().get(pk=list_file.pk)
    require(by, "list.remove", list_file.area)
    _refuse_closed(list_file.round)
    return put_aside(list_file, by)


def restore_list(*, by: User, list_file: ListFile) -> ListFile:
    """Puts a withdrawn list back into the round and reads it again.

    Raises Refused where the round is closed, or the same bytes stand in it under another name by now.
    """
    return _read_now_or_later(by, _keep_restored(by, list_file))


def answer_mapping(*, by: User, list_file: ListFile, choices: Sequence[int]) -> list[ListFile]:
    """Keeps what a person says about the columns: for each open question of the list, which answer it is.

    The same questions in other lists of the round are answered too. Returns every list that was read anew.
    Raises Refused where a question was left open or asks something else by now.
    """
    require(by, "list.map", list_file.area)
    _refuse_closed(list_file.round)
    questions = asked_of(list_file)
    if len(choices) != len(questions) or not questions:
        raise Refused(_("Pertanyaannya sudah berubah. Muat ulang halamannya."))
    if any(not 0 <= choice < len(one.answers) for one, choice in zip(questions, choices, strict=True)):
        raise Refused(_("Jawab setiap pertanyaan."))
    changed = _keep_answers(by, list_file, list(zip(questions, choices, strict=True)))
    return [_read_now_or_later(by, one) for one in changed]


def ask_again(*, by: User, list_file: ListFile) -> list[ListFile]:
    """Takes back what was answered about a list's columns, so that it asks anew; what was said stays on record.

    Lists that were answered in the same step ask again too. Returns every list that was read anew. Raises Refused
    where the round is closed or nothing was answered.
    """
    require(by, "list.map", list_file.area)
    return [_read_now_or_later(by, one) for one in _take_back(by, list_file)]


@transaction.atomic
def _keep_list(
    *, by: User, round: Round, file: File, area: Area | None, replaces: ListFile | None
) -> ListFile:
    round = Round.objects.select_for_update().select_related("area").get(pk=round.pk)
    area = area or (round.area if sees_whole(by, round) else by.area)
    require(by, "list.upload", area)
    if not round.area.contains(area):
        raise PermissionDenied("list.upload")
    _refuse_closed(round)
    sent = (file.name or "").replace("\\", "/").rsplit("/", 1)[-1] or "daftar"
    size = file.size or 0
    if size > settings.UPLOAD_LIMIT:
        raise Refused(
            _("%(file)s: %(size)s MB, lebih besar dari batas %(limit)s MB. Pecah menjadi beberapa berkas.")
            % {"file": sent, "size": size >> 20, "limit": settings.UPLOAD_LIMIT >> 20}
        )
    if replaces is not None:
        require(by, "list.remove", replaces.area)
    digest = fingerprint(file)
    _refuse_twice(by, round, sent, digest)
    made = ListFile(
        round=round,
        area=area,
        name=safe_name(sent, round.lists.values_list("name", flat=True)),
        original_name=sent[:255],
        sha256=digest,
        size=size,
        replaces=replaces,
        uploaded_by=by,
    )
    # The round is locked: what stands under the list's name without a row is nobody's.
    with full_disk_told(sent):
        keep(file, made.path)
    try:
        with transaction.atomic():
            made.save()
    except BaseException:
        made.path.unlink(missing_ok=True)
        raise
    record("list.upload", by=by, on=made, area=area, round=round.pk, sha256=digest, size=size)
    return made


@transaction.atomic
def _keep_restored(by: User, list_file: ListFile) -> ListFile:
    round = Round.objects.select_for_update().get(pk=list_file.round_id)
    list_file = ListFile.objects.select_for_update().select_related("round", "area").get(pk=list_file.pk)
    require(by, "list.upload", list_file.area)
    _refuse_closed(round)
    if list_file.state != ListState.WITHDRAWN:
        return list_file
    _refuse_twice(by, round, list_file.name, list_file.sha256)
    list_file.state = ListState.WAITING
    list_file.save(update_fields=["state"])
    record("list.restore", by=by, on=list_file, area=list_file.area, round=list_file.round_id)
    return list_file


@transaction.atomic
def _keep_answers(by: User, list_file: ListFile, answers: list[tuple[Asked, int]]) -> list[ListFile]:
    changed: dict[int, ListFile] = {}
    at = timezone.now().isoformat()
    alike = list(visible_lists(by, list_file.round).filter(state=ListState.NEEDS_ANSWER))
    for asked, choice in answers:
        for other in alike:
            same = same_questions(other, asked)
            if not same:
                continue
            other.maps = [*other.maps, *(one.answers[choice] for one in same)]
            other.answered = [*other.answered, *(one.as_answered(choice, by, at) for one in same)]
            changed[other.pk] = other
    for other in changed.values():
        other.state = ListState.WAITING
        other.save(update_fields=["maps", "answered", "state"])
        said = [one["answer"] for one in standing(other) if one.get("at") == at]
        record("list.map", by=by, on=other, area=other.area, answers=said, asked_in=list_file.pk)
    return list(changed.values())


@transaction.atomic
def _take_back(by: User, list_file: ListFile) -> list[ListFile]:
    _refuse_closed(Round.objects.select_for_update().get(pk=list_file.round_id))
    acts = {act_of(one) for one in standing(list_file)}
    if not acts or list_file.state == ListState.WITHDRAWN:
        raise Refused(_("Tidak ada jawaban tentang kolom daftar ini yang dapat diubah."))
    alike = [
        one
        for one in visible_lists(by, list_file.round).exclude(state=ListState.WITHDRAWN)
        if acts & {act_of(answer) for answer in standing(one)}
    ]
    if waiting := [one.name for one in alike if one.state == ListState.WAITING]:
        words = _("Masih ada daftar yang dibaca: %(lists)s. Tunggu sebentar.")
        raise Refused(words % {"lists": ", ".join(waiting)})
    now = {"by": by.pk, "at": timezone.now().isoformat()}
    for one in alike:
        said = [answer["answer"] for answer in standing(one) if "answer" in answer]
        one.answered = [
            {"taken_back": now, **answer} for answer in one.answered
        ]  # the first taking back stays
        one.maps, one.state = [], ListState.WAITING
        one.save(update_fields=["maps", "answered", "state"])
        record("list.ask_again", by=by, on=one, area=one.area, answers=said, asked_in=list_file.pk)
    return alike


def _read_now_or_later(by: User, list_file: ListFile) -> ListFile:
    """A small list is read while its sender waits; a large one in the background."""
    if list_file.size <= READ_AT_ONCE:
        return read_list(list_file)
    _read_later(by, list_file)
    return list_file


def read_left_behind() -> int:
    """Queues the reading of lists whose reader died before anybody was told; returns how many.

    Called by the house every few seconds. Each is queued once; work that failed is not begun again by itself.
    """
    long_ago = timezone.now() - LEFT_AFTER
    left = ListFile.objects.filter(state=ListState.WAITING, uploaded_at__lt=long_ago)
    count = 0
    for one in left.select_related("area", "uploaded_by"):
        told = Event.objects.filter(object_type=one._meta.label_lower, object_id=str(one.pk))
        if told.filter(at__gte=long_ago).exists():  # restored or answered just now: somebody reads it
            continue
        if (
            not Job.objects.filter(kind=READ, arguments={"lists": [one.pk]})
            .exclude(state=State.DONE)
            .exists()
        ):
            _read_later(one.uploaded_by, one)
            count += 1
    return count


def _read_later(by: User, list_file: ListFile) -> None:
    start(
        READ,
        by=by,
        title=_("Membaca %(list)s") % {"list": list_file.name},
        arguments={"lists": [list_file.pk]},
        area=list_file.area,
        return_to=reverse("screening:round", args=[list_file.round_id]),
    )


def _refuse_closed(round: Round) -> None:
    if not round.is_open:
        raise Refused(_("Putaran ini sudah ditandatangani; daftarnya tidak dapat diubah lagi."))


def _refuse_twice(by: User, round: Round, sent: str, digest: str) -> None:
    twin = round.lists.filter(sha256=digest).exclude(state=ListState.WITHDRAWN).first()
    if twin is None:
        return
    if visible_lists(by, round).filter(pk=twin.pk).exists():
        raise Refused(
            _("%(file)s sama persis dengan %(twin)s yang sudah diunggah; tidak ditambahkan lagi.")
            % {"file": sent, "twin": twin.name}
        )
    raise Refused(
        _("%(file)s sudah diunggah ke putaran ini dari desa lain. Tanyakan kepada dinas.") % {"file": sent}
    )
