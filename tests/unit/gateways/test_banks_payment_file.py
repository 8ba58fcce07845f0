"""What a bank is sent: valid by the ISO schema, adding up, and holding nothing it should not."""

import csv
import io
import string
import tracemalloc
from datetime import UTC, date, datetime

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from satupintu.gateways.banks import (
    Instruction,
    PaymentFileProblem,
    PaymentHeader,
    bank_csv,
    canonical_reference,
    payment_file,
    payment_reference,
    reference_is_sound,
    schema_errors,
    write_payment_file,
)

NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def instruction(number=1, **fields):
    given = {
        "reference": payment_reference(area="35.07", decree=3, number=number),
        "nik": f"35071145060{number:05d}",
        "name": "SITI AMINAH",
        "village": "Arjowilangun",
        "amount": 1_200_000,
    }
    return Instruction(**{**given, **fields})


def header(*instructions, **fields):
    given = {
        "message_id": "SP3507-000003",
        "batch_id": "SP3507-000003-1",
        "created_at": datetime(2021, 7, 1, 2, 0, tzinfo=UTC),
        "execution_date": date(2021, 7, 2),
        "office": "Dinas Koperasi dan Usaha Mikro Kabupaten Malang",
        "debtor": "Kementerian Koperasi dan UKM",
        "bank_bic": "BRINIDJA",
        "purpose": "BPUM 2021",
        "count": len(instructions),
        "total": sum(item.amount for item in instructions),
    }
    return PaymentHeader(**{**given, **fields})


def test_file_is_valid_by_the_iso_schema_and_adds_up():
    items = [instruction(n, account="0012345678" if n == 2 else None) for n in range(1, 6)]
    data = payment_file(items, header(*items))
    assert list(schema_errors(data)) == []
    root = ElementTree.fromstring(data)
    amounts = [element.text for element in root.iterfind(".//p:InstdAmt", NS)]
    assert amounts == ["1200000.00"] * 5
    assert {e.text for e in root.iterfind(".//p:CtrlSum", NS)} == {"6000000.00"}
    assert {e.text for e in root.iterfind(".//p:NbOfTxs", NS)} == {"5"}
    accounts = [e.text for e in root.iterfind(".//p:CdtTrfTxInf/p:CdtrAcct/p:Id/p:Othr/p:Id", NS)]
    assert accounts == ["NOTPROVIDED", "0012345678", "NOTPROVIDED", "NOTPROVIDED", "NOTPROVIDED"]


def test_schema_errors_names_the_place_of_a_breach():
    item = instruction()
    wrong = payment_file([item], header(item)).replace(b'Ccy="IDR">1200000.00', b'Ccy="Rp">1.200.000')
    errors = list(schema_errors(wrong))
    assert errors
    assert any("InstdAmt" in error for error in errors)


def test_the_same_instructions_give_the_same_bytes():
    item = instruction()
    assert payment_file([item], header(item)) == payment_file([item], header(item))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("SITI <b>AMINAH</b> & SONS", "SITI b AMINAH /b + SONS"),
        ("NI’MAH", "NI'MAH"),
        ("RENÉE_DEWI", "RENEE-DEWI"),
        ("A" * 200, "A" * 140),
        ("ＳＩＴＩ \x81AMINAH 😀", "SITI AMINAH"),
        ("ꦱꦶꦠꦶ", "NOTPROVIDED"),
    ],
)
def test_names_keep_to_the_characters_banks_accept(name, written):
    item = instruction(name=name)
    data = payment_file([item], header(item))
    assert list(schema_errors(data)) == []
    assert ElementTree.fromstring(data).findtext(".//p:Cdtr/p:Nm", namespaces=NS) == written


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=160))
def test_no_name_whatever_breaks_the_schema(name):
    item = instruction(name=name)
    try:
        data = payment_file([item], header(item))
    except PaymentFileProblem:  # nothing writable in it: refused, never sent blank
        return
    assert list(schema_errors(data)) == []


@pytest.mark.parametrize("fields", [{"count": 2}, {"total": 1_200_001}])
def test_sums_that_differ_from_the_header_are_refused(fields):
    item = instruction()
    with pytest.raises(PaymentFileProblem, match="tidak sama"):
        payment_file([item], header(item, **fields))


@pytest.mark.parametrize("fields", [{"nik": "350711450600001"}, {"amount": 0}, {"name": " "}])
def test_an_instruction_that_cannot_be_paid_is_refused(fields):
    item = instruction(**fields)
    with pytest.raises(PaymentFileProblem):
        payment_file([item], header(item))


def test_a_large_file_is_streamed():
    """Memory must not grow with the number of payments: 10,000 make 4.3 MB of XML."""

    class Sink(io.RawIOBase):
        size = 0

        def write(self, data):
            self.size += len(data)
            return len(data)

    items = (instruction(n) for n in range(1, 10_001))
    sink = Sink()
    tracemalloc.start()
    write_payment_file(sink, items, header(count=10_000, total=10_000 * 1_200_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sink.size > 4_000_000
    assert peak < 3_400_000, peak


def test_csv_keeps_the_nik_whole_and_runs_no_formula():
    items = [instruction(1, name="=HYPERLINK(1)"), instruction(2, name="-SITI", village="@desa")]
    data = bank_csv(items, header(*items))
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:5] == [
        items[0].reference,
        f"'{items[0].nik}",
        "'=HYPERLINK(1)",
        "Arjowilangun",
        "1200000",
    ]
    assert rows[2][2:4] == ["'-SITI", "'@desa"]


REFERENCES = st.builds(
    payment_reference,
    area=st.sampled_from(["35.07", "11.01.02.2003", "ID"]),
    decree=st.integers(1, 999_999),
    number=st.integers(1, 9_999_999),
)


@given(REFERENCES)
def test_references_are_sound_and_survive_a_bank_that_drops_dashes(reference):
    assert len(reference) <= 35
    assert reference_is_sound(reference)
    assert canonical_reference(f" {reference.replace('-', '').lower()} ") == reference


@given(REFERENCES, st.integers(0, 23), st.sampled_from(string.digits))
def test_one_wrong_digit_in_a_reference_is_noticed(reference, place, digit):
    if reference[place].isdigit() and reference[place] != digit:
        assert not reference_is_sound(reference[:place] + digit + reference[place + 1 :])


@given(REFERENCES, st.integers(2, 22))
def test_two_swapped_digits_in_a_reference_are_noticed(reference, place):
    a, b = reference[place], reference[place + 1]
    if a.isdigit() and b.isdigit() and a != b:
        assert not reference_is_sound(reference[:place] + b + a + reference[place + 2 :])
