"""The village of a list: from its title, a column, the sheet, the file, other sheets, or stated; never guessed."""

import pytest

from satupintu.gateways.areas import Areas, build_areas
from tests.unit.gateways.lists.conftest import NAMES, NIKS, people

HEAD = ["No", "Nama", "NIK"]
HERE = "35.07.11.2008"


@pytest.mark.parametrize(
    "title",
    [
        [["DESA ARJOWILANGUN KECAMATAN KALIPARE KABUPATEN MALANG"]],
        [["Desa Arjowilangun Kec. Kalipare Kab. Malang Tahun 2021"]],
        [["Desa/Kelurahan : Arjowilangun"], ["Kecamatan : Kalipare"], ["Kabupaten/Kota : Malang"]],
        [["Desa", ":", "ARJOWILANGUN"], ["Kecamatan", ":", "KALIPARE"]],
        [["DESA : ARJO WILANGUN", "", "KEC : KALIPARE"]],
        [["Kode Desa: 35.07.11.2008"]],
        [["Pemerintah Kabupaten Malang"], ["Kecamatan Kalipare"], ["Desa Arjowilangun"]],
    ],
)
def test_from_the_title(make, read, title):
    got = read(make([*title, [], HEAD, *people(3)]))
    assert got.column("village") == [HERE] * 3
    assert "judul" in got.sheet().village_found


def test_city_and_kelurahan(make, read):
    got = read(make([["Kel. Sukun Kec. Sukun Kota Malang"], HEAD, *people(2)]))
    code = got.rows[0]["village"]
    assert code.startswith("35.73.") and Areas().village(code).name == "Sukun"


def test_an_ambiguous_name_stays_open_and_is_said(make, read):
    got = read(make([["DESA SUKAMAJU"], HEAD, *people(2)]))
    assert got.column("village") == [None] * 2
    assert "SUKAMAJU" in got.notices() and "kecamatan" in got.notices()


def test_an_unknown_name_is_said(make, read):
    got = read(make([["DESA ANTAHBERANTAH KECAMATAN KALIPARE"], HEAD, *people(2)]))
    assert got.column("village") == [None] * 2
    assert "ANTAHBERANTAH" in got.notices()


def test_from_a_column_with_the_district_beside_it(make, read):
    head = [*HEAD, "Desa", "Kecamatan"]
    cells = [
        ("Arjowilangun", "Kalipare"),
        ("Desa Sumberpucung", "Kec. Sumberpucung"),
        (HERE, ""),
        ("3507112008", ""),
        ("", ""),
    ]
    body = [[*row, *cells[i]] for i, row in enumerate(people(5))]
    got = read(make([head, *body]))
    second = Areas().village(got.rows[1]["village"])
    assert (second.name, second.district, second.regency) == (
        "Sumberpucung",
        "Sumberpucung",
        "Kabupaten Malang",
    )
    assert [got.rows[i]["village"] for i in (0, 2, 3, 4)] == [HERE, HERE, HERE, None]
    assert got.rows[0]["village_original"] == "Arjowilangun"


def test_cells_that_name_no_village_are_blank_though_the_title_names_one(make, read):
    body = [[*row, cell] for row, cell in zip(people(3), ("Arjowilangun", "Entah", ""), strict=True)]
    got = read(make([["DESA ARJOWILANGUN KECAMATAN KALIPARE"], [*HEAD, "Desa"], *body]))
    assert got.column("village") == [HERE, None, HERE]
    assert "desa/kelurahan tidak dikenali" in got.notices()


def test_old_codes_stay(make, read):
    got = read(make([[*HEAD, "Kode Desa"], *([*row, "35.07.11.2999"] for row in people(2))]))
    assert got.column("village") == ["35.07.11.2999"] * 2


def test_from_the_names_of_sheet_and_file_and_from_other_sheets(make, read):
    got = read(make({"Desa Arjowilangun": [HEAD, *people(2)], "RT 2": [HEAD, *people(3)[2:]]}))
    assert got.column("village") == [HERE] * 3
    got = read(make([HEAD, *people(2)], name="Desa Arjowilangun Kec Kalipare.xlsx"))
    assert got.column("village") == [HERE] * 2


