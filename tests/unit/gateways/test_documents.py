"""The decree, its annex and the letter: what they say, what a draft hides, that they can be made again."""

import io
import json
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from satupintu.gateways.documents import (
    Decree,
    Office,
    Recipient,
    Signatory,
    date_words,
    decision_letter_pdf,
    decree_pdf,
    rupiah,
    write_annex_xlsx,
)
from satupintu.gateways.documents.decree import decree_data
from satupintu.gateways.documents.glyphs import SHOWN, printable
from satupintu.gateways.documents.letter import letter_data

RECIPIENTS = [
    Recipient("3507114506050001", "SITI AMINAH", "35.07.11.2008", "Arjowilangun", 1_200_000),
    Recipient("3507110506050002", "=BUDI", "35.07.11.2008", "Arjowilangun", 1_200_000),
    Recipient("9471110506050003", "YOHANES", "35.07.11.2007", "Kalirejo", 1_200_000),
]


def decree(**fields):
    given = {
        "number": "188.4/12/2021",
        "on": date(2021, 7, 5),
        "title": "Keputusan Kepala Dinas",
        "subject": "Penetapan Penerima BPUM",
        "programme": "BPUM 2021",
        "office": Office(("Pemerintah Kabupaten Malang", "Dinas Koperasi"), "", "Kepanjen"),
        "signatory": Signatory("Kepala Dinas", "Sri Wahyuni"),
        "proposal": "usulan 1",
        "law": ("UU 20/2008", "Permenkop UKM 2/2021 Pasal 4"),
        "fingerprint": "ab" * 32,
        "draft": False,
    }
    return Decree(**{**given, **fields})


def test_decree_totals_in_figures_and_words_per_village_and_over_all():
    data = decree_data(decree(), RECIPIENTS)
    villages = [(v["name"], v["count"], v["total"]) for v in data["annex"]["villages"]]
    assert villages == [("Arjowilangun", "2", "Rp2.400.000"), ("Kalirejo", "1", "Rp1.200.000")]
    assert (data["annex"]["count"], data["annex"]["total"]) == ("3", "Rp3.600.000")
    assert data["annex"]["words"] == "tiga juta enam ratus ribu rupiah"
    assert "Rp1.200.000 (satu juta dua ratus ribu rupiah)" in dict(data["decides"])["Kedua"]
    assert [row[0] for village in data["annex"]["villages"] for row in village["rows"]] == ["1", "2", "3"]


def test_a_draft_is_marked_and_shows_no_whole_nik():
    data = decree_data(decree(draft=True), RECIPIENTS)
    text = json.dumps(data, ensure_ascii=False)
    assert data["draft"] is True
    assert "belum berlaku" in data["footer"]
    assert not any(item.nik in text for item in RECIPIENTS)


def test_the_signed_decree_shows_every_nik_and_claims_no_electronic_signature():
    data = decree_data(decree(), RECIPIENTS)
    text = json.dumps(data, ensure_ascii=False)
    assert all(item.nik in text for item in RECIPIENTS)
    assert "bukan dokumen bertanda tangan elektronik" in data["footer"]
    assert "abababababababab" in data["footer"]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("NI’MAH RENÉE-DEWI", "NI’MAH RENÉE-DEWI"),
        ("SITI\x81 AMI\u200bNAH", "SITI AMINAH"),
        ("ＳＩＴＩ ＆ Co", "SITI & Co"),
        ("ꦱꦶ", "□□"),
        ("BUDI 😀", "BUDI □"),
        ("Rene\u0301e", "Renée"),
    ],
)
def test_a_character_the_fonts_lack_is_replaced_and_stops_no_paper(written, printed):
    assert printable(written) == printed
    rows = [replace(RECIPIENTS[0], name=written, village=written)]
    assert decree_pdf(decree(subject=written), rows).startswith(b"%PDF")
    data = letter(outcome="ineligible")
    person = {**data["person"], "name": written}
    assert decision_letter_pdf({**data, "person": person, "todo": [written]}).startswith(b"%PDF")


def test_every_character_let_through_can_be_printed():
    """Plain, bold and in capitals; otherwise one name would stop a decree for good."""
    shown = [chr(code) for code in range(0x20, 0x3000) if re.fullmatch(f"[{SHOWN}]", chr(code))]
    text = " ".join(shown)
    assert len(shown) > 400
    rows = [replace(RECIPIENTS[0], name=text)]
    words = decree(subject=text, number=text, signatory=Signatory(text, text, text))
    assert decree_pdf(words, rows).startswith(b"%PDF")
    data = letter(outcome="ineligible")
    assert decision_letter_pdf({**data, "person": {**data["person"], "name": text}}).startswith(b"%PDF")


