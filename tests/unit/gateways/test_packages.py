"""A zip we write must be one every reader opens, whatever the number of blocks and threads."""

import zipfile

import pytest

from satupintu.gateways import packages
from satupintu.gateways.packages import BLOCK, PackageWriter, deflate, inflate, read_member

LONG = bytes(number * number % 251 for number in range(1000)) * (3 * BLOCK // 1000)


@pytest.mark.parametrize("whole", [packages.WHOLE, 0])
@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, len(LONG)])
def test_packed_members_unpack_to_the_same_bytes(tmp_path, monkeypatch, size, whole):
    monkeypatch.setattr(packages, "WHOLE", whole)
    out = tmp_path / "a.zip"
    with PackageWriter(out) as package:
        package.add("é/lembar.xml", [LONG[: size // 3], memoryview(LONG)[size // 3 : size]])
    with zipfile.ZipFile(out) as again:
        assert again.testzip() is None
        assert again.read("é/lembar.xml") == LONG[:size]
        assert again.getinfo("é/lembar.xml").date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("limit", [packages.WHOLE, 5 * BLOCK // 2])
def test_pieces_do_not_change_the_bytes(monkeypatch, limit):
    monkeypatch.setattr(packages, "WHOLE", limit)
    whole = deflate([LONG])
    assert deflate(LONG[at : at + 777] for at in range(0, len(LONG), 777)) == whole


def test_damaged_streams_and_false_lengths_are_not_unpacked():
    packed = b"".join(deflate([LONG]).blocks)
    assert inflate(packed, len(LONG)) == LONG
    for size in (0, 1, len(LONG) - 1, len(LONG) + 1, len(LONG) * 2):
        assert inflate(packed, size) is None
    for damaged in (b"", packed[:-1], packed[: len(packed) // 2], b"\xff" * 100):
        assert inflate(damaged, len(LONG)) is None


def test_a_member_copied_keeps_its_packing_and_date(tmp_path):
    source, out = tmp_path / "a.zip", tmp_path / "b.zip"
    with zipfile.ZipFile(source, "w") as old:
        info = zipfile.ZipInfo("x.bin", (2021, 3, 4, 5, 6, 8))
        old.writestr(info, LONG[:5000], zipfile.ZIP_BZIP2)
    with source.open("rb") as file, zipfile.ZipFile(file) as old, PackageWriter(out) as package:
        for info in old.infolist():
            package.copy(file, info)
    with zipfile.ZipFile(out) as new:
        assert new.read("x.bin") == LONG[:5000]
        assert new.getinfo("x.bin").date_time == (2021, 3, 4, 5, 6, 8)


def test_a_member_longer_than_stated_is_refused(tmp_path):
    source = tmp_path / "bomb.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as old:
        old.writestr("x", b"0" * 100_000)
    with source.open("rb") as file, zipfile.ZipFile(file) as old:
        info = old.infolist()[0]
        info.file_size = 10
        with pytest.raises(ValueError, match="not as long"):
            read_member(file, info)
