"""The catalogue as a whole: listings, agencies, questions and pairs, and what is wrong between them is named."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from satupintu.engine.rules import ProgrammeError
from satupintu.gateways.catalogue import load_catalogue
from satupintu.gateways.programme_checks import check
from satupintu.gateways.programmes import load_programme
from tests.unit.gateways.little_catalogue import change, copy_little

BPUM_20, BPUM_21 = "bpum-2020/programme.yaml", "bpum-2021/programme.yaml"
AGENCIES, QUESTIONS, PAIRS = "agencies.yaml", "questions.yaml", "pairs.yaml"
PAIR = """
  - programmes: [bpum-2021, bpum-2020]
    verdict: forbidden
    cite: permenkop-2-2021#4(1)
    note: {id: Tidak boleh., en: Not allowed.}
"""
RECIPIENTS = "  civil_registry:\n"


@pytest.fixture
def folder(tmp_path):
    return copy_little(tmp_path / "programmes")


def test_what_the_tests_below_spoil_is_in_order(folder):
    assert check(folder) == []


def test_the_catalogue_holds_what_its_files_say(folder):
    catalogue = load_catalogue(folder)
    assert sorted(catalogue.programmes) == ["bpum-2020", "bpum-2021"]
    listing = catalogue.programmes["bpum-2020"].programme.listing
    assert (listing.pillar, listing.aid, listing.owner) == ("finance", "cash", "kemenkop")
    assert listing.budget[0].amount == 28_800_000_000_000
    assert catalogue.agencies["kemenkop"].kind == "ministry"
    assert catalogue.questions["lists.kur_borrowers"].kind == "yes_no"
    assert catalogue.pairs.verdict("bpum-2021", "bpum-2020").verdict == "permitted"


def test_it_is_read_again_when_a_file_of_it_changes(folder):
    assert load_catalogue(folder) is load_catalogue(folder)
    change(folder / PAIRS, "permitted", "complementary")
    assert load_catalogue(folder).pairs.verdict("bpum-2021", "bpum-2020").verdict == "complementary"


def test_a_text_from_before_listings_is_still_a_programme(folder):
    """Rounds keep the text they were decided by."""
    text = (folder / BPUM_21).read_text(encoding="utf-8")
    start, end = text.index("listing:\n"), text.index("period:\n")
    (folder / BPUM_21).write_text(text[:start] + text[end:], encoding="utf-8")
    programme = load_programme("bpum-2021", folder).programme
    assert programme.listing is None
    assert programme.at(date(2021, 4, 1)).amount == 1_200_000
    assert "kunci listing harus ada" in str(check(folder)[0])


def test_a_programme_may_pay_nothing_fixed(folder):
    text = (folder / BPUM_21).read_text(encoding="utf-8")
    start, end = text.index("  amount:\n"), text.index("  # Batas penjualan")
    text = text[:start] + text[end:]
    (folder / BPUM_21).write_text(text, encoding="utf-8")
    assert any("amount: none" in str(one) for one in check(folder))
    (folder / BPUM_21).write_text(text.replace("\nlists:\n", "\namount: none\n\nlists:\n"), encoding="utf-8")
    assert check(folder) == []
    assert load_programme("bpum-2021", folder).programme.at().amount is None


WRONG = [
    (BPUM_21, "[kemenkop, bri, bni]", "[kemenkop, koperasi-x]", "instansi koperasi-x tidak ada di agencies.yaml"),
    (BPUM_21, "[kemenkop, bri, bni]", "[]", "tidak boleh kosong"),
    (BPUM_21, "[kemenkop, bri, bni]", "[bri, bri]", "bri tertulis dua kali"),
    (BPUM_21, "[capital, income_support]", "[capital, uang]", "'uang' tidak dikenal"),
    (BPUM_21, "aid: cash", "aid: tunai", "'tunai' tidak dikenal"),
    (BPUM_21, "pillar: finance", "pillar: modal", "'modal' tidak dikenal"),
    (BPUM_21, "level: central", "level: pusat", "'pusat' tidak dikenal"),
    (BPUM_21, "  level: central", "  level: central\n  areas: ['35.99']", "kode wilayah 35.99 tidak dikenal"),
    (BPUM_21, "  level: central", "  level: central\n  areas: ['Malang']", "'Malang' tidak sesuai bentuk"),
    (BPUM_21, "  level: central", "  level: central\n  areas: ['35.14']", "memeriksa seluruh Indonesia"),
    (BPUM_21, "legal_basis: [", "legal_basis: [uu-1-1999, ", "peraturan uu-1-1999 tidak ada di law/"),
    (BPUM_21, "    amount: 15360000000000", "    amount: 0", "0 terlalu kecil"),
    (BPUM_21, "    year: 2021\n    cite: pending", "    year: 2021\n    cite: pp-7-2021#350", "pasal 350 tidak ada"),
    (BPUM_21, "      value: 1200000", "      value: 0", "harus rupiah utuh lebih dari nol"),
    (BPUM_21, "fact: row.annual_turnover", "fact: asked.turnover", "'asked.turnover'"),
    (QUESTIONS, "  lists.kur_borrowers:", "  lists.debitur:", None),
    (QUESTIONS, "    kind: money", "    kind: yes_no", "yes_no tidak sesuai untuk row.annual_turnover"),
    (QUESTIONS, "    kind: money", "    kind: uang", "'uang' tidak dikenal"),
    (QUESTIONS, "    kind: money", "    kind: money\n    most: banyak", "harus bilangan bulat"),
    (QUESTIONS, "    kind: money", "    kind: money\n    most: 0", "0 terlalu kecil"),
    (QUESTIONS, "    kind: text", "    kind: text\n    most: 9", "hanya untuk number atau money"),
    (QUESTIONS, "{value: WNI,", "{value: 1,", "1 bukan text"),
    (QUESTIONS, "{value: WNA,", "{value: WNI,", "'WNI' tertulis dua kali"),
    (AGENCIES, "kind: ministry", "kind: kementerian", "'kementerian' tidak dikenal"),
    (PAIRS, "[bpum-2020, bpum-2021]", "[bpum-2020, bpum-2029]", "program bpum-2029 tidak ada di katalog"),
    (PAIRS, "verdict: permitted", "verdict: boleh", "'boleh' tidak dikenal"),
    (PAIRS, "permenkop-2-2021#4(1)", "permenkop-2-2021#44", "pasal 44 tidak ada"),
    (PAIRS, "    read_in: Contoh\n", "", "kunci read_in harus ada"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    WRONG,
    ids=[f"{w[0].split('/')[-1]}: {w[2].strip()[:30]}" for w in WRONG],
)
def test_what_is_wrong_is_named_with_file_and_line(folder, file, old, new, message):
    change(folder / file, old, new)
    if message is None:  # told where the fact is used, in both programmes
        message, file = "lists.kur_borrowers, yang pertanyaannya belum ada di questions.yaml", BPUM_20
    found = [str(problem) for problem in check(folder)]
    assert any(
        re.match(rf"{re.escape(str(folder / file))}, baris \d+", one) and message in one for one in found
    ), found


def test_a_pair_both_permitted_and_forbidden_names_both_lines(folder):
    text = (folder / PAIRS).read_text(encoding="utf-8")
    changed = text.replace("classes:", PAIR.lstrip("\n") + "classes:")
    (folder / PAIRS).write_text(changed, encoding="utf-8")
    lines = [n for n, line in enumerate(changed.splitlines(), 1) if line.startswith("  - programmes")]
    (problem,) = check(folder)
    assert f"pairs.yaml, baris {lines[1]} " in str(problem)
    assert f"permitted di baris {lines[0]} (pairs[1]), forbidden di baris {lines[1]} (pairs[2])" in str(
        problem
    )
    with pytest.raises(ProgrammeError, match=rf"pairs\.yaml, baris {lines[1]}: "):
        load_catalogue(folder)


def test_a_class_that_can_never_be_reached_is_named(folder):
    text = (folder / PAIRS).read_text(encoding="utf-8")
    again = text[text.index("  - aid:") :].replace("verdict: repeated", "verdict: forbidden")
    (folder / PAIRS).write_text(text + again, encoding="utf-8")
    assert "sudah memutus hal yang sama" in str(check(folder)[0])


def test_one_id_in_two_folders_names_both(folder):
    shutil.copytree(folder / "bpum-2021", folder / "bpum-lain")
    told = [str(problem) for problem in check(folder)]
    other, own = folder / BPUM_21, folder / "bpum-lain" / "programme.yaml"
    assert any(one.startswith(str(own)) and f"sudah dipakai {other}, baris 2" in one for one in told), told
    with pytest.raises(ProgrammeError, match="sudah dipakai"):
        load_catalogue(folder)


@pytest.mark.parametrize("file", [AGENCIES, QUESTIONS, PAIRS])
def test_a_missing_file_is_a_problem(folder, file):
    (folder / file).unlink()
    assert any(str(folder / file) in str(one) and "belum ada" in str(one) for one in check(folder))


def needs(path: Path, other: str, *, value: str = "true") -> None:
    """Make a programme's KUR criterion ask for the recipients of another one."""
    change(path, "  kur_borrowers:\n", f"  kur_borrowers:\n    programme: {other}\n")
    change(path, "fact: lists.kur_borrowers\n        op: is\n        value: false",
           f"fact: lists.kur_borrowers\n        op: is\n        value: {value}")  # fmt: skip


