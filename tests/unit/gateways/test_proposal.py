"""The proposal must show every digit of a NIK, add up, and be the same bytes each time."""

import zipfile
from collections import Counter

import duckdb
import openpyxl
import pytest

from satupintu.gateways.proposal import ProposalRow, write_listed_proposal, write_proposal

VILLAGES = {"35.07.11.2008": "Arjowilangun, Kec. Kalipare"}


def _person(number: int, **changes: str | None) -> ProposalRow:
    person = ProposalRow(
        nik=f"91710201018000{number:02d}",
        kk=f"35071101030800{number:02d}",
        name=f"Orang {number}",
        address="Dsn Krajan",
        rt="003",
        rw="001",
        village="35.07.11.2008",
        sector="warung kopi",
        phone="081234567890",
        business_letter="470/12/2021",
        proposer="Dinas Koperasi Kab. Malang",
    )
    return person._replace(**changes)


def _write(rows, tmp_path, **kwargs):
    out = tmp_path / "proposal.xlsx"
    kwargs = {"programme_title": "BPUM 2021", "amount": 1_200_000, "village_names": VILLAGES} | kwargs
    return out, write_proposal(rows, out, **kwargs)


def test_people_stand_in_the_regulations_columns_with_every_digit(tmp_path):
    out, _ = _write([_person(1), _person(2, rw=None, phone=None, village="12.34.56.2001")], tmp_path)
    sheet = openpyxl.load_workbook(out)["Usulan"]
    assert [cell.value for cell in sheet[5]] == [
        "No",
        "NIK",
        "No KK",
        "Nama Lengkap",
        "Alamat",
        "RT/RW",
        "Desa/Kelurahan",
        "Bidang Usaha",
        "Nomor Telepon",
        "Nomor SKU/NIB",
    ]
    assert [cell.value for cell in sheet[6]] == [
        1,
        "9171020101800001",
        "3507110103080001",
        "Orang 1",
        "Dsn Krajan",
        "003/001",
        "Arjowilangun, Kec. Kalipare (35.07.11.2008)",
        "warung kopi",
        "081234567890",
        "470/12/2021",
    ]
    assert {sheet[f"{column}6"].number_format for column in "BCI"} == {"@"}
    assert [sheet[f"{column}7"].value for column in "FGI"] == ["003", "12.34.56.2001", None]


def test_totals_by_village_and_proposer_add_up(tmp_path):
    rows = [_person(1), _person(2), _person(3, village="12.34.56.2001", proposer=None)]
    out, totals = _write(rows, tmp_path)
    assert totals == (3, 3_600_000)
    book = openpyxl.load_workbook(out)
    assert "3 orang, Rp1.200.000 per orang, seluruhnya Rp3.600.000" in book["Usulan"]["A3"].value
    recap = [[cell.value for cell in row] for row in book["Rekap"].iter_rows(min_row=4)]
    assert recap == [
        ["No", "Desa/Kelurahan", "Kode", "Jumlah orang", "Jumlah rupiah"],
        [1, None, "12.34.56.2001", 1, 1_200_000],
        [2, "Arjowilangun, Kec. Kalipare", "35.07.11.2008", 2, 2_400_000],
        [None, "JUMLAH", None, 3, 3_600_000],
        [None] * 5,
        ["No", "Pengusul", None, "Jumlah orang", "Jumlah rupiah"],
        [1, "Dinas Koperasi Kab. Malang", None, 2, 2_400_000],
        [2, "(tidak disebut)", None, 1, 1_200_000],
        [None, "JUMLAH", None, 3, 3_600_000],
    ]


def test_where_nothing_fixed_is_paid_no_money_is_written(tmp_path):
    out = tmp_path / "proposal.xlsx"
    totals = write_proposal([_person(1)], out, programme_title="Pelatihan", amount=None)
    assert totals == (1, 0)
    book = openpyxl.load_workbook(out)
    assert book["Usulan"]["A3"].value == "Jumlah: 1 orang"
    assert [cell.value for cell in book["Rekap"][5]] == [1, None, "35.07.11.2008", 1, None]


def test_text_from_a_list_is_never_a_formula(tmp_path):
    out, _ = _write([_person(1, name="=HYPERLINK(1)", sector="@x", address="a < b & c\x0b_x0041_")], tmp_path)
    row = openpyxl.load_workbook(out)["Usulan"][6]
    assert {cell.data_type for cell in row[1:]} == {"s"}
    assert [row[3].value, row[7].value] == ["=HYPERLINK(1)", "@x"]
    assert row[4].value.startswith("a < b & c")


