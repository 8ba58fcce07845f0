"""YAML as the catalogue and its changes are written in, read strictly: whatever is doubtful is refused with its line.

    parse_yaml(content, name) -> data       plain dicts, lists, texts, numbers, days
    line_of(content, place) -> int | None   the line of a place such as `rules.all[2] (alive).requires`

A change to be tried may be uploaded, so a text that nests without end, or unfolds to a thousand times its size, is
refused before anything walks it.
"""

import re
from typing import Any

import yaml

from satupintu.engine.rules import ProgrammeError

DEEPEST = 100  # the catalogue's deepest text nests 13 levels
MOST_PARTS = 100_000
# What alone can nest deeply within few characters, at which the parser, written in C, would exhaust the stack.
_MANY_BRACKETS = 500
_INDICATORS_IN_A_ROW = re.compile(rb"(?:[-?:][ \t]+){50}")
_PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9_]*)")
_TOO_DEEP = f"bertingkat lebih dari {DEEPEST}; susun lebih sederhana"
# What a value was to be, by a sign such as `!!float` before it or because it looks so.
_KINDS = {"int": "bilangan bulat", "float": "pecahan", "bool": "true atau false", "timestamp": "tanggal"}
_UNKNOWN_SIGN = "could not determine a constructor for the tag"
_PROBLEMS = {
    "found a tab character that violates indentation": "ada tab di depan baris; pakai spasi",
    "found character that cannot start any token": "ada tanda yang tidak boleh mengawali isian, misalnya tab, @ atau `",
    "mapping values are not allowed in this context": "ada titik dua di tengah kalimat; apit kalimatnya dengan tanda "
    "kutip, atau periksa spasi di depan baris",
    "could not find expected ':'": "kunci tanpa titik dua, atau kalimat yang tidak diapit tanda kutip",
    "did not find expected key": "spasi di depan baris tidak sama dengan baris-baris di atasnya",
    "did not find expected '-' indicator": "spasi di depan baris tidak sama dengan butir-butir di atasnya",
    "did not find expected ',' or ']'": "kurung siku tidak ditutup, atau kurang koma",
    "did not find expected ',' or '}'": "kurung kurawal tidak ditutup, atau kurang koma",
    "found unexpected end of stream": "tanda kutip tidak ditutup",
    "but found another document": "berkas memuat dua dokumen (---); sisakan satu",
}


