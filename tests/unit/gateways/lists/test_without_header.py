"""A sheet without a header is read by the columns pointed at; what decides is asked about, the rest is told."""

import pytest

from tests.unit.gateways.lists.conftest import NAMES, NIKS

HEAD = ["No", "Nama", "NIK", "Alamat", "Nomor SKU", "Omzet per tahun"]


def rows_of(begin, end, letter="470/{}/35.07.11.2008/2021", turnover=3_000_000_000):
    return [[str(i + 1), NAMES[i], NIKS[i], "Krajan", letter.format(i), turnover] for i in range(begin, end)]


def pointed(read, path, *maps):
    return read(path, maps=[f"daftar.xlsx!Hal 2:{one}" for one in maps])


@pytest.mark.parametrize(
    "turnover", [3_000_000_000, 30_000_000_000, "Rp 3.000.000.000", "3 milyar", "36 juta"]
)
def test_turnover_and_letters_that_nobody_pointed_at_are_asked_about(make, read, turnover):
    path = make(
        {"Hal 1": [HEAD, *rows_of(0, 4, turnover=turnover)], "Hal 2": rows_of(4, 9, turnover=turnover)}
    )
    got = pointed(read, path, "nik=C", "name=B")
    asked = {question.field: question for question in got.reading.questions}
    assert asked["annual_turnover"].candidates[0].column == "F" and "omzet" in got.problem
    assert asked["business_letter"].candidates[0].column == "E" and "lembar Hal 2" in got.problem
    got = pointed(read, path, "nik=C", "name=B", "business_letter=E", "annual_turnover:per_year=F")
    assert not got.problem and None not in got.column("annual_turnover")
    assert None not in got.column("business_letter")
    assert "tidak ditunjuk tidak dibaca: kolom A, D" in got.notices()


@pytest.mark.parametrize("heading", ["", "Rp", "Kolom6", "Pamedal sesasi"])
def test_a_column_without_telling_words_of_a_headed_sheet_is_asked_about(make, read, heading):
    beside = [["12345"], *([None] for _ in range(4))]  # a sum somebody tried beside the table
    rows = [[*row, f"08123456{i:04d}", *beside[i]] for i, row in enumerate(rows_of(0, 5))]
    path = make([[*HEAD[:4], "", heading], *rows])
    questions = read(path).reading.questions
    assert [(one.field, one.candidates[0].column) for one in questions] == [
        ("annual_turnover", "F"),
        ("business_letter", "E"),
    ]
    got = read(path, maps=["business_letter=E", "annual_turnover:per_year=F"])
    assert not got.problem and got.column("annual_turnover") == [3_000_000_000] * 5


@pytest.mark.parametrize("cell", [8123456781, "3212345671", 29346, 65166, "lengkap", 16])
def test_other_numbers_without_a_heading_are_no_question(make, read, cell):
    rows = [[NAMES[i], NIKS[i], f"470/{i}/2021", cell] for i in range(5)]
    assert not read(make([["Nama", "NIK", "No SKU", ""], *rows])).problem


def test_what_is_said_not_to_be_there_is_not_asked_about_again(make, read):
    path = make({"Hal 1": [HEAD, *rows_of(0, 4)], "Hal 2": rows_of(4, 9)})
    got = pointed(read, path, "nik=C", "name=B", "business_letter=-", "annual_turnover=-")
    assert not got.problem and got.column("business_letter")[4:] == [None] * 5


def test_telephones_and_addresses_are_no_turnover(make, read):
    rows = [[NAMES[i], NIKS[i], f"08123456{i:04d}", "Krajan", "003/001", i] for i in range(5)]
    got = read(make(rows), maps=["nik=B", "name=A"])
    assert not got.problem and got.column("name") == list(NAMES[:5])


def test_the_columns_of_the_sheet_before_are_offered(make, read):
    path = make({"Hal 1": [HEAD, *rows_of(0, 4)], "Hal 2": rows_of(4, 9)})
    problem = read(path).problem
    for one in ("name=B", "nik=C", "address=D", "business_letter=E", "annual_turnover:per_year=F"):
        assert f"'daftar.xlsx!Hal 2:{one}'" in problem
    typed = [part for part in problem.split("'") if part.startswith("daftar.xlsx!")]
    assert read(path, maps=typed).column("annual_turnover") == [3_000_000_000] * 9


def test_columns_in_another_order_are_not_offered(make, read):
    other = [[row[2], row[1], row[3]] for row in rows_of(4, 9)]
    problem = read(make({"Hal 1": [HEAD, *rows_of(0, 4)], "Hal 2": other})).problem
    assert "nik=A" in problem and "name=HURUF" in problem and "address" not in problem
