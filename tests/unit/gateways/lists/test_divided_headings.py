"""One heading over several columns: the words below it say which of them holds a letter, and which its refusal."""

import pytest

from tests.unit.gateways.lists.conftest import NAMES, NIKS

AT = 4  # the first column below the heading: E


def ticked(count, *, mark="v"):
    """A person for each of the columns, ticked there."""
    return [
        [str(i + 1), NAMES[i], NIKS[i], "Krajan", *(mark if j == i else "" for j in range(count))]
        for i in range(count)
    ]


def merged(heading, count, *, rows=1):
    def merge(book, sheets):
        sheets["Daftar"].merge_range(0, AT, 0, AT + count - 1, heading)
        for column, text in enumerate(("No", "Nama", "NIK", "Alamat") if rows > 1 else ()):
            sheets["Daftar"].merge_range(0, column, rows - 1, column, text)

    return merge


def divided(make, heading, low, body, rows=1):
    head = ["No", "Nama", "NIK", "Alamat", heading, *[""] * (len(low) - 1)]
    return make([head, ["", "", "", "", *low], *body], finish=merged(heading, len(low), rows=rows))


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize(
    ("heading", "low", "letters"),
    [
        ("SKU", ["Ada", "Tidak"], "v."),
        ("SKU", ["Belum", "Sudah"], ".v"),
        ("Kepemilikan SKU", ["Ya", "Tdk"], "v."),
        ("SKU (beri tanda v)", ["Y", "T"], "v."),
        ("Surat Usaha", ["Ada", "Proses", "Belum"], "v.."),
        ("Legalitas Usaha", ["Belum ada", "Sedang diurus", "Sudah ada"], "..v"),
        ("NIB/SKU", ["Punya", "Dlm Pengurusan", "Tidak Punya"], "v.."),
        ("Surat Keterangan Usaha (SKU)", ["Terbit", "Dalam proses", "Kadaluarsa", "Nihil"], "v..."),
        ("Legalitas", ["NIB", "SKU", "IUMK", "Belum"], "vvv."),
        ("Surat Keterangan Usaha", ["Iya", "Tanpa"], "v."),
        ("SKU", ["1 = Ada", "2 = Tidak"], "v."),
        ("SKU", ["Tidak (✓)", "Ada (✓)"], ".v"),
    ],
)
def test_a_tick_counts_only_below_words_that_say_yes(make, read, heading, low, letters, rows):
    got = read(divided(make, heading, low, ticked(len(low)), rows))
    assert not got.problem
    assert got.column("business_letter") == ["v" if one == "v" else None for one in letters]
    assert got.column("nik") == list(NIKS[: len(low)])


def test_beside_other_divided_headings(make, read):
    head = ["No", "Nama", "NIK", "Alamat", "", "SKU", "", "Penerima KUR", ""]
    low = ["", "", "", "Dusun", "RT", "Ada", "Tidak", "Ya", "Tidak"]
    body = [
        ["1", NAMES[0], NIKS[0], "Krajan", "1", "v", "", "", "v"],
        ["2", NAMES[1], NIKS[1], "Krajan", "2", "", "v", "v", ""],
    ]

    def merge(book, sheets):
        for span, text in {"D1:E1": "Alamat", "F1:G1": "SKU", "H1:I1": "Penerima KUR"}.items():
            sheets["Daftar"].merge_range(span, text)

    got = read(make([head, low, *body], finish=merge))
    assert got.column("business_letter") == ["v", None]
    assert got.column("rt") == ["001", "002"]


@pytest.mark.parametrize(
    ("low", "letters"), [(["Belum", "Ada"], [None, "v"]), (["Ya", "Tidak"], ["v", None])]
)
def test_without_merges(tmp_path, make, read, low, letters):
    rows = [["No", "Nama", "NIK", "Alamat", "SKU", ""], ["", "", "", "", *low], *ticked(2)]
    path = tmp_path / "daftar.csv"
    path.write_text("\n".join(map(";".join, rows)))
    assert read(path).column("business_letter") == letters
    assert read(make(rows)).column("business_letter") == letters


@pytest.mark.parametrize("low", [["Kolom 1", "Kolom 2"], ["", ""], ["Tersedia", "Tidak"]])
def test_ticks_below_words_that_say_nothing_are_asked_about(make, read, low):
    path = divided(make, "SKU", low, ticked(2)) if any(low) else None
    path = path or make([["No", "Nama", "NIK", "Alamat", "SKU", ""], *ticked(2)], finish=merged("SKU", 2))
    [question] = read(path).reading.questions
    assert question.field == "business_letter" and "“SKU”" in question.text
    assert read(path, maps=[question.answers[0]]).column("business_letter") == ["v", None]
    assert read(path, maps=[question.answers[-1]]).column("business_letter") == [None, None]


def test_number_and_date_and_remarks_below_one_heading(make, read):
    letter = "470/12/35.07.11.2008/2021"
    body = [
        ["1", NAMES[0], NIKS[0], "Krajan", letter, "12-03-2021"],
        ["2", NAMES[1], NIKS[1], "Krajan", "", "jauh"],
    ]
    for low in (
        ["Nomor", "Tanggal"],
        ["No.", "Ket."],
        ["(nomor dan tanggal)", ""],
        ["(ada/tidak)", ""],
        ["", ""],
    ):
        rows = [
            ["No", "Nama", "NIK", "Alamat", "SKU", ""],
            *([["", "", "", "", *low]] if any(low) else []),
            body[0],
        ]
        assert read(make(rows, finish=merged("SKU", 2))).column("business_letter") == [letter]
    assert read(divided(make, "SKU", ["No.", "Ket."], body)).column("business_letter") == [letter, None]


