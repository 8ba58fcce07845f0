"""Files that are not what they seem, or do harm: one clear sentence each, the others still read, nothing half."""

import errno
import io
import os
import re
import zipfile
import zlib
from pathlib import Path

import duckdb
import pytest

from satupintu.gateways.areas import areas_file
from satupintu.gateways.lists import ListUsageError, read_lists
from tests.unit.gateways.lists.conftest import NAMES, NIKS, people, write_xlsx

HEAD = ["No", "Nama", "NIK"]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"x" * 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def good(tmp_path):
    return write_xlsx(tmp_path / "baik.xlsx", {"RT 1": [HEAD, *people(3)]})


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("kosong.xlsx", b"", "kosong"),
        ("spasi.csv", b" \r\n\r\n", "kosong"),
        ("foto.xlsx", PNG, "gambar PNG"),
        ("foto.csv", b"\xff\xd8\xff\xe0" + b"x" * 100, "gambar JPEG"),
        ("surat.xlsx", b"%PDF-1.4 ...", "PDF"),
        ("kunci.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
        ("surat.xls", OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "Word"),
        ("rusak.xls", OLE + b"\0" * 3000, "rusak"),
        ("rusak.xlsx", b"PK\x03\x04" + b"\x14\x00" * 100, "rusak"),
        ("biner.csv", bytes(range(1, 32)) * 50, "bukan"),
        ("lembar.xls", b'<?xml version="1.0"?><Workbook></Workbook>', "XML"),
        ("catatan.csv", b"halo apa kabar\nini bukan daftar\n", "tidak ada satu pun"),
        ("judul.csv", b"No;Nama;NIK\n", "tidak ada satu pun"),
        ("parket.parquet", b"PAR1" + b"\0" * 100, "Parquet"),
        (
            "panjang.csv",
            b"NIK;Nama\n3507114107810001;" + b"A" * 3_000_000,
            "baris 2: ada sel yang lebih panjang",
        ),
        (
            "kutip.csv",
            b'NIK;Nama;RT\n3507114107810001;"' + b"A" * 40_000 + b'";1\n',
            "baris 2: ada sel yang lebih",
        ),
        (
            "panjang.xls",
            b"<table><tr><td>NIK<td>Nama<tr><td>3507114107810001<td>" + b"A" * 40_000 + b"</table>",
            "baris 2: ada sel yang lebih panjang",
        ),
    ],
)
def test_refused_with_a_sentence_and_the_others_read(tmp_path, read, good, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    got = read(path, good)
    assert len(got.reading.problems) == 1
    assert got.problem.startswith(name) and says in got.problem
    assert got.column("file") == ["baik.xlsx"] * 3


def test_truncated_workbook(tmp_path, read, good):
    path = tmp_path / "potong.xlsx"
    path.write_bytes(good.read_bytes()[:-200])
    assert "rusak atau terpotong" in read(path).problem


def test_damaged_sheet_inside_a_sound_archive(tmp_path, read, good):
    path = tmp_path / "rusak.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[: len(data) // 2] if name.endswith("sheet1.xml") else data)
    got = read(path)
    assert got.rows == [] and "rusak" in got.problem


def test_archive_without_a_workbook_and_a_word_file(tmp_path, read):
    for name, member, says in (
        ("isi.xlsx", "daftar.txt", "arsip ZIP"),
        ("surat.xlsx", "word/document.xml", "Word"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(member, "x")
        assert says in read(tmp_path / name).problem


def test_workbook_with_only_empty_sheets(make, read):
    got = read(make({"Sheet1": [], "Sheet2": []}))
    assert "tidak ada satu pun" in got.problem and "lembar kosong" in got.problem


def bomb(path, good, size, stated=None):
    """A workbook whose shared strings unpack to `size` bytes of nothing."""
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != "xl/sharedStrings.xml":
                target.writestr(name, source.read(name))
        target.writestr("xl/sharedStrings.xml", b"<sst>" + b" " * size + b"</sst>")
    if stated is not None:
        data = path.read_bytes()
        real = (size + 11).to_bytes(4, "little")
        path.write_bytes(data.replace(real, stated.to_bytes(4, "little")))


def test_zip_bomb_is_not_unpacked(tmp_path, read, good):
    path = tmp_path / "bom.xlsx"
    bomb(path, good, 80_000_000)
    got = read(path, good)
    assert "mengembang" in got.problem
    assert len(got.rows) == 3


def test_zip_bomb_that_lies_about_its_size(tmp_path, read, good):
    path = tmp_path / "bohong.xlsx"
    bomb(path, good, 80_000_000, stated=1000)
    got = read(path, good)
    assert "rusak" in got.problem and len(got.rows) == 3


def test_a_row_beyond_any_sheet_is_refused(make, read):
    path = make([HEAD, *people(1)])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb'r="([A-Z]?)2"', rb'r="\g<1>9999999"', parts[sheet])
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    assert "baris 9999999" in read(path).problem


def test_lone_cell_far_away_does_not_eat_the_memory(make, read):
    def far(book, sheets):
        sheets["Daftar"].write_string("XFD200000", "x")

    got = read(make([HEAD, *people(3)], finish=far))
    assert "XFD" in got.problem
    near = read(
        make([HEAD, *people(3)], finish=lambda book, sheets: sheets["Daftar"].write_string("XFD9", "x"))
    )
    assert near.column("nik") == list(NIKS[:3])


def test_formatting_up_to_the_last_column(make, read):
    def shade(book, sheets):
        grey = book.add_format({"bg_color": "#cccccc"})
        for row in range(6):
            for column in range(3, 16_384, 50):
                sheets["Daftar"].write_blank(row, column, None, grey)

    assert read(make([HEAD, *people(3)], finish=shade)).column("nik") == list(NIKS[:3])


def test_two_hundred_thousand_rows_in_one_sheet(tmp_path):
    path, out = tmp_path / "besar.xlsx", tmp_path / "rows.parquet"
    write_xlsx(path, {"RT 1": [["Nama", "NIK"], [NAMES[0], NIKS[0]]]})
    row = '<row r="{0}"><c r="A{0}" t="s"><v>1</v></c><c r="B{0}" t="str"><v>35071119015{1:05d}</v></c></row>'
    body = "".join(row.format(i, i % 100_000) for i in range(2, 200_002))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = re.sub(r'<row r="2".*</row>', body, sheet).encode()
    parts["xl/sharedStrings.xml"] = b"<sst><si><t>Nama</t></si><si><t>Siti</t></si><si><t>NIK</t></si></sst>"
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b'<c r="B1" t="s"><v>1</v></c>', b'<c r="B1" t="s"><v>2</v></c>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    reading = read_lists([path], out)
    assert reading.rows == 200_000
    last = duckdb.sql(f"SELECT seq, \"row\", nik, name FROM '{out}' ORDER BY seq DESC LIMIT 1").fetchall()[0]
    assert last == (200_000, 200_001, "3507111901500001", "Siti")


def test_memory_that_is_too_small_is_no_fault_of_a_list(tmp_path, caplog):
    head = [["DAFTAR USULAN DESA ARJOWILANGUN"], ["KECAMATAN KALIPARE KABUPATEN MALANG"], [], HEAD]
    path = write_xlsx(tmp_path / "usulan.xlsx", {"RT 1": [*head, *people(3)]})
    with pytest.raises(duckdb.OutOfMemoryException):
        read_lists([path], tmp_path / "rows.parquet", memory="100KB")
    assert caplog.records == []


def test_the_same_file_twice_is_set_aside(tmp_path, read, good):
    twin = tmp_path / "kembar.xlsx"
    twin.write_bytes(good.read_bytes())
    got = read(good, twin)
    assert len(got.rows) == 3
    assert got.reading.files[1].same_as == "baik.xlsx"
    assert "persis sama dengan baik.xlsx" in got.problem
    assert read(good, good).problem == ""


def test_two_files_of_one_name_are_a_usage_error(tmp_path, read, good):
    other = tmp_path / "lain"
    other.mkdir()
    write_xlsx(other / "baik.xlsx", {"RT 2": [HEAD, *people(2)]})
    with pytest.raises(ListUsageError, match="bernama sama"):
        read(good, other / "baik.xlsx")


def test_a_name_that_no_output_can_hold_is_a_usage_error(tmp_path, read, good):
    other = tmp_path / os.fsdecode(b"usul\xe9.xlsx")
    other.write_bytes(good.read_bytes())
    with pytest.raises(ListUsageError, match=r"usul\?\.xlsx: nama berkas ini memuat tanda yang bukan UTF-8"):
        read(tmp_path)


def test_missing_and_unreadable_files(tmp_path, read, good):
    got = read(tmp_path / "tiada.xlsx", good)
    assert "tidak ada" in got.problem and len(got.rows) == 3


def test_a_pipe_or_a_device_is_not_waited_for(tmp_path, read, good):
    pipe = tmp_path / "pipa.csv"
    os.mkfifo(pipe)
    for odd in (pipe, Path("/dev/zero")):
        got = read(odd, good)
        assert "bukan berkas biasa" in got.problem and len(got.rows) == 3


def test_a_file_that_may_not_be_read_is_named_and_the_others_still_read(tmp_path, read, good, monkeypatch):
    secret = tmp_path / "rahasia.xlsx"
    secret.write_bytes(good.read_bytes())
    opened = Path.open

    def guarded(self, *args, **more):
        """What the system says to whom the file is closed; root, whom nothing is closed to, would never hear it."""
        if self.name == secret.name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
        return opened(self, *args, **more)

    monkeypatch.setattr(Path, "open", guarded)
    got = read(secret, good)
    assert "rahasia.xlsx: berkas ini tidak dapat dibuka" in got.problem
    assert "Periksa izin bacanya" in got.problem
    assert len(got.rows) == 3


def test_a_folder_stands_for_the_lists_in_it(tmp_path, read, good):
    folder = tmp_path / "usulan"
    folder.mkdir()
    write_xlsx(folder / "b.xlsx", {"RT": [HEAD, *people(2)]})
    (folder / "a.csv").write_text(f"Nama;NIK\n{NAMES[4]};{NIKS[4]}\n")
    (folder / "~$b.xlsx").write_bytes(b"lock")
    (folder / "catatan.docx").write_bytes(b"x")
    got = read(folder)
    assert got.column("file") == ["a.csv", "b.xlsx", "b.xlsx"]
    with pytest.raises(ListUsageError):
        read(make_empty(tmp_path))


def make_empty(tmp_path):
    empty = tmp_path / "kosong"
    empty.mkdir()
    return empty


def test_macro_workbook_is_read(tmp_path, read, good):
    path = tmp_path / "makro.xlsm"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"sheet.main+xml", b"sheet.main+xml").replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            target.writestr(name, data)
        target.writestr("xl/vbaProject.bin", b"macro")
    assert read(path).column("nik") == list(NIKS[:3])


def test_open_document_spreadsheet(tmp_path, read):
    def row(*cells):
        inside = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in cells
        )
        return f"<table:table-row>{inside}</table:table-row>"

    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="RT 1">{row("Nama", "NIK")}{row(NAMES[0], NIKS[0])}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "daftar.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?>'
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    got = read(path)
    assert [(row["sheet"], row["row"], row["nik"]) for row in got.rows] == [("RT 1", 2, NIKS[0])]


