"""What a person learns in public: their own standing, after the signature, and nothing of anyone else's."""

from datetime import date

import pytest
from django.utils import translation

from satupintu.pipeline.screening.explanations import Told
from satupintu.pipeline.screening.selectors import public, public_status
from satupintu.pipeline.screening.selectors.lookup import rows_of
from satupintu.pipeline.screening.selectors.public import _reasons
from satupintu.pipeline.screening.services.rounds import mark_signed

from .case import BUDI, DEWI, GHOST, SITI, TONO


@pytest.fixture
def signed(screened, district):
    return mark_signed(by=district, round=screened, run=screened.current)


def test_before_the_signature_nobody_learns_an_outcome(screened):
    for nik, born in ((SITI, date(1960, 7, 1)), (BUDI, date(1970, 3, 2))):
        (found,) = public_status(nik=nik, birth_date=born)
        assert (found["state"], found["reasons"]) == ("in_progress", [])
        assert "memenuhi" not in found["sentence"]


@pytest.mark.parametrize(
    ("nik", "born", "state", "reasons"),
    [
        (SITI, date(1960, 7, 1), "eligible", []),
        (BUDI, date(1970, 3, 2), "ineligible", ["reference_lists"]),
        (DEWI, date(1980, 5, 15), "undetermined", ["business_evidence"]),
        (
            GHOST,
            date(1988, 8, 8),
            "undetermined",
            ["nik_unmatched"],
        ),  # the list's own date: no registry to ask
    ],
)
def test_after_the_signature_outcome_reason_and_remedy(signed, nik, born, state, reasons):
    (found,) = public_status(nik=nik, birth_date=born)
    assert (found["state"], [one["id"] for one in found["reasons"]]) == (state, reasons)
    assert all(one["text"] for one in found["reasons"])
    assert all(one["remedy"] for one in found["reasons"] if one["id"] != "reference_lists")


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_lists_hold_of_a_person_is_not_named_in_public(signed, language):
    """A NIK tells its birth date, so whoever knows Budi's NIK could ask: neither debt nor article is said."""
    with translation.override(language):
        (found,) = public_status(nik=BUDI, birth_date=date(1970, 3, 2))
    (reason,) = found["reasons"]
    assert (reason["article"], reason["remedy"]) == ("", "")
    assert {"id": "kantor desa dengan KTP", "en": "village office with your identity card"}[
        language
    ] in reason["text"]
    said = str(found).lower()
    assert not any(word in said for word in ("kur_", " kur", "kredit", "credit", "debitur"))


def test_a_letter_missing_from_the_row_stays_named(signed):
    """The criterion also asks a list of withdrawn letters; that list has no part in this."""
    (found,) = public_status(nik=DEWI, birth_date=date(1980, 5, 15))
    (reason,) = found["reasons"]
    assert "surat keterangan usaha" in reason["text"].lower()
    assert reason["article"]


def test_several_lists_are_one_reason_so_that_their_number_tells_nothing():
    told = [
        Told(one, one, result, f"kalimat {one}", (), "", "pasal", "bawa")
        for one, result in (("debt", "failed"), ("letter", "unknown"), ("office", "unknown"))
    ]
    found = _reasons(told, frozenset({"debt", "office"}))
    assert [one["id"] for one in found] == ["letter", "reference_lists"]
    assert "tidak terpenuhi" in found[1]["text"]


@pytest.mark.parametrize(
    ("nik", "born"),
    [
        (SITI, date(1960, 7, 2)),
        ("3507114107600009", date(1960, 7, 1)),
        ("", date(1960, 7, 1)),
        ("' OR true --", date(1960, 7, 1)),
        (TONO, date(1975, 6, 6)),  # Tono himself: the row with his NIK is Wahyu's, and not his to read
    ],
)
def test_a_wrong_date_or_number_is_told_nothing(signed, nik, born):
    assert public_status(nik=nik, birth_date=born) == []


