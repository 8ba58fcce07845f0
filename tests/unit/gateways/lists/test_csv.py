"""CSV in every delimiter and encoding, and quotes nobody closed."""

import pytest

from tests.unit.gateways.lists.conftest import NAMES, NIKS

HEAD = ["No", "Nama", "NIK", "Alamat", "SKU"]


def lines(delimiter=";", count=4, head=HEAD):
    body = [[str(i + 1), NAMES[i], NIKS[i], f"Dsn Krajan {i}", f"470/{i}/2021"] for i in range(count)]
    return [delimiter.join(row) for row in [head, *body]]


@pytest.fixture
def csv(tmp_path):
    def write(content, name="daftar.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_delimiters_and_encodings(csv, read, delimiter, encoding):
    text = "\r\n".join(lines(delimiter)).replace(NAMES[1], "Nuraïni Haq’s")
    got = read(csv(text, encoding=encoding))
    assert got.column("nik") == list(NIKS[:4])
    assert got.rows[1]["name"] == "Nuraïni Haq’s"
    assert got.column("row") == [2, 3, 4, 5]
    assert got.column("sheet") == [""] * 4


def test_separator_line_of_excel(csv, read):
    got = read(csv("sep=;\n" + "\n".join(lines())))
    assert got.column("row") == [3, 4, 5, 6]


def test_title_lines_above_the_header(csv, read):
    got = read(
        csv("DAFTAR USULAN;;;;\nDESA ARJOWILANGUN KECAMATAN KALIPARE;;;;\n;;;;\n" + "\n".join(lines()))
    )
    assert got.column("row") == [5, 6, 7, 8]
    assert got.column("village") == ["35.07.11.2008"] * 4


def test_title_lines_without_delimiters(csv, read):
    got = read(csv("DAFTAR USULAN\nDESA ARJOWILANGUN KECAMATAN KALIPARE\n\n" + "\n".join(lines(","))))
    assert got.column("row") == [5, 6, 7, 8]
    assert got.column("village") == ["35.07.11.2008"] * 4


def test_a_cell_with_line_breaks_stands_in_one_row_as_a_spreadsheet_shows_it(csv, read):
    text = lines()
    text[0] = text[0].replace("Nama", '"Nama\nLengkap"', 1)
    text[2] = f'2;"{NAMES[1]}";{NIKS[1]};"Dsn Krajan\nRT 02; RW 01";470/1/2021'
    got = read(csv("\n".join(text)))
    assert got.column("row") == [2, 3, 4, 5]
    assert got.rows[1]["address"] == "Dsn Krajan RT 02; RW 01"


def test_blank_lines_count(csv, read):
    text = lines()
    got = read(csv("\n".join([text[0], "", text[1], "", "", text[2]])))
    assert got.column("row") == [3, 6]


@pytest.mark.parametrize(
    "stray",
    [
        '2;"{name};{nik};Dsn Krajan;470/1/2021',
        '2;{name};{nik};"Dsn Krajan;470/1/2021',
        '2;{name};{nik};Dsn Krajan;"470/1/2021',
        '2;{name}";{nik};Dsn Krajan;470/1/2021',
        '2;{name};{nik};Dsn "Krajan;470/1/2021',
    ],
)
def test_a_stray_quote_swallows_no_row(csv, read, stray):
    text = lines(count=6)
    text[2] = stray.format(name=NAMES[1], nik=NIKS[1])
    text[4] = text[4].replace(NAMES[3], f'"{NAMES[3]}"')
    got = read(csv("\n".join(text)))
    assert got.problem == ""
    assert got.column("nik") == list(NIKS[:6])
    assert got.column("row") == [2, 3, 4, 5, 6, 7]


def test_two_stray_quotes_do_not_make_one_cell_of_the_rows_between(csv, read):
    text = lines(count=6)
    text[2] = f'2;{NAMES[1]};{NIKS[1]};"Dsn Krajan;470'
    text[4] = f'4;{NAMES[3]};{NIKS[3]};Dsn Krajan";470'
    got = read(csv("\n".join(text)))
    assert got.column("nik") == list(NIKS[:6])


def test_a_stray_quote_that_cannot_be_mended_is_refused_with_its_line(csv, read):
    text = lines(",", count=6)
    text[3] = f'3,"{NAMES[2]}, S.Pd,{NIKS[2]},Dsn Krajan,470/1/2021'
    got = read(csv("\n".join(text)))
    assert got.rows == []
    assert "baris 4" in got.problem and "kutip" in got.problem
    assert got.reading.problems[0].row == 4


def test_quotes_in_the_middle_are_letters(csv, read):
    text = lines(count=4)
    text[1] = f'1;{NAMES[0]};{NIKS[0]};Jl. "Melati" 12;470/1/2021'
    text[2] = f'2;"{NAMES[1]} ""Iwan""";{NIKS[1]};Krajan;470/1/2021'
    got = read(csv("\n".join(text)))
    assert got.rows[0]["address"] == 'Jl. "Melati" 12'
    assert got.rows[1]["name"] == f'{NAMES[1]} "Iwan"'


def test_short_rows_are_filled_and_long_ones_refused(csv, read):
    text = lines()
    text[2] = f"2;{NAMES[1]};{NIKS[1]}"
    text[3] += ";;"
    got = read(csv("\n".join(text)))
    assert got.column("nik") == list(NIKS[:4])
    assert got.rows[1]["business_letter"] is None
    text[3] = f"3;{NAMES[2]};{NIKS[2]};Krajan; RT 02;470/2/2021"
    got = read(csv("\n".join(text)))
    assert got.rows == [] and "baris 4" in got.problem and "6 kolom" in got.problem


def test_a_row_broken_in_two_is_refused(csv, read):
    text = lines(count=6)
    text[3:4] = [f"3;{NAMES[2]};{NIKS[2]};Dsn", "Krajan;470/2/2021"]
    got = read(csv("\n".join(text)))
    assert got.rows == [] and "baris 4" in got.problem


@pytest.mark.parametrize(
    "cells",
    [(2, "1,500,000"), (2, "1,500,000", *range(5)), (0, "Ani, S.Pd", *range(5)), (3, "470/1,2", 1, 2, 3, 4)],
)
def test_an_unquoted_comma_in_a_comma_file_is_refused_however_many_lines_have_one(csv, read, cells):
    column, cell, *also = cells
    rows = [[NAMES[i], NIKS[i], "500000", f"470/{i}"] for i in range(5)]
    for i in also or [2]:
        rows[i][column] = cell
    text = ["DAFTAR USULAN", "Nama,NIK,Omzet per bulan,SKU", *map(",".join, rows)]
    got = read(csv("\n".join(text)))
    assert got.rows == [] and f"baris {3 + min(also or [2])}" in got.problem
    assert " kolom" in got.problem


def test_lines_that_only_end_in_more_delimiters_are_read(csv, read):
    text = lines(",")
    text[1:] = [f"{line},,," for line in text[1:]]
    assert read(csv("\n".join(text))).column("nik") == list(NIKS[:4])


def test_forced_text_and_decimal_tails_of_exports(csv, read):
    text = [
        "Nama;NIK;No HP",
        f'{NAMES[0]};="{NIKS[0]}";="081234567890"',
        f"{NAMES[1]};{NIKS[1]}.0;81234567890.0",
    ]
    got = read(csv("\n".join(text)))
    assert got.column("nik") == list(NIKS[:2])
    assert got.column("nik_is_number") == [False, True]
    assert got.rows[0]["phone"] == "081234567890"


def test_xls_that_is_really_csv(csv, read):
    got = read(csv("\n".join(lines("\t")), name="ekspor.xls"))
    assert got.column("nik") == list(NIKS[:4])


def test_windows_quotes_and_nbsp(csv, read):
    text = "\n".join(lines()).replace(NAMES[2], "Siti\u00a0Nur’aini")
    assert read(csv(text, encoding="cp1252")).rows[2]["name"] == "Siti Nur’aini"


def test_titles_and_signatures_with_many_commas_are_no_rows(csv, read):
    text = ["Nama,NIK,HP", *(f"{NAMES[i]},{NIKS[i]},081234567890" for i in range(4))]
    title = ["DAFTAR USULAN, DESA ARJOWILANGUN, KECAMATAN KALIPARE, KABUPATEN MALANG"]
    got = read(csv("\n".join([*title, *text, "Malang, 12 Mei 2021", "Kepala, Desa", "(Slamet)"])))
    assert got.column("nik") == list(NIKS[:4])
    assert got.column("village") == ["35.07.11.2008"] * 4


def test_odd_line_breaks_inside_cells_do_not_count_as_lines(csv, read):
    text = lines()
    text[1] = text[1].replace("Krajan", "Krajan\u2028barat\x85")
    assert read(csv("\n".join(text))).column("row") == [2, 3, 4, 5]


def test_every_cell_quoted(csv, read):
    text = [";".join(f'"{cell}"' for cell in line.split(";")) for line in lines()]
    assert read(csv("\n".join(text))).column("nik") == list(NIKS[:4])


def broken_over_lines(count=6):
    body = [f'{i + 1};{NAMES[i]};{NIKS[i]};"Dsn Krajan\nRT 0{i}";470/{i}/2021' for i in range(count)]
    return [";".join(HEAD), *body]


def test_line_breaks_in_a_cell_of_every_row(csv, read):
    got = read(csv("\n".join(broken_over_lines())))
    assert got.column("nik") == list(NIKS[:6])
    assert got.column("row") == [2, 3, 4, 5, 6, 7]
    assert got.column("business_letter") == [f"470/{i}/2021" for i in range(6)]


def test_a_stray_quote_among_cells_with_line_breaks_is_refused(csv, read):
    text = broken_over_lines()
    text[3] = text[3].replace(NAMES[2], f'"{NAMES[2]}')
    got = read(csv("\n".join(text)))
    assert got.rows == [] and "kutip" in got.problem


def test_commas_in_amounts_are_no_delimiter_where_tabs_divide_broken_rows(csv, read):
    body = [f'{NAMES[i]}\t{NIKS[i]}\t"RT 1\nRW 2"\t1,000,000\t470/{i}' for i in range(4)]
    got = read(csv("\n".join(["DAFTAR USULAN", "Nama\tNIK\tAlamat\tOmzet/bln\tSKU", *body])))
    assert got.column("nik") == list(NIKS[:4])


@pytest.mark.parametrize("wrapped", [range(5), [1, 3]])
def test_quotes_around_whole_rows_are_taken_off(csv, read, wrapped):
    text = lines(",")
    text[3] = text[3].replace("Dsn Krajan 2", '"Dsn Krajan, RT 2"')
    quoted = ['"' + line.replace('"', '""') + '"' if i in wrapped else line for i, line in enumerate(text)]
    got = read(csv("\r\n".join(['"DAFTAR USULAN, DESA ARJOWILANGUN"', "", *quoted])))
    assert got.column("nik") == list(NIKS[:4])
    assert got.rows[2]["address"] == "Dsn Krajan, RT 2"


@pytest.mark.parametrize("delimiter", [";", ",", "|"])
def test_rows_that_a_spreadsheet_left_in_one_cell_each_are_refused_with_what_to_do(make, read, delimiter):
    problem = read(make([[line] for line in lines(delimiter)])).problem
    assert "kolom A" in problem and "satu sel" in problem and "Text to Columns" in problem
