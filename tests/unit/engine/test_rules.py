"""A programme's data becomes a programme, or a sentence that says where it does not."""

from datetime import date

import pytest

from satupintu.engine.parse import programme_from_dict
from satupintu.engine.reasons import FLAGS, IDENTITY_REASONS, WORDINGS, bits, wording
from satupintu.engine.rules import ProgrammeError, facts_used, lists_used_by
from tests.unit.engine.programmes import ALIVE, LETTER, MICRO, NO_KUR, criterion, data, programme


def test_the_law_of_a_day_settles_the_parameters():
    at = programme().at
    assert [at(day).params["ceiling"].value for day in (date(2021, 2, 1), date(2021, 2, 2))] == [300, 2000]
    assert at().as_of == date(2021, 4, 1)
    assert at().amount == 1_200_000


def test_a_day_before_the_law_is_an_error():
    with pytest.raises(ProgrammeError, match="belum berlaku pada 31-12-2019"):
        programme().at(date(2019, 12, 31))


def test_which_facts_and_lists_the_rules_need():
    assert facts_used(programme()) == {
        "lists.kur", "lists.withdrawn", "registry.status", "row.business_letter", "row.annual_turnover",
    }  # fmt: skip
    assert lists_used_by(programme()) == {
        "kur": ["no_kur"],
        "civil_registry": ["alive"],
        "withdrawn": ["letter"],
    }


def one(requires, **more):
    return {"all": [criterion("c", requires, **more)]}


CONDITION = {"fact": "row.annual_turnover", "op": "at_most", "value": 1}


CODED = {"fact": "row.village", "op": "equals", "value": "A", "among": ["A"]}


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            one(CONDITION | {"op": "kurang"}),
            r"rules\.all\[1\] \(c\)\.requires\.op: operator 'kurang' tidak dikenal",
        ),
        (one(CONDITION | {"op": "before"}), "tidak berlaku untuk row.annual_turnover"),
        (one(CONDITION | {"fact": "row.omzet"}), "fakta 'row.omzet' tidak dikenal"),
        (one({"fact": "lists.pns", "op": "is", "value": True}), "daftar 'pns' tidak disebut di lists"),
        (one({"fact": "lists.civil_registry", "op": "is", "value": True}), r"registry\.\*"),
        (one(CONDITION | {"value": "1"}), "bukan integer"),
        (one(CONDITION | {"value": 1.5}), "bukan integer"),
        (one(CONDITION | {"value": True}), "bukan integer"),
        (one(CONDITION | {"value": 2**63}), "terlalu besar"),
        (one(CONDITION | {"param": "ceiling"}), "tepat satu dari value, param, atau fact2"),
        (one({"fact": "row.annual_turnover", "op": "at_most"}), "tepat satu dari value, param, atau fact2"),
        (
            one({"fact": "row.annual_turnover", "op": "at_most", "param": "batas"}),
            "'batas' tidak ada di params",
        ),
        (one({"fact": "row.village", "op": "equals", "param": "ceiling"}), "bukan text"),
        (one({"fact": "row.village", "op": "equals", "fact2": "row.birth_date"}), "tidak sejenis"),
        (one({"fact": "row.village", "op": "equals", "value": " "}), "tidak boleh kosong"),
        # What facts take for blank no rule can mean: one engine would find it equal, the other unknown.
        (one({"fact": "row.village", "op": "equals", "value": "\u200b"}), "tidak boleh kosong"),
        (one({"fact": "row.village", "op": "in", "value": ["A", "\ufeff\u2060 "]}), "tidak boleh kosong"),
        (
            one({"fact": "row.village", "op": "equals", "value": "A", "among": ["A", "\u200d"]}),
            "tidak boleh kosong",
        ),
        (one({"fact": "row.village", "op": "in", "value": []}), "sedikitnya satu nilai"),
        (one({"fact": "row.village", "op": "in", "value": "A"}), "sedikitnya satu nilai"),
        (one({"fact": "row.village", "op": "present", "value": "A"}), "present tidak memakai"),
        (one({"fact": "row.village", "op": "within", "value": "3507"}), "bukan kode wilayah bertitik"),
        (one({"fact": "row.village", "op": "within", "fact2": "registry.village"}), "memerlukan value"),
        (
            one({"fact": "row.village", "op": "equals", "value": "A", "among": ["B"]}),
            "tidak termasuk dalam among",
        ),
        (
            one(
                {
                    "fact": "row.village",
                    "op": "equals",
                    "value": "A",
                    "among": ["A"],
                    "when_unknown": "passes",
                }
            ),
            "kode asing akan lolos",
        ),
        (
            one({"not": {"any": [CONDITION, CODED | {"when_unknown": "fails"}]}}),
            "when_unknown: fails di bawah not; kode asing akan lolos",
        ),
        (one({"not": {"not": CODED | {"when_unknown": "passes"}}}), "kode asing akan lolos"),
        ({"not": one(CODED | {"when_unknown": "fails"})}, "kode asing akan lolos"),
        (one(CONDITION | {"when_unknown": "lulus"}), "salah satu dari unknown, passes, fails"),
        (one(CONDITION | {"catatan": "x"}), "kunci 'catatan' tidak dikenal"),
        (one({"all": []}), "sedikitnya satu butir"),
        (one({"all": [CONDITION], "any": [CONDITION]}), "tepat satu dari all, any, not"),
        (one(NO_KUR), "tidak boleh berada di dalam kriteria lain"),
        (one(CONDITION, cite="pending"), "harus disertai read_in"),
        (one(CONDITION, cite="UU 1"), "harus berbentuk <peraturan>#<pasal>"),
        ({"all": [CONDITION]}, "supaya ada pasalnya"),
        ({"all": [NO_KUR, NO_KUR]}, "kriteria no_kur tertulis dua kali"),
        ({"all": [NO_KUR | {"criterion": "nik_missing"}]}, "tidak boleh bernama nik_missing"),
        ({"all": [NO_KUR | {"criterion": f"c{i}"} for i in range(51)]}, "paling banyak 50 kriteria"),
        ({"all": [{k: v for k, v in NO_KUR.items() if k != "cite"}]}, "kunci cite harus ada"),
        ({"all": [{k: v for k, v in NO_KUR.items() if k != "remedy"}]}, "kunci remedy harus ada"),
        ({"all": [NO_KUR | {"title": {"id": "a"}}]}, "kunci en harus ada"),
        ({"sebagian": [NO_KUR]}, "tepat satu dari all, any, not"),
        ([NO_KUR], "harus berupa pasangan kunci dan nilai"),
    ],
)
def test_a_rule_that_is_wrong_says_where(rules, message):
    with pytest.raises(ProgrammeError, match=message) as error:
        programme_from_dict(data(rules=rules))
    assert error.value.place.startswith("rules")


