"""Files as strangers send them: a name that every disk bears, and the fingerprint of their bytes."""

import hashlib
import re
import unicodedata
from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

# What no file system, and no `FILE!SHEET:FIELD=COLUMN`, can bear in a name.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*!=\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_LONGEST = 100  # characters of a name before its ending
_LONGEST_BYTES = 200  # of 255 a file system bears: a hand-back adds its own ending, a second file its number


def safe_name(sent: str, taken: Collection[str] = ()) -> str:
    """A file name close to the one sent, unlike any of `taken` (whatever their case)."""
    stem, suffix = _parts(sent)
    stem = _shortened(stem).rstrip(". ") or "daftar"
    used = {one.casefold() for one in taken}
    found, n = stem + suffix, 2
    while found.casefold() in used:
        found, n = f"{stem} ({n}){suffix}", n + 1
    return found


def shown_name(sent: str, kept: str) -> str:
    """What people read: the sender's own name where the disk could not hold it whole, else the name kept."""
    stem, suffix = _parts(sent)
    return stem + suffix if _shortened(stem) != stem else kept


def _parts(sent: str) -> tuple[str, str]:
    """A name without what is unsafe in it, and its ending with the dot, in small letters; or ''."""
    name = unicodedata.normalize("NFC", sent.replace("\\", "/").rsplit("/", 1)[-1])
    name = " ".join(_UNSAFE.sub("-", name).split()).strip(". ") or "daftar"
    stem, dot, suffix = name.rpartition(".")
    if not dot or not suffix.isalnum() or len(suffix) > 8:
        return name, ""
    return stem, f".{suffix.lower()}"


def _shortened(stem: str) -> str:
    """As much of a name as a disk can hold, whole characters only; file systems count bytes."""
    return stem[:_LONGEST].encode()[:_LONGEST_BYTES].decode(errors="ignore")


def fingerprint(file: File) -> str:
    """SHA-256 of a file's bytes, in hexadecimal; the file is left at its beginning."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def refuse_large(file: File) -> None:
    """A form's validator: raises ValidationError for a file larger than one upload may be."""
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        raise ValidationError(_("Berkas ini lebih dari 32 MB. Pecah dahulu, lalu kirim satu per satu."))
