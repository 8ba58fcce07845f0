"""What was sent, on disk: written aside first, and moved into its place as the row is made.

A folder is there whole or not at all, and one that a killed server left without its row is put away by whoever gets
its number next.
"""

import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.foundation.refusal import Refused

from .answers import file_name
from .forms import Form
from .models import Attachment, Submission
from .photos import look_at

Sent = bytes | File
FILE_LIMIT = 20 * 1024 * 1024  # bytes of one photo: a large camera's own; ours are shrunk to a fiftieth
MOST_FILES = 20
_MOST_AGAIN = 10
_DAY = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class KeptFile:
    """One photo or document, looked at."""

    name: str
    question: str
    kind: str
    size: int
    sha256: str
    is_broken: bool


@dataclass
class Staged:
    """A folder that waits to be put in its place."""

    folder: Path
    files: list[KeptFile] = field(default_factory=list)

    def attachments(self, submission: Submission) -> list[Attachment]:
        return [_row(submission, one) for one in self.files]


@contextmanager
def staged(
    raw: bytes, raw_name: str, files: Mapping[str, Sent] | None, facts: dict[str, Any]
) -> Iterator[Staged]:
    """What was sent, in a folder of its own; gone again unless it was put in place. Raises Refused."""
    check_sizes(files or {})
    folder = _root() / ".incoming" / uuid4().hex
    folder.mkdir(parents=True)
    try:
        (folder / raw_name).write_bytes(raw)
        yield Staged(folder, _write(folder, files or {}, facts, taken={raw_name}))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(kept: Staged, submission: Submission) -> None:
    """Called inside the transaction that makes the row, whose number nobody else has."""
    target = submission.folder
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():  # left by a server killed before its row was there
        shutil.rmtree(target)
    kept.folder.rename(target)


def add_late(submission: Submission, files: Mapping[str, Sent]) -> int:
    """Adds photos that the submission's own answers name and that had not come, or had come broken.

    A broken one stays as it is; the whole one stands beside it under the next name. Returns how many were added.
    """
    wanted = {name: file for name, file in files.items() if file_name(name) in _lacking(submission)}
    if not wanted:
        return 0
    with staged(b"", ".late", wanted, submission.facts) as kept, transaction.atomic():
        Submission.objects.select_for_update().get(pk=submission.pk)
        lacking, rows = _lacking(submission), []
        for one in kept.files:
            if one.name in lacking and (not lacking[one.name] or not one.is_broken):
                path = kept.folder / one.name
                one = replace(one, name=_next_name(one.name, lacking[one.name]))
                path.replace(submission.folder / one.name)
                rows.append(_row(submission, one))
        Attachment.objects.bulk_create(rows)
    return len(rows)


def is_awaited(submission: Submission, names: Iterable[str]) -> bool:
    """Whether one of these files is named by the submission's answers and has not come whole."""
    lacking = _lacking(submission)
    return any(file_name(name) in lacking for name in names)


def _lacking(submission: Submission) -> dict[str, int]:
    """The named files that have not come whole, each with how many broken ones of it there are."""
    found = dict.fromkeys(missing_names(submission), 0)
    kept = list(submission.attachments.all())
    whole = {one.question for one in kept if not one.is_broken}
    for one in kept:
        if one.is_broken and one.question and one.question not in whole:
            name = str(submission.facts[one.question])
            found[name] = found.get(name, 0) + 1
    return found


def _next_name(name: str, earlier: int) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem or suffix}-{earlier + 1}{dot}{suffix if stem else ''}" if earlier else name


def carried_over(mends: Submission | None, form: Form | None, facts: dict[str, Any]) -> dict[str, bytes]:
    """The whole photos of a mended submission that the new one says nothing of; `facts` then name them.

    A phone does not send again what it has sent, and a mended name is no reason to lose the picture of the stall.
    """
    if mends is None or form is None:
        return {}
    asked = {one.name for one in form.questions if one.kind == "photo"} - set(facts)
    kept = [one for one in mends.attachments.all() if one.question in asked and not one.is_broken]
    found = {one.question: one for one in kept if one.path.is_file()}
    facts.update({question: one.name for question, one in found.items()})
    return {one.name: one.path.read_bytes() for one in found.values()}


def keep_other_text(submission: Submission, raw: bytes, raw_name: str) -> None:
    """Keeps what came under a submission's name with other content, beside it: nothing sent is thrown away."""
    folder = submission.folder
    path = folder / f"again-{hashlib.sha256(raw).hexdigest()[:16]}-{raw_name}"
    if not path.exists() and len(list(folder.glob("again-*"))) < _MOST_AGAIN:
        path.write_bytes(raw)


def missing_names(submission: Submission) -> set[str]:
    """The files that the answers name and that have not come."""
    from .forms import load_form

    form = load_form(submission.form, submission.version)
    if form is None:
        return set()
    named = {str(submission.facts[one.name]) for one in form.questions
             if one.kind == "photo" and one.name in submission.facts}  # fmt: skip
    return named - set(submission.attachments.values_list("name", flat=True))


def sweep() -> int:
    """Removes what servers that were killed left half written, a day old and more; returns how many folders."""
    old = [one for one in (_root() / ".incoming").glob("*") if time.time() - one.stat().st_mtime > _DAY]
    for one in old:
        shutil.rmtree(one, ignore_errors=True)
    return len(old)


def check_sizes(files: Mapping[str, Sent]) -> None:
    if len(files) > MOST_FILES:
        raise Refused(_("Terlalu banyak foto dalam satu kiriman; paling banyak %(n)d.") % {"n": MOST_FILES})
    for name, file in files.items():
        size = len(file) if isinstance(file, bytes) else file.size
        if size > FILE_LIMIT:
            raise Refused(
                _("%(name)s terlalu besar (%(size)d MB); paling besar %(limit)d MB. Perkecil fotonya.")
                % {"name": file_name(name), "size": size // 2**20, "limit": FILE_LIMIT // 2**20}
            )


def _root() -> Path:
    return Path(settings.DATA) / "submissions"


def _write(folder: Path, files: Mapping[str, Sent], facts: dict[str, Any], taken: set[str]) -> list[KeptFile]:
    found = []
    questions = {value: name for name, value in facts.items() if isinstance(value, str)}
    for sent, file in files.items():
        name = file_name(sent)
        if not name or name.lower() in taken:
            continue
        taken.add(name.lower())
        found.append(_write_one(folder / name, file, questions.get(name, "")))
    return found


def _write_one(path: Path, file: Sent, question: str) -> KeptFile:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        for chunk in [file] if isinstance(file, bytes) else file.chunks():
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    kind, is_broken = look_at(path)
    return KeptFile(path.name, question, kind, size, digest.hexdigest(), is_broken)


def _row(submission: Submission, one: KeptFile) -> Attachment:
    return Attachment(
        submission=submission,
        question=one.question,
        name=one.name,
        kind=one.kind,
        size=one.size,
        sha256=one.sha256,
        is_broken=one.is_broken,
    )