def test_a_row_under_another_name_tells_the_nik_s_owner_nothing_of_that_row(signed):
    """Wahyu's row holds Tono's NIK; only who knows the date stated there is told, and told to have it looked at."""
    (found,) = public_status(nik=TONO, birth_date=date(1979, 9, 9))
    assert (found["state"], [one["id"] for one in found["reasons"]]) == ("undetermined", ["name_mismatch"])
    assert "NIK Anda tertulis pada satu baris" in found["sentence"]
    assert "kantor desa" in found["reasons"][0]["remedy"]


def test_the_row_that_counted_speaks_for_the_person(signed):
    """Siti stands in two lists; her standing is that of the first row, once."""
    found = public_status(nik=SITI, birth_date=date(1960, 7, 1))
    assert [one["state"] for one in found] == ["eligible"]


@pytest.mark.parametrize("is_signed", [True, False])
@pytest.mark.parametrize(
    ("nik", "born", "state"),
    [
        (SITI, date(1960, 7, 1), "eligible"),
        (BUDI, date(1970, 3, 2), "ineligible"),
        (DEWI, date(1980, 5, 15), "undetermined"),
        (TONO, date(1979, 9, 9), "undetermined"),
    ],
)
def test_a_row_under_another_name_never_speaks_before_the_persons_own(
    screened, district, monkeypatch, nik, born, state, is_signed
):
    """Whatever row the typing error stands in, above or below, before or after a repetition of the person's own."""
    run = screened.current
    own = [row for _run, row in rows_of([run], nik, born)]
    (other,) = (row for _run, row in rows_of([run], TONO, date(1979, 9, 9)))
    if is_signed:
        mark_signed(by=district, round=screened, run=run)
    alone = public_status(nik=nik, birth_date=born)
    assert alone[0]["state"] == (state if is_signed else "in_progress")
    for rows in ([other, *own], [own[0], other, *own[1:]], [*own, other], [other, *own, other]):
        monkeypatch.setattr(public, "rows_of", lambda *_asked, rows=rows: [(run, row) for row in rows])
        assert public_status(nik=nik, birth_date=born) == alone


def test_without_any_round_there_is_nothing(db):
    assert public_status(nik=SITI, birth_date=date(1960, 7, 1)) == []


def test_a_question_reads_a_part_of_the_round_and_not_all_of_it(screened, tmp_path, monkeypatch):
    """The rows lie by NIK, in small groups that state their least and greatest: one group holds a person."""
    import duckdb

    from satupintu.pipeline.screening.selectors import lookup

    groups = 40
    run = tmp_path / "run"
    run.mkdir()
    with duckdb.connect() as own:
        own.execute(
            f"""CREATE TABLE many AS SELECT n AS seq, 'a.csv' AS file, '' AS sheet, n::INTEGER AS "row",
                       printf('%016d', hash(n) % 10000000000000000) AS nik FROM range({groups} * 2048) r(n)"""
        )
        own.execute(f"COPY many TO '{run}/evidence.parquet'")
        nothing = "[]::VARCHAR[] AS flags, NULL::VARCHAR AS duplicate_of"
        own.execute(f"COPY (SELECT *, {nothing} FROM many) TO '{run}/decisions.parquet'")
        made = tmp_path / "lookup" / "rows.parquet"
        lookup._write(run, made)
        found = own.execute(
            "SELECT stats_min_value, stats_max_value FROM parquet_metadata(?) WHERE path_in_schema = 'nik' ORDER BY 1",
            [str(made)],
        ).fetchall()
        wanted = own.execute("SELECT nik FROM many WHERE seq = 777").fetchone()[0]
    assert len(found) == groups
    assert sum(least <= wanted <= greatest for least, greatest in found) == 1
    assert [path.name for path in made.parent.iterdir()] == ["rows.parquet"]


def test_the_layout_by_nik_may_be_thrown_away(signed):
    from satupintu.pipeline.screening.selectors.lookup import lookup_file

    (first,) = public_status(nik=SITI, birth_date=date(1960, 7, 1))
    lookup_file(signed.current).unlink()
    assert public_status(nik=SITI, birth_date=date(1960, 7, 1)) == [first]
