"""A small catalogue of made-up programmes that run today, so that the pages are tested by rules of their own."""

from datetime import date

import pytest
import yaml

from ...engine.programmes import criterion

VILLAGE = "35.07.11.2008"
LAW = {
    "id": "uu-1-2000",
    "title": {"id": "UU 1/2000", "en": "Law 1/2000"},
    "enacted": date(2000, 1, 1),
    "in_force": date(2000, 1, 1),
    "source": "https://example.org",
    "articles": {
        "1": {
            "summary": {"id": "Syarat penerima.", "en": "Who may receive."},
            "source": "https://example.org",
            "read_on": date(2026, 1, 1),
        }
    },
}
NO_KUR = criterion("no_kur", {"fact": "lists.kur_borrowers", "op": "is", "value": False})
EDIBLE = criterion("edible", {"fact": "asked.edible_product", "op": "is", "value": True})
PACKAGED = criterion("packaged", {"fact": "asked.packaged_product", "op": "is", "value": True})
LETTER = criterion("letter", {"fact": "row.business_letter", "op": "present"})
SMALL = criterion(
    "small", {"fact": "row.annual_turnover", "op": "at_most", "value": 300_000_000, "when_unknown": "passes"}
)
QUESTIONS = {
    "lists.kur_borrowers": {"question": {"id": "Masih punya KUR?", "en": "A running KUR?"}, "kind": "yes_no"},
    "asked.edible_product": {
        "question": {"id": "Menjual makanan?", "en": "Do you sell food?"},
        "hint": {"id": "Juga minuman.", "en": "Drinks too."},
        "kind": "yes_no",
    },
    "asked.packaged_product": {"question": {"id": "Dikemas?", "en": "Packaged?"}, "kind": "yes_no"},
    "row.business_letter": {"question": {"id": "Nomor surat usaha?", "en": "Letter number?"}, "kind": "text"},
    "row.annual_turnover": {"question": {"id": "Penjualan setahun?", "en": "Yearly sales?"}, "kind": "money"},
    "row.village": {
        "question": {"id": "Di desa mana usahanya?", "en": "In which village?"},
        "kind": "village",
    },
    "row.name": {"question": {"id": "Siapa nama Anda?", "en": "What is your name?"}, "kind": "text"},
}


def programme(name, *criteria, lists=(), areas=(), until=None, **more):
    data = {
        "id": name,
        "version": "1",
        "title": {"id": f"Program {name}", "en": f"Programme {name}"},
        "authority": {"id": "Kementerian", "en": "Ministry"},
        "reference_date": date(2021, 4, 1),
        "listing": {
            "pillar": "finance",
            "needs": ["capital"],
            "aid": "cash",
            "level": "central",
            "agencies": ["kementerian"],
            "areas": list(areas),
            "legal_basis": ["uu-1-2000"],
            "apply": {"id": f"Datang ke loket {name}.", "en": f"Go to counter {name}."},
            "contact": {"id": "Dinas koperasi", "en": "Cooperative office"},
        },
        "lists": {one: {"title": {"id": one, "en": one}} for one in lists},
        "params": {"amount": [{"from": date(2020, 1, 1), "value": 1_200_000, "cite": "uu-1-2000#1"}]},
        "rules": {"all": list(criteria)},
        **more,
    }
    if until:
        data["period"] = {
            "from": {"day": date(2021, 1, 1), "cite": "uu-1-2000#1"},
            "to": {"day": until, "cite": "uu-1-2000#1"},
        }
    return data


PROGRAMMES = [
    programme("modal", NO_KUR, LETTER, SMALL, lists=["kur_borrowers"]),
    programme("halal", EDIBLE, PACKAGED),
    programme("dapur", EDIBLE, LETTER),
    programme("lama", NO_KUR, lists=["kur_borrowers"], until=date(2021, 12, 31)),
]


@pytest.fixture
def write_catalogue(tmp_path, monkeypatch):
    """`write_catalogue([programme(…), …])`: the house's catalogue for this test."""

    def write(programmes, questions=QUESTIONS):
        folder = tmp_path / "programmes"
        (folder / "law").mkdir(parents=True, exist_ok=True)
        (folder / "law" / "uu-1-2000.yaml").write_text(yaml.safe_dump(LAW))
        agency = {
            "title": {"id": "Kementerian Usaha", "en": "Ministry"},
            "kind": "ministry",
            "partner": "government",
        }
        (folder / "agencies.yaml").write_text(yaml.safe_dump({"kementerian": agency}))
        (folder / "questions.yaml").write_text(yaml.safe_dump({"questions": questions}, sort_keys=False))
        for one in programmes:
            (folder / one["id"]).mkdir(exist_ok=True)
            (folder / one["id"] / "programme.yaml").write_text(yaml.safe_dump(one, sort_keys=False))
        monkeypatch.setenv("SATUPINTU_PROGRAMMES", str(folder))
        return folder

    return write


@pytest.fixture
def catalogue(write_catalogue):
    return write_catalogue(PROGRAMMES)
