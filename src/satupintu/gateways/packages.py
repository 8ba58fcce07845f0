"""Zip packages of office workbooks: kept members are copied as they lie, new ones packed by libdeflate.

The corrections and the proposal stand on it. `zipfile` reads; it cannot hand a member on without packing it
again, and that matters when a list has 100,000 rows. libdeflate packs thrice as fast as zlib, and to the same
bytes on every machine, which zlib, built in many ways, does not promise.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import deflate as libdeflate

if TYPE_CHECKING:
    from zipfile import ZipInfo

# The day every zip starts from: a member made by us carries no clock, so the same input gives the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)
# Sheets are nearly all repetition: level 1 packs them as small as zlib's third in a third of the time.
LEVEL = 1
WHOLE = 256 << 20  # bytes up to which a member is packed in one go
# What is longer is packed in blocks, each by itself: its size fixes the bytes, not the threads.
BLOCK, BLOCK_LEVEL = 1 << 20, 2
_LIMIT = 0xFFFFFFFF
_UTF8_NAME = 0x800


class Deflated(NamedTuple):
    """A packed member: CRC-32 and size of the plain bytes, and the packed blocks in order."""

    crc: int
    size: int
    blocks: Sequence[bytes | bytearray]


def deflate(pieces: Iterable[bytes | memoryview]) -> Deflated:
    """Pack pieces of bytes into one deflate stream, the same however they are cut; other threads run meanwhile."""
    held: list[bytes | memoryview] = []
    rest = iter(pieces)
    size = 0
    for piece in rest:
        held.append(piece)
        size += len(piece)
        if size > WHOLE:
            return _in_blocks(chain(held, rest))
    plain = b"".join(held)
    held.clear()
    return Deflated(libdeflate.crc32(plain), size, [libdeflate.deflate_compress(plain, LEVEL)])


def inflate(packed: bytes, size: int) -> bytes | None:
    """The plain bytes of a deflate stream, or None where it is damaged or not `size` long; never unpacks further."""
    try:
        plain = libdeflate.deflate_decompress(packed, size + 1)
    except libdeflate.DeflateError:
        return None
    return bytes(plain) if len(plain) == size else None


def crc32(plain: bytes) -> int:
    """The checksum that a zip's directory states of a member."""
    return libdeflate.crc32(plain)


def _in_blocks(pieces: Iterable[bytes | memoryview]) -> Deflated:
    """A member too long to be held twice, packed block by block on two threads."""
    from concurrent.futures import Future, ThreadPoolExecutor

    crc = size = 0
    blocks: list[bytes | bytearray] = []
    waiting: list[Future[bytes]] = []
    with ThreadPoolExecutor(2) as pool:
        for batch in _batches(pieces):
            crc, size = libdeflate.crc32(batch, crc), size + len(batch)
            waiting.append(pool.submit(_pack, batch))
            if len(waiting) > 6:  # never more than a few blocks held unpacked
                blocks.append(waiting.pop(0).result())
        blocks.extend(block.result() for block in waiting)
    return Deflated(crc, size, [*blocks, _END])


def _batches(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Cut or join the pieces into blocks of exactly BLOCK bytes, the last one shorter."""
    held = bytearray()
    for piece in pieces:
        view, start = memoryview(piece), 0
        while len(held) + len(view) - start >= BLOCK:
            end = start + BLOCK - len(held)
            held += view[start:end]
            yield bytes(held)
            held.clear()
            start = end
        held += view[start:]
    if held:
        yield bytes(held)


def _pack(plain: bytes) -> bytes:
    packer = zlib.compressobj(BLOCK_LEVEL, zlib.DEFLATED, -15)
    return packer.compress(plain) + packer.flush(zlib.Z_SYNC_FLUSH)


_END = zlib.compressobj(1, zlib.DEFLATED, -15).flush(zlib.Z_FINISH)


class PackageWriter:
    """Writes a zip beside its final name and puts it in place only when whole."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._part = out.with_name(f".{out.name}.part")
        self._file: BinaryIO = self._part.open("wb")
        self._directory: list[bytes] = []
        self._offset = 0

    def __enter__(self) -> PackageWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
            self._file.close()
            self._part.replace(self._out)
        else:
            self._file.close()
            self._part.unlink(missing_ok=True)

    def add(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        """Pack a member."""
        self.add_packed(name, deflate(pieces))

    def add_packed(self, name: str, packed: Deflated, like: ZipInfo | None = None) -> None:
        """Add a packed member; `like` is the source's member whose date and attributes it takes over."""
        date = like.date_time if like else EPOCH
        attributes = like.external_attr if like else 0
        self._member(name, date, 8, packed.crc, packed.size, packed.blocks, attributes)

    def copy(self, source: BinaryIO, info: ZipInfo) -> None:
        """Copy a member byte for byte as it lies packed in the source."""
        packed = read_packed(source, info)
        self._member(
            info.filename,
            info.date_time,
            info.compress_type,
            info.CRC,
            info.file_size,
            [packed],
            info.external_attr,
        )

    def _member(
        self,
        name: str,
        date: tuple[int, int, int, int, int, int],
        method: int,
        crc: int,
        size: int,
        blocks: Sequence[bytes | bytearray],
        attributes: int,
    ) -> None:
        packed_size = sum(map(len, blocks))
        if max(size, packed_size, self._offset) >= _LIMIT:
            raise ValueError(f"{name} is over 4 GB, more than a workbook may hold")
        raw = name.encode()
        flags = 0 if name.isascii() else _UTF8_NAME
        year, month, day, hour, minute, second = date
        day_word = (max(year, 1980) - 1980) << 9 | month << 5 | day
        time_word = hour << 11 | minute << 5 | second // 2
        common = struct.pack(
            "<5H3L2H", 20, flags, method, time_word, day_word, crc, packed_size, size, len(raw), 0
        )
        self._directory.append(
            b"PK\1\2\x14\0" + common + struct.pack("<3H2L", 0, 0, 0, attributes, self._offset) + raw
        )
        self._offset += self._file.write(b"PK\3\4" + common + raw)
        for block in blocks:
            self._offset += self._file.write(block)

    def _finish(self) -> None:
        directory = b"".join(self._directory)
        count = len(self._directory)
        self._file.write(directory)
        self._file.write(
            b"PK\5\6" + struct.pack("<4H2LH", 0, 0, count, count, len(directory), self._offset, 0)
        )


def read_packed(source: BinaryIO, info: ZipInfo) -> bytes:
    """The member's bytes as they lie in the zip, still packed."""
    source.seek(info.header_offset)
    name_size, extra_size = struct.unpack("<2H", source.read(30)[26:30])
    source.seek(name_size + extra_size, 1)
    return source.read(info.compress_size)


def read_member(source: BinaryIO, info: ZipInfo) -> bytes:
    """The member's plain bytes. Raises ValueError where they are packed otherwise or not as long as said."""
    packed = read_packed(source, info)
    if info.compress_type == 0:
        return packed
    if info.compress_type != 8:
        raise ValueError(f"{info.filename} is packed in a way (method {info.compress_type}) we cannot read")
    plain = inflate(packed, info.file_size)
    if plain is None:
        raise ValueError(f"{info.filename} is damaged or not as long as the workbook says")
    return plain
