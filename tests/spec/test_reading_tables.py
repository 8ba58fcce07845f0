"""The tables of reading: what a cell amounts to, and which field a header announces."""

import datetime
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
import yaml

from satupintu.gateways.lists import read_lists
from satupintu.gateways.lists.headers import header_scores

HERE = Path(__file__).parent
HEADERS = {
    "nik": "NIK",
    "name": "Nama",
    "kk": "No KK",
    "birth_date": "Tgl Lahir",
    "sex": "L/P",
    "rt_rw": "RT/RW",
    "sector": "Jenis Usaha",
    "phone": "No HP",
    "annual_turnover": "Omzet per bulan",
    "business_letter": "SKU",
    "submitted_at": "Tanggal Usulan",
}
USUAL = {
    "nik": "3507111901584279",
    "name": "Made Astuti",
    "birth_date": "19-01-1958",
    "sex": "L",
    "rt_rw": "001/002",
    "sector": "warung kopi",
    "phone": "081234567890",
    "annual_turnover": "1.000.000",
    "business_letter": "470/1/2021",
    "submitted_at": "01-03-2021",
}


def table(name):
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def write_cell(book, sheet, row, column, case):
    if "number" in case:
        sheet.write_number(row, column, case["number"])
    elif "date" in case:
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(row, column, datetime.datetime.fromisoformat(case["date"]), style)
    elif "datetime" in case:
        style = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        sheet.write_datetime(row, column, datetime.datetime.fromisoformat(case["datetime"]), style)
    else:
        sheet.write_string(row, column, case["written"])


def read_column(folder, field, cases):
    """All cases of a field as one sheet's rows, among columns that look as usual."""
    path, out = folder / "daftar.xlsx", folder / "rows.parquet"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("RT 01")
    fields = list(HEADERS)
    sheet.write_row(0, 0, [HEADERS[one] for one in fields])
    usual = [{"written": USUAL[field]}] * 20
    for i, case in enumerate([*usual, *cases], 1):
        for j, one in enumerate(fields):
            if one == field:
                write_cell(book, sheet, i, j, case)
            else:
                sheet.write_string(i, j, USUAL.get(one, ""))
    book.close()
    reading = read_lists([path], out)
    assert not reading.problems, reading.problems
    wanted = "rt, rw" if field == "rt_rw" else f"{field}, nik_is_number"
    rows = duckdb.sql(f"SELECT {wanted}, rt_original FROM '{out}' ORDER BY seq").fetchall()
    assert len(rows) == len(usual) + len(cases)
    return rows[len(usual) :]


@pytest.mark.parametrize("field", table("reading_values.yaml"))
def test_values(field, tmp_path):
    cases = table("reading_values.yaml")[field]
    wrong = []
    for case, (value, second, _) in zip(cases, read_column(tmp_path, field, cases), strict=True):
        got = (
            [value, second] if field == "rt_rw" else str(value) if isinstance(value, datetime.date) else value
        )
        if got != case["read"] or (field == "nik" and second != case.get("number_like", False)):
            wrong.append((case, got, second))
    assert not wrong


@pytest.mark.parametrize("field", table("reading_headers.yaml"))
def test_headers(field):
    wrong = []
    for header in table("reading_headers.yaml")[field]:
        scores = {name: points for name, points in header_scores(header).items() if points >= 1.8}
        used = {name: points for name, points in scores.items() if name in HEADERS or name in OTHERS}
        best = max(used, key=used.__getitem__, default="other")
        if best != field and not (field == "other" and best in ("number",)):
            wrong.append((header, scores))
    assert not wrong


OTHERS = {"address", "rt", "rw", "village", "district", "proposer"}
