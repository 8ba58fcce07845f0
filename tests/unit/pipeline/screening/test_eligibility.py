"""One answer: what a person is told they can get is what a round taken from the registry decides of their row."""

import csv
import random
from datetime import date

import duckdb
import pytest

from satupintu.gateways.programmes import load_programme

from ..registry.conftest import at, confirmed  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db
ARJO, KALI, FAR = "35.07.11.2008", "35.07.11.2007", "35.14.01.2001"
FIRST = ("Siti", "Muhammad", "Sri", "Ahmad", "Dewi", "Wahyu", "Budi", "Moch.", "St.", "Agus")
LAST = ("Aminah", "Santoso", "Lestari", "Fauzi", "Prasetyo", "Riyadi", "Hidayat", "Utami")
LISTS = (
    "state_employees",
    "kur_borrowers",
    "paid_2021",
    "recipients_2020",
    "bank_credit",
    "withdrawn_letters",
)


def village_people(seed, number=60):
    """(facts said at the door, what the registry has under the NIK) of made-up people with every kind of trouble."""
    draw = random.Random(seed)  # noqa: S311
    for serial in range(1, number + 1):
        day, is_woman = draw.randint(1, 28), draw.random() < 0.6
        born = date(draw.randint(1955, 1999), draw.randint(1, 12), day)
        nik = f"350711{day + 40 * is_woman:02}{born:%m%y}{serial:04}"
        name = f"{draw.choice(FIRST)} {draw.choice(LAST)} {draw.choice(LAST)}"
        written = draw.choice(
            [name, name, name.upper(), f"Bpk. {name}, S.Pd", name[:-1], "Orang Lain Sekali", ""]
        )
        facts = {
            "name": written,
            "nik": draw.choice(
                [nik] * 8 + [f"{nik[:6]} {nik[6:]}", nik[:-1], f"{nik[:-1]}O", "", "", "1" * 16]
            ),
            "birth_date": born.isoformat(),
            "sex": draw.choice(["P" if is_woman else "L", "perempuan", "Laki-laki", "?"]),
            "address": "Dusun Krajan",
            "rt": draw.choice(["1", "003", "RT 2", "x"]),
            "rw": "002",
            "phone": draw.choice(["081234567890", "+62 812-3456-7890", "tidak ada", "123"]),
            "sector": draw.choice(["food", "craft", "warung kopi"]),
            "annual_turnover": draw.choice(["24000000", "2500000000", "banyak", "", 300_000_000]),
            "business_letter": draw.choice(
                ["470/1/2021", "NIB 1234567890123", "belum ada", "-", "", "ada", "proses"]
            ),
            "is_open": draw.choice(["yes", "yes", "yes", "no", ""]),
            "business_name": f"Usaha {serial}",
            "started_on": draw.choice(["2020-03-01", "2015-02-11", "2025-06-01", ""]),
        }
        status = draw.choice(["alive"] * 6 + ["Hidup", "deceased", "moved_abroad", "?"])
        home = draw.choice([ARJO, ARJO, "3507112007", ""])
        sex = "P" if is_woman else "L"
        row = (nik, name, born.isoformat(), sex, home, status, draw.choice(["WNI", "WNA", ""]))
        yield facts, draw.choice([[row], [row], [row], [row, (nik, "Nama Lama", *row[2:])], []])


@pytest.fixture
def village_known(areas, confirmed, make_user, data_folder, tmp_path):  # noqa: F811
    """A village in the registry and its district's reference lists; (district officer, reference set)."""
    from django.core.files.base import File

    from satupintu.pipeline.registry.services import admit_waiting
    from satupintu.pipeline.screening.services.references import load_reference

    draw, registry, niks = random.Random(7), [], []  # noqa: S311
    for facts, rows in village_people(2021):
        confirmed(area=draw.choice([ARJO, KALI]), **facts)
        registry += rows
        niks += [row[0] for row in rows]
    while admit_waiting():
        pass
    district = make_user("district_officer")
    files = {}
    for name, header, rows in [
        (
            "civil_registry",
            ("nik", "name", "birth_date", "sex", "village", "status", "citizenship"),
            registry,
        ),
        *((name, ("nik",), [(one,) for one in niks if draw.random() < 0.15]) for name in LISTS),
    ]:
        path = tmp_path / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
        files[name] = File(path.open("rb"), name=path.name)
    made = load_reference(by=district, name="Data Maret", area=areas["35.07"], files=files)
    return district, made


def decided(district, reference, programme, committed):
    """(business name, outcome, reasons) as a round taken from the registry decides it, and whether it repeats."""
    from satupintu.pipeline.screening.services.from_registry import take_from_registry
    from satupintu.pipeline.screening.services.rounds import open_round, start_screening

    round = open_round(
        by=district, title=programme, programme=programme, area=reference.area, reference_set=reference
    )
    take_from_registry(by=district, round=round)
    with committed(execute=True):
        start_screening(by=district, round=round)
    round.refresh_from_db()
    folder = round.current.folder
    return duckdb.sql(
        f"SELECT e.nik, d.outcome, d.reasons, d.duplicate_of IS NOT NULL FROM '{folder}/decisions.parquet' d"
        f" JOIN '{folder}/evidence.parquet' e USING (file, sheet, \"row\") ORDER BY e.seq"
    ).fetchall()


def test_everybody_is_told_what_the_round_decides(village_known, django_capture_on_commit_callbacks):
    from satupintu.pipeline.registry.models import Record

    district, reference = village_known
    businesses = [
        one.identity.business
        for one in Record.objects.order_by("identity__business__number").select_related("identity__business")
        if one.facts.get("is_open") != "no"
    ]
    for programme in ("bpum-2021", "bpum-2020", "wirausaha-pemula-2021"):
        rows = decided(district, reference, programme, django_capture_on_commit_callbacks)
        assert len(rows) == len(businesses) > 40
        told = compare(programme, businesses, rows)
        outcomes = {outcome for outcome, _reasons in told}
        assert outcomes > {"ineligible", "undetermined"} or programme == "wirausaha-pemula-2021"
    ages = {frozenset(reasons) & {"age", "business_age"} for _outcome, reasons in told}
    assert ages > {frozenset(), frozenset({"age"}), frozenset({"business_age"})}, (
        "ages are of the round's day"
    )


def compare(programme, businesses, rows):
    """Each business's answer is its row's decision; the answers."""
    from satupintu.pipeline.screening.eligibility import answers_for

    day = load_programme(programme).programme.reference_date
    told = []
    for business, (_nik, _outcome, _reasons, is_repeat) in zip(businesses, rows, strict=True):
        [answer] = answers_for(business=business, as_of=day, programmes=[programme])
        assert not is_repeat
        told.append((answer.outcome, list(answer.determination.reasons)))
    assert told == [(outcome, reasons) for _nik, outcome, reasons, _repeat in rows]
    assert {"name_mismatch", "nik_unmatched", "nik_malformed", "nik_missing"} <= {
        r for _, rs in told for r in rs
    }
    return told