@pytest.mark.parametrize(
    "rules",
    [
        CODED | {"when_unknown": "fails"},
        {"not": CODED | {"when_unknown": "passes"}},
        {"not": {"not": CODED | {"when_unknown": "fails"}}},
    ],
)
def test_a_blank_may_fail_where_codes_are_named(rules):
    assert programme_from_dict(data(rules=one(rules)))


AMOUNT = {"from": date(2020, 1, 1), "value": 1, "cite": "uu-1-2000#1"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"params": {"amount": []}}, r"params\.amount: harus daftar nilai"),
        ({"params": {"amount": [{"value": 1, "cite": "a#1"}]}}, r"params\.amount\[1\]: kunci from harus ada"),
        ({"params": {"amount": [AMOUNT, AMOUNT]}}, r"params\.amount\[2\]\.from: tanggal harus sesudah"),
        ({"params": {"amount": [AMOUNT | {"from": "kemarin"}]}}, "harus tanggal"),
        ({"params": {"amount": [AMOUNT | {"value": 1.5}]}}, "bilangan bulat atau teks"),
        ({"params": {}}, "amount: parameter 'amount' tidak ada"),
        (
            {"lists": {"civil_registry": {"title": {"id": "a", "en": "b"}, "optional": True}}},
            "tidak boleh opsional",
        ),
        ({"reference_date": None}, "reference_date: harus tanggal"),
        ({"title": "BPUM"}, "title: harus berupa pasangan"),
        ({"id": ""}, "id: harus teks"),
        ({"id": "../../evil"}, "id: '../../evil' harus huruf kecil dan angka"),
        ({"id": "bpum-2021\n"}, "id: .* harus huruf kecil dan angka"),
        ({"rahasia": 1}, "kunci 'rahasia' tidak dikenal"),
    ],
)
def test_a_head_that_is_wrong_says_where(changes, message):
    with pytest.raises(ProgrammeError, match=message):
        programme_from_dict(data(**changes))


def test_reasons_have_words_in_both_languages():
    made = programme({"all": [NO_KUR, ALIVE, LETTER, MICRO]})
    assert wording(made, "alive").sentence.get("id") == "Gagal alive"
    assert wording(made, "alive", failed=False).sentence.get("en") == "Unknown alive"
    assert set(WORDINGS) == {*IDENTITY_REASONS, "duplicate_nik", *FLAGS}
    for words in WORDINGS.values():
        for text in (words.title, words.sentence, words.remedy):
            assert text.id
            assert text.en
            assert text.id != text.en
    with pytest.raises(KeyError):
        wording(made, "no_such")


def test_reasons_spelled_by_ascending_bits_are_sorted():
    spelled = bits(["zebra", "alive", "no_kur"])
    assert list(spelled) == sorted(spelled)
    assert list(spelled.values()) == [1 << place for place in range(len(spelled))]
    assert sum(bits(f"c{i}" for i in range(50)).values()) < 2**63
