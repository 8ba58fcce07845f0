"""Names of files that strangers send."""

import pytest

from satupintu.pipeline.screening.services.storage import safe_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Usulan Desa Arjowilangun.XLSX", "Usulan Desa Arjowilangun.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\desa\\usulan.xlsx", "usulan.xlsx"),
        (".hidden", "hidden"),
        ("a!b:c=d.csv", "a-b-c-d.csv"),
        ("usulan\u202excod.xlsx", "usulan-xcod.xlsx"),
        ("a\x00b\n.csv", "a-b-.csv"),
        ("   ", "daftar"),
        ("usulan.csv.exe.", "usulan.csv.exe"),
        ("x" * 300 + ".xlsx", "x" * 100 + ".xlsx"),
    ],
)
def test_a_safe_name_stays_close_to_the_one_sent(sent, kept):
    assert safe_name(sent) == kept


def test_a_name_already_there_gets_a_number_whatever_its_case():
    assert safe_name("usulan.xlsx", ["Usulan.xlsx", "usulan (2).xlsx"]) == "usulan (3).xlsx"
