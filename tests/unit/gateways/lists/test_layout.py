"""Where the list stands in a sheet: titles, headers of two tiers, totals, signatures, page breaks, several sheets."""

import pytest

from tests.unit.gateways.lists.conftest import NAMES, NIKS, people
from tests.unit.gateways.little_books import write_book

HEAD = ["No", "Nama", "NIK", "Alamat"]


def rows_of(count=3):
    return [[str(i + 1), NAMES[i], NIKS[i], f"Dsn Krajan RT 0{i + 1}"] for i in range(count)]


def test_header_far_down_under_titles(make, read):
    title = [["PEMERINTAH KABUPATEN MALANG"], [""], ["DAFTAR NAMA PENERIMA DAN NIK"], *([[]] * 30)]
    got = read(make([*title, HEAD, *rows_of()]))
    assert got.column("nik") == list(NIKS[:3])
    assert got.sheet().header_rows == (34,)
    assert got.column("row") == [35, 36, 37]


def test_column_number_row_and_line_breaks_in_header(make, read):
    head = ["No.\nUrut", "Nama\nLengkap", "Nomor\nInduk\nKependudukan", "Alamat\nRumah"]
    got = read(make([head, ["(1)", "(2)", "(3)", "(4)"], *rows_of()]))
    assert got.column("name") == list(NAMES[:3])
    assert got.sheet().skipped == {"nomor kolom": 1}


def test_header_of_two_tiers_with_merges(make, read):
    top = ["No", "Nama", "NIK", "Tempat, Tanggal Lahir", "", "Alamat", "", "", "", "Usaha", ""]
    low = ["", "", "", "Tempat", "Tanggal", "Dusun", "RT", "RW", "Desa", "Nama", "Jenis"]
    body = [
        [
            "1",
            NAMES[0],
            NIKS[0],
            "Malang",
            "19-01-1958",
            "Krajan",
            "1",
            "2",
            "Arjowilangun",
            "Berkah",
            "warung",
        ],
        ["2", NAMES[1], NIKS[1], "Malang", "03-01-2002", "Duren", "3", "4", "Arjowilangun", "Maju", "ojek"],
    ]

    def merge(book, sheets):
        for span in ("D1:E1", "F1:I1", "J1:K1"):
            sheets["Daftar"].merge_range(span, {"D": top[3], "F": top[5], "J": top[9]}[span[0]])
        for column in "ABC":
            sheets["Daftar"].merge_range(f"{column}1:{column}2", top["ABC".index(column)])

    got = read(make([top, low, *body], finish=merge))
    assert got.sheet().header_rows == (1, 2)
    first = got.rows[0]
    assert str(first["birth_date"]) == "1958-01-19"
    assert (first["address"], first["rt"], first["rw"]) == ("Krajan", "001", "002")
    assert first["village"] == "35.07.11.2008"
    assert (first["name"], first["sector"]) == (NAMES[0], "warung")


def test_header_of_two_tiers_without_merges(tmp_path, read):
    lines = [
        "No;Nama;NIK;Alamat;;;Omzet",
        ";;;Dusun;RT;RW;per bulan",
        f"1;{NAMES[0]};{NIKS[0]};Krajan;1;2;1.000.000",
        f"2;{NAMES[1]};{NIKS[1]};Duren;3;4;2.000.000",
    ]
    path = tmp_path / "daftar.csv"
    path.write_text("\n".join(lines))
    got = read(path)
    assert got.column("rt") == ["001", "003"]
    assert got.column("annual_turnover") == [12_000_000, 24_000_000]