def test_it_prints_in_landscape_with_its_header_on_each_page(tmp_path):
    out, _ = _write([_person(1)], tmp_path)
    sheet = openpyxl.load_workbook(out)["Usulan"]
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.freeze_panes == "A6"


def test_the_same_rows_give_the_same_bytes_and_none_still_a_workbook(tmp_path):
    rows = [_person(number % 100) for number in range(5000)]
    first = _write(rows, tmp_path)[0].read_bytes()
    assert _write([tuple(row) for row in rows], tmp_path)[0].read_bytes() == first
    out, totals = _write([], tmp_path)
    assert totals == (0, 0)
    assert openpyxl.load_workbook(out)["Usulan"]["A6"].value == "JUMLAH"


ODD = (
    None,
    "",
    "a & b <c>",
    "x\x0by",
    "_x0041_",
    "snow ☃ 😀",
    "tab\tbaris\nbaru",
    "x" * 40_000,
    "'petik'",
    '"',
    "%s",
    "\ufffe",
)


@pytest.mark.parametrize("threads", [1, 2])
def test_duckdb_writes_the_same_proposal_byte_for_byte(tmp_path, threads):
    rows = [_person(i % 100, village=["35.07.11.2008", "12.34.56.2001", None][i % 3]) for i in range(5000)]
    fields = ProposalRow._fields
    rows += [_person(0)._replace(**{field: text}) for field in fields for text in ODD]
    rows += [_person(0, rt=rt, rw=rw) for rt in (None, "", "001") for rw in (None, "", "002")]
    out, totals = _write(rows, tmp_path)
    expected = out.read_bytes()
    counts = Counter((row.village, row.proposer) for row in rows)
    with duckdb.connect(config={"threads": threads}) as connection:
        columns = ", ".join(f"unnest(${i}::VARCHAR[]) AS {field}" for i, field in enumerate(fields, 1))
        connection.execute(
            f"CREATE TABLE people AS SELECT {columns}", [list(column) for column in zip(*rows, strict=True)]
        )
        listed = write_listed_proposal(
            connection,
            "FROM people",
            counts,
            out,
            programme_title="BPUM 2021",
            amount=1_200_000,
            village_names=VILLAGES,
        )
    assert listed == totals
    assert out.read_bytes() == expected


def test_a_long_proposal_stands_in_the_rounds_order_however_the_database_joins(tmp_path):
    """Side by side with decisions DuckDB takes the people for few and turns the look-up of villages round."""
    codes = [
        f"35.07.{district:02d}.{village:04d}" for district in range(1, 34) for village in range(2001, 2031)
    ]
    rows = [_person(i % 100, village=codes[i % len(codes)]) for i in range(20_000)]
    fields = ProposalRow._fields
    with duckdb.connect(config={"threads": 2}) as connection:
        columns = ", ".join(f"unnest(${i}::VARCHAR[]) AS {field}" for i, field in enumerate(fields, 1))
        given = [list(column) for column in zip(*rows, strict=True)]
        for name, what in (("rows", columns), ("decisions", "unnest(range(20000)) % 5 <> 0 AS is_eligible")):
            connection.execute(
                f"COPY (SELECT {what}) TO '{tmp_path}/{name}.parquet'", given if name == "rows" else None
            )
        people = f"""SELECT {", ".join(f"r.{one}" for one in fields)} FROM '{tmp_path}/decisions.parquet' d
            POSITIONAL JOIN '{tmp_path}/rows.parquet' r WHERE d.is_eligible"""
        chosen = [row for i, row in enumerate(rows) if i % 5]
        write_listed_proposal(
            connection,
            people,
            Counter((row.village, row.proposer) for row in chosen),
            tmp_path / "listed.xlsx",
            programme_title="BPUM 2021",
            amount=1_200_000,
            village_names={code: f"Desa {code}" for code in codes},
        )
    write_proposal(
        chosen,
        tmp_path / "written.xlsx",
        programme_title="BPUM 2021",
        amount=1_200_000,
        village_names={code: f"Desa {code}" for code in codes},
    )
    assert sheets(tmp_path / "listed.xlsx") == sheets(tmp_path / "written.xlsx")


def sheets(path):
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}
