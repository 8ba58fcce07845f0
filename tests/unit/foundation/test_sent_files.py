"""Names of files that strangers send."""

import pytest

from satupintu.foundation.sent_files import safe_name, shown_name


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


@pytest.mark.parametrize("sent", ["ꦲ" * 80 + ".xlsx", "ꦲ" * 80, "😀" * 300 + ".csv", "é" * 250 + ".ods"])
def test_a_name_long_in_bytes_fits_on_a_disk_with_what_is_added_to_it(sent, tmp_path):
    taken = [safe_name(sent)]
    taken.append(safe_name(sent, taken))
    for name in taken:
        (tmp_path / f"{name}.xlsx").write_bytes(b"")
    assert len(set(taken)) == 2
    assert shown_name(sent, taken[0]) == sent


def test_only_a_shortened_name_is_shown_otherwise_than_it_is_kept():
    assert shown_name("usulan.xlsx", "usulan (2).xlsx") == "usulan (2).xlsx"


def test_a_name_already_there_gets_a_number_whatever_its_case():
    assert safe_name("usulan.xlsx", ["Usulan.xlsx", "usulan (2).xlsx"]) == "usulan (3).xlsx"
