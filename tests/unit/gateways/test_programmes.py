"""The programmes that ship are in order, and whatever is wrong in a folder is named with file and line."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date

import pytest

from satupintu.engine.rules import OutsidePeriodError, ProgrammeError
from satupintu.gateways.programme_checks import check
from satupintu.gateways.programme_schemas import schemas, write_schemas
from satupintu.gateways.programmes import load_programme, programme_ids
from satupintu.gateways.strict_yaml import parse_yaml
from tests.unit.gateways.little_catalogue import SHIPPED, change, copy_little

PROGRAMME, CASES, LAW = "bpum-2021/programme.yaml", "bpum-2021/cases.yaml", "law/permenkop-2-2021.yaml"


@pytest.fixture
def folder(tmp_path):
    return copy_little(tmp_path / "programmes")


def test_what_ships_is_in_order():
    assert [str(problem) for problem in check()] == []


def test_the_schemas_that_ship_are_the_engines_own():
    for name, schema in schemas().items():
        assert json.loads((SHIPPED / name).read_text(encoding="utf-8")) == schema


def test_schemas_are_written_where_asked(tmp_path):
    assert sorted(path.name for path in write_schemas(tmp_path)) == sorted(schemas())


@pytest.mark.parametrize(
    ("programme_id", "amount", "ceiling"),
    [("bpum-2020", 2_400_000, 300_000_000), ("bpum-2021", 1_200_000, 2_000_000_000)],
)
def test_amounts_and_ceilings_of_the_two_years(programme_id, amount, ceiling):
    at = load_programme(programme_id).programme.at()
    assert (at.amount, at.params["micro_sales_ceiling"].value) == (amount, ceiling)


@pytest.mark.parametrize(
    ("programme_id", "before", "first", "last", "after"),
    [
        ("bpum-2020", date(2020, 8, 3), date(2020, 8, 4), date(2020, 12, 31), date(2021, 1, 1)),
        ("bpum-2021", date(2020, 12, 1), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1)),
    ],
)
def test_a_programme_pays_nobody_before_it_begins_or_after_it_ends(programme_id, before, first, last, after):
    programme = load_programme(programme_id).programme
    assert programme.at(first).amount == programme.at(last).amount == programme.at().amount
    for day in (before, after):
        with pytest.raises(OutsidePeriodError, match=rf"berlaku {first:%d-%m-%Y} sampai {last:%d-%m-%Y}"):
            programme.at(day)


def test_a_programme_must_state_its_period_and_an_unknown_end_is_left_open(folder):
    text = (folder / PROGRAMME).read_text(encoding="utf-8")
    start, end = text.index("  to:\n    day"), text.index("# Sesudah Permenkop")
    (folder / PROGRAMME).write_text(text[:start] + text[end:], encoding="utf-8")
    assert check(folder) == []
    assert load_programme("bpum-2021", folder).programme.at(date(2030, 1, 1)).amount == 1_200_000
    (folder / PROGRAMME).write_text(text[: text.index("period:\n")] + text[end:], encoding="utf-8")
    assert any("kunci period harus ada" in str(problem) for problem in check(folder))


def test_the_silent_criterion_is_in_neither_programme():
    """Having received the grant the year before was never a bar."""
    for programme_id in programme_ids():
        assert "recipients_2020" not in load_programme(programme_id).programme.lists


def test_a_programme_is_found_by_id_by_folder_and_by_file(folder):
    loaded = [
        load_programme("bpum-2021", folder),
        load_programme(folder / "bpum-2021"),
        load_programme(folder / PROGRAMME),
    ]
    assert {one.programme.id for one in loaded} == {"bpum-2021"}
    assert len({one.sha256 for one in loaded}) == 1
    change(folder / PROGRAMME, "Grant for", "A grant for")
    assert load_programme("bpum-2021", folder).sha256 != loaded[0].sha256


def test_a_text_is_understood_once_and_a_changed_one_anew(folder):
    """Also one changed within the same moment to another of the same length."""
    first, path = load_programme("bpum-2021", folder), folder / PROGRAMME
    assert load_programme("bpum-2021", folder).programme is first.programme
    before = path.stat()
    change(path, first.programme.title.id, first.programme.title.id.swapcase())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    again = load_programme("bpum-2021", folder)
    assert path.stat().st_size == before.st_size
    assert again.programme.title.id == first.programme.title.id.swapcase()
    assert again.sha256 != first.sha256


def test_citations_lead_to_articles():
    loaded = load_programme("bpum-2021")
    article = loaded.article(loaded.programme.criterion("no_current_kur").cite)
    assert "KUR" in article.summary.id
    assert loaded.law("permenkop-2-2021#4(2)").amends == "permenkop-6-2020"
    assert loaded.article("pending") is None
    assert loaded.article("permenkop-2-2021#99") is None


def test_the_folder_may_be_named_in_the_environment(folder, monkeypatch):
    (folder / "bpum-2020").rename(folder / "bantuan-lain")
    monkeypatch.setenv("SATUPINTU_PROGRAMMES", str(folder))
    assert programme_ids() == ["bantuan-lain", "bpum-2021"]


def test_a_programme_that_is_not_there_names_those_that_are():
    with pytest.raises(
        ProgrammeError, match=r"bpum-2019: program tidak ditemukan; yang mirip: bpum-2020, bpum-2021"
    ):
        load_programme("bpum-2019")


KUR = "cite: permenkop-2-2021#4(2)"
WRONG = [
    (PROGRAMME, f"      {KUR}\n", "", "kunci cite harus ada"),
    (PROGRAMME, KUR, "cite: permenkop-2-2021#44", "pasal 44 tidak ada di law/permenkop-2-2021.yaml"),
    (PROGRAMME, KUR, "cite: permenkop-9-2021#4", "peraturan permenkop-9-2021 tidak ada di law/"),
    (PROGRAMME, "cite: uu-20-2008#6", "cite: uu-20-2008#66", "pasal 66 tidak ada"),
    (
        PROGRAMME,
        "cite: pending\n      read_in: Warta",
        "cite: pending\n      # Warta",
        "kunci read_in harus ada",
    ),
    (PROGRAMME, "op: at_most", "op: paling_banyak", "'paling_banyak' tidak dikenal"),
    (PROGRAMME, "op: at_most", "op: [at_most]", "['at_most'] tidak dikenal"),
    (PROGRAMME, "param: micro", "param: [micro]\n            # micro", "param): harus teks"),
    (
        PROGRAMME,
        "    day: 2021-12-31",
        "    day: 2021-02-31",
        "baris 42: YAML tidak dapat dibaca: 2021-02-31 bukan",
    ),
    (
        PROGRAMME,
        "version:",
        "? [a, b]\n: c\nversion:",
        "baris 3: YAML tidak dapat dibaca: kunci harus satu kata",
    ),
    (PROGRAMME, "version: ", "version: a: ", "ada titik dua di tengah kalimat"),
    (
        PROGRAMME,
        'version: "1"',
        "version: !!float satu",
        "baris 3: YAML tidak dapat dibaca: 'satu' bukan pecahan",
    ),
    (
        PROGRAMME,
        'version: "1"',
        "version: !!bool satu",
        "baris 3: YAML tidak dapat dibaca: 'satu' bukan true atau",
    ),
    (
        PROGRAMME,
        'version: "1"',
        "version: !!timestamp x",
        "baris 3: YAML tidak dapat dibaca: 'x' bukan tanggal",
    ),
    (PROGRAMME, 'version: "1"', "version: " + "9" * 5000, "99' bukan bilangan bulat"),
    (PROGRAMME, "  aid: cash", "  aid:", "(listing.aid): isi kosong tidak dikenal; yang ada: cash"),
    (PROGRAMME, 'version: "1"', "version: !!map x", "baris 3: YAML tidak dapat dibaca: susunannya"),
    (PROGRAMME, 'version: "1"', "version: !tahap 1", "baris 3: YAML tidak dapat dibaca: tanda seru"),
    (
        PROGRAMME,
        "version:",
        "a: [,]\nversion:",
        "baris 3: YAML tidak dapat dibaca: susunannya tidak terbaca pada kolom 5",
    ),
    (
        CASES,
        "\ncases:\n",
        "\ncases:\n  - {name: hari, as_of: 2021, expect: {outcome: eligible, reasons: []}}\n",
        "as_of",
    ),
    (PROGRAMME, "fact: row.annual_turnover", "fact: row.omzet", "'row.omzet'"),
    (PROGRAMME, "fact: lists.kur_borrowers", "fact: lists.kur", "daftar 'kur' tidak disebut di lists"),
    (PROGRAMME, "- from: 2021-01-01\n      value", "- value", "kunci from harus ada"),
    (PROGRAMME, "from: 2021-02-02", "from: 2007-02-02", "tanggal harus sesudah"),
    (PROGRAMME, "period:", "masa:", "kunci masa tidak dikenal"),
    (PROGRAMME, "    day: 2021-12-31", "    day: 2020-12-31", "hari terakhir harus sesudah hari pertama"),
    (PROGRAMME, "cite: uu-17-2003#4", "cite: uu-17-2003#40", "pasal 40 tidak ada di law/uu-17-2003.yaml"),
    (PROGRAMME, "- from: 2021-01-01", "- from: 2021-01-02", "sesudah program berlaku"),
    (PROGRAMME, "from: 2021-02-02", "from: 2022-02-02", "tidak pernah berlaku"),
    (PROGRAMME, "criterion: resident", "criterion: 'x\"; --'", "tidak sesuai bentuk"),
    (PROGRAMME, "criterion: resident", "criterion: alive", "kriteria alive tertulis dua kali"),
    (PROGRAMME, "reference_date: 2021-04-01", "reference_date: 2019-04-01", "di luar masa berlaku program"),
    (PROGRAMME, "id: bpum-2021", "id: bpum-2022", "harus sama dengan nama folder"),
    (PROGRAMME, "lists:\n", "lists:\n  pajak: {title: {id: Pajak, en: Tax}}\n", "daftar pajak tidak dipakai"),
    (PROGRAMME, "value: false", "value: tidak", "bukan boolean"),
    (PROGRAMME, "version:", "versi:", "programme.yaml, baris 3 (versi): kunci versi tidak dikenal"),
    (PROGRAMME, "version:", "versi:", "programme.yaml, baris 1: kunci version harus ada"),
    (PROGRAMME, "  all:\n", "  all: [\n", "YAML tidak dapat dibaca"),
    (
        PROGRAMME,
        "        value: WNI\n",
        "        value: WNI\n        value: WNA\n",
        "'value' tertulis dua kali",
    ),
    (PROGRAMME, "among: [WNI, WNA]", "among: &diri [*diri]", "melingkar"),
    (
        CASES,
        "outcome: eligible",
        "outcome: undetermined",
        "seharusnya undetermined (tanpa alasan), hasilnya eligible",
    ),
    (CASES, "reasons: [no_current_kur]", "reasons: [alive]", "hasilnya ineligible (no_current_kur)"),
    (
        CASES,
        "row.annual_turnover: 36000000",
        "row.annual_turnover: 36 juta",
        "row.annual_turnover harus integer",
    ),
    (
        CASES,
        "{registry.citizenship: WNA}",
        "{registry.citizenship: WNI}",
        "citizen: belum ada kasus yang gagal",
    ),
    (CASES, "lists.kur_borrowers: true", "kur: true", "'kur' tidak sesuai bentuk yang diminta"),
    (LAW, "id: permenkop-2-2021", "id: permenkop-3-2021", "harus sama dengan nama berkas"),
    (LAW, "amends: permenkop-6-2020", "amends: permenkop-2-2021", "melingkar"),
    (LAW, "amends: permenkop-6-2020", "amends: permenkop-7-2020", "'permenkop-7-2020' tidak ada di law/"),
    (LAW, "source: https://123dok.com/", "source: 123dok.com/", "Alamat halaman yang dibaca, saja"),
    (LAW, "source: https://123dok.com/", "source: https://123dok.com/ ringkasan ", "Alamat halaman"),
    (LAW, "    source: https://tirto.id/", "    source: menurut tirto.id/", "Alamat halaman"),
    (LAW, "enacted: 2021-03-17", "enacted: maret", "tidak sesuai bentuk"),
    (LAW, "      en: The aid is Rp1.2", "      eng: The aid is Rp1.2", "kunci en harus ada"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"), WRONG, ids=[f"{w[2].strip()[:40]}" for w in WRONG]
)
def test_what_is_wrong_is_named_with_its_file(folder, file, old, new, message):
    change(folder / file, old, new)
    found = [str(problem) for problem in check(folder)]
    assert any(str(folder / file) in one and message in one for one in found), found


def test_a_problem_names_the_line(folder):
    line = change(folder / PROGRAMME, "op: at_most", "op: paling_banyak")
    assert f"{folder / PROGRAMME}, baris {line} (" in str(check(folder)[0])
    with pytest.raises(ProgrammeError, match=rf"programme.yaml, baris {line}: "):
        load_programme("bpum-2021", folder)


def test_bad_yaml_names_the_line(folder):
    line = change(folder / PROGRAMME, "        value: WNI\n", "        value: WNI\n        value: WNA\n")
    assert f"{folder / PROGRAMME}, baris {line + 1}: " in str(check(folder)[0])


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 1\nid: " + "[" * 100_000, "naskah, baris 2: .*bertingkat lebih dari 100"),
        ("- " * 100_000, "naskah, baris 1: .*bertingkat lebih dari 100"),
        (BOMB, "lebih dari 100000 butir"),
        ("id: x\nnotes: caf\xe9\n".encode("latin-1"), "naskah, baris [23]: .*bukan teks UTF-8"),
    ],
    ids=["brackets", "dashes", "a bomb of aliases", "not UTF-8"],
)
def test_a_text_that_would_bring_the_reader_down_is_refused(text, message):
    """A change to be tried may be uploaded by anybody who may simulate."""
    with pytest.raises(ProgrammeError, match=message):
        parse_yaml(text if isinstance(text, bytes) else text.encode(), "naskah")


def test_law_that_is_not_in_order_is_told_once(folder):
    (folder / LAW).write_text("", encoding="utf-8")
    assert [str(problem) for problem in check(folder)] == [
        f"{folder / LAW}, baris 1: harus pasangan kunci dan nilai"
    ]


def test_missing_pieces_are_problems(folder):
    (folder / CASES).unlink()
    assert "cases.yaml" in str(check(folder)[0])
    shutil.rmtree(folder / "bpum-2020")
    shutil.rmtree(folder / "bpum-2021")
    assert "tidak ada program" in str(check(folder)[0])


def test_reading_a_programme_does_not_wait_for_the_checks():
    """Screening starts cold; jsonschema and rapidfuzz would cost more than reading the programme."""
    code = (
        "import sys; from satupintu.gateways.programmes import load_programme; load_programme('bpum-2021'); "
        "import satupintu.engine.determination, satupintu.engine.names, satupintu.engine.nik; "
        "print([m for m in ('jsonschema', 'rapidfuzz', 'django', 'duckdb', 'lokal') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("number", ["1:20:00", "-1:20", "01200000", "0x10", "0b1"])
def test_a_number_that_yaml_alone_would_count_otherwise_is_refused(number):
    with pytest.raises(ProgrammeError, match=f"naskah, baris 2: .*{number} bukan bilangan biasa"):
        parse_yaml(f"id: x\nvalue: {number}\n".encode(), "naskah")
    assert parse_yaml(f"value: '{number}'".encode(), "naskah") == {"value": number}


def test_numbers_as_people_write_them_are_read():
    assert parse_yaml(b"[0, 7, -3, +4, 1_200_000, 2021-02-02]", "naskah")[:-1] == [0, 7, -3, 4, 1_200_000]