def circles(folder: Path) -> list[str]:
    return [str(one) for one in check(folder) if "melingkar" in str(one)]


def test_programmes_that_require_each_other_are_a_circle(folder):
    needs(folder / BPUM_20, "bpum-2021")
    needs(folder / BPUM_21, "bpum-2020")
    (told,) = circles(folder)
    assert re.search(
        r"bpum-2020/programme.yaml, baris \d+ .*: aturan melingkar: bpum-2020 \(no_current_kur, baris \d+\) "
        r"mensyaratkan bpum-2021; bpum-2021 \(no_current_kur, baris \d+\) mensyaratkan bpum-2020",
        told,
    )


def test_programmes_that_bar_each_other_are_none(folder):
    needs(folder / BPUM_20, "bpum-2021", value="false")
    needs(folder / BPUM_21, "bpum-2020")
    assert circles(folder) == []


def test_a_programme_that_one_may_do_without_makes_no_circle(folder):
    needs(folder / BPUM_20, "bpum-2021")
    needs(folder / BPUM_21, "bpum-2020")
    either = "not: {all: [{fact: lists.kur_borrowers, op: is, value: false}, {fact: row.name, op: present}]}"
    change(folder / BPUM_21, "fact: lists.kur_borrowers\n        op: is\n        value: true", either)
    assert circles(folder) == []


def test_a_programme_that_cannot_be_read_is_not_told_to_be_missing(folder):
    change(folder / BPUM_21, "      value: 1200000", "      value: -1")
    (told,) = check(folder)
    assert "harus rupiah utuh lebih dari nol" in str(told)


def test_a_list_of_an_unknown_programmes_recipients_is_named(folder):
    needs(folder / BPUM_20, "bpum-2099", value="false")
    assert any("program bpum-2099 tidak ada di katalog" in str(one) for one in check(folder))


def test_a_circle_of_anchors_names_its_place(folder):
    line = change(folder / BPUM_21, "among: [WNI, WNA]", "among: &diri [*diri]")
    (told,) = circles(folder)
    assert f"programme.yaml, baris {line}" in told
    assert "rules.all[1].requires.among[1]" in told
