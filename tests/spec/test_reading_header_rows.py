"""The table of header rows: of a whole row, which column is read as what, and what is asked instead of guessed."""

from pathlib import Path

import pytest
import xlsxwriter
import yaml

from satupintu.gateways.lists import read_lists
from tests.unit.gateways.lists.conftest import NAMES, NIKS

CASES = yaml.safe_load(Path(__file__).with_name("reading_header_rows.yaml").read_text(encoding="utf-8"))
PEOPLE = range(6)
DUSUN = ("Krajan", "Duren", "Panggang Lele", "Krajan", "Duren", "Krajan")
KINDS = {
    "no": lambda i: str(i + 1),
    "nama": lambda i: NAMES[i],
    "nama2": lambda i: NAMES[9 - i],
    "nik": lambda i: NIKS[i],
    "nik2": lambda i: NIKS[9 - i],
    "kk": lambda i: f"35071101020304{i:02d}",
    "kk2": lambda i: f"35071105060708{i:02d}",
    "pair": lambda i: f"{NIKS[i]} / 35071101020304{i:02d}",
    "kkpair": lambda i: f"35071101020304{i:02d} / {NIKS[i]}",
    "tgl": lambda i: f"{i + 10}-04-198{i}",
    "tgl2": lambda i: f"{i + 11}-05-197{i}",
    "ttl": lambda i: f"Malang, {i + 10}-04-198{i}",
    "usul": lambda i: f"{i + 10}-03-2021",
    "tempat": lambda _: "Malang",
    "lp": lambda i: "LP"[i % 2],
    "centang L": lambda i: "v" if i % 2 else "",
    "centang P": lambda i: "" if i % 2 else "v",
    "alamat": lambda i: f"Jl. Melati No. {i + 1}",
    "alamat2": lambda i: f"Pasar Kalipare blok {i + 1}",
    "dusun": lambda i: DUSUN[i],
    "rt": lambda i: f"00{i + 1}",
    "rtrw": lambda i: f"00{i + 1}/002",
    "desa": lambda _: "Arjowilangun",
    "desa2": lambda _: "Kalipare",
    "kec": lambda _: "Kalipare",
    "usaha": lambda i: ("warung kopi", "toko pracangan", "penjahit")[i % 3],
    "toko": lambda i: ("Toko Barokah", "Warung Bu Sri", "Maju Jaya")[i % 3],
    "hp": lambda i: f"08123456789{i}",
    "rp": lambda i: f"{i + 1}50.000",
    "rp2": lambda i: f"{i + 4}.500.000",
    "surat": lambda i: f"470/{i + 1}/35.07.11.2008/2021",
    "nib": lambda i: f"91200012345{i:02d}",
    "rek": lambda i: f"00210123456{i}",
    "ya": lambda _: "ya",
    "ket": lambda i: ("baru", "", "lama")[i % 3],
}


def cells(text):
    return [part.strip().replace("\\n", "\n") for part in text.split("|")]


def write_heads(sheet, lines):
    """The header's rows; '<' merges a cell with those left of it."""
    for row, heads in enumerate(lines):
        for column, head in enumerate(heads):
            if head != "<":
                last = column
                while heads[last + 1 : last + 2] == ["<"]:
                    last += 1
                if last > column:
                    sheet.merge_range(row, column, row, last, head)
                else:
                    sheet.write_string(row, column, head)


def write(path, case):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("RT 01")
    lines = [cells(case[one]) for one in ("top", "row") if one in case]
    write_heads(sheet, lines)
    for j, kind in enumerate(cells(case["cells"])):
        for i in PEOPLE:
            sheet.write_string(len(lines) + i, j, KINDS[kind](i))
    book.close()
    return path


def outcome(file):
    """What came of a file, as the table says it."""
    if file.questions:
        return {"asks": ", ".join(one.field for one in file.questions)}
    if file.problem:
        return {"refuses": str(file.problem)}
    found = (f"{one.column} {one.field}" for one in file.sheets[0].columns if one.field != "number")
    return {"read": ", ".join(found)}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("judul")
    paths = [write(folder / f"{i:03d}.xlsx", case) for i, case in enumerate(CASES)]
    return read_lists(paths, folder / "rows.parquet").files


@pytest.mark.parametrize("at", range(len(CASES)), ids=[case["row"] for case in CASES])
def test_header_row(files, at):
    case, got = CASES[at], outcome(files[at])
    if "refuses" in case:
        assert case["refuses"] in got.get("refuses", ""), got
    else:
        assert got == {key: case[key] for key in ("read", "asks") if key in case}
