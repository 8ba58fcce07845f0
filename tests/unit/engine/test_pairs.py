"""What two programmes at once mean: named pairs first, then classes, days between, and unjudged when nothing fits."""

import pytest

from satupintu.engine.pairs import pairs_from_dict
from satupintu.engine.rules import ProgrammeError

NOTE = {"id": "kata", "en": "word"}
AID = {"pkh": "social_assistance", "sembako": "social_assistance", "bpum": "cash", "alat": "equipment",
       "kelas-a": "training", "kelas-b": "training"}  # fmt: skip


def entry(verdict, **more):
    return {"verdict": verdict, "cite": "uu-1-2000#1", "note": NOTE, **more}


DATA = {
    "pairs": [
        entry("permitted", programmes=["pkh", "sembako"]),
        entry("forbidden", programmes=["kelas-a", "kelas-b"], within_days=30),
    ],
    "classes": [
        entry("repeated", aid=["training", "training"], same_programme=True, within_days=365),
        entry("complementary", aid=["equipment", "cash"]),
        entry("forbidden", aid=["social_assistance", "social_assistance"]),
    ],
}
PAIRS = pairs_from_dict(DATA, AID)


@pytest.mark.parametrize(
    ("a", "b", "days", "verdict", "place"),
    [
        ("pkh", "sembako", None, "permitted", "pairs[1]"),
        ("sembako", "pkh", 5, "permitted", "pairs[1]"),
        ("pkh", "pkh", None, "forbidden", "classes[3]"),
        ("bpum", "alat", None, "complementary", "classes[2]"),
        ("alat", "bpum", 4000, "complementary", "classes[2]"),
        ("kelas-a", "kelas-a", 365, "repeated", "classes[1]"),
        ("kelas-a", "kelas-a", -365, "repeated", "classes[1]"),
        ("kelas-a", "kelas-a", 366, "unjudged", ""),
        ("kelas-a", "kelas-a", None, "unjudged", ""),
        ("kelas-a", "kelas-b", 30, "forbidden", "pairs[2]"),
        ("kelas-a", "kelas-b", 31, "unjudged", ""),
        ("bpum", "bpum", 1, "unjudged", ""),
        ("bpum", "tidak-dikenal", None, "unjudged", ""),
    ],
)
def test_the_first_that_fits_judges(a, b, days, verdict, place):
    found = PAIRS.verdict(a, b, days)
    assert (found.verdict, found.place) == (verdict, place)


def test_the_days_that_matter_are_told():
    assert PAIRS.spans("kelas-a", "kelas-a") == (365,)
    assert PAIRS.spans("kelas-b", "kelas-a") == (30,)
    assert PAIRS.spans("pkh", "sembako") == ()


def test_classes_know_programmes_that_came_later():
    more = PAIRS.knowing({"kelas-c": "training", "bpum": "equipment"})
    assert more.verdict("kelas-c", "kelas-c", 1).verdict == "repeated"
    assert more.verdict("bpum", "alat").verdict == "complementary", "the catalogue's own word stands"


@pytest.mark.parametrize(
    ("part", "change", "place"),
    [
        ("pairs", {"programmes": ["pkh"]}, "pairs[1].programmes"),
        ("pairs", {"verdict": "unjudged"}, "pairs[1].verdict"),
        ("pairs", {"within_days": 0}, "pairs[1].within_days"),
        ("pairs", {"cite": "pending"}, "pairs[1].cite"),
        ("classes", {"aid": ["training"]}, "classes[1].aid"),
        ("classes", {"aid": ["training", "latihan"]}, "classes[1].aid"),
        ("classes", {"same_programme": "ya"}, "classes[1].same_programme"),
    ],
)
def test_a_mistake_is_named_with_its_place(part, change, place):
    data = DATA | {part: [DATA[part][0] | change]}
    with pytest.raises(ProgrammeError) as refused:
        pairs_from_dict(data, AID)
    assert refused.value.place == place
