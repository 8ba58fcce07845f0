"""An audit's promises: what cannot be understood is named, what could not be looked for is not told as none found."""

import hashlib
import json
import os
from datetime import date, datetime

import duckdb
import openpyxl
import pytest

from satupintu.batch.audit.cells import day_of, distributor_of, rupiah_of, says_nothing
from satupintu.batch.audit.tables import AuditProblem
from satupintu.pipeline.payments.audits import run_audit

SITI, BUDI = "3507116205900001", "3507111505850002"
DECREE = f"nik,name,village,amount,distributor\n{SITI},SITI AMINAH,35.07.11.2008,2400000,BRI\n"
PAID_HEADER = "nik,name,amount,paid_on,reference,distributor,state,returned_on"
PAID = f"{PAID_HEADER}\n{SITI},SITI AMINAH,2400000,2020-10-01,B1,BRI,paid,\n"
REGISTRY = f"nik,name,status\n{SITI},SITI AMINAH,alive\n"
LISTS = ("state_employees", "kur_borrowers", "bank_credit", "larger_businesses")


@pytest.fixture
def audit(tmp_path):
    """``audit(paid=…, deadline=…)`` writes what is given over sound inputs, audits, and returns findings.json."""
    reference = tmp_path / "reference"
    reference.mkdir()
    contents = {"decree.csv": DECREE, "paid.csv": PAID, "reference/civil_registry.csv": REGISTRY}
    contents |= {f"reference/{name}.csv": "nik\n" for name in LISTS}
    for name, content in contents.items():
        (tmp_path / name).write_text(content, encoding="utf-8")

    def run(
        *,
        paid=None,
        decree=None,
        registry=None,
        paid_file=None,
        decree_file=None,
        deadline=date(2020, 12, 31),
        **options,
    ):
        for name, content in (("paid", paid), ("decree", decree), ("reference/civil_registry", registry)):
            if content is not None:
                (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        options = {
            "decree": decree_file or tmp_path / "decree.csv", "paid": paid_file or tmp_path / "paid.csv",
            "reference": reference, "out": tmp_path / "out", "deadline": deadline,
        } | options  # fmt: skip
        return run_audit(**options).findings

    return run


def payments(*rows):
    return "\n".join([PAID_HEADER, *rows]) + "\n"


def workbook(path, *sheets):
    """Each sheet as rows of cells; a name that begins with _ is hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name.startswith("_") else "visible"
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


TITLED = [["DAFTAR BAYAR BPUM"], [], PAID_HEADER.upper().split(","), [f"({n})" for n in range(1, 9)]]


def test_a_workbook_is_audited_like_the_csv_of_the_same_rows(audit, tmp_path):
    again = [SITI, "SITI AMINAH", 2_400_000.0, datetime(2020, 10, 2, 8), "B2", "BRI", "paid", None]  # noqa: DTZ001
    rows = [[f"'{SITI}", "SITI AMINAH", 2_400_000, date(2020, 10, 1), "B1", "BRI", "paid", ""], [], again]
    paid = workbook(tmp_path / "bayar.xlsx", ("Rekap", [["Jumlah", 2]]), ("Oktober", [*TITLED, *rows]))
    head, *lines = DECREE.splitlines()
    decree = workbook(tmp_path / "sk.xlsx", ("SK", [one.split(",") for one in (head, *lines)]))
    found = audit(paid_file=paid, decree_file=decree)
    assert found == audit(paid=PAID + f"{SITI},SITI AMINAH,2400000,2020-10-02,B2,BRI,paid,\n")
    assert found["categories"]["paid_twice"] == {"recipients": 1, "amount": 2_400_000}


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        ([("Okt", [*TITLED, [], [int(SITI), "SITI"]])], "lembar Okt, baris 6, kolom A (nik): NIK disimpan sebagai"),
        ([("Okt", [*TITLED, [SITI, "SITI", "=1+1"]])], "lembar Okt, baris 5, kolom C (amount): rumus tanpa hasil"),
        ([("Okt", [*TITLED, [SITI, "S", 234.567, "", "", "", "paid"]])], "baris 5, kolom amount: isinya bukan"),
        ([("Okt", [*TITLED, [SITI]]), ("Nov", [[SITI]])], "selain di lembar Okt, ada NIK di lembar Nov"),
        ([("Okt", [*TITLED, [SITI]]), ("_lama", [[int(SITI)]])], "ada NIK di lembar _lama"),
        ([("Okt", [["NIK", "Nama"], [SITI, "SITI"]])], "lembar Okt tidak punya kolom name, amount"),
        ([("Okt", [[SITI, "SITI"]])], "tidak ada lembar dengan baris judul"),
    ],
)  # fmt: skip
def test_a_workbook_that_could_be_misread_is_refused_with_the_place(audit, tmp_path, sheets, told):
    with pytest.raises(AuditProblem) as refused:
        audit(paid_file=workbook(tmp_path / "bayar.xlsx", *sheets))
    assert told in str(refused.value) and "bayar.xlsx" in str(refused.value)
    assert SITI not in str(refused.value)


@pytest.mark.parametrize("name", ["decree", "paid", "reference/kur_borrowers"])
def test_an_input_that_changes_meanwhile_is_named(audit, tmp_path, name):
    changed = tmp_path / f"{name}.csv"
    with pytest.raises(AuditProblem, match=f"{changed.name} berubah saat dibaca"):
        audit(progress=lambda *_: os.utime(changed, ns=(1, 1)))
    assert not (tmp_path / "out").exists()


def test_nothing_wrong_is_told_as_nothing_found_in_every_category(audit):
    found = audit()
    assert (found["recipients"], found["amount"], found["not_checked"]) == (0, 0, {})
    assert len(found["categories"]) == 14
    assert all(told == {"recipients": 0, "amount": 0} for told in found["categories"].values())


@pytest.mark.parametrize(
    ("list_name", "categories"),
    [
        ("kur_borrowers", {"kur"}),
        ("larger_businesses", {"not_micro"}),
        ("civil_registry", {"nik_unmatched", "deceased", "moved_abroad"}),
    ],
)
def test_a_list_that_is_not_there_leaves_its_categories_unknown_and_is_named(
    audit, tmp_path, list_name, categories
):
    (tmp_path / "reference" / f"{list_name}.csv").unlink()
    found = audit()
    assert {name for name, told in found["categories"].items() if told is None} == categories
    assert set(found["not_checked"]) == categories
    assert all(list_name in why for why in found["not_checked"].values())


def test_without_a_deadline_or_a_status_nobody_is_said_to_be_in_time_or_alive(audit):
    found = audit(deadline=None, registry=f"nik,name\n{SITI},SITI AMINAH\n")
    assert set(found["not_checked"]) == {"after_deadline", "deceased", "moved_abroad"}


def test_what_a_programme_permits_is_not_looked_for(audit, tmp_path):
    (tmp_path / "reference" / "bank_credit.csv").write_text(f"nik\n{SITI}\n")
    assert audit()["categories"]["bank_credit"]["recipients"] == 1
    found = audit(programme="bpum-2021")
    assert found["categories"]["bank_credit"] is None
    assert found["not_checked"] == {"bank_credit": "program bpum-2021 tidak melarangnya"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"paid": "nik,name,amount\n1,A,2\n"}, r"paid\.csv tidak punya kolom paid_on, reference"),
        ({"decree": "nik,name\n1,A\n"}, r"decree\.csv tidak punya kolom village, amount, distributor"),
        ({"paid": payments(f"{SITI},A,1,2020-10-01,B1,BRI,lunas,")}, r"baris 2, kolom state: .*undelivered"),
        ({"paid": payments(f"{SITI},A,2400000,2020-10-01,B1,BRI,,")}, r"baris 2, kolom state: kosong"),
        ({"paid": payments(f"{SITI},A,dua juta,2020-10-01,B1,BRI,paid,")}, r"baris 2, kolom amount: isinya bukan"),
        ({"paid": payments(f"{SITI},A,-5,2020-10-01,B1,BRI,paid,")}, r"baris 2, kolom amount: isinya bukan"),
        ({"paid": payments(f"{SITI},A,,2020-10-01,B1,BRI,paid,")}, r"baris 2, kolom amount: kosong"),
        ({"paid": payments(f"{SITI},A,1,31-02-2020,B1,BRI,paid,")}, r"baris 2, kolom paid_on: isinya bukan"),
        ({"paid": payments(f"{SITI},A,1,,B1,BRI,undelivered,kemarin")}, r"baris 2, kolom returned_on: isinya bukan"),
        ({"paid": payments(f"{SITI},A,1,,B1,BRI,paid,")}, r"paid_on kosong pada 1 baris.*baris 2.*--deadline"),
        ({"paid": payments(f"{SITI},A,1,2020-10-01,B1,BRI,undelivered,2019-10-02")}, r"mendahului.*baris 2"),
        ({"paid": payments(f"{SITI},A,1,2/10/2020,B1,BRI,paid,1/10/2020")}, r"returned_on mendahului paid_on pada 1"),
        ({"paid": f"{PAID_HEADER}\n"}, r"paid\.csv tidak berisi satu pembayaran pun"),
        ({"decree": DECREE.replace("2400000", "abc")}, r"decree\.csv, baris 2, kolom amount: isinya bukan rupiah"),
        ({"decree": DECREE + f"{BUDI},BUDI,35.07,,BRI\n"}, r"decree\.csv, baris 3, kolom amount: kosong"),
        ({"decree": DECREE + "JUMLAH,,35.07,-5,BRI\n"}, r"decree\.csv, baris 3, kolom amount"),
        ({"decree": "nik,name,village,amount,distributor\n"}, r"decree\.csv tidak berisi satu NIK pun"),
        ({"registry": "nik,name,status\n"}, r"civil_registry\.csv tidak berisi satu NIK pun"),
        ({"registry": "nik,name,status\n3.50712E+15,A,alive\n"}, r"civil_registry\.csv: tidak satu pun barisnya"),
        ({"decree": DECREE.replace(SITI, "3.50712E+15")}, r"decree\.csv: tidak satu pun barisnya memuat NIK"),
        ({"registry": "name,status\nA,alive\n"}, r"civil_registry\.csv tidak punya kolom nik"),
        ({"paid": payments(f"{SITI},A,1,2020-10-01,B1,BRI,paid")}, r"paid\.csv tidak dapat dibaca"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_named_with_its_place_and_nothing_is_written(
    audit, tmp_path, changes, words
):
    with pytest.raises(AuditProblem, match=words):
        audit(**changes)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["decree.csv", "paid.csv", "reference"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"paid": payments(f"{SITI},A,SITI AMINAH,2020-10-01,B1,BRI,paid,")}, "baris 2, kolom amount"),
        ({"paid": payments(f"{SITI},A,1,SITI AMINAH,B1,BRI,paid,")}, "baris 2, kolom paid_on"),
        ({"paid": payments(f"A,1,2020-10-01,B1,BRI,paid,{SITI},")}, "baris 2, kolom state"),
        ({"paid": f"{SITI},SITI AMINAH,1,2020-10-01,B1,BRI,paid,\n"}, "Baris pertamanya bukan judul kolom"),
        ({"decree": "SITI AMINAH,35.07.11.2008\n"}, "Baris pertamanya bukan judul kolom"),
        ({"registry": f"{SITI},name\n{SITI},A\n"}, "Baris pertamanya bukan judul kolom"),
    ],
)
def test_a_file_whose_columns_shifted_is_refused_without_naming_anybody(audit, changes, words):
    with pytest.raises(AuditProblem, match=words) as refused:
        audit(**changes)
    assert not [one for one in ("siti", SITI) if one in str(refused.value).lower()]


def test_a_nik_with_decimals_is_found_where_no_digit_can_be_lost(audit, tmp_path):
    found = audit(decree=DECREE.replace(SITI, f"{SITI}.0"), registry=REGISTRY.replace("alive", "deceased"))
    assert found["categories"]["not_in_decree"]["recipients"] == 0
    (tmp_path / "reference" / "state_employees.csv").write_text(f"nik\n{SITI}.00\n")
    found = audit(registry=REGISTRY.replace(SITI, f"{SITI}.0"))
    assert found["categories"]["state_employee"]["recipients"] == 1
    assert found["categories"]["nik_unmatched"]["recipients"] == 0


def test_names_of_columns_are_told_where_they_are_names(audit):
    with pytest.raises(
        AuditProblem, match=r"Kolom yang ada: amount, nama, nik\. Kolom yang diperlukan: nik, name"
    ):
        audit(decree=f"nik,nama,amount\n{SITI},SITI AMINAH,1\n")


def test_every_unreadable_row_is_counted_and_the_first_ones_are_named(audit):
    rows = [
        f"{SITI},A,1,{'besok' if number % 2 else '2020-10-01'},B{number},BRI,paid," for number in range(14)
    ]
    with pytest.raises(
        AuditProblem, match=r"baris 3, kolom paid_on.*juga baris 5, 7, 9, 11 dan 2 baris lain"
    ):
        audit(paid=payments(*rows))


@pytest.fixture
def as_parquet(tmp_path):
    """``as_parquet(columns)`` writes the sound paid list as Parquet with columns of the types asked for."""

    def write(**columns):
        changed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
        source = f"read_csv('{tmp_path / 'paid.csv'}', all_varchar = true)"
        duckdb.execute(
            f"COPY (SELECT * {f'REPLACE ({changed})' if changed else ''} FROM {source}) TO '{tmp_path / 'p.parquet'}'"
        )
        return tmp_path / "p.parquet"

    return write


def test_a_truncated_parquet_is_named_and_an_earlier_audit_stays(audit, as_parquet, tmp_path):
    audit()
    before = {one.name: one.read_bytes() for one in (tmp_path / "out").iterdir()}
    whole = as_parquet()
    whole.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(AuditProblem, match=r"p\.parquet tidak dapat dibaca"):
        audit(paid_file=whole)
    assert {one.name: one.read_bytes() for one in (tmp_path / "out").iterdir()} == before


def test_columns_typed_as_numbers_and_dates_are_read_as_such(audit, as_parquet):
    paid = as_parquet(
        nik="CAST(nik AS BIGINT)",
        amount="CAST(amount AS DOUBLE)",
        paid_on="TIMESTAMP '2021-01-01 00:30:00'",
        returned_on="NULL",
    )
    found = audit(paid_file=paid)
    assert found["categories"]["after_deadline"] == {"recipients": 1, "amount": 2_400_000}
    assert found["recipients"] == 1


def test_a_nik_in_a_type_that_loses_digits_is_refused(audit, as_parquet):
    with pytest.raises(AuditProblem, match="kolom nik bertipe DOUBLE"):
        audit(paid_file=as_parquet(nik="CAST(nik AS DOUBLE)"))


def test_half_a_rupiah_is_no_amount(audit, as_parquet):
    with pytest.raises(AuditProblem, match="baris 1, kolom amount: isinya bukan rupiah bulat"):
        audit(paid_file=as_parquet(amount="2400000.5::DOUBLE"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"paid_file": "paid.docx"}, "simpan sebagai XLSX, CSV atau Parquet"),
        ({"paid_file": "paid.xlsx"}, "paid.xlsx: berkas ini rusak"),
        ({"paid_file": "nowhere.csv"}, r"nowhere\.csv tidak ada"),
        ({"reference": "nowhere"}, "nowhere tidak ada"),
        ({"programme": "bpum-1999"}, "bpum-1999"),
        ({"memory": "banyak"}, "tidak ada yang ditulis"),
    ],
)
def test_what_is_not_there_or_not_a_list_is_said(audit, tmp_path, options, words):
    for name in ("paid.docx", "paid.xlsx"):
        (tmp_path / name).write_bytes(b"PK")
    paths = {name: tmp_path / value for name, value in options.items() if name in ("paid_file", "reference")}
    with pytest.raises(AuditProblem, match=words):
        audit(**options | paths)


@pytest.mark.parametrize("holds", ["manifest.json", "surat.txt"])
def test_a_folder_that_holds_something_else_is_left_alone(audit, tmp_path, holds):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / holds).write_text("{}")
    with pytest.raises(AuditProblem, match="kosong atau belum ada"):
        audit()
    assert [one.name for one in (tmp_path / "out").iterdir()] == [holds]


def test_blank_rows_below_a_spreadsheet_and_capital_headers_do_no_harm(audit):
    paid = PAID.replace(",", ";").replace("nik;name", "NIK;Name") + ";;;;;;;\n\n;;;;;;;\n"
    assert audit(paid=paid)["recipients"] == 0


def test_a_tenth_of_the_niks_malformed_are_each_a_recipient_of_their_own(audit):
    broken = [f"35071162059,SITI AMINAH,100,2020-10-01,C{number},BRI,paid," for number in range(5)]
    again = [f"{SITI},SITI AMINAH,100,2020-10-01,B1,BRI,paid,"] * 45
    found = audit(paid=payments(*broken, *again), decree=DECREE + "35071162059,A,35.07.11.2008,100,BRI\n" * 5)
    assert found["categories"]["nik_anomalous"] == {"recipients": 5, "amount": 500}
    # One reference on all 45 lines of one NIK: the same payment, 44 times too many.
    assert found["categories"]["paid_twice"] == {"recipients": 1, "amount": 4400}
    assert (found["recipients"], found["amount"]) == (6, 4900)


@pytest.mark.parametrize("nik", ["123", "", "3507113213900001"])
@pytest.mark.parametrize(
    ("names", "references", "again"),
    [
        (("SITI", "SITI"), ("R1", "R1"), 1),
        (("SITI", "SITI", "SITI"), ("R1", "R1", "R1"), 2),
        (("SITI", "SITI"), ("R1", "R2"), 0),
        (("SITI", "BUDI"), ("R1", "R1"), 0),  # a batch's number
        (("SITI", "SITI", "BUDI"), ("R1", "R1", "R1"), 0),
    ],
)
def test_a_reference_paid_again_is_found_also_under_a_nik_that_is_none(audit, nik, names, references, again):
    rows = [
        f"{nik},{name},100,2020-10-01,{ref},BRI,paid," for name, ref in zip(names, references, strict=True)
    ]
    found = audit(paid=payments(*rows))["categories"]
    assert found["paid_twice"] == {"recipients": again, "amount": 100 * again}
    assert found["nik_anomalous"]["recipients"] == len(rows)


def test_one_nik_under_very_many_names_takes_no_time_and_blames_nobody(audit):
    names = [f"QX{chr(65 + n // 676)}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)} ORANG" for n in range(5000)]
    rows = [f"{SITI},{name},100,2020-10-01,R{n},BRI,paid," for n, name in enumerate([*names, names[7]])]
    found = audit(paid=payments(*rows))
    assert found["categories"]["paid_twice"] == {"recipients": 1, "amount": 100}
    assert found["to_examine"]["name_mismatch"]["amount"] == 500_100


def test_a_list_without_names_is_compared_by_nik_and_its_evidence_says_so(audit, tmp_path):
    (tmp_path / "reference" / "kur_borrowers.csv").write_text(f"nik\n{SITI}\n")
    found = audit(paid=PAID.replace("SITI AMINAH", ""))
    assert found["categories"]["kur"]["recipients"] == 1
    assert found["to_examine"]["name_mismatch"]["recipients"] == 0
    ((told,),) = duckdb.sql(f"SELECT evidence FROM '{tmp_path}/out/findings.parquet'").fetchall()
    assert "referensi B1, tanpa nama): NIK ini ada di daftar acuan kur_borrowers.csv" in told


def test_every_rupiah_of_the_decree_is_told(audit, tmp_path):
    niks = [f"{SITI[:-1]}{number}" for number in range(1, 7)]
    decree = DECREE.splitlines()[0] + "\n"
    decree += "".join(f"{nik},A,35.07.11.2008,Rp100.{number}00,BRI\n" for number, nik in enumerate(niks))
    decree += ",,,,\nJumlah,,,6,\n,TOTAL SELURUHNYA,,601500,\n"
    rows = [
        f"{niks[0]},A,100000,2020-10-01,B1,BRI,paid,",
        f"{niks[1]},A,100100,2020-10-01,B2,BRI,activated_while_blocked,",
        f"{niks[2]},A,100200,,B3,BRI,undelivered,",
        f"{niks[3]},A,100300,,B4,BRI,undelivered,2020-12-01",
        f"{niks[4]},A,100400,2020-10-01,B5,BRI,paid,2020-11-01",
    ]
    told = audit(decree=decree, paid=payments(*rows), registry=f"nik\n{SITI}\n")["reconciliation"]
    assert told == {
        "decreed": 601_500, "received": 200_100, "undelivered": 100_200, "returned": 200_700, "difference": 100_500,
        "decreed_without_payment": {"recipients": 1, "amount": 100_500},
    }  # fmt: skip
    rows = duckdb.sql(
        f"SELECT nik, category, amount, evidence FROM '{tmp_path}/out/to_examine.parquet'"
    ).fetchall()
    assert rows[-1] == (
        niks[5], "decreed_without_payment", 100_500,
        "decree.csv baris 7 (Rp100.500, BRI): NIK ini tidak ada di paid.csv.",
    )  # fmt: skip


def test_what_the_decree_says_instead_is_told_with_its_row(audit, tmp_path):
    audit(paid=PAID.replace("2400000", "24000000").replace("BRI", "Mandiri"))
    told = duckdb.sql(f"SELECT category, evidence FROM '{tmp_path}/out/to_examine.parquet'").fetchall()
    place = "paid.csv baris 2 (Rp24.000.000, 01-10-2020, Mandiri, referensi B1): decree.csv baris 2 menulis "
    assert told == [("amount_differs", f"{place}Rp2.400.000."), ("other_distributor", f"{place}BRI.")]


def test_many_lines_under_one_filler_in_both_lists_take_no_time(audit):
    filler = "0000000000000000"
    decree = DECREE + f"{filler},A,35.07,100,BRI\n" * 20_000
    rows = [f"{filler},A,{number},2020-10-01,B{number},BNI,paid," for number in range(1, 20_001)]
    found = audit(decree=decree, paid=payments(*rows))
    assert found["to_examine"]["amount_differs"]["recipients"] == 19_999
    assert found["to_examine"]["other_distributor"]["recipients"] == 20_000


@pytest.mark.parametrize("spellings", [3, 50])
def test_amounts_days_and_distributors_mean_the_same_however_many_spellings_there_are(audit, spellings):
    niks = [f"{SITI[:-4]}{number:04}" for number in range(1, spellings + 1)]
    lines = [f"{nik},A,35.07,Rp1.{number:03},Bank BRI unit {number}" for number, nik in enumerate(niks)]
    rows = [
        f"{nik},A,1.{number:03},{number % 28 + 1} Okt {2020 - number // 28},R{number},BRI KC {number},paid,"
        for number, nik in enumerate(niks)
    ]
    decree = "\n".join([DECREE.splitlines()[0], *lines]) + "\n"
    found = audit(decree=decree, paid=payments(*rows), registry=f"nik\n{SITI}\n")
    assert all(told["recipients"] == 0 for told in found["to_examine"].values())
    assert found["reconciliation"]["difference"] == 0


@pytest.mark.parametrize(
    ("written", "distributor"),
    [
        ("BRI", "BRI"),
        ("Bank BRI", "BRI"),
        ("PT Bank Rakyat Indonesia (Persero) Tbk", "BRI"),
        ("PT. BANK RAKYAT INDONESIA (BRI)", "BRI"),
        ("bri unit Donomulyo", "BRI"),
        ("BNI 46", "BNI"),
        ("Bank Negara Indonesia, KCU Malang", "BNI"),
        ("Bank Syariah Mandiri", "BSM"),
        ("Bank Mandiri", "MANDIRI"),
        ("Bank Pembangunan Daerah Jawa Timur", "BPD JAWA TIMUR"),
        ("PT Pos Indonesia", "POS INDONESIA"),
        ("002", "002"),
        ("-", ""),
    ],
)
def test_distributors_are_one_in_all_their_spellings(written, distributor):
    assert distributor_of(written) == distributor


def test_money_that_came_back_says_when_and_what_was_said_of_it(audit, tmp_path):
    audit(paid=PAID.replace("paid,", "activated_while_blocked,5 Januari 2021"))
    told = duckdb.sql(f"SELECT category, evidence FROM '{tmp_path}/out/to_examine.parquet'").fetchall()
    place = "paid.csv baris 2 (Rp2.400.000, 01-10-2020, BRI, referensi B1): "
    assert told == [
        (
            "paid_and_returned",
            f"{place}state activated_while_blocked, tetapi kembali ke kas negara 05-01-2021;"
            " tidak dihitung sebagai diterima.",
        ),
        ("returned_late", f"{place}kembali ke kas negara 05-01-2021, sesudah batas waktu 31-12-2020."),
    ]


def test_without_a_deadline_no_return_is_late(audit):
    found = audit(paid=PAID.replace("paid,", "undelivered,2021-03-01"), deadline=None)
    assert found["to_examine"]["returned_late"]["recipients"] == 0


def test_of_a_nik_that_the_registry_holds_twice_the_one_of_that_name_counts(audit):
    both = f"{SITI},BUDI SANTOSO,deceased\n{SITI},SITI AMINAH,{{}}\n"
    alive = audit(registry="nik,name,status\n" + both.format("alive"))
    dead = audit(registry="nik,name,status\n" + both.format("alive") + f"{SITI},Siti Aminah,meninggal\n")
    assert (alive["recipients"], alive["to_examine"]["name_mismatch"]["recipients"]) == (0, 0)
    assert dead["categories"]["deceased"]["recipients"] == 1


def test_evidence_names_the_rows_of_both_lists_and_the_article_and_the_manifest_pins_them(audit, tmp_path):
    (tmp_path / "reference" / "larger_businesses.csv").write_text(f"nik\n{BUDI}\n{SITI}\n")
    audit()
    (row,) = duckdb.sql(f"SELECT * FROM '{tmp_path}/out/findings.parquet'").fetchall()
    assert row == (
        SITI, "not_micro", 2_400_000,
        "paid.csv baris 2 (Rp2.400.000, 01-10-2020, BRI, referensi B1): NIK ini ada di daftar acuan"
        " larger_businesses.csv baris 3. Dasar: syarat “Usahanya berukuran mikro”, Undang-Undang Nomor 20 Tahun 2008"
        " tentang Usaha Mikro, Kecil, dan Menengah, Pasal 6.",
    )  # fmt: skip
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    for path, told in (
        (tmp_path / "paid.csv", manifest["paid"]["sha256"]),
        (tmp_path / "reference" / "larger_businesses.csv", manifest["references"]["larger_businesses"]),
        (tmp_path / "out" / "findings.parquet", manifest["outputs"]["findings.parquet"]),
    ):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == told


def test_the_same_inputs_give_the_same_bytes_whatever_the_threads(audit, tmp_path):
    rows = [f"{SITI[:-4]}{number:04},SITI,5,2021-01-01,B{number},BRI,paid," for number in range(1, 4000)]
    kept = []
    for threads in (1, 2):
        audit(paid=payments(*rows), threads=threads)
        kept.append({one.name: one.read_bytes() for one in (tmp_path / "out").iterdir()})
    assert kept[0] == kept[1]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-12-31", date(2020, 12, 31)),
        ("31/12/20", date(2020, 12, 31)),
        ("31.12.2020 07.30 WIB", date(2020, 12, 31)),
        ("31 Desember 2020", date(2020, 12, 31)),
        ("5-Agt-2020", date(2020, 8, 5)),
        ("1 nop. 2020", date(2020, 11, 1)),
        ("3 May 2020", date(2020, 5, 3)),
        ("20201231", date(2020, 12, 31)),
        ("31122020", date(2020, 12, 31)),
        ("44196", date(2020, 12, 31)),
        ("01012021", date(2021, 1, 1)),
        ("01122020", date(2020, 12, 1)),
        ("20122020", date(2020, 12, 20)),
        ("19122020", date(2020, 12, 19)),
        ("21122020", date(2020, 12, 21)),
        ("20121012", date(2012, 10, 12)),
        ("31-Aug-2020", date(2020, 8, 31)),
        ("31 August 2020", date(2020, 8, 31)),
        ("31 Ags 2020 10:15 AM", date(2020, 8, 31)),
        ("12 Mrt 2020", date(2020, 3, 12)),
        ("12Peb2020", date(2020, 2, 12)),
        ("9-Sept-20", date(2020, 9, 9)),
        ("December 31, 2020", date(2020, 12, 31)),
        ("Jumat, 12 Mrt 2021", date(2021, 3, 12)),
        ("tgl. 12-03-2021", date(2021, 3, 12)),
        ("Senin tanggal 5 Okt 2020", date(2020, 10, 5)),
        ("12/31/2020", None),
        ("20201331", None),
        ("32122020", None),
        ("belum 12-03-2021", None),
        ("12 besok 2020", None),
        ("202012", None),
        ("0020-12-31", None),
        ("besok", None),
    ],
)
def test_days_are_read_in_the_spellings_of_lists(written, day):
    assert day_of(written) == day


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("600.000", 600_000),
        ("2400000", 2_400_000),
        ("Rp 2.400.000,-", 2_400_000),
        ("2,400,000.00", 2_400_000),
        ("2,4 jt", None),
        ("24.00.000", None),
    ],
)
def test_rupiah_are_read_whole_or_not_at_all(written, amount):
    assert rupiah_of(written) == amount


def test_blank_days_stay_blank():
    assert all(map(says_nothing, ("-", "0000-00-00", "NULL")))
    assert not says_nothing("31-12-2020")


@pytest.mark.parametrize("name", ["KUR-Borrowers.csv", "kur borrowers.xlsx", "Kur_Borrowers.parquet"])
def test_a_list_whose_file_is_named_otherwise_is_named_and_not_told_as_absent(audit, tmp_path, name):
    (tmp_path / "reference" / "kur_borrowers.csv").rename(tmp_path / "reference" / name)
    with pytest.raises(AuditProblem, match="kur_borrowers") as refused:
        audit()
    assert name in str(refused.value)