def test_a_bare_word_in_the_file_name_must_agree_with_the_niks(make, read):
    got = read(make([HEAD, *people(4)], name="03-usulan-arjowilangun.xlsx"))
    assert got.column("village") == [HERE] * 4
    assert "NIK" in got.sheet().village_found
    elsewhere = [[str(i), NAMES[i], f"1101010101{i:02d}0001"] for i in range(1, 5)]
    assert read(make([HEAD, *elsewhere], name="usulan-arjowilangun.xlsx")).column("village") == [None] * 4


def test_stated_by_a_map(make, read):
    got = read(make([["DESA SUKAMAJU"], HEAD, *people(2)]), maps=["village=3507112008"])
    assert got.column("village") == [HERE] * 2
    assert "9" in read(make([HEAD, *people(2)]), maps=["village=35.07.11.2999"]).problem


def test_signatures_below_do_not_name_the_village(make, read):
    got = read(make([HEAD, *people(2), [], ["", "Kepala Desa Arjowilangun"]]))
    assert got.column("village") == [None, None]


def test_areas_table(tmp_path):
    path = build_areas(tmp_path / "areas.parquet")
    areas = Areas(path=path)
    found = areas.village("3507112008")
    assert (found.code, found.name, found.level) == (HERE, "Arjowilangun", 4)
    assert found.path == "Arjowilangun, Kalipare, Kabupaten Malang, Jawa Timur"
    assert areas.village("35.07.11.2999") is None and areas.village("3507") is None
    assert len(areas.villages_named("Sukamaju")) > 50
    assert areas.villages_named("") == []
    assert path.read_bytes() == build_areas(tmp_path / "again.parquet").read_bytes()


def test_niks_of_the_fixture_are_from_one_district():
    assert {nik[:6] for nik in NIKS} == {"350711"}


def test_a_column_of_names_is_read_within_the_titles_district(make, read):
    head = [*HEAD, "Desa"]
    body = [
        [*row, cell]
        for row, cell in zip(people(3), ("Sukowilangun", "Desa Kalipare", "Tumpakrejo"), strict=True)
    ]
    got = read(make([["KECAMATAN KALIPARE KABUPATEN MALANG"], head, *body]))
    assert all(code.startswith("35.07.11.") for code in got.column("village"))
    assert len(set(got.column("village"))) == 3
    alone = read(make([head, *body]))
    assert None in alone.column("village")


def test_village_and_district_in_one_cell(make, read):
    got = read(make([[*HEAD, "Desa"], *([*row, "Tumpakrejo, Kalipare"] for row in people(2))]))
    assert all(code.startswith("35.07.11.") for code in got.column("village"))


def test_a_name_as_long_as_a_dotted_code_is_no_code(make, read):
    cells = ("Ds. Putukrejo", "Ds. Arjosari.", "Kp.Sukamakmur", "35.07.11.20O8")
    body = [[*row, cell] for row, cell in zip(people(4), cells, strict=True)]
    got = read(make([["KECAMATAN KALIPARE KABUPATEN MALANG"], [*HEAD, "Desa"], *body]))
    assert got.column("village") == ["35.07.11.2001", THERE, None, None]
    assert got.column("village_unread") == [False, False, True, True]


@pytest.mark.parametrize(
    "regency", ["Kab/Kota Malang", "Kabupaten/Kota Malang", "Kab. Malang", "KABUPATEN MALANG", "Malang"]
)
def test_regency_in_its_spellings(regency):
    assert [one.code for one in Areas().villages_named("Desa Arjowilangun", "Kec. Kalipare", regency)] == [
        HERE
    ]
    assert Areas().villages_named("Arjowilangun", "Kalipare", "Kota Malang") == []


THERE = "35.07.11.2006"
TITLE = [["USULAN BPUM DESA ARJOWILANGUN KECAMATAN KALIPARE KABUPATEN MALANG"]]
DISTRICT = [["USULAN BPUM KECAMATAN KALIPARE KABUPATEN MALANG"]]


