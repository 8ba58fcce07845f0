"""Titles are told, a person in their place is not."""

from satupintu.engine.titles import titles


def test_titles_are_told_and_a_person_in_their_place_is_not():
    assert titles(["nik", "nama"]) == "Kolom yang ada: nik, nama."
    for columns, known in (
        (["3507116205900001", "siti aminah"], ()),
        (["siti aminah", "l"], ("nik",)),
        (["nik", "0812345678"], ("nik",)),
    ):
        said = titles(columns, known)
        assert said == "Baris pertamanya bukan judul kolom yang dikenal."
