"""What the catalogue that ships says: real programmes, each figure and condition with where it was read."""

import pytest

from satupintu.engine.determination import determine
from satupintu.engine.pairs import COMPLEMENTARY, FORBIDDEN, PERMITTED, REPEATED, UNJUDGED
from satupintu.gateways.catalogue import load_catalogue

UNREAD = "belum dibaca"
CATALOGUE = load_catalogue()
PROGRAMMES = {name: one.programme for name, one in CATALOGUE.programmes.items()}


def stated(programme):
    """Everything of a programme that must say where it was read: what, cite, read_in."""
    yield from ((f"kriteria {one.id}", one.cite, one.read_in) for one in programme.criteria())
    for name, values in programme.params.items():
        yield from ((f"params.{name}", one.cite, one.read_in) for one in values)
    yield from (("budget", one.cite, one.read_in) for one in programme.listing.budget)
    yield from (("quota", one.cite, one.read_in) for one in programme.listing.quota)
    for bound in (programme.period.start, programme.period.end):
        if bound is not None:
            yield "period", bound.cite, bound.read_in


def test_at_least_thirty_real_programmes_ship():
    """That they pass the check says test_programmes."""
    assert len(PROGRAMMES) >= 30


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_figure_and_condition_has_an_article_or_says_where_it_was_read(name):
    programme = PROGRAMMES[name]
    assert programme.listing is not None
    for what, cite, read_in in stated(programme):
        resolved = CATALOGUE.programmes[name].article(cite)
        assert resolved or (cite == "pending" and len(read_in) > 10), what
        assert "pasal belum terbaca" not in read_in, "whatever shows it says so already"
        if resolved and UNREAD in read_in.lower():
            pytest.fail(f"{what}: berpasal tetapi disebut belum dibaca")
    assert programme.listing.legal_basis or programme.listing.legal_pending


def test_every_level_pillar_and_agency_is_there():
    listings = [one.listing for one in PROGRAMMES.values()]
    assert {one.pillar for one in listings} == {"capacity", "finance", "ecosystem"}
    assert {one.level for one in listings} >= {
        "central",
        "province",
        "district",
        "village",
        "university",
        "private",
    }
    assert {agency for one in listings for agency in one.agencies} <= CATALOGUE.agencies.keys()


def test_one_name_of_a_list_means_one_list_everywhere():
    titles = {}
    for name, programme in PROGRAMMES.items():
        for spec in programme.lists.values():
            assert titles.setdefault(spec.name, spec.title) == spec.title, f"{name}: {spec.name}"


@pytest.mark.parametrize(
    ("programme", "budget", "recipients"),
    [
        ("bpum-2020", 28_800_000_000_000, 12_000_000),
        ("bpum-2021", 15_360_000_000_000, 12_800_000),
        # The budget read is that of the second payment, to 5,286 of the 10,461.
        ("bst-pasuruan-2021", 1_057_200_000, 5_286),
    ],
)
def test_budgets_are_what_the_recipients_get(programme, budget, recipients):
    found = PROGRAMMES[programme]
    assert [one.amount for one in found.listing.budget] == [budget] == [recipients * found.at().amount]


@pytest.mark.parametrize(
    ("pair", "verdict"),
    [
        (("pkh", "bpnt-sembako"), PERMITTED),
        (("bpum-2021", "desmigratif"), COMPLEMENTARY),
        (("bpum-2021", "bpum-2021"), FORBIDDEN),
        (("bpum-2021", "kur-mikro"), FORBIDDEN),
        (("umi", "kur-super-mikro"), FORBIDDEN),
        (("jatim-puspa-2020", "mesin-ikm-2020"), COMPLEMENTARY),
        (("linkumkm", "linkumkm"), REPEATED),
        (("nib-oss", "pkh"), UNJUDGED),
    ],
)
def test_what_two_programmes_at_once_mean(pair, verdict):
    assert CATALOGUE.pairs.verdict(*pair, days_apart=30).verdict == verdict
    assert CATALOGUE.pairs.verdict(*reversed(pair), days_apart=30).verdict == verdict


def test_only_the_unread_forbids_without_an_article():
    for programmes, pairing in CATALOGUE.pairs.named.items():
        article = CATALOGUE.programmes[min(programmes)].article(pairing.cite)
        assert article or (pairing.cite == "pending" and pairing.read_in), programmes


@pytest.mark.parametrize(
    ("village", "outcome"),
    [("35.14.01.2001", "eligible"), ("63.71.01.1001", "ineligible"), (None, "undetermined")],
)
def test_a_district_s_programme_is_for_its_own_businesses(village, outcome):
    facts = {"row.village": village, "row.annual_turnover": 36_000_000}
    assert determine(PROGRAMMES["satrya-emas-pasuruan"].at(), facts).outcome == outcome