def test_spouse_group_is_somebody_else(make, read):
    top = ["No", "Pemohon", "", "Suami/Istri", ""]
    low = ["", "Nama", "NIK", "Nama", "NIK"]
    body = [["1", NAMES[0], NIKS[0], NAMES[5], NIKS[5]], ["2", NAMES[1], NIKS[1], NAMES[6], NIKS[6]]]

    def merge(book, sheets):
        sheets["Daftar"].merge_range("B1:C1", "Pemohon")
        sheets["Daftar"].merge_range("D1:E1", "Suami/Istri")

    got = read(make([top, low, *body], finish=merge))
    assert not got.problem
    assert got.column("nik") == list(NIKS[:2])


def test_sex_in_two_ticked_columns(make, read):
    top = ["No", "Nama", "NIK", "Jenis Kelamin", ""]
    low = ["", "", "", "L", "P"]
    body = [["1", NAMES[0], NIKS[0], "v", ""], ["2", NAMES[2], NIKS[2], "", "v"]]

    def merge(book, sheets):
        sheets["Daftar"].merge_range("D1:E1", "Jenis Kelamin")

    assert read(make([top, low, *body], finish=merge)).column("sex") == ["L", "P"]


def test_totals_subtotals_sections_and_signature(make, read):
    people_ = rows_of(6)
    got = read(
        make(
            [
                HEAD,
                ["RT 01", "", "", ""],
                *people_[:2],
                ["", "Jumlah RT 01", "2", ""],
                ["", "RT 02", "", ""],
                *people_[2:4],
                ["Sub Total", "", "2", ""],
                [],
                *people_[4:],
                ["TOTAL", "", "", "6 orang"],
                [],
                ["", "Arjowilangun, 12 Mei 2021", "", ""],
                ["", "Mengetahui,", "", "Ketua RT 01"],
                ["", "Kepala Desa Arjowilangun", "", ""],
                [],
                ["", "( Slamet Riyadi )", "", "( Ponidi )"],
                ["", "NIP. 19700101 199003 1 001", "NIP. 197001011990031001", ""],
            ]
        )
    )
    assert got.column("nik") == list(NIKS[:6])
    assert got.sheet().skipped["jumlah"] == 3
    assert got.sheet().skipped["judul bagian"] == 2
    assert got.sheet().skipped["tanda tangan"] == 5


def test_header_repeated_on_every_page(make, read):
    body = rows_of(6)
    numbers = ["1", "2", "3", "4"]
    got = read(make([HEAD, numbers, *body[:3], HEAD, numbers, *body[3:]]))
    assert got.column("row") == [3, 4, 5, 8, 9, 10]
    assert got.sheet().skipped == {"judul berulang": 1, "nomor kolom": 2}


def test_person_without_nik_is_never_lost(make, read):
    body = [
        ["1", NAMES[0], NIKS[0], "Krajan"],
        ["2", NAMES[1], "", ""],
        ["3", NAMES[2], "-", "Duren"],
        ["4", "", NIKS[3], "Duren"],
        ["5", NAMES[4], "sedang diurus", ""],
        ["6", NAMES[5], NIKS[5], "Duren"],
        ["7", NAMES[6], "", "Duren"],
    ]
    got = read(make([HEAD, *body]))
    assert got.column("row") == [2, 3, 4, 5, 6, 7, 8]
    assert got.column("nik") == [NIKS[0], None, None, NIKS[3], "sedangdiurus", NIKS[5], None]
    assert got.rows[3]["name"] is None


def test_rows_prepared_but_empty(make, read):
    got = read(make([HEAD, *rows_of(2), *([str(i), "", "", ""] for i in range(3, 30))]))
    assert len(got.rows) == 2
    assert got.sheet().skipped["hanya nomor urut"] == 27


def test_example_row_is_left_out_and_said(make, read):
    got = read(make([HEAD, ["contoh", "Budi Santoso", "3507110101800001", "Krajan"], *rows_of(2)]))
    assert got.column("nik") == list(NIKS[:2])
    assert "contoh" in got.notices()


