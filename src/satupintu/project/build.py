"""What set-up makes once from what is in the tree: compiled translations and the folder of static files."""

import hashlib
import os
import struct
from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[1]
_MAGIC = 0x950412DE  # of GNU gettext's binary catalogues, version 0


def build() -> None:
    """Compiles translations that are out of date and collects static files; cheap when nothing changed."""
    compile_messages()
    collect_static()


def collect_static() -> None:
    """Copies the apps' static files to STATIC_ROOT, hashed and compressed, unless they are as last time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.project.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    mark, now = settings.STATIC_ROOT / "sources.sha256", _fingerprint()
    if mark.is_file() and mark.read_text(encoding="ascii") == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now, encoding="ascii")


def _fingerprint() -> str:
    """Changes with any static file's name, size or time."""
    from django.contrib.staticfiles.finders import get_finders

    stats = [
        (path, (stat := Path(storage.path(path)).stat()).st_size, stat.st_mtime_ns)
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    return hashlib.sha256(repr(sorted(stats)).encode()).hexdigest()


def compile_messages(folder: Path = _SOURCE) -> list[Path]:
    """Compiles every `locale/*/LC_MESSAGES/*.po` under a folder that is newer than its .mo; returns these.

    Written here so that set-up needs no gettext on the machine.
    """
    compiled = []
    for po in sorted(folder.rglob("locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            part = mo.with_suffix(".part")
            part.write_bytes(to_mo(read_po(po.read_text(encoding="utf-8"))))
            part.replace(mo)
            compiled.append(mo)
    return compiled


def read_po(text: str) -> dict[str, str]:
    """The translations of a .po text: message key to translation, both as a .mo file holds them.

    The key is the msgid, after its context and EOT where it has one, and before NUL and its plural where it
    has one. Fuzzy and untranslated entries are left out. Raises ValueError with the line it cannot read.
    """
    messages: dict[str, str] = {}
    entry: dict[str, str] = {}
    field = ""
    is_fuzzy = False

    def close() -> None:
        nonlocal entry, is_fuzzy
        strings = [entry[name] for name in sorted(entry) if name.startswith("msgstr")]
        if strings and all(strings) and not (is_fuzzy and entry["msgid"]):
            key = entry["msgid"]
            if "msgctxt" in entry:
                key = f"{entry['msgctxt']}\x04{key}"
            if "msgid_plural" in entry:
                key = f"{key}\x00{entry['msgid_plural']}"
            messages[key] = "\x00".join(strings)
        entry, is_fuzzy = {}, False

    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            if entry and "msgstr" in field:
                close()
                field = ""
            is_fuzzy = is_fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        if not line.startswith('"'):
            name, _space, line = line.partition(" ")
            if name in ("msgid", "msgctxt") and "msgstr" in field:
                close()
            field = name
            entry[field] = ""
        if not (line.startswith('"') and line.endswith('"') and len(line) > 1 and field):
            raise ValueError(f"line {number}: {line!r}")
        entry[field] += _unescape(line[1:-1])
    close()
    return messages


def _unescape(text: str) -> str:
    marks = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
    out, rest = [], iter(text)
    for char in rest:
        out.append(char if char != "\\" else marks[next(rest)])
    return "".join(out)


def to_mo(messages: dict[str, str]) -> bytes:
    """The bytes of a .mo file: a sorted table of keys and one of translations, then both, NUL-ended."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    count, start = len(pairs), 7 * 4
    text, keys, values = b"", [], []
    place = start + 2 * 8 * count
    for strings, table in (
        ([key for key, _value in pairs], keys),
        ([value for _key, value in pairs], values),
    ):
        for string in strings:
            table += [len(string), place]
            text += string + b"\x00"
            place += len(string) + 1
    head = struct.pack("<7I", _MAGIC, 0, count, start, start + 8 * count, 0, 0)
    return head + struct.pack(f"<{4 * count}I", *keys, *values) + text


if __name__ == "__main__":
    build()
