"""How hamlets, RWs and RTs are written by people, and the codes that we make of that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import Level

LETTERS = {Level.HAMLET: "D", Level.RW: "W", Level.RT: "T"}
DIGITS = {Level.HAMLET: 2, Level.RW: 3, Level.RT: 3}
MOST_AT_ONCE = 300  # a large kelurahan has about 150 RTs
_HAMLET_WORDS = ("DUSUN", "LINGKUNGAN", "KAMPUNG", "BANJAR", "JORONG", "DUKUH", "PADUKUHAN")
_HAMLET = re.compile(rf"^({'|'.join(_HAMLET_WORDS)})\b\.?\s*(.*)$", re.IGNORECASE)
_RW = re.compile(r"^RW\.?\s*(\d{1,3})\s*[:;]?\s*(.*)$", re.IGNORECASE)
_RANGE = re.compile(
    r"^(?:RT\.?\s*)?(\d{1,3})\s*(?:(?:[-–—]|S\.?/?D\.?|SAMPAI)\s*(?:RT\.?\s*)?(\d{1,3}))?$", re.I
)


class Unreadable(ValueError):
    """A line that names no hamlet, RW or RT; its text is a sentence for the person who wrote it."""


@dataclass(frozen=True)
class Named:
    """One area to be: its level, its number (0 for a hamlet, which is told by its name) and its name."""

    level: Level
    number: int
    name: str


def code_part(level: Level, number: int) -> str:
    """'T003' for RT 3, 'W012' for RW 12, 'D01' for the first hamlet."""
    return f"{LETTERS[level]}{number:0{DIGITS[level]}d}"


def name_of(level: Level, number: int) -> str:
    """'RT 003'."""
    return f"{level.label} {number:03d}"


def read_lines(written: str) -> list[Named]:
    """What a village writes down, from the top: each RW lies in the hamlet named last, each RT in the RW named last.

        Dusun Krajan
        RW 001: RT 001–012
        RW 2: 1-5, 7

    Raises Unreadable with the line, and where it names more than MOST_AT_ONCE areas.
    """
    found: list[Named] = []
    for number, line in enumerate(written.splitlines(), start=1):
        for one in _read_line(number, line.strip()) if line.strip() else ():
            if len(found) == MOST_AT_ONCE:  # before more is read: a short line may name a million
                raise Unreadable(_("Paling banyak %(most)s wilayah sekali kirim.") % {"most": MOST_AT_ONCE})
            found.append(one)
    if not found:
        raise Unreadable(_("Tulis paling sedikit satu baris, misalnya RW 001: RT 001-012."))
    return found


def _read_line(number: int, line: str) -> Iterator[Named]:
    if match := _HAMLET.match(line):
        name = match[2].strip(" :;")
        if not name:
            raise Unreadable(_("Baris %(line)s: nama dusunnya belum ditulis.") % {"line": number})
        yield Named(Level.HAMLET, 0, f"{match[1].capitalize()} {name}"[:120])
        return
    neighbourhoods = line
    if match := _RW.match(line):
        rw = _positive(number, match[1])
        yield Named(Level.RW, rw, name_of(Level.RW, rw))
        neighbourhoods = match[2].strip()
    for part in filter(None, (one.strip() for one in re.split(r"[,;]|\bdan\b", neighbourhoods))):
        for rt in _range(number, part):
            yield Named(Level.RT, rt, name_of(Level.RT, rt))


def _range(line: int, part: str) -> range:
    match = _RANGE.match(part)
    if not match:
        words = {"line": line, "part": part[:40]}
        raise Unreadable(
            _("Baris %(line)s: %(part)s tidak terbaca. Tulis seperti RW 001: RT 001-012.") % words
        )
    first, last = _positive(line, match[1]), _positive(line, match[2] or match[1])
    if last < first:
        raise Unreadable(_("Baris %(line)s: urutan %(part)s terbalik.") % {"line": line, "part": part[:40]})
    return range(first, last + 1)


def _positive(line: int, digits: str) -> int:
    if not int(digits):
        raise Unreadable(_("Baris %(line)s: nomor 0 tidak dipakai.") % {"line": line})
    return int(digits)
