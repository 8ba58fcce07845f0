"""Joins Parquet files end to end without reading their rows: pages are copied, only the footers are made anew.

A round's decisions are written list by list, so that when one list changes the others' pages are copied as they
stand. What a footer says is Thrift's compact protocol (parquet-format, FileMetaData): every place in it moves by as
much as its file's pages do.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

MAGIC = b"PAR1"
# Field numbers of parquet-format's structs.
ROWS, ROW_GROUPS = 3, 4
COLUMNS, GROUP_OFFSET, ORDINAL = 1, 5, 7
CHUNK_OFFSETS, META = (2, 4, 6), 3
META_OFFSETS = (9, 10, 11, 14)
# Compact protocol: the types of fields.
TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)

# Bytes copied at a time. A larger piece has its memory from the system each time, and a page that is new to the process
# costs ten times what copying it does.
COPIED_AT_ONCE = 1 << 17


class ParquetProblem(Exception):
    """A file that is not a whole Parquet file, or not like the others."""


@dataclass
class Piece:
    """A stretch of row groups of one file: which of them, counted from 0, or all."""

    path: Path
    groups: range | None = None


Fields = dict[int, tuple[int, Any]]


def join_files(pieces: Iterable[Piece], out: Path) -> tuple[int, list[int]]:
    """Writes the pieces' row groups one after the other into ``out``; gives the rows, and each piece's row groups.

    All must have the first one's columns. Raises ParquetProblem otherwise, or for a damaged file.
    """
    whole: Fields = {}
    groups: list[Fields] = []
    counts: list[int] = []
    opened: dict[Path, Opened] = {}
    with out.open("wb") as target:
        target.write(MAGIC)
        for piece in pieces:
            if piece.path not in opened:
                opened[piece.path] = Opened.of(piece.path)
            source = opened[piece.path]
            if whole and source.footer[2] != whole[2]:
                raise ParquetProblem(f"{piece.path.name}: kolomnya lain daripada berkas pertama.")
            whole = whole or dict(source.footer)
            before = len(groups)
            groups += copy_piece(piece, source, target)
            counts.append(len(groups) - before)
        for ordinal, group in enumerate(groups):
            if ORDINAL in group:
                group[ORDINAL] = (I16, ordinal if ordinal < 1 << 15 else (1 << 15) - 1)
        rows = sum(int(group[ROWS][1]) for group in groups)
        whole[ROWS] = (I64, rows)
        whole[ROW_GROUPS] = (LIST, (STRUCT, groups))
        written = bytearray()
        write_struct(written, whole)
        target.write(bytes(written) + len(written).to_bytes(4, "little") + MAGIC)
    return rows, counts


@dataclass
class Opened:
    """A file's footer, its row groups, where each begins, and where the last one ends."""

    footer: Fields
    groups: list[Fields]
    starts: list[int]

    @classmethod
    def of(cls, path: Path) -> Opened:
        footer, end = read_footer(path)
        groups = footer[ROW_GROUPS][1][1]
        starts = [start_of(group) for group in groups]
        return cls(footer, groups, [len(MAGIC), *starts[1:], end] if groups else [end])


def copy_piece(piece: Piece, source: Opened, target: BinaryIO) -> Iterator[Fields]:
    """The pages of a piece, copied; gives its row groups with their places moved."""
    chosen = range(len(source.groups)) if piece.groups is None else piece.groups
    if not chosen:
        return
    begin, until = source.starts[chosen.start], source.starts[chosen.stop]
    moved = target.tell() - begin
    with piece.path.open("rb") as file:
        file.seek(begin)
        copy_bytes(file, target, until - begin)
    for at in chosen:
        move(source.groups[at], moved)
        yield source.groups[at]


def copy_bytes(source: BinaryIO, target: BinaryIO, size: int) -> None:
    """So many bytes from one file to the other."""
    while size:
        taken = source.read(min(size, COPIED_AT_ONCE))
        if not taken:
            raise ParquetProblem("berkas berubah saat disalin")
        target.write(taken)
        size -= len(taken)