def test_several_sheets_each_with_its_own_columns(make, read):
    got = read(
        make(
            {
                "Petunjuk": [["Isi sesuai KTP."], [], ["Contoh NIK: 3507110101800001"]],
                "RT 1": [HEAD, *rows_of(2)],
                "RT 2": [["DAFTAR"], [], ["NIK", "Nama Lengkap"], [NIKS[4], NAMES[4]]],
                "Rekap": [["RT", "Jumlah"], ["1", "2"], ["2", "1"]],
                "Kosong": [],
            }
        )
    )
    assert [(row["sheet"], row["row"], row["nik"]) for row in got.rows] == [
        ("RT 1", 2, NIKS[0]),
        ("RT 1", 3, NIKS[1]),
        ("RT 2", 4, NIKS[4]),
    ]
    reasons = {sheet.name: sheet.reason for sheet in got.reading.files[0].sheets}
    assert reasons["Petunjuk"] and reasons["Rekap"] and reasons["Kosong"]
    assert reasons["RT 1"] == reasons["RT 2"] == ""


def test_example_sheet_with_a_table_is_no_list(make, read):
    got = read(make({"Contoh Pengisian": [HEAD, *rows_of(1)], "Isian": [HEAD, *rows_of(3)[1:]]}))
    assert got.column("nik") == list(NIKS[1:3])
    assert "contoh" in got.sheet(0).reason


def test_hidden_sheet_is_not_read_but_said(make, read):
    path = make(
        {"Isian": [HEAD, *rows_of(2)], "Lama": [HEAD, *rows_of(5)]}, finish=lambda book, s: s["Lama"].hide()
    )
    got = read(path)
    assert len(got.rows) == 2
    assert "tersembunyi" in got.sheet(1).reason
    assert "6 baris" in got.notices()


def test_village_merged_over_rows_is_filled_down_and_nothing_else(make, read):
    head = ["No", "Desa", "RT", "Nama", "NIK"]
    body = [
        ["1", "Arjowilangun", "5", NAMES[0], NIKS[0]],
        ["2", "", "", "", ""],
        ["3", "", "", NAMES[2], NIKS[2]],
        ["4", "", "", NAMES[3], NIKS[3]],
    ]

    def merge(book, sheets):
        sheets["Daftar"].merge_range("B2:B4", "Arjowilangun")
        sheets["Daftar"].merge_range("C2:C4", "5")
        sheets["Daftar"].merge_range("D2:D3", NAMES[0])

    got = read(make([head, *body], finish=merge))
    assert [row["nik"] for row in got.rows] == [NIKS[0], NIKS[2], NIKS[3]]
    assert got.column("village") == ["35.07.11.2008", "35.07.11.2008", None]
    assert got.column("rt") == ["005", "005", None]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_cells_merged_over_rows_and_columns_are_told_by_every_format(tmp_path, read, suffix):
    title = ["PENDATAAN & USULAN", None, None, None, None, None]
    heads = [["No", "Desa", "Identitas", None, "SKU", None], [None, None, "Nama", "NIK", "Ada", "Tidak"]]
    people = [
        [str(i + 1), None, NAMES[i], NIKS[i], *(("v", None) if i % 2 else (None, "v"))] for i in range(6)
    ]
    people[0][1], people[3][1] = "Arjowilangun, Kec. Kalipare", "Arjosari, Kec. Kalipare"
    merged = [((0, 0), (0, 5)), ((3, 1), (5, 1)), ((6, 1), (8, 1))]
    merged += [((1, 2), (1, 3)), ((1, 4), (1, 5)), ((1, 0), (2, 0)), ((1, 1), (2, 1))]
    got = read(write_book(tmp_path / f"daftar{suffix}", {"RT 1 & 2": [title, *heads, *people]}, merged))
    assert got.column("village") == ["35.07.11.2008"] * 3 + ["35.07.11.2006"] * 3
    assert got.column("business_letter") == [None, "v"] * 3


