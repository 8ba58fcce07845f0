"""What is said of two records: how far they agree, and why they may or may not be one person."""

import pytest

from satupintu.engine.duplicates import ROUND, Field, comparable, compare, explain_pair
from satupintu.engine.duplicates.weights import STATED

SITI = {
    "nik": "3507114107600001",
    "name": "Siti Aminah",
    "birth_date": "1960-07-01",
    "sex": "P",
    "village": "35.07.11.2008",
    "kk": "3507110203090001",
    "phone": "081234567890",
    "address": "Dusun Krajan",
    "sector": "warung kopi",
}


def but(**changes):
    return SITI | changes


def test_one_person_under_two_niks_is_told_with_what_agrees():
    found = explain_pair(SITI, but(nik="3507114107600101", name="Hj. SITI AMINAH", phone=None))
    assert found.bits > 3
    assert found.verdict.id.startswith(("Mungkin sekali", "Besar kemungkinan"))
    lines = {line.field: line for line in found.lines}
    assert (lines["name"].level, lines["name"].found.en) == ("same", "the same")
    assert lines["name"].strength.id == "sangat menguatkan"
    assert lines["phone"].level is None
    assert lines["phone"].found.id == "tidak tertulis pada salah satunya"


def test_a_birth_date_that_only_the_shared_nik_tells_does_not_agree_once_more():
    stated, silent = (
        explain_pair(SITI, but(name="Orang Lain", birth_date=day)) for day in (SITI["birth_date"], None)
    )
    assert [line.level for line in stated.lines if line.field == "birth_date"] == ["same"]
    [told] = [line for line in silent.lines if line.field == "birth_date"]
    assert told.found.id == "tidak tertulis pada salah satunya"
    assert silent.bits < stated.bits
    other = explain_pair(SITI, but(nik="3507114107600101", birth_date=None))
    assert [line.level for line in other.lines if line.field == "birth_date"] == ["same"], (
        "its own NIK says so"
    )


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"nik": "3507114107600011"}, "serial"),
        ({"nik": "3507114107610001"}, "one_edit"),  # another year
        ({"nik": "3507114170600001"}, "one_edit"),  # two neighbours swapped
        ({"nik": "3507110107600001"}, "serial"),  # a man's of the same day
        ({"nik": "3507114108610001"}, "near"),
        ({"nik": "3514114208710001"}, "differs"),
        ({"nik": "1111111111111111"}, None),  # a filler is nobody's number
        ({"nik": ""}, None),
    ],
)
def test_a_nik_is_compared_by_what_its_digits_mean(changes, level):
    nik = ROUND[0]
    both = [comparable([nik], row)["nik"] for row in (SITI, but(**changes))]
    assert compare(nik, *both) == level


@pytest.mark.parametrize(
    ("field", "other", "level"),
    [
        ("name", "AMINAH, Siti", "same"),
        ("name", "Siti Aminh", "one_edit"),
        ("name", "Siti Aminaj H", "similar"),
        ("name", "Siti", "part"),
        ("name", "Aminah Rahayu", "part"),
        ("name", "Budi Santoso", "differs"),
        ("birth_date", "1960-01-07", "one_edit"),  # day and month turned round
        ("birth_date", "1970-07-01", "one_edit"),
        ("village", "3507112007", "part"),
        ("village", "35.14.01.2001", "differs"),
        ("address", "Dsn. KRAJAN RT", "same"),
        ("phone", "08123456789O", "one_edit"),
    ],
)
def test_other_fields_forgive_what_hands_do(field, other, level):
    found = explain_pair(SITI, but(**{field: other}))
    assert next(line.level for line in found.lines if line.field == field) == level


def test_a_blank_birth_date_and_sex_are_read_from_a_sound_nik():
    read = comparable(ROUND, but(birth_date=None, sex=None))
    assert (read["birth_date"], read["sex"]) == ("19600701", "P")
    assert comparable(ROUND, but(birth_date=None, nik="3507114199600001"))["birth_date"] is None


def test_twins_are_not_one_person():
    """The same birth date, village, card, phone and address, NIKs that differ in a digit: the names decide."""
    twin = but(nik="3507114107600002", name="Sri Rahayu")
    found = explain_pair(SITI, twin)
    assert found.bits < 0
    assert found.against == "twin"
    assert found.other.id == "saudara kembar"
    brother = but(nik="3507110107600001", name="Budi Santoso", sex="L")
    assert explain_pair(SITI, brother).bits < 0


def test_husband_and_wife_with_one_phone_and_one_stall_are_not_one_person():
    found = explain_pair(
        SITI, but(nik="3507110203570003", name="Slamet Riyadi", birth_date="1957-03-02", sex="L")
    )
    assert found.bits < -10
    assert found.against == "relative"


def test_two_strangers_of_one_name_in_one_village_are_not_one_person():
    other = but(nik="3507115203820004", birth_date="1982-03-12", kk="3507111111110009", phone="085711112222")
    other |= {"address": "Dusun Duren", "sector": "penjahit"}
    assert explain_pair(SITI, other).bits < 0


def test_a_rare_name_says_more_than_a_common_one():
    other = but(nik="3507114107600101", kk=None, phone=None)
    common, rare = (explain_pair(SITI, other, shares={"name": share}).bits for share in (0.02, 0.00005))
    assert rare >= common


def test_a_pair_without_anything_known_is_no_pair():
    found = explain_pair({}, {})
    assert found.bits < 0
    assert all(line.level is None for line in found.lines)


def test_fields_of_one_s_own():
    fields = [Field("id", "identifier"), Field("given", "given"), Field("postcode", "code")]
    found = explain_pair(
        {"id": "1804974", "given": "mitchell", "postcode": "2119"},
        {"id": "1804947", "given": "mitchel", "postcode": "2119"},
        fields=fields,
    )
    assert [line.level for line in found.lines] == ["one_edit", "one_edit", "same"]


def test_the_stated_chances_of_a_field_are_all_there_is():
    for kind, levels in STATED.items():
        for column in range(3):
            assert sum(row[column] for row in levels.values()) == pytest.approx(1), kind