def between(read, make, *rows, title=TITLE, head=HEAD, again=True):
    """The villages of two people above and of two below these rows, the header standing over both."""
    more = people(4, address="Krajan") if len(head) > 3 else people(4)
    body = [head, *more[:2], [], *rows, *([head] if again else []), *more[2:]]
    return read(make([*title, [], *body]))


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize(
    "rows",
    [
        [["DAFTAR USULAN BPUM DESA ARJOSARI KECAMATAN KALIPARE"]],
        [["DAFTAR USULAN BPUM TAHUN 2021"], ["DESA ARJOSARI"], ["KECAMATAN KALIPARE"]],
        [["PEMERINTAH DESA ARJOSARI"]],
        [["", "REKAP PELAKU USAHA DESA ARJOSARI"]],
        [["Nama Desa : Arjosari"]],
        [["Nama Desa", ":", "Arjosari"]],
        [["2. DESA ARJOSARI"]],
        [["II", "DESA ARJOSARI"]],
        [["B.", "", "Desa Arjosari"]],
        [["2", "DESA ARJOSARI"]],
        [["", "Nama Desa : Arjosari"]],
        [["Kode Desa : 35.07.11.2006"]],
        [["DESA SUMBERPUCUNG"], ["NIHIL"], ["DESA ARJOSARI"]],
    ],
)
def test_a_second_table_or_group_is_of_the_village_it_names(make, read, rows, again):
    got = between(read, make, *rows, again=again)
    assert got.column("name") == list(NAMES[:4])
    assert got.column("village") == [HERE, HERE, THERE, THERE]


def test_a_second_table_of_another_district(make, read):
    got = between(read, make, ["DESA SENGGRENG"], ["KECAMATAN SUMBERPUCUNG"])
    assert [Areas().village(code).path for code in got.column("village")[2:]] == [
        "Senggreng, Sumberpucung, Kabupaten Malang, Jawa Timur"
    ] * 2


@pytest.mark.parametrize("row", [["A. ARJOSARI"], ["II", "", "ARJOSARI"], ["ARJOSARI"]])
def test_a_bare_name_is_a_villages_only_where_nothing_else_names_one(make, read, row):
    assert between(read, make, row, title=DISTRICT).column("village") == [None, None, THERE, THERE]
    assert between(read, make, row).column("village") == [HERE] * 4


def test_a_group_of_an_unknown_village_is_left_open_and_told(make, read):
    got = between(read, make, ["PEMERINTAH DESA ANTAHBERANTAH"])
    assert got.column("village") == [HERE, HERE, None, None]
    assert "desa/kelurahan tidak dikenali" in got.notices()


@pytest.mark.parametrize(
    "row",
    [
        ["DAFTAR USULAN DESA SE-KECAMATAN KALIPARE"],
        ["DAFTAR USULAN BPUM TAHUN 2021"],
        ["Dusun Arjosari"],
        ["RT 02 RW 01"],
        ["Catatan: pindah dari Desa Arjosari"],
        ["", "", "", "Desa Arjosari RT 03"],
        ["(warga Desa Arjosari)"],
        ["Jumlah Desa Arjosari", "", "", "2"],
        ["", "Kepala Desa Arjosari"],
        ["Mengetahui, Desa Arjosari"],
        ["Arjosari, 12 April 2021"],
    ],
)
def test_a_remark_an_address_or_a_signature_heads_nobody(make, read, row):
    got = between(read, make, row, head=[*HEAD, "Alamat"])
    assert got.column("village") == [HERE] * 4
    assert got.column("name") == list(NAMES[:4])


def apart(*sheets):
    """A workbook's sheets by name, two people in each, under these titles."""
    everybody = people(2 * len(sheets))
    return {name: [*title, HEAD, *everybody[2 * i : 2 * i + 2]] for i, (name, *title) in enumerate(sheets)}


@pytest.mark.parametrize(
    "name", ["ARJOSARI", "Arjosari", "2. Arjosari", "ARJO SARI", "Usulan Arjosari (2)", "Kalipare_Arjosari"]
)
@pytest.mark.parametrize("title", [[], [["USULAN BPUM"]], DISTRICT])
def test_a_sheet_called_after_a_village_is_of_that_village(make, read, name, title):
    got = read(make(apart(("ARJOWILANGUN", *TITLE), (name, *title))))
    assert got.column("village") == [HERE, HERE, THERE, THERE]
    assert "nama lembar" in got.sheet(1).village_found and not got.notices()


def test_sheets_called_after_villages_need_no_village_in_any_title(make, read):
    got = read(make(apart(("ARJOWILANGUN", *DISTRICT), ("ARJOSARI", *DISTRICT), ("Data", *DISTRICT))))
    assert got.column("village") == [HERE, HERE, THERE, THERE, None, None]