def parse_yaml(content: bytes, name: str) -> Any:
    """The data of a YAML text; ProgrammeError with `name` and line for bad YAML, a key twice, a cycle, no end."""
    try:
        if _may_be_deep(content) and (mark := _deep_line(content)):
            raise yaml.MarkedYAMLError(problem=_TOO_DEEP, problem_mark=mark)
        data = yaml.load(content, Loader=_StrictLoader)  # noqa: S506  (built on the safe loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f", baris {mark.line + 1}" if mark else ""
        is_ours = type(error) is yaml.MarkedYAMLError  # the parser's own errors are below it, and in English
        column = f" pada kolom {mark.column + 1}" if mark else ""
        unknown = f"susunannya tidak terbaca{column}; periksa tanda baca dan spasi di sana"
        told = error.problem if is_ours else _PROBLEMS.get(error.problem or "", unknown)
        if str(error.problem).startswith(_UNKNOWN_SIGN):
            told = "tanda seru (!) di depan isi tidak dipakai di sini; hapus, atau apit dengan tanda kutip bila teks"
        raise ProgrammeError(f"{name}{line}", f"YAML tidak dapat dibaca: {told}") from error
    except yaml.reader.ReaderError as error:
        line = f", baris {content[: error.position].count(10) + 1}"
        told = "ada tanda yang bukan teks UTF-8; simpan lagi berkasnya sebagai UTF-8"
        raise ProgrammeError(f"{name}{line}", f"YAML tidak dapat dibaca: {told}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise ProgrammeError(name, f"YAML tidak dapat dibaca: {error}") from error
    _Walk(content, name).walk(data, (), "")
    return data


def line_of(content: bytes, place: str) -> int | None:
    """The line, from 1, of a place such as `rules.all[2] (alive).requires`, or of the nearest above it."""
    try:
        node = yaml.compose(content, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return None
    line, begun = None, ""
    for step in _steps(place):
        # A key may hold dots itself, as facts do: what is not there alone may be the beginning of a longer key.
        found = _child(node, f"{begun}.{step}" if begun else step)
        if found is None:
            begun = f"{begun}.{step}" if begun else str(step)
            continue
        begun = ""
        line, node = found
    return line


class _StrictLoader(yaml.CSafeLoader):
    """The safe loader, which alone would let a second key of the same name win in silence."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """What a value says; one that is not what its sign claims, which Python tells in its own words, by its line."""
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, LookupError, AttributeError, TypeError, OverflowError) as error:
            kind = node.tag.rpartition(":")[2]
            told = f"{str(node.value)[:40]!r} bukan {_KINDS.get(kind, kind)}"
            raise yaml.MarkedYAMLError(problem=told, problem_mark=node.start_mark) from error

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        if not isinstance(node, yaml.MappingNode):  # it only claims to be one, which is refused below
            return super().construct_mapping(node, deep=deep)
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="kunci harus satu kata", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"kunci {key.value!r} tertulis dua kali", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)

    def construct_day(self, node: yaml.ScalarNode) -> Any:
        """A day that the calendar has."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError as error:
            told = f"{node.value} bukan tanggal yang ada"
            raise yaml.MarkedYAMLError(problem=told, problem_mark=node.start_mark) from error

    def construct_int(self, node: yaml.ScalarNode) -> Any:
        """A number that says what it seems to say: YAML alone counts 1:20:00 by sixties, and 0120 by eights."""
        if not _PLAIN_NUMBER.fullmatch(str(node.value)):
            told = f"{node.value} bukan bilangan biasa; tulis angkanya saja, atau apit dengan tanda kutip bila teks"
            raise yaml.MarkedYAMLError(problem=told, problem_mark=node.start_mark)
        return self.construct_yaml_int(node)


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _StrictLoader.construct_day)
_StrictLoader.add_constructor("tag:yaml.org,2002:int", _StrictLoader.construct_int)


def _may_be_deep(content: bytes) -> bool:
    """Whether counting levels is worth reading the text once more; hardly ever."""
    brackets = content.count(b"[") + content.count(b"{")
    return brackets > _MANY_BRACKETS or _INDICATORS_IN_A_ROW.search(content) is not None


def _deep_line(content: bytes) -> Any:
    """The parser's mark of where the text nests too deeply; None when it does not."""
    depth = 0
    for event in yaml.parse(content, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return event.start_mark
    return None


class _Walk:
    """One pass over the data: no cycle, no more levels and parts than any text of people has."""

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name, self.parts = content, name, 0

    def walk(self, data: Any, above: tuple[int, ...], place: str) -> None:
        if not isinstance(data, dict | list):
            return
        self.parts += len(data)
        if self.parts > MOST_PARTS:
            told = f"isinya lebih dari {MOST_PARTS} butir bila acuannya diuraikan; tulis tanpa acuan berulang"
            raise ProgrammeError(self.name, f"YAML tidak dapat dipakai: {told}")
        if id(data) in above:
            told = f"YAML menunjuk kembali ke dirinya sendiri di {place} (acuan melingkar)"
            raise ProgrammeError(self.where(place), told)
        if len(above) >= DEEPEST:
            raise ProgrammeError(self.where(place), f"YAML tidak dapat dibaca: {_TOO_DEEP}")
        for key, child in data.items() if isinstance(data, dict) else enumerate(data, 1):
            below = f"{place}[{key}]" if isinstance(data, list) else f"{place}.{key}" if place else str(key)
            self.walk(child, (*above, id(data)), below)

    def where(self, place: str) -> str:
        line = line_of(self.content, place)
        return f"{self.name}, baris {line}" if line else self.name


def _steps(place: str) -> list[str | int]:
    """`rules.all[2] (alive).requires` into ["rules", "all", 1, "requires"]; dots within brackets stay."""
    steps: list[str | int] = []
    for part in place.split("."):
        name, _, rest = part.partition("[")
        steps.append(name.split(" (")[0])
        digits = rest.partition("]")[0]
        if digits.isdigit():
            steps.append(int(digits) - 1)
    return steps


def _child(node: Any, step: str | int) -> tuple[int, Any] | None:
    if isinstance(step, int):
        items = node.value if isinstance(node, yaml.SequenceNode) else []
        return (items[step].start_mark.line + 1, items[step]) if step < len(items) else None
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None
