"""What cells of received aid mean: as lists of applicants are read, and nothing that is no exact sum or day."""

from datetime import date

import duckdb
import pytest

from satupintu.gateways.aid.columns import Column, choose
from satupintu.gateways.aid.meaning import SELECTED, understand, understood
from satupintu.gateways.lists.grids import NUMBER


@pytest.fixture(scope="module")
def read():
    """`read(amount=…, unit=…, received_on=…, quantity=…)`: what one row says, by column."""
    with duckdb.connect() as con:

        def row(amount=None, unit=1, received_on=None, quantity=None, what=None, state=None, returned=None):
            con.execute(
                "CREATE OR REPLACE TEMP TABLE received AS SELECT $1::VARCHAR AS amount, $2::BIGINT AS unit,"
                " $3::VARCHAR AS received_on, $4::VARCHAR AS quantity, $5::VARCHAR AS what, NULL AS programme,"
                " $6::VARCHAR AS state, $7::VARCHAR AS returned",
                [amount, unit, received_on, quantity, what, state, returned],
            )
            for table in ("amounts", "days", "quantities"):
                con.execute(f"DROP TABLE IF EXISTS {table}")
            understand(con, "received")
            cells = ", ".join(f"{sql} AS {name}" for name, sql in SELECTED.items())
            found = con.execute(f"SELECT {cells} FROM {understood('received')}")
            return dict(zip([one[0] for one in found.description], found.fetchone(), strict=True))

        yield row


AMOUNTS = [
    ("2,4 jt", 1, 2_400_000), ("2,4 juta", 1, 2_400_000), ("Rp 2.400.000,-", 1, 2_400_000),
    ("2.400.000,50", 1, 2_400_000), (f"{NUMBER}2400000", 1, 2_400_000), ("600rb", 1, 600_000),
    # Under 'dalam juta' a comma is a decimal, and a number's point too; a text's point groups thousands.
    ("1,125", 1_000_000, 1_125_000), (f"{NUMBER}1.125", 1_000_000, 1_125_000), ("2,4", 1_000_000, 2_400_000),
    ("600rb/bulan", 1, None), ("2-3 juta", 1, None), ("lebih dari 2 juta", 1, None), ("-600000", 1, None),
    ("≥ 2 juta", 1, None), ("s/d 2 juta", 1, None),
    # In brackets a bookkeeper writes what is taken back; the same once more in words is no such thing.
    ("(1.200.000)", 1, None), ("Rp (1.200.000)", 1, None), ("(Rp1.200.000,-)", 1, None), ("(2,4 jt)", 1, None),
    ("Rp1.200.000 (satu juta dua ratus ribu rupiah)", 1, 1_200_000), ("1.200.000 (tunai)", 1, 1_200_000),
    ("1.5e6", 1, None), ("500", 1, None), ("999999999999999", 1, None), ("999999999999999", 1_000_000, None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "unit", "rupiah"), AMOUNTS)
def test_money_is_read_as_lists_of_applicants_are_and_only_where_it_is_a_sum(read, written, unit, rupiah):
    found = read(amount=written, unit=unit)
    assert (found["amount"], found["amount_original"]) == (rupiah, None if rupiah is not None else written)


DAYS = [
    "12-03-2021", "12/3/21", "12 Maret 2021", "Jumat, 12 Mrt 2021", "Malang, 12-03-2021", "March 12, 2021",
    "44267", "20210312", "2021-03-12 08:00:00",
]  # fmt: skip


@pytest.mark.parametrize("written", DAYS)
def test_days_in_every_spelling(read, written):
    assert read(received_on=written)["received_on"] == date(2021, 3, 12)


@pytest.mark.parametrize("written", ["Maret 2021", "31-02-2021", "12-03-1921", "secepatnya"])
def test_what_is_no_day_of_aid_is_kept_as_it_was_written(read, written):
    found = read(received_on=written)
    assert (found["received_on"], found["received_on_original"]) == (None, written)