@pytest.mark.parametrize(
    ("name", "told"),
    [("RT 02", False), ("Sheet2", False), ("RT 2 RW 1", False), ("Hal. 2", False), ("Gunungsari", True)],
)
def test_a_sheet_with_a_name_of_its_own_is_told_whose_village_it_took(make, read, name, told):
    got = read(make(apart(("RT 01", *TITLE), (name,))))
    assert got.column("village") == [HERE] * 4
    assert ("dihitung sebagai Arjowilangun, Kalipare" in got.notices()) == told


def test_a_sheet_of_another_district_does_not_take_the_village(make, read):
    other = [["USULAN BPUM KECAMATAN SUMBERPUCUNG KABUPATEN MALANG"]]
    got = read(make(apart(("Lembar 1", *TITLE), ("Lembar 2", *other))))
    assert got.column("village") == [HERE, HERE, None, None]


@pytest.mark.parametrize(
    ("title", "stated"),
    [
        ("DESA SUKAMAJU KECAMATAN CIKAKAK KABUPATEN BANDUNG", "KABUPATEN BANDUNG"),
        ("DESA MEKARSARI KECAMATAN CIMANGGIS KABUPATEN BOGOR", "KABUPATEN BOGOR"),
        ("DESA ARJOWILANGUN KEC KALIPARE KAB BLITAR", "KAB BLITAR"),
        ("DESA ARJOWILANGUN KECAMATAN KALIPARE KOTA MALANG", "KOTA MALANG"),
        ("DESA ARJOWILANGUN KECAMATAN DONOMULYO KABUPATEN MALANG", "DONOMULYO"),
        ("DESA ARJOWILANGUN KECAMATAN CIKAKAK KABUPATEN MALANG", "CIKAKAK"),
        ("Desa : Arjowilangun, Kecamatan : Donomulyo", "Donomulyo"),
    ],
)
def test_a_village_that_is_not_where_the_title_says_is_left_open_and_told(make, read, title, stated):
    got = read(make([[title], HEAD, *people(2)]))
    assert got.column("village") == [None] * 2
    assert stated in got.notices() and "yang bernama itu" in got.notices()


@pytest.mark.parametrize(
    "title",
    [
        "DESA ARJOWILANGUN KECAMATAN KALIPARE KABUPATEN MALNG",
        "DESA ARJOWILANGUN KECAMATAN KALPARE KABUPATEN MALANG",
        "DESA ARJOWILANGUN KECAMATAN KALI KABUPATEN MALANG",
    ],
)
def test_a_mistyped_district_or_regency_contradicts_nothing(make, read, title):
    assert read(make([[title], HEAD, *people(2)])).column("village") == [HERE] * 2


def test_cells_that_contradict_each_other_are_left_open(make, read):
    head = [*HEAD, "Desa", "Kecamatan", "Kabupaten"]
    places = [
        ("Sukamaju", "Cilodong", "Bandung"),
        ("Arjowilangun", "Donomulyo", "Malang"),
        ("Arjowilangun", "Kalipare", "Malang"),
    ]
    got = read(make([head, *([*row, *one] for row, one in zip(people(3), places, strict=True))]))
    assert got.column("village") == [None, None, HERE]
    assert "desa/kelurahan tidak dikenali" in got.notices()