def test_our_own_columns_are_ignored_when_a_workbook_comes_back(make, read):
    head = [*HEAD, "Status Satu Pintu", "Catatan Satu Pintu"]
    got = read(make([head, *([*row, "perlu diperbaiki", "NIK 15 angka"] for row in rows_of(3))]))
    assert len(got.rows) == 3
    assert {column.column for column in got.sheet().columns} == {"A", "B", "C", "D"}


def test_people_sheet_without_header_is_refused(make, read):
    got = read(make({"RT 1": [HEAD, *rows_of(2)], "RT 2": people(4)}))
    assert got.rows == []
    assert "RT 2" in got.problem and "kolom C" in got.problem and "--map" in got.problem


def test_list_without_header_read_by_maps(make, read):
    got = read(make(people(4)), maps=["nik=C", "name=B"])
    assert got.column("nik") == list(NIKS[:4])
    assert got.column("row") == [1, 2, 3, 4]


def test_header_of_three_tiers(make, read):
    rows = [
        ["No", "Data Pemohon", "", "", "", "Data Suami/Istri", ""],
        ["", "Nama", "NIK", "Alamat", "", "Nama", "NIK"],
        ["", "", "", "RT", "RW", "", ""],
        *([str(i + 1), NAMES[i], NIKS[i], "1", "2", NAMES[i + 4], NIKS[i + 4]] for i in range(3)),
    ]

    def merge(book, sheets):
        sheets["Daftar"].merge_range("B1:E1", "Data Pemohon")
        sheets["Daftar"].merge_range("F1:G1", "Data Suami/Istri")
        sheets["Daftar"].merge_range("D2:E2", "Alamat")

    got = read(make(rows, finish=merge))
    assert got.problem == ""
    assert got.column("nik") == list(NIKS[:3]) and got.column("rw") == ["002"] * 3
    assert got.sheet().header_rows == (1, 2, 3)


def test_a_second_table_with_other_columns_is_refused(make, read):
    got = read(
        make([HEAD, *rows_of(4), [], ["No", "NIK", "Nama", "Alamat"], ["1", NIKS[5], NAMES[5], "Krajan"]])
    )
    assert got.rows == []
    assert "baris 7" in got.problem and "urutan kolom" in got.problem


def test_a_second_table_with_the_same_columns_goes_on(make, read):
    again = ["No", "Nama Lengkap", "No. KTP", "Alamat"]
    got = read(
        make(
            [
                HEAD,
                *rows_of(4),
                ["", "Mengetahui", "", ""],
                ["", "(Slamet)", "", ""],
                again,
                ["1", NAMES[5], "", ""],
            ]
        )
    )
    assert got.column("name") == [*NAMES[:4], NAMES[5]]
    assert got.sheet().skipped["judul berulang"] == 1


def test_village_and_rt_of_headings_between_the_rows(make, read):
    got = read(
        make(
            [
                ["KECAMATAN KALIPARE KABUPATEN MALANG"],
                ["No", "Nama", "NIK"],
                ["DESA ARJOWILANGUN"],
                ["", "RT 03 RW 01"],
                *people(2),
                ["Desa", ":", "Kalipare"],
                *people(4)[2:],
                ["DESA ANTAHBERANTAH"],
                *people(5)[4:],
            ]
        )
    )
    assert got.column("nik") == list(NIKS[:5])
    villages = got.column("village")
    assert villages[:2] == ["35.07.11.2008"] * 2
    assert villages[2] == villages[3] != villages[0] and villages[2].startswith("35.07.11.")
    assert villages[4] is None
    assert got.rows[0]["rt"] == "003" and got.rows[0]["rw"] == "001"


@pytest.mark.parametrize(
    "section",
    [
        "DUSUN KRAJAN RT 03/RW 01",
        "RT 03 RW 01",
        "RT. 003 / RW. 001 Dusun Krajan",
        "RT/RW : 003/001",
        "RT 3, RW 1",
    ],
)
def test_the_rt_of_a_heading_that_says_more(make, read, section):
    got = read(make([["DESA ARJOWILANGUN KEC. KALIPARE"], HEAD, [section], *rows_of(2)]))
    assert [(row["rt"], row["rw"]) for row in got.rows] == [("003", "001")] * 2
    assert not got.notices()


