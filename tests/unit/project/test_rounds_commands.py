"""The command line's manners: refusals in Indonesian with what to do, rows found by their place, exit statuses."""

import csv
import json
import os
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pytest

from satupintu.batch.backends import open_backend
from satupintu.gateways.programmes import load_programme, programmes_folder
from satupintu.pipeline.screening import rounds as screening
from satupintu.pipeline.screening.rounds import run_round
from satupintu.project.cli import DONE, NO, UNUSABLE, main
from satupintu.project.commands import rounds

CASE = Path(__file__).parents[2] / "data" / "arjowilangun"
LIST = CASE / "lists" / "03-usulan-arjowilangun.csv"


def call(*arguments):
    try:
        return main([str(one) for one in arguments])
    except SystemExit as end:
        return end.code


def screen(*options, lists=(LIST,)):
    return call("screen", "bpum-2021", *lists, "--reference", CASE / "reference", *options)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    out = tmp_path_factory.mktemp("rounds") / "round"
    assert screen("--out", out) == DONE
    return out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--threads", "-3"], "--threads: tulis bilangan 1 atau lebih"),
        (["--threads", "dua"], "--threads: tulis bilangan 1 atau lebih"),
        (["--memory", "banyak"], "--memory: tulis seperti 4GB"),
        (["--memory", "0GB"], "--memory: tulis seperti 4GB"),
        (["--memory", "99999999TB"], "--memory: tulis seperti 4GB"),
        (["--memory", "0.0 MiB"], "--memory: tulis seperti 4GB"),
        (["--map", "foo"], "Bentuknya [BERKAS[!LEMBAR]:]ISIAN=KOLOM"),
        (["--as-of", "01-04-2021"], "tulis tanggal seperti 2021-04-01"),
        (["--as-of", ""], "tulis tanggal seperti 2021-04-01"),
        (["--as-of", "2020-12-01"], "berlaku 01-01-2021 sampai 31-12-2021"),
        (["--as-of", "2022-01-01"], "--as-of 2022-01-01: Bantuan bagi Pelaku Usaha Mikro (BPUM) 2021"),
        (["--map", "nik=ZZ"], "tidak ada di satu daftar pun"),
        (["--without", "kur"], "Yang dikenal: civil_registry"),
        (["--batas", "3"], "tidak dikenal: --batas 3"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(tmp_path, capsys, options, says):
    assert screen("--out", tmp_path / "out", *options) == UNUSABLE
    told = capsys.readouterr()
    assert says in told.err and told.out == ""
    assert list(tmp_path.iterdir()) == []


def test_what_is_missing_is_named(capsys):
    assert call("screen", "bpum-2021") == UNUSABLE
    assert "yang belum disebut: DAFTAR, --reference, --out" in capsys.readouterr().err


def test_a_row_of_a_csv_is_found_by_its_place_with_or_without_the_empty_sheet(done, capsys):
    for place in (f"{LIST.name}!5", f"{LIST.name}!!5"):
        assert call("explain", done, place, "--json") == DONE
        assert json.loads(capsys.readouterr().out)[0]["row"] == 5


def test_a_place_nobody_could_mean_and_one_that_is_not_there(done, capsys):
    assert call("explain", done, f"{LIST.name}!!lima") == UNUSABLE
    assert "BERKAS!LEMBAR!BARIS" in capsys.readouterr().err
    assert call("explain", done, f"{LIST.name}!1") == NO
    assert "Baris itu tidak ada" in capsys.readouterr().out


def test_an_unreadable_nik_is_explained_as_it_was_written(done, capsys):
    with (CASE / "truth.csv").open(encoding="utf-8") as file:
        rows = [one for one in csv.DictReader(file) if one["file"] == LIST.name]
    row = next(int(one["row"]) for one in rows if one["reasons_2021"] == "nik_malformed")
    written = LIST.read_text(encoding="cp1252").splitlines()[row - 1].split(";")[2]
    assert call("explain", done, written, "--json") == DONE
    assert row in [one["row"] for one in json.loads(capsys.readouterr().out)]


def test_a_round_with_a_list_that_was_never_there_can_be_replayed(tmp_path, capsys):
    out = tmp_path / "round"
    assert screen("--out", out, lists=(LIST, tmp_path / "hilang.xlsx")) == UNUSABLE
    assert "hilang.xlsx: berkas ini tidak ada" in capsys.readouterr().err
    assert call("replay", out) == DONE


@pytest.mark.parametrize("engine", ["spark", "duckdb"])
def test_a_round_is_replayed_on_the_engine_it_was_decided_on(tmp_path, monkeypatch, engine):
    """Two engines' files hold the same in other bytes. DuckDB stands in for Spark here, which takes minutes."""
    asked = []

    def opened(name, **options):
        asked.append(name)
        return open_backend("duckdb", **options)

    monkeypatch.setattr(screening, "open_backend", opened)
    out = tmp_path / "round"
    assert screen("--out", out, "--engine", engine) == DONE
    assert call("replay", out) == DONE
    assert asked == [engine, engine]


def test_a_round_that_does_not_say_on_which_engine_it_was_decided_is_replayed_on_duckdb(tmp_path):
    out = tmp_path / "round"
    assert screen("--out", out) == DONE
    told = json.loads((out / "manifest.json").read_text())
    assert told.pop("engine") == "duckdb"
    (out / "manifest.json").write_text(json.dumps(told))
    assert call("replay", out) == DONE


@pytest.mark.parametrize("content", ["[]", "{}", "3", "[" * 100_000])
def test_a_manifest_of_something_else_is_no_round(done, tmp_path, capsys, content):
    folder = shutil.copytree(done, tmp_path / "round")
    (folder / "manifest.json").write_text(content)
    for command in (["replay", folder], ["explain", folder, "3507116205900001"]):
        assert call(*command) == UNUSABLE
        assert f"{folder} bukan folder putaran" in capsys.readouterr().err


def test_of_two_rounds_the_one_with_damaged_decisions_is_named(done, tmp_path, capsys):
    folder = shutil.copytree(done, tmp_path / "round")
    content = (folder / "decisions.parquet").read_bytes()
    (folder / "decisions.parquet").write_bytes(content[:-8] + b"\xff\xff\xff\x7fPAR1")
    assert call("compare", done, folder) == UNUSABLE
    said = capsys.readouterr().err
    assert said.startswith(f"{folder}: decisions.parquet. Isi berkas ini rusak") and "Footer" not in said


def test_what_the_registry_has_no_column_for_is_not_shown_as_what_it_says(done, tmp_path, capsys):
    reference = shutil.copytree(CASE / "reference", tmp_path / "reference")
    registry = reference / "civil_registry.csv"
    heading, *people = registry.read_text(encoding="utf-8").splitlines()
    assert "citizenship" not in heading
    lines = [f"{heading},Citizenship", *(f"{one},WNI" for one in people)]
    registry.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = tmp_path / "round"
    assert call("screen", "bpum-2021", LIST, "--reference", reference, "--out", out) == DONE
    capsys.readouterr()
    for folder, shown in ((done, "WNI (dianggap: daftarnya tidak punya kolom ini)"), (out, "WNI")):
        assert call("explain", folder, f"{LIST.name}!5") == DONE
        told = capsys.readouterr().out.splitlines()
        assert f"      bukti: Kewarganegaraan di data kependudukan: {shown}" in told


def test_a_folder_of_programmes_that_is_not_there(tmp_path, capsys):
    assert call("catalogue", "check", tmp_path / "mana") == UNUSABLE
    assert "tidak ada" in capsys.readouterr().err


def test_what_lies_in_a_folder_of_lists_and_is_not_read_is_said(tmp_path, capsys):
    folder = tmp_path / "usulan"
    (folder / "RT 02").mkdir(parents=True)
    (folder / LIST.name).write_bytes(LIST.read_bytes())
    (folder / "daftar.docx").write_bytes(b"PK")
    assert screen("--out", tmp_path / "out", lists=(folder,)) == DONE
    told = capsys.readouterr().err
    assert "catatan: daftar.docx: bukan lembar kerja" in told
    assert "catatan: RT 02: folder di dalam usulan ini tidak dibaca" in told


def test_what_the_reference_lists_leave_out_is_said(tmp_path, capsys):
    reference = tmp_path / "acuan"
    shutil.copytree(CASE / "reference", reference)
    whole = (reference / "kur_borrowers.csv").read_text(encoding="utf-8")
    (reference / "kur_borrowers.csv").write_text(
        whole + "3.50711E+15,SITI\n350711620590001,BUDI\n", encoding="utf-8"
    )
    again = ("screen", "bpum-2021", LIST, "--reference", reference, "--out", tmp_path / "out")
    assert call(*again) == DONE
    told = capsys.readouterr().err
    assert "catatan: daftar larger_businesses tidak ada di folder acuan; syarat micro_business" in told
    lines = len(whole.splitlines()) + 1
    assert f"catatan: daftar acuan kur_borrowers.csv: 2 dari {lines} baris tidak memuat NIK 16 angka" in told
    (reference / "kur_borrowers.csv").write_text("nik\n3.50711E+15\n", encoding="utf-8")
    assert call(*again) == UNUSABLE
    assert "kur_borrowers.csv: tidak satu pun dari 1 barisnya memuat NIK" in capsys.readouterr().err


def test_a_long_step_tells_how_long_the_rest_takes(monkeypatch, capsys):
    clock = iter([0.5, 1.0, 30.5, 61.0])
    monkeypatch.setattr(rounds.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(rounds.sys.stderr, "isatty", lambda: True)
    tell = rounds.Teller()
    tell("menulis", 100, 1_000)  # found done when the work was taken up again
    tell("menulis", 110, 1_000)
    tell("menulis", 400, 1_000)
    tell("selesai", 1, 1)
    told = capsys.readouterr().err.split("\r\x1b[K")[1:]
    assert told == ["menulis 100/1000", "menulis 110/1000", "menulis 400/1000, sisa 1:00", "selesai 1/1\n"]


NIK = "3507114107800001"


@pytest.fixture
def lists(tmp_path):
    """An empty folder for lists, beside the reference lists of one woman in Arjowilangun."""
    reference = tmp_path / "reference"
    reference.mkdir()
    person = f"{NIK},SITI AMINAH,1980-07-01,P,35.07.11.2008,alive,WNI"
    (reference / "civil_registry.csv").write_text(
        f"nik,name,birth_date,sex,village,status,citizenship\n{person}\n", encoding="utf-8"
    )
    for name in ("state_employees", "kur_borrowers", "paid_2021"):
        (reference / f"{name}.csv").write_text("nik\n", encoding="utf-8")
    folder = tmp_path / "lists"
    folder.mkdir()
    return folder


def screen_her(folder, *options, programme="bpum-2021", header="SKU", cell="470/1", name="a.csv"):
    """Screen a list of the one woman; gives the exit status and the folder of the round."""
    (folder / name).write_text(f"NIK;Nama;{header}\n{NIK};SITI AMINAH;{cell}\n", encoding="utf-8")
    out = folder.parent / "out"
    reference = folder.parent / "reference"
    return call("screen", programme, folder, "--reference", reference, "--out", out, *options), out


@pytest.mark.parametrize(("day", "article"), [("2021-01-15", "uu-20-2008#6"), ("2021-04-01", "pp-7-2021#35")])
def test_explain_cites_the_article_of_the_ceiling_that_held_on_the_day(lists, capsys, day, article):
    status, out = screen_her(lists, "--as-of", day, header="SKU;Omzet per tahun", cell="1/1;2500000000")
    assert status == DONE
    capsys.readouterr()
    call("explain", out, NIK, "--json")
    micro = next(
        one for one in json.loads(capsys.readouterr().out)[0]["criteria"] if one["id"] == "micro_business"
    )
    assert (micro["result"], micro["cite"], micro["cites"]) == ("failed", article, [article])
    law = "2008" if day < "2021-02-02" else "7 Tahun 2021"
    assert law in micro["citation"] and ";" not in micro["citation"].split(":")[0]


@pytest.mark.parametrize(
    ("cell", "outcome", "told"),
    [
        ("> 300 juta", "undetermined", "tertulis “> 300 juta”, tetapi tidak dapat dipastikan"),
        ("minimal 1,9 M", "undetermined", "tertulis “minimal 1,9 M”"),
        ("5 M ke atas", "undetermined", "tertulis “5 M ke atas”"),
        (
            "< 2,5 M",
            "undetermined",
            "paling banyak Rp2.500.000.000, tertulis “< 2,5 M” (batas Rp2.000.000.000)",
        ),
        ("1 M - 3 M", "undetermined", "paling banyak Rp3.000.000.000, tertulis “1 M - 3 M”"),
        ("maks 300 juta", "eligible", "paling banyak Rp300.000.000, tertulis “maks 300 juta”"),
        ("100-200 juta", "eligible", "paling banyak Rp200.000.000, tertulis “100-200 juta”"),
        ("± 200 juta", "eligible", ": Rp200.000.000 (batas"),
        ("kurang lebih 3 M", "ineligible", ": Rp3.000.000.000 (batas"),
    ],
)
def test_a_bound_decides_only_where_the_ceiling_lies_beyond_it(lists, capsys, cell, outcome, told):
    status, out = screen_her(lists, header="SKU;Omzet per tahun", cell=f"470/1;{cell}")
    assert status == DONE
    [(found,)] = duckdb.sql(f"SELECT outcome FROM '{out}/decisions.parquet'").fetchall()
    capsys.readouterr()
    call("explain", out, NIK)
    assert (found, told in capsys.readouterr().out) == (outcome, True)


@pytest.mark.parametrize(
    ("cell", "moved"), [("> 2 M", 0), ("< 2,05 M", 1), ("1 M - 3 M", 0), ("2.050.000.000", 1)]
)
def test_a_bound_is_held_against_another_ceiling_as_against_the_first(lists, capsys, cell, moved):
    _, out = screen_her(lists, header="SKU;Omzet per tahun", cell=f"470/1;{cell}")
    tried = out.with_name("tried")
    call("simulate", out, "--set", "micro_sales_ceiling=2100000000", "--out", tried)
    [(came,)] = duckdb.sql(f"SELECT count(*) FILTER (taken_after) FROM '{tried}/changes.parquet'").fetchall()
    assert came == moved


NOWHERE = "Desa Antah Berantah"


def reasons_of(out):
    return duckdb.sql(f"SELECT outcome, reasons FROM '{out}/decisions.parquet'").fetchall()


def notes_in(out):
    """The last cell of every row handed back."""
    books = [openpyxl.load_workbook(one) for one in (out / "corrections").glob("*.xlsx")]
    rows = [row for book in books for sheet in book for row in sheet.iter_rows(values_only=True)]
    return [str(row[-1]) for row in rows if row[-2] in ("PERBAIKI", "DITOLAK")]


@pytest.mark.parametrize(
    ("village", "letter", "outcome", "is_told"),
    [
        (NOWHERE, "", ("undetermined", ["business_domicile", "business_evidence"]), True),
        (NOWHERE, "470/1", ("eligible", []), True),
        ("35.07.11.9999x", "", ("undetermined", ["business_domicile", "business_evidence"]), True),
        ("Sukamaju", "", ("undetermined", ["business_domicile", "business_evidence"]), True),
        ("", "", ("undetermined", ["business_evidence"]), False),
        ("-", "470/1", ("eligible", []), False),
        ("Arjowilangun, Kalipare", "470/1", ("eligible", []), False),
    ],
)
def test_a_village_that_nobody_knows_is_not_one_that_nobody_stated(
    lists, capsys, village, letter, outcome, is_told
):
    _, out = screen_her(lists, header="Desa;SKU", cell=f"{village};{letter}")
    assert any("Desa tidak dikenali" in note for note in notes_in(out)) == is_told
    again = shutil.copyfile(out / "rows.parquet", lists / "a.parquet")
    (lists / "a.csv").unlink()
    call(
        "screen",
        "bpum-2021",
        again,
        "--reference",
        lists.parent / "reference",
        "--out",
        out.with_name("again"),
    )
    for folder in (out, out.with_name("again")):
        assert reasons_of(folder) == [outcome]
        capsys.readouterr()
        call("explain", folder, NIK)
        assert (f"tertulis “{village}”, tetapi" in capsys.readouterr().out) == is_told


def test_a_list_of_one_village_is_not_asked_what_an_odd_cell_means(lists):
    lines = [
        "DAFTAR USULAN DESA ARJOWILANGUN KECAMATAN KALIPARE;;;",
        "NIK;Nama;Desa;SKU",
        f"{NIK};SITI AMINAH;Krajan;",
    ]
    (lists / "a.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    out = lists.parent / "out"
    call("screen", "bpum-2021", lists, "--reference", lists.parent / "reference", "--out", out)
    assert reasons_of(out) == [("undetermined", ["business_evidence"])]
    assert not any("tidak dikenali" in note for note in notes_in(out))


@pytest.mark.parametrize(
    ("village", "words"), [(NOWHERE, "yang tertulis tidak dikenali"), ("", "tidak tertulis di daftar")]
)
def test_why_nobody_can_say_how_far_the_quota_reaches(lists, catalogue, capsys, village, words):
    quota = "quota: {recipients: 1, per: village, cite: pending, read_in: contoh}"
    catalogue.write_text(f"{catalogue.read_text(encoding='utf-8')}\n{quota}\n", encoding="utf-8")
    _, out = screen_her(lists, programme=catalogue, header="Desa;SKU", cell=f"{village};470/1")
    capsys.readouterr()
    call("explain", out, NIK)
    assert words in capsys.readouterr().out


def test_a_folder_and_a_pipe_named_like_lists_do_not_stop_the_round(lists, capsys):
    (lists / "arsip.csv").mkdir()
    os.mkfifo(lists / "aliran.xlsx")
    status, out = screen_her(lists)
    told = capsys.readouterr().err
    assert status == DONE and json.loads((out / "summary.json").read_text())["rows"] == 1
    assert "catatan: arsip.csv: folder di dalam lists ini tidak dibaca" in told
    assert "catatan: aliran.xlsx: bukan berkas biasa" in told
    assert call("replay", out) == DONE


def test_a_link_to_a_list_that_is_gone_is_a_list_that_is_missing(lists, capsys):
    (lists / "b.csv").symlink_to(lists / "hilang.csv")
    status, _ = screen_her(lists)
    assert status == UNUSABLE and "b.csv: berkas ini tidak ada" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Usulan! RT 1.csv", "!.csv", "a!b!c!9.csv"])
def test_a_row_is_found_by_its_place_whatever_its_list_is_called(lists, capsys, name):
    status, out = screen_her(lists, name=name)
    assert status == DONE
    for place in (f"{name}!!2", f"{name}!2"):
        capsys.readouterr()
        assert call("explain", out, place, "--json") == DONE
        assert [one["file"] for one in json.loads(capsys.readouterr().out)] == [name]
    assert call("explain", out, f"{name}!!3") == NO
    assert call("explain", out, f"{name}!RT 1!2") == NO


def test_the_earlier_row_is_named_to_its_own_sender_whatever_the_sheet_is_called(lists):
    book = openpyxl.Workbook()
    book.active.title = "RT 1!"
    for row in (["NIK", "Nama", "SKU"], [NIK, "SITI AMINAH", "470/1"], [NIK, "SITI AMINAH", "470/1"]):
        book.active.append(row)
    book.save(lists / "Usulan!.xlsx")
    out = lists.parent / "out"
    assert call("screen", "bpum-2021", lists, "--reference", lists.parent / "reference", "--out", out) == DONE
    sheet = openpyxl.load_workbook(out / "corrections" / "Usulan!.xlsx").active
    assert sheet["E3"].value.endswith("(lihat lembar RT 1!, baris 2)")
    assert [sheet[cell].number_format for cell in ("A3", "B3")] == [
        "@",
        "General",
    ]  # what is typed stays text
    assert call("explain", out, "Usulan!.xlsx!RT 1!!3") == DONE


@pytest.fixture
def catalogue(tmp_path):
    """A folder of programmes that may be changed; gives the text of bpum-2021 in it."""
    shutil.copytree(programmes_folder(), tmp_path / "pr", ignore=shutil.ignore_patterns("plans"))
    return tmp_path / "pr" / "bpum-2021" / "programme.yaml"


def edit(path, old, new):
    """Write one thing otherwise; it must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_programme_writes_nowhere_but_in_the_result_folder(lists, catalogue, capsys):
    edit(catalogue, "id: bpum-2021", "id: ../../../evil")
    before = set(lists.parent.rglob("*"))
    status, _ = screen_her(lists, programme=catalogue.parent)
    told = capsys.readouterr().err
    assert status == UNUSABLE and "bpum-2021/programme.yaml, baris 2: id: '../../../evil'" in told
    assert set(lists.parent.rglob("*")) - before == {lists / "a.csv"}


@pytest.mark.parametrize(
    ("cite", "says"),
    [
        ("permenkop-2-2021#44", "pasal 44 tidak ada di law/permenkop-2-2021.yaml (ada: "),
        ("nope#44", "nope#44: peraturan nope tidak ada di law/"),
    ],
)
def test_nothing_is_decided_by_an_article_that_is_not_there(lists, catalogue, capsys, cite, says):
    edit(catalogue, "cite: permenkop-2-2021#4(2)", f"cite: {cite}")
    status, out = screen_her(lists, programme=catalogue.parent)
    told = capsys.readouterr().err
    assert status == UNUSABLE and not out.exists()
    assert says in told and "bpum-2021/programme.yaml, baris " in told and "(no_current_kur).cite" in told


def test_a_round_decided_before_citations_were_asked_for_can_be_replayed_and_explained(lists, catalogue):
    edit(catalogue, "cite: permenkop-2-2021#4(2)", "cite: nope#44")
    screen_her(lists)  # writes the list
    out = lists.parent / "earlier"
    run_round(
        programme=load_programme(catalogue), lists=[lists], reference=lists.parent / "reference", out=out
    )
    assert call("replay", out) == DONE
    assert call("explain", out, NIK) == DONE


def test_numbers_below_what_can_be_meant_are_refused(done, tmp_path, capsys):
    assert call("compare", done, done, "--limit", "-1") == UNUSABLE
    assert "--limit: tulis bilangan 0 atau lebih, bukan -1" in capsys.readouterr().err
    assert call("compare", done, done, "--limit", "0") == DONE
    assert call("synthesize", "village", "--rows", "-5", "--out", tmp_path / "desa") == UNUSABLE
    assert "--rows: tulis bilangan 1 atau lebih, bukan -5" in capsys.readouterr().err
    assert not (tmp_path / "desa").exists()


def test_a_name_does_not_write_on_the_terminal(lists, capsys):
    name = "SITI\x1b[31m\u202e\x9b2J\nAMINAH\x07"
    with duckdb.connect() as own:
        own.execute(
            f"COPY (SELECT '{NIK}' AS nik, $name AS name, '470/1' AS business_letter) TO '{lists}/p.parquet'",
            {"name": name},
        )
    out = lists.parent / "out"
    assert call("screen", "bpum-2021", lists, "--reference", lists.parent / "reference", "--out", out) == DONE
    capsys.readouterr()
    assert call("explain", out, NIK) == DONE
    told = capsys.readouterr().out
    assert "SITI" in told.splitlines()[0] and "AMINAH · NIK" in told.splitlines()[0]
    assert all(one.isprintable() for one in told.splitlines())