def test_a_cell_may_name_a_village_outside_the_titles_district(make, read):
    body = [[*row, cell] for row, cell in zip(people(2), ("Arjosari", "Senggreng"), strict=True)]
    got = read(make([*DISTRICT, [*HEAD, "Desa"], *body]))
    assert [Areas().village(code).district for code in got.column("village")] == ["Kalipare", "Sumberpucung"]
    assert Areas().village(between(read, make, ["DESA SENGGRENG"]).rows[2]["village"]).name == "Senggreng"


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("KALURAHAN CATURTUNGGAL KAPANEWON DEPOK KABUPATEN SLEMAN", "Caturtunggal, Depok, Kabupaten Sleman"),
        ("Kal. Caturtunggal Kap. Depok Kab. Sleman", "Caturtunggal, Depok, Kabupaten Sleman"),
        ("KELURAHAN PATANGPULUHAN KEMANTREN WIROBRAJAN", "Patangpuluhan, Wirobrajan, Kota Yogyakarta"),
        ("NAGORI SIMPANG RAYA DASMA KECAMATAN PANEI", "Simpang Raya Dasma, Panei, Kabupaten Simalungun"),
        ("TIYUH DAYA MURNI KECAMATAN TUMIJAJAR", "Daya Murni, Tumijajar, Kabupaten Tulang Bawang Barat"),
        ("OHOI NGILNGOF KABUPATEN MALUKU TENGGARA", "Ngilngof, Manyeuw, Kabupaten Maluku Tenggara"),
        ("KEPENGHULUAN BAGAN JAWA KECAMATAN BANGKO", "Bagan Jawa, Bangko, Kabupaten Rokan Hilir"),
        ("NEGERI RUTONG KECAMATAN LEITIMUR SELATAN", "Rutong, Leitimur Selatan, Kota Ambon"),
        ("NEGERI BESAR KABUPATEN WAY KANAN", "Negeri Besar, Negeri Besar, Kabupaten Way Kanan"),
        ("KELURAHAN 16 ILIR KOTA PALEMBANG", "Enam-belas Ilir, Ilir Timur Satu, Kota Palembang"),
        ("KELURAHAN 3-4 ULU KOTA PALEMBANG", "Tiga Empat Ulu, Seberang Ulu Satu, Kota Palembang"),
        ("Kel. 20 Ilir D.II Kota Palembang", "Dua-puluh Ilir Dua, Kemuning, Kota Palembang"),
        ("KELURAHAN NEGERI LAMA KOTA AMBON", "Negeri Lama, Baguala, Kota Ambon"),
        ("KAMPUNG KRAJAN DESA ARJOWILANGUN", "Arjowilangun, Kalipare, Kabupaten Malang"),
        ("DS. ARJOWILANGUN - KALIPARE - MALANG", "Arjowilangun, Kalipare, Kabupaten Malang"),
        ("Desa Sukamaju, Cilodong, Depok", "Sukamaju, Cilodong, Kota Depok"),
        ("DESA ARJOWILANGUN 2021", "Arjowilangun, Kalipare, Kabupaten Malang"),
        ("DESA ARJOWILANGUN - USULAN BPUM", "Arjowilangun, Kalipare, Kabupaten Malang"),
        ("DESA PURWOSARI KECAMATAN KOTA KUDUS KABUPATEN KUDUS", "Purwosari, Kota Kudus, Kabupaten Kudus"),
        ("DESA KOTA BARU KECAMATAN MARTAPURA", "Kota Baru, Martapura, Kabupaten Ogan Komering Ulu Timur"),
    ],
)
def test_what_villages_are_called_in_every_province(make, read, title, path):
    got = read(make([[title], HEAD, *people(2)]))
    assert {Areas().village(code or "").path.rpartition(",")[0] for code in got.column("village")} == {path}


@pytest.mark.parametrize(
    "title",
    [
        "DAFTAR USULAN BPUM",
        "BUKAN PEGAWAI NEGERI SIPIL KECAMATAN LEMBANG KABUPATEN BANDUNG BARAT",
        "DATA UMKM DESA/KELURAHAN SE KECAMATAN KALIPARE KABUPATEN MALANG",
        "USULAN DARI DESA TAHUN 2021",
    ],
)
def test_a_list_that_names_no_village_is_told_so(make, read, title):
    got = read(make([[title], HEAD, *people(2)]))
    assert got.column("village") == [None] * 2
    assert got.notices().startswith("nama desa/kelurahan tidak ditemukan")


def test_villages_and_districts_of_other_names_in_columns(make, read):
    head = [*HEAD, "Kalurahan", "Kapanewon", "Kabupaten"]
    places = [
        ("Caturtunggal", "Depok", "Sleman"),
        ("Kalurahan Caturtunggal", "Kapanewon Depok", "Sleman"),
        ("16 Ilir", "Ilir Timur I", "Palembang"),
        ("Kota Baru", "Martapura", "Ogan Komering Ulu Timur"),
        ("91.03.01.3007", "", ""),
    ]
    got = read(make([head, *([*row, *one] for row, one in zip(people(5), places, strict=True))]))
    assert [Areas().village(code or "").name for code in got.column("village")] == [
        "Caturtunggal", "Caturtunggal", "Enam-belas Ilir", "Kota Baru", Areas().village("91.03.01.3007").name,
    ]  # fmt: skip


def test_villages_by_custom_have_codes_too(make, read):
    got = read(make([HEAD, *people(2)]), maps=["village=91.03.01.3007"])
    assert got.column("village") == ["91.03.01.3007"] * 2
    assert read(make([["Kode: 91.03.01.3007"], HEAD, *people(2)])).column("village") == ["91.03.01.3007"] * 2