def test_numbered_people_are_people_whatever_stands_beside(make, read):
    head = ["No", "Nama", "NIK", "Jenis Usaha"]
    body = [["1", NAMES[0], NIKS[0], "warung"], ["2", NAMES[1], "", "penata rias"], ["3", NAMES[2], "", ""]]
    signed = [["", "Mengetahui", "", "Kepala Desa"], ["4", NAMES[3], "", "pembina"]]
    got = read(make([head, *body, *signed]))
    assert got.column("name") == list(NAMES[:4])


def test_dots_and_colons_are_no_names(make, read):
    got = read(make([HEAD, *rows_of(2), ["", "..........", "", ""], ["", "-", "", ""], ["3", "-", "", ""]]))
    assert len(got.rows) == 2


def test_headings_that_stretch_over_two_columns(make, read):
    head = ["No", "Nama", "NIK", "Tempat, Tgl Lahir", "", "RT/RW", "", "Omzet per bulan", ""]
    body = [
        [str(i + 1), NAMES[i], NIKS[i], "Malang", "19-01-1958", "3", "1", "Rp", 500_000] for i in range(4)
    ]

    def merge(book, sheets):
        for span, text in (("D1:E1", head[3]), ("F1:G1", head[5]), ("H1:I1", head[7])):
            sheets["Daftar"].merge_range(span, text)

    got = read(make([head, *body], finish=merge))
    assert got.problem == ""
    assert [str(day) for day in got.column("birth_date")] == ["1958-01-19"] * 4
    assert (got.rows[0]["rt"], got.rows[0]["rw"]) == ("003", "001")
    assert got.column("annual_turnover") == [6_000_000] * 4


def test_headers_that_explain_themselves_at_length(make, read):
    nik = "NIK (diisi sesuai KTP elektronik sebanyak 16 digit angka tanpa spasi, jangan memakai format angka di Excel)"
    got = read(make([["Nomor", "Nama lengkap sesuai KTP tanpa gelar akademik", nik], *people(3)]))
    assert got.column("nik") == list(NIKS[:3])


def test_notes_under_the_headers_belong_to_them(make, read):
    head = ["No", "Nama", "NIK", "Omset (Rp)", "Kontak"]
    notes = ["", "(sesuai KTP)", "(16 digit)", "per hari", ""]
    body = [[str(i + 1), NAMES[i], NIKS[i], "50.000", "081234567890"] for i in range(3)]
    got = read(make([head, notes, ["1", "2", "3", "4", "5"], *body]))
    assert got.problem == ""
    assert got.column("annual_turnover") == [15_000_000] * 3
    assert got.sheet().header_rows == (1, 2) and got.column("row") == [4, 5, 6]
    assert read(make([head, ["", "", "", "per bulan", ""], *body])).column("annual_turnover") == [600_000] * 3


def test_columns_lettered_or_computed(make, read):
    letters, sums = ["a", "b", "c", "d"], ["(1)", "(2)", "(3)", "4=2+3"]
    got = read(make([HEAD, letters, sums, *rows_of(2)]))
    assert got.column("row") == [4, 5]


def test_nobody_is_not_a_person(make, read):
    got = read(
        make(
            {
                "RT 1": [HEAD, *rows_of(2)],
                "RT 2": [HEAD, ["1", "NIHIL", "", ""]],
                "RT 3": [HEAD, ["", "Tidak ada", "", ""]],
            }
        )
    )
    assert len(got.rows) == 2