def start_of(group: Fields) -> int:
    """Where a row group's first page stands."""
    return min(
        int(chunk[META][1][at][1])
        for chunk in group[COLUMNS][1][1]
        for at in (9, 11)
        if at in chunk[META][1] and int(chunk[META][1][at][1]) > 0
    )


def move(group: Fields, by: int) -> None:
    """Every place that a row group speaks of, further by so many bytes."""
    shift(group, (GROUP_OFFSET,), by)
    for chunk in group[COLUMNS][1][1]:
        shift(chunk, CHUNK_OFFSETS, by)
        shift(chunk[META][1], META_OFFSETS, by)


def shift(fields: Fields, numbers: Iterable[int], by: int) -> None:
    """The places among the fields, moved; 0 says that there is none."""
    for number in numbers:
        if number in fields and fields[number][1]:
            fields[number] = (I64, fields[number][1] + by)


def read_footer(path: Path) -> tuple[Fields, int]:
    """What a file's footer says, and where it begins. Raises ParquetProblem for a file cut short."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 8))
        tail = file.read(8)
        begin = size - 8 - int.from_bytes(tail[:4], "little")
        if len(tail) < 8 or tail[4:] != MAGIC or begin < len(MAGIC):
            raise ParquetProblem(f"{path.name}: berkas Parquet ini terpotong.")
        file.seek(begin)
        data = file.read(size - 8 - begin)
    return Reader(data).struct(), begin


class Reader:
    """Reads one struct of Thrift's compact protocol, every field with its type, to be written as it was."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self) -> int:
        shift = value = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def signed(self) -> int:
        value = self.number()
        return (value >> 1) ^ -(value & 1)

    def struct(self) -> Fields:
        fields: Fields = {}
        last = 0
        while head := self._byte():
            delta, kind = head >> 4, head & 15
            last = last + delta if delta else self.signed()
            fields[last] = (kind, self.value(kind))
        return fields

    def value(self, kind: int) -> Any:
        if kind in (TRUE, FALSE):
            return kind == TRUE
        if kind == BYTE:
            return self._byte()
        if kind in (I16, I32, I64):
            return self.signed()
        if kind == STRUCT:
            return self.struct()
        if kind in (LIST, SET):
            head = self._byte()
            size = head >> 4 if head >> 4 < 15 else self.number()
            inner = head & 15
            one = self._byte if inner in (TRUE, FALSE) else lambda: self.value(inner)
            return inner, [one() for _ in range(size)]
        if kind == MAP:
            raise ParquetProblem("susunan berkas Parquet ini tidak dikenal")
        size = 8 if kind == DOUBLE else self.number()
        self.at += size
        return self.data[self.at - size : self.at]

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]


def write_struct(out: bytearray, fields: Fields) -> None:
    """A struct as the compact protocol has it."""
    last = 0
    for number in sorted(fields):
        kind, value = fields[number]
        delta = number - last
        out.append((delta << 4 if delta < 16 else 0) | kind)
        if delta >= 16:
            write_signed(out, number)
        last = number
        if kind not in (TRUE, FALSE):
            write_value(out, kind, value)
    out.append(0)


def write_value(out: bytearray, kind: int, value: Any) -> None:
    """A value of a field or of a list."""
    if kind in (I16, I32, I64):
        write_signed(out, value)
    elif kind == STRUCT:
        write_struct(out, value)
    elif kind in (LIST, SET):
        inner, items = value
        out.append((len(items) << 4 if len(items) < 15 else 15 << 4) | inner)
        if len(items) >= 15:
            write_number(out, len(items))
        for item in items:
            out.append(item) if inner in (TRUE, FALSE) else write_value(out, inner, item)
    elif kind == BYTE:
        out.append(value)
    else:
        if kind == BINARY:
            write_number(out, len(value))
        out += value


def write_signed(out: bytearray, value: int) -> None:
    """A whole number, zigzag."""
    write_number(out, value << 1 if value >= 0 else ((-value) << 1) - 1)


def write_number(out: bytearray, value: int) -> None:
    """A whole number, seven bits a byte."""
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