@pytest.mark.parametrize(
    ("written", "number", "what"),
    [
        ("1.000", 1000, "Beras"), ("1.250,5", 1250.5, "Beras"), ("2,5", 2.5, "Beras"),
        (f"{NUMBER}1.125", 1.125, "Beras"), ("10 kg", 10, "Beras (kg)"), ("dua", None, "Beras"),
    ],
)  # fmt: skip
def test_quantities_with_their_unit(read, written, number, what):
    found = read(quantity=written, what="Beras")
    assert (found["quantity"], found["what"]) == (number, what)


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [("Nilai Bantuan", ["sekian", "sejuta"], "amount"), ("Tgl Salur", ["Maret 2021"], "received_on"),
     ("Volume", ["1.000"], "quantity"), ("Jumlah Bantuan", ["2,4 jt"], "amount"),
     ("Jumlah Bantuan", ["1 paket"], "quantity"),
     ("Jumlah", ["600.000", "600.000", "belum cair", "600.000"], "amount"),
     ("Realisasi", ["2,4 jt", "sekian", "1,2 jt"], "amount"),
     ("Status", ["dibayar", "Gagal", ""], "state"), ("Keterangan", ["", "Retur", "lengkap"], "state"),
     ("Hasil Penyaluran", ["sudah cair"], "state")],
)  # fmt: skip
def test_a_column_that_says_what_it_is_is_never_left_out_in_silence(header, cells, field):
    assert choose("a.xlsx", "", [Column("E", header, cells)], [])[0] == {field: "E"}


@pytest.mark.parametrize("header", ["Status", "Hasil", "Status Perkawinan", "Keterangan"])
def test_a_column_of_other_states_is_none_of_what_was_received(header):
    chosen, asked = choose("a.xlsx", "", [Column("E", header, ["kawin", "lulus", "ya"])], [])
    assert "state" not in chosen and not asked


@pytest.mark.parametrize("header", ["Jumlah (USD)", "Nilai dalam dolar", "Bantuan (EUR)"])
def test_foreign_money_is_no_rupiah(header):
    assert choose("a.xlsx", "", [Column("E", header, ["80", "1200", "5000"])], [])[0] == {}


STATES = [
    ("dibayar", True), ("Sudah CAIR.", True), ("DISALURKAN", True), ("gagal", False), ("GAGAL-TRANSFER", False),
    ("Retur!", False), ("dikembalikan", False), ("belum diambil", False), ("kawin", None), ("ya", None), ("-", None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "is_received"), STATES)
def test_whether_it_was_received(read, written, is_received):
    assert read(state=written)["is_received"] is is_received


@pytest.mark.parametrize(
    "asked", ["Nominal Usulan", "Nilai Usulan (Rp)", "Rp Diajukan", "Nominal Permohonan"]
)
def test_what_was_asked_for_is_not_what_was_received(asked):
    columns = [Column("D", asked, ["6.000.000"]), Column("E", "Realisasi (Rp)", ["5.000.000"])]
    assert choose("a.xlsx", "", columns, []) == ({"amount": "E"}, [])


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("Tgl Retur", ["05-05-2021"], "returned"),
        ("Tanggal Pengembalian ke Kas Negara", ["05-05-2021", "-"], "returned"),
        ("Tanggal Dikembalikan", ["2021-05-05"], "returned"),
        ("Jumlah Retur (Rp)", ["600000", "0"], None),
        ("Tgl Jatuh Tempo Pengembalian Pinjaman", ["05-05-2022"], None),
        ("Tgl Pengembalian", ["05-05-2022"], None),
        ("Keterangan Retur", ["rekening salah"], "what"),
    ],
)
def test_what_came_back_is_neither_a_sum_nor_a_day_of_receipt(header, cells, field):
    chosen, _questions = choose("a.xlsx", "", [Column("E", header, cells)], [])
    assert next(iter(chosen), None) == field


def test_what_has_a_day_of_return_was_not_received_whatever_its_state_says(read):
    assert read(state="dibayar", returned="\x022021-05-05")["is_received"] is False
    assert read(state="dibayar", returned="-")["is_received"] is True