def test_pdf_is_the_same_bytes_each_time_and_differs_for_a_draft():
    made = decree_pdf(decree(), RECIPIENTS)
    assert made.startswith(b"%PDF-1.7")
    assert made == decree_pdf(decree(), RECIPIENTS)
    assert made != decree_pdf(decree(draft=True), RECIPIENTS)


def test_annex_workbook_keeps_nik_as_text_runs_no_formula_and_adds_up():
    out, again = io.BytesIO(), io.BytesIO()
    write_annex_xlsx(out, decree(), RECIPIENTS)
    write_annex_xlsx(again, decree(), iter(RECIPIENTS))
    assert out.getvalue() == again.getvalue()
    book = openpyxl.load_workbook(out)
    rows = list(book["Lampiran"].iter_rows(min_row=7, values_only=True))
    assert [row[1] for row in rows[:3]] == [item.nik for item in RECIPIENTS]
    assert rows[1][2] == "=BUDI"
    assert book["Lampiran"]["C8"].data_type == "s"
    assert rows[3][5] == 3_600_000
    villages = list(book["Jumlah per desa"].iter_rows(min_row=7, values_only=True))
    assert [row[2:] for row in villages] == [
        ("Arjowilangun", 2, 2_400_000),
        ("Kalirejo", 1, 1_200_000),
        ("Jumlah seluruhnya", 3, 3_600_000),
    ]


def test_draft_annex_workbook_hides_the_nik():
    out = io.BytesIO()
    write_annex_xlsx(out, decree(draft=True), RECIPIENTS)
    sheet = openpyxl.load_workbook(out)["Lampiran"]
    assert sheet["B7"].value == "350711••••••••01"
    assert "DRAFT" in sheet["A4"].value


def letter(**fields):
    criteria = [
        {"title": "Warga negara", "state": "passed", "cite": "Pasal 4", "remedy": "tidak perlu"},
        {"title": "Tidak ada KUR", "state": "failed", "cite": "Pasal 4", "remedy": "Surat lunas KUR."},
    ]
    given = {
        "office": {"lines": ["Dinas Koperasi"]},
        "on": date(2021, 7, 5),
        "reference": "1",
        "person": {"name": "SITI #let x = 1 \\ *", "nik": "350711••••••••01", "village": "Arjowilangun"},
        "programme": {"title": "BPUM 2021", "version": "1", "as_of": date(2021, 4, 1)},
        "outcome": "ineligible",
        "criteria": criteria,
    }
    return {**given, **fields}


def test_letter_says_what_would_change_the_decision_and_how_to_object():
    data = letter_data(letter())
    assert data["outcome"]["word"] == "Tidak memenuhi syarat"
    assert data["todo"] == ["Surat lunas KUR."]
    assert [row["word"] for row in data["criteria"]] == ["terpenuhi", "tidak terpenuhi"]
    assert "UU 27/2022 Pasal 10" in data["objection"]
    assert "bukan dokumen bertanda tangan elektronik" in data["footer"]


@pytest.mark.parametrize("standing", ["", "Urutan 3 dari 200."])
def test_a_letter_before_the_signature_promises_no_place_in_a_proposal(standing):
    signed, before = (
        letter_data(letter(outcome="eligible", is_signed=told, standing=standing))["outcome"]["meaning"]
        for told in (True, False)
    )
    assert "Nama Anda masuk usulan penerima." in signed
    assert "belum ditandatangani" in before and "Nama Anda masuk" not in before


@pytest.mark.parametrize("outcome", ["eligible", "ineligible", "undetermined"])
def test_letter_is_made_for_every_outcome_and_takes_names_as_text(outcome):
    made = decision_letter_pdf(letter(outcome=outcome))
    assert made.startswith(b"%PDF")
    assert made == decision_letter_pdf(letter(outcome=outcome))


def test_an_unknown_outcome_is_not_papered_over():
    with pytest.raises(KeyError):
        decision_letter_pdf(letter(outcome="maybe"))


def test_indonesian_numbers_and_dates():
    assert rupiah(15_360_000_000_000) == "Rp15.360.000.000.000"
    assert rupiah(0) == "Rp0"
    assert date_words(date(2021, 8, 1)) == "1 Agustus 2021"