def test_two_lists_side_by_side_are_refused_with_their_columns(make, read):
    both = [[*left, "", *right] for left, right in zip(rows_of(), people(3, alamat="Duren"), strict=True)]
    got = read(make([["DAFTAR USULAN"], [*HEAD, "", *HEAD], *both]), maps=["nik=C", "name=B"])
    assert got.rows == []
    assert "ada dua daftar berdampingan" in got.problem
    assert "kolom A dan mulai kolom F" in got.problem


@pytest.mark.parametrize(
    "right",
    [
        ["NO.", "NAMA", "N I K", "ALAMAT", "SKU"],
        ["No", "Nama Lengkap", "No KTP", "Alamat", "SKU"],
        ["Nomor", "Nama Pemohon", "No. Induk Kependudukan", "Alamat Rumah", "NIB"],
    ],
)
@pytest.mark.parametrize("gap", [[], [""], ["", "", ""]])
def test_two_lists_side_by_side_under_other_words_are_refused_too(make, read, right, gap):
    head = [*HEAD, "SKU", *gap, *right]
    both = [
        [*one, "", *gap, *one[:1], NAMES[9], NIKS[9 - i], "Duren", "470/1"] for i, one in enumerate(rows_of())
    ]
    for maps in ([], ["nik=C", "name=B"]):
        got = read(make([head, *both]), maps=maps)
        assert got.rows == [] and "ada dua daftar berdampingan" in got.problem


def test_an_owner_beside_the_applicant_is_no_second_list(make, read):
    head = ["Nama Pemohon", "NIK", "Alamat", "Nama Pemilik Usaha", "NIK Pemilik Usaha", "Alamat Usaha", "SKU"]
    rows = [[NAMES[i], NIKS[i], "Krajan", NAMES[9 - i], NIKS[9 - i], "Duren", "470/1"] for i in range(3)]
    assert "nik" in {one.field for one in read(make([head, *rows])).reading.questions}


def test_beyond_a_second_nik_nothing_is_taken_for_the_first(make, read):
    head = ["Nama", "NIK", "SKU", "NIK Pengurus", "NIB", "HP"]
    rows = [
        [NAMES[i], NIKS[i], "" if i else "470/1", NIKS[9 - i], "9120001234567", "081234567890"]
        for i in range(3)
    ]
    got = read(make([head, *rows]), maps=["nik=B"])
    assert got.column("business_letter") == ["470/1", None, None]


def test_a_better_header_further_down_does_not_lose_the_first_list(make, read):
    richer = ["No", "Nama Lengkap", "NIK", "Alamat Rumah", "Tgl Lahir", "Jenis Usaha", "No HP"]
    second = [["1", NAMES[4], NIKS[4], "Duren", "19-01-1958", "warung", "081234567890"]]
    got = read(make([["No", "Nama", "NIK"], *people(2), [], richer, *second]))
    assert got.column("nik") == [NIKS[0], NIKS[1], NIKS[4]]


def test_columns_numbered_in_roman_and_a_header_below_a_long_empty_top(make, read):
    got = read(make([*([[]] * 119), HEAD, ["I", "II", "III", "IV"], *rows_of()]))
    assert got.column("row") == [122, 123, 124]
    assert got.sheet().skipped == {"nomor kolom": 1}


def test_somebody_called_jumlah_is_no_sum(make, read):
    head = ["No", "Nama", "NIK", "Alamat", "Jenis Usaha", "No HP", "Omzet per hari"]
    rows = [
        ["1", NAMES[0], NIKS[0], "Krajan", "warung", "081234567890", "100.000"],
        ["2", "Jumlah", "", "Duren", "toko", "081234567891", "100.000"],
        ["", "Jumlah", "", "2", "2", "2", "200.000"],
    ]
    got = read(make([head, *rows]))
    assert got.column("name") == [NAMES[0], "Jumlah"]
    assert got.sheet().skipped == {"jumlah": 1}


