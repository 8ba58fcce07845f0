"""The minutes of a village meeting (musyawarah): kept once, under the hash of their bytes."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from satupintu.foundation.refusal import Refused

LARGEST = 10 * 1024 * 1024
# What minutes come as, by how such a file begins; the sender's own word for it is not believed.
_KINDS = (
    (b"%PDF-", ".pdf"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"PK\x03\x04", ".docx"),
)
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Minutes:
    """Minutes as they were sent: the name people read, the bytes and their SHA-256."""

    name: str
    content: bytes
    sha256: str

    def keep(self) -> Path:
        """Writes them where `minutes_path` says, whole or not at all; the same minutes twice are one file."""
        path = minutes_path(self.sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, delete=False) as part:
                part.write(self.content)
                part.flush()
                os.fsync(part.fileno())
            Path(part.name).replace(path)
        return path


def minutes_path(sha256: str) -> Path:
    return Path(settings.DATA) / "minutes" / sha256[:2] / sha256


def read_minutes(file: File) -> Minutes:
    """What was sent, looked at. Raises Refused for what is too large, empty, or no document or picture."""
    sent = (file.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    if (file.size or 0) > LARGEST:
        raise Refused(
            _("%(file)s lebih besar dari %(limit)s MB. Pindai atau foto lagi dengan ukuran lebih kecil.")
            % {"file": sent, "limit": LARGEST >> 20}
        )
    content = file.read()
    ending = next((ending for begins, ending in _KINDS if content.startswith(begins)), "")
    if not ending:
        raise Refused(
            _("%(file)s bukan PDF, foto (JPG, PNG) atau DOCX. Kirim salah satunya.") % {"file": sent}
        )
    return Minutes(_shown(sent, ending), content, hashlib.sha256(content).hexdigest())


def _shown(sent: str, ending: str) -> str:
    """A name that a disk and a header bear, with the ending that the bytes have."""
    stem = sent.rpartition(".")[0] or sent
    kept = "".join(one if one.isalnum() or one in " .-_()" else "-" for one in stem)
    return (" ".join(kept.split())[:_LONGEST_NAME].strip(". ") or "berita-acara") + ending