def test_no_file_at_all_still_writes_the_columns(read, tmp_path):
    got = read(tmp_path / "tiada.xlsx")
    assert got.rows == [] and got.reading.rows == 0


def test_helper_makes_a_real_bomb(tmp_path, good):
    bomb(tmp_path / "b.xlsx", good, 1_000_000)
    with zipfile.ZipFile(io.BytesIO((tmp_path / "b.xlsx").read_bytes())) as archive:
        assert zlib.crc32(archive.read("xl/sharedStrings.xml")) and archive.testzip() is None


def test_names_with_brackets_and_quotes(tmp_path, read):
    odd = tmp_path / "usulan [1] 'baru'*"
    odd.mkdir()
    write_xlsx(odd / "daftar [a].xlsx", {"RT 1": [HEAD, *people(2)]})
    duckdb.sql(
        f"COPY (SELECT '{NIKS[3]}' AS nik, '{NAMES[3]}' AS name) TO '{tmp_path}/x.parquet' (FORMAT parquet)"
    )
    (tmp_path / "x.parquet").rename(odd / "daftar [b]?.parquet")
    out = odd / "rows.parquet"
    reading = read_lists([odd / "daftar [a].xlsx", odd / "daftar [b]?.parquet"], out)
    assert reading.rows == 3 and not reading.problems


def test_cache_folder_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "berkas").write_text("not a folder")
    monkeypatch.setenv("SATUPINTU_VAR", str(tmp_path / "berkas"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert areas_file().parent == tmp_path / "satupintu"


def test_a_cell_beyond_any_memory_in_an_old_workbook(tmp_path, read, good):
    path = tmp_path / "lama.xls"
    path.write_bytes(OLE + os.urandom(20_000))
    got = read(path, good)
    assert "rusak" in got.problem and len(got.rows) == 3


def test_an_error_nobody_thought_of_refuses_one_file(monkeypatch, tmp_path, read, good):
    (tmp_path / "a.csv").write_text(f"Nama;NIK\n{NAMES[0]};{NIKS[0]}\n")
    monkeypatch.setattr("satupintu.gateways.lists.any_kind.read_csv", lambda *_: 1 / 0)
    got = read(tmp_path / "a.csv", good)
    assert got.problem.startswith("a.csv") and "tidak dapat dipahami" in got.problem
    assert "ZeroDivision" not in got.problem
    assert len(got.rows) == 3