def test_a_header_wider_than_every_row(tmp_path, read):
    path = tmp_path / "daftar.csv"
    path.write_text(
        f"No;Nama;NIK;Alamat;NIK Lain\n1;{NAMES[0]};{NIKS[0]};Krajan\n2;{NAMES[1]};{NIKS[1]};Duren\n"
    )
    assert read(path).column("nik") == list(NIKS[:2])


def test_a_title_in_one_cell_is_no_group_of_columns(make, read):
    head = ["No", "Calon", "Dusun", "", "Nama", "NIK", "Alamat"]
    rows = [[str(i + 1), "baru", "Krajan", "", NAMES[i], NIKS[i], "Jalan 1"] for i in range(3)]
    got = read(make([["DAFTAR NAMA PENERIMA SESUAI KTP"], head, *rows]))
    assert got.sheet().header_rows == (2,)
    assert got.column("name") == list(NAMES[:3])


def test_header_words_that_go_on_in_the_rows_below(make, read):
    head = [
        ["No", "Nama", "Nomor", "Nomor", "Omzet"],
        ["Urut", "Lengkap", "Induk", "SKU", "per"],
        ["", "", "Kependudukan", "", "bulan"],
    ]
    rows = [[str(i + 1), NAMES[i], NIKS[i], f"470/{i}/2021", "1.000.000"] for i in range(3)]
    got = read(make([*head, *rows]))
    assert got.sheet().header_rows == (1, 2, 3)
    assert got.column("nik") == list(NIKS[:3])
    assert got.column("annual_turnover") == [12_000_000] * 3


def test_a_legend_and_a_recapitulation_below_are_nobody(make, read):
    notes = [
        [],
        ["", "Keterangan :"],
        ["", "SKU", "Surat Keterangan Usaha"],
        ["", "REKAPITULASI"],
        ["", "Laki-laki", "3 orang"],
    ]
    got = read(make([HEAD, *rows_of(), *notes]))
    assert got.column("name") == list(NAMES[:3])
    assert got.sheet().skipped == {"baris kosong": 1, "catatan": 4}


def test_three_tiers_of_merged_headers_and_the_period_in_the_lowest(make, read):
    def merge(book, sheets):
        sheet = sheets["Daftar"]
        for span, text in {"B1:E1": "DATA DIRI", "F1:G1": "USAHA", "D2:E2": "Kelahiran"}.items():
            sheet.merge_range(span, text)
        for column, text in {"B": "Nama", "C": "NIK", "F": "Jenis"}.items():
            sheet.merge_range(f"{column}2:{column}3", text)

    heads = [
        ["No", "DATA DIRI", "", "", "", "USAHA", ""],
        ["", "Nama", "NIK", "Kelahiran", "", "Jenis", "Omzet"],
        ["", "", "", "Tempat", "Tanggal", "", "Per Bulan"],
    ]
    people_ = [
        [str(i + 1), NAMES[i], NIKS[i], "Malang", "19-01-1958", "warung", "1.000.000"] for i in range(5)
    ]
    got = read(make([*heads, *people_], finish=merge))
    assert not got.problem
    assert got.column("annual_turnover") == [12_000_000] * 5
    assert {row["birth_date"].isoformat() for row in got.rows} == {"1958-01-19"}


def test_nik_in_boxes_is_refused_with_what_to_do(make, read):
    head = ["No", "Nama", "NIK", *[""] * 15, "SKU"]
    rows = [[str(i + 1), NAMES[i], *NIKS[i], "ada"] for i in range(5)]
    got = read(make([head, *rows]))
    assert "kolom C" in got.problem and "satu angka per kolom" in got.problem


def test_hidden_rows_are_read_and_told(make, read):
    def hide(book, sheets):
        for row in (2, 3):
            sheets["Daftar"].set_row(row, None, None, {"hidden": True})

    got = read(make([["No", "Nama", "NIK"], *people(5)], finish=hide))
    assert len(got.rows) == 5
    assert "2 baris tersembunyi" in got.notices()