@pytest.mark.parametrize("note", ["(ada/tidak)", "Ya / Tidak", "tidak wajib"])
def test_a_row_that_tells_what_cells_may_hold_denies_nothing(make, read, note):
    head = ["No", "Nama", "NIK", "Alamat", "SKU"]
    body = [[*one[:4], said] for one, said in zip(ticked(2), ("ada", "tidak"), strict=True)]
    got = read(make([head, ["", "", "", "", note], *body]))
    assert got.column("business_letter") == ["ada", None]


@pytest.mark.parametrize("heading", ["Syarat", "Persyaratan", "Kelengkapan Berkas"])
def test_a_letter_on_a_checklist_is_one(make, read, heading):
    body = [
        ["1", NAMES[0], NIKS[0], "Krajan", "v", "v", "v"],
        ["2", NAMES[1], NIKS[1], "Krajan", "v", "v", ""],
    ]
    got = read(divided(make, heading, ["FC KTP", "FC KK", "SKU"], body))
    assert got.column("business_letter") == ["v", None]


def test_two_turnovers_below_one_heading_are_told_apart(make, read):
    body = [["1", NAMES[0], NIKS[0], "Krajan", "300.000.000", "1.000.000"]]
    got = read(divided(make, "Omzet per bulan", ["Sebelum Pandemi", "Saat Pandemi"], body))
    assert "E (Omzet per bulan Sebelum Pandemi) dan F (Omzet per bulan Saat Pandemi)" in got.problem


def test_an_unmerged_heading_between_two_tiers(make, read):
    heads = [
        ["No", "Data Pemohon", "", "", "Legalitas"],
        ["", "Identitas", "", "Alamat", "SKU"],
        ["", "Nama", "NIK", "Dusun", "Nomor"],
    ]
    body = [[str(i + 1), NAMES[i], NIKS[i], "Krajan", "470/1/2021"] for i in range(3)]

    def merge(book, sheets):
        sheets["Daftar"].merge_range("A1:A3", "No")
        sheets["Daftar"].merge_range("B1:D1", "Data Pemohon")
        sheets["Daftar"].merge_range("B2:C2", "Identitas")

    got = read(make([*heads, *body], finish=merge))
    assert got.column("business_letter") == ["470/1/2021"] * 3
    assert got.column("nik") == list(NIKS[:3])


def test_answers_two_tiers_below_the_letters_heading(make, read):
    heads = [["No", "Nama", "NIK", "Alamat", "SKU/NIB", "", ""], ["", "", "", "", "Kepemilikan", "", "Foto"]]
    low = ["", "", "", "", "Y", "T", ""]
    body = [[*one, ""] for one in ticked(2)]

    def merge(book, sheets):
        sheets["Daftar"].merge_range("E1:G1", "SKU/NIB")
        sheets["Daftar"].merge_range("E2:F2", "Kepemilikan")

    got = read(make([*heads, low, *body], finish=merge))
    assert got.column("business_letter") == ["v", None]


def test_answers_below_cells_merged_over_two_rows(make, read):
    head = ["No", "Nama", "NIK", "Alamat", "SKU", ""]

    def merge(book, sheets):
        sheets["Daftar"].merge_range("E1:F2", "SKU")
        for column, text in enumerate(head[:4]):
            sheets["Daftar"].merge_range(0, column, 2, column, text)

    got = read(make([head, [], ["", "", "", "", "Belum", "Ada"], *ticked(2)], finish=merge))
    assert got.column("business_letter") == [None, "v"]
    assert got.column("nik") == list(NIKS[:2])


@pytest.mark.parametrize("low", [["Lama", "Baru"], ["Desa", "Kelurahan"], ["", "Lainnya"]])
def test_numbers_of_letters_in_either_column_count(make, read, low):
    numbers = [["470/1/35.07/2019", ""], ["", "470/2/35.07/2021"]]
    body = [[*one[:4], *two] for one, two in zip(ticked(2), numbers, strict=True)]
    got = read(divided(make, "No. SKU", low, body))
    assert got.column("business_letter") == ["470/1/35.07/2019", "470/2/35.07/2021"]


@pytest.mark.parametrize("number", ["1", ""])
def test_a_first_person_without_nik_is_no_header(make, read, number):
    first = [number, "Siti Aminah", "", "Krajan", "ada", ""]
    head = ["No", "Nama", "NIK", "Alamat", "SKU", ""]
    got = read(make([head, first, ["2", NAMES[1], NIKS[1], "Krajan", "ada", ""]], finish=merged("SKU", 2)))
    assert got.column("name") == ["Siti Aminah", NAMES[1]]


@pytest.mark.parametrize("classes", [("< 300 jt", "300 jt - 2,5 M", "> 2,5 M"), ("Kecil", "Sedang", "Besar")])
@pytest.mark.parametrize("tick", ["v", "✓", "ya"])
def test_turnover_ticked_in_classes_is_refused_and_not_passed_over(make, read, classes, tick):
    path = divided(make, "Omzet per tahun", classes, ticked(3, mark=tick) * 2)
    got = read(path)
    assert "kolom E" in got.problem and classes[2] in got.problem and "dalam satu kolom" in got.problem
    assert len(read(path, maps=["annual_turnover=-"]).rows) == 6


def test_questions_about_turnover_that_are_answered_with_yes_are_no_classes(make, read):
    head = ["Nama", "NIK", "Apakah omzet turun?", "Omzet per bulan dicatat", "No SKU"]
    got = read(make([head, *([NAMES[i], NIKS[i], "ya", "ya", f"470/{i}/2021"] for i in range(5))]))
    assert not got.problem and got.column("nik") == list(NIKS[:5])
