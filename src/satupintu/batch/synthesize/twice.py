"""People of whom some are proposed twice: made-up records with the truth of whose they are, a million in seconds.

    make_twice(connection, rows=1_000_000, seed=1)   -> table `twice`: `person` beside canonical columns

Families share a family card, an address, a village and often a phone; some propose several members; some members
are twins. A second record of a person is typed anew: another digit, two digits swapped, a letter wrong, a word
left out, a date turned round, a new phone. Nothing here knows how pairs are found or scored.
"""

from __future__ import annotations

import duckdb

from satupintu.batch.synthesize.names import LAST, MEN, SHORT, WOMEN
from satupintu.batch.synthesize.people import HAMLETS, TRADES

# How many of a family are proposed, and how many records a person has: cumulative shares.
FAMILY = "CASE WHEN {u} < 0.76 THEN 1 WHEN {u} < 0.91 THEN 2 WHEN {u} < 0.97 THEN 3 WHEN {u} < 0.99 THEN 4 ELSE 5 END"
RECORDS = "CASE WHEN {u} < 0.95 THEN 1 WHEN {u} < 0.995 THEN 2 ELSE 3 END"
ROWS_PER_FAMILY = 1.37 * 1.055  # what the two lines above come to
_BEGINNINGS = (
    "SU", "WI", "PRA", "KAR", "MAR", "NUR", "DAR", "RUS", "SAR", "TRI", "HAR", "YUL", "MUL", "PUR", "SLA", "SET",
    "WAR", "KUS", "ROH", "JUM",
)  # fmt: skip
_MIDDLES = ("TI", "RA", "NA", "YA", "DI", "MI", "LE", "TO", "SI", "MA", "KI", "JA", "LA", "WI")
_WOMEN_END = ("NI", "YATI", "WATI", "NINGSIH", "NAH", "YAH")
_MEN_END = ("NO", "TO", "YADI", "YONO", "WAN", "MAN", "NTO", "RSO", "MIN")


def make_twice(connection: duckdb.DuckDBPyConnection, *, rows: int, seed: int = 1) -> None:
    """Table `twice` of about ``rows`` records in mixed order: seq, person, then canonical columns as text or date."""
    families = max(1, round(rows / ROWS_PER_FAMILY))
    words = {
        "men": [*MEN, "MUHAMMAD", "ABDUL", "ACHMAD", *_composed(_MEN_END)],
        "women": [*WOMEN, "SITI", *_composed(_WOMEN_END)],
        "last": [*LAST, *_composed(_MEN_END), *_composed(_WOMEN_END)],
    }
    for name, pool in words.items():
        connection.execute(f"SET VARIABLE {name} = $1::VARCHAR[]", [pool])
    connection.execute("SET VARIABLE hamlets = $1::VARCHAR[]", [list(HAMLETS)])
    connection.execute("SET VARIABLE trades = $1::VARCHAR[]", [TRADES])
    connection.execute(_macros(seed))
    connection.execute(_families(families))
    connection.execute(_members())
    connection.execute(_persons())
    connection.execute(_records())


def _composed(endings: tuple[str, ...]) -> list[str]:
    return [beginning + middle + end for end in endings for middle in _MIDDLES for beginning in _BEGINNINGS]


def _macros(seed: int) -> str:
    """Chance from a row's number and a label; typing errors of digits and of letters."""
    return f"""
    CREATE OR REPLACE TEMP MACRO chance(n, label) AS
        (hash(n, label, {int(seed)}) >> 11)::DOUBLE / 9007199254740992.0;
    CREATE OR REPLACE TEMP MACRO whole(n, label, up_to) AS floor(chance(n, label) * up_to)::BIGINT;
    CREATE OR REPLACE TEMP MACRO common(words, u) AS words[1 + floor(len(words) * u * u)::BIGINT];
    CREATE OR REPLACE TEMP MACRO with_digit(text, place, up) AS left(text, place - 1)
        || ((substr(text, place, 1)::INTEGER + 1 + up) % 10) || substr(text, place + 1);
    CREATE OR REPLACE TEMP MACRO with_swap(text, place) AS
        left(text, place - 1) || substr(text, place + 1, 1) || substr(text, place, 1) || substr(text, place + 2);
    CREATE OR REPLACE TEMP MACRO without_one(text, place) AS left(text, place - 1) || substr(text, place + 1);
    CREATE OR REPLACE TEMP MACRO with_letter(text, place, up) AS
        left(text, place - 1) || substr('ABCDEFGHIKLMNOPRSTUWY', 1 + up, 1) || substr(text, place + 1);
    CREATE OR REPLACE TEMP MACRO mistyped(text, n, label) AS
        CASE whole(n, label || ' how', 4)
             WHEN 0 THEN without_one(text, 2 + whole(n, label || ' where', length(text) - 1))
             WHEN 1 THEN with_swap(text, 1 + whole(n, label || ' where', length(text) - 1))
             ELSE with_letter(text, 1 + whole(n, label || ' where', length(text)), whole(n, label || ' what', 21))
        END;
    CREATE OR REPLACE TEMP MACRO misdialled(digits, n, label) AS
        CASE WHEN chance(n, label || ' how') < 0.8
             THEN with_digit(digits, 1 + whole(n, label || ' where', length(digits)), whole(n, label || ' what', 9))
             ELSE with_swap(digits, 1 + whole(n, label || ' where', length(digits) - 1)) END;
    """


def _families(families: int) -> str:
    """Families in villages of about 250 each, ten villages a district; a phone in nine of ten."""
    districts = max(2, families // 2500)
    return f"""
    CREATE OR REPLACE TEMP TABLE families AS
    SELECT family, district || '.' || (2001 + whole(family, 'village', 10)) AS village,
           replace(district, '.', '') AS home,
           replace(district, '.', '') || lpad((1 + whole(family, 'kk day', 28))::VARCHAR, 2, '0')
             || lpad((1 + whole(family, 'kk month', 12))::VARCHAR, 2, '0')
             || lpad((5 + whole(family, 'kk year', 15))::VARCHAR, 2, '0')
             || lpad((1 + whole(family, 'kk serial', 60))::VARCHAR, 4, '0') AS kk,
           common(getvariable('hamlets'), chance(family, 'hamlet')) AS hamlet,
           lpad((1 + whole(family, 'rt', 12))::VARCHAR, 3, '0') AS rt,
           lpad((1 + whole(family, 'rw', 6))::VARCHAR, 3, '0') AS rw,
           {_phone("family", "home phone")} AS phone,
           common(getvariable('trades'), chance(family, 'trade')) AS home_trade,
           common(getvariable('last'), chance(family, 'father')) AS father,
           {FAMILY.format(u="chance(family, 'size')")} AS size
    FROM (SELECT family, format('{{:02d}}.{{:02d}}.{{:02d}}',
                                [11, 12, 13, 16, 18, 32, 33, 35, 36, 51, 52, 61, 63, 71, 73][1 + district % 15],
                                1 + district // 15 % 30, 1 + district // 450) AS district
          FROM (SELECT range AS family, whole(range, 'district', {districts}) AS district FROM range({families})))
    """


def _members() -> str:
    """Parents and grown children; one family in thirty with children has twins among them."""
    return """
    CREATE OR REPLACE TEMP TABLE members AS
    SELECT *, CASE WHEN is_twin OR place = 3 THEN twins_born
                   ELSE DATE '1955-01-01' + (whole(person, 'born', CASE WHEN place > 2 THEN 3650 ELSE 14600 END)
                        + CASE WHEN place > 2 THEN 14600 ELSE 0 END)::INTEGER END AS born,
           CASE WHEN place > 2 OR chance(person, 'moved in') < 0.7 THEN home
                ELSE left(home, 4) || lpad((1 + whole(person, 'old district', 30))::VARCHAR, 2, '0') END AS first_home
    FROM (SELECT *, family * 8 + place AS person,
                 CASE place WHEN 1 THEN 'L' WHEN 2 THEN 'P'
                            ELSE CASE WHEN chance(family * 8 + place, 'sex') < 0.5 THEN 'L' ELSE 'P' END END AS sex,
                 place = 4 AND chance(family, 'twins') < 0.3 AS is_twin,
                 DATE '1995-01-01' + whole(family, 'twins born', 3650)::INTEGER AS twins_born
          FROM (SELECT *, unnest(range(1, size + 1)) AS place FROM families))
    """


def _persons() -> str:
    """Their names and NIKs: the serial counts those born on one day in one district, as the registry's does."""
    return (
        """
    CREATE OR REPLACE TEMP TABLE persons AS
    SELECT person, sex, born, village, kk, hamlet, rt, rw, home,
           CASE WHEN chance(person, 'own phone') < 0.4 THEN own_phone ELSE phone END AS phone,
           CASE WHEN chance(person, 'own trade') < 0.5 THEN common(getvariable('trades'), chance(person, 'trade'))
                ELSE home_trade END AS sector,
           concat_ws(' ', common(CASE sex WHEN 'L' THEN getvariable('men') ELSE getvariable('women') END,
                                 chance(person, 'first')),
                     CASE WHEN chance(person, 'three') < 0.35
                          THEN common(getvariable('last'), chance(person, 'middle')) END,
                     CASE WHEN place > 2 AND chance(person, 'named after') < 0.4 THEN father
                          WHEN chance(person, 'one word') < 0.06 THEN NULL
                          ELSE common(getvariable('last'), chance(person, 'last')) END) AS name,
           first_home || lpad((day(born) + CASE sex WHEN 'P' THEN 40 ELSE 0 END)::VARCHAR, 2, '0')
             || strftime(born, '%m%y') || lpad(serial::VARCHAR, 4, '0') AS nik
    FROM (SELECT *, 3 * row_number() OVER (PARTITION BY first_home, born, sex ORDER BY family, place) - 2
                    + CASE WHEN place = 3 OR is_twin THEN 0 ELSE whole(person, 'serial', 3) END AS serial,
                 """
        + _phone("person", "own number")
        + """ AS own_phone FROM members)
    """
    )


def _records() -> str:
    """The first record as the papers say it, a second and third typed anew."""
    short = " ".join(
        f"WHEN split_part(name, ' ', 1) = '{front}' THEN '{ways[0].upper()} ' || substr(name, {len(front) + 2})"
        for front, ways in SHORT.items()
    )
    return f"""
    CREATE OR REPLACE TABLE twice AS
    SELECT row_number() OVER (ORDER BY hash(r, 'order')) AS seq, person, * EXCLUDE (r, person)
    FROM (
    SELECT r, person,
           CASE WHEN NOT again OR chance(r, 'nik') < 0.12 THEN nik
                WHEN chance(r, 'nik') < 0.84 THEN misdialled(nik, r, 'nik')
                WHEN chance(r, 'nik') < 0.92 THEN misdialled(misdialled(nik, r, 'nik'), r, 'nik too')
                ELSE without_one(nik, 1 + whole(r, 'nik gone', 16)) END AS nik,
           CASE WHEN chance(r, 'no kk') < 0.08 THEN NULL
                WHEN NOT again OR chance(r, 'kk') < 0.8 THEN kk
                WHEN chance(r, 'kk') < 0.9 THEN misdialled(kk, r, 'kk')
                ELSE home || lpad(whole(r, 'new kk', 10000000000)::VARCHAR, 10, '0') END AS kk,
           CASE WHEN NOT again OR chance(r, 'name') < 0.5 THEN name
                WHEN chance(r, 'name') < 0.6
                  THEN CASE {short} ELSE CASE sex WHEN 'L' THEN 'H. ' ELSE 'Hj. ' END || name END
                WHEN chance(r, 'name') < 0.66
                  THEN concat_ws(' ', nullif(substr(name, length(split_part(name, ' ', 1)) + 2), ''),
                                 split_part(name, ' ', 1))
                WHEN chance(r, 'name') < 0.86 THEN mistyped(name, r, 'name')
                WHEN chance(r, 'name') < 0.92 THEN mistyped(mistyped(name, r, 'name'), r, 'name too')
                WHEN contains(name, ' ') THEN regexp_replace(name, ' [A-Z]+$', '') ELSE name END AS name,
           CASE WHEN chance(r, 'no date') < 0.03 THEN NULL
                WHEN NOT again OR chance(r, 'date') < 0.88 THEN born
                WHEN chance(r, 'date') < 0.92 AND day(born) < 13
                  THEN make_date(year(born), day(born), month(born))
                WHEN chance(r, 'date') < 0.96 THEN born + ([1, -1, 10, -10])[1 + whole(r, 'days off', 4)]::INTEGER
                ELSE (born + to_years(([1, -1, 10])[1 + whole(r, 'years off', 3)]::INTEGER))::DATE END AS birth_date,
           sex,
           CASE WHEN NOT again OR chance(r, 'address') < 0.6 THEN 'Dusun ' || hamlet
                WHEN chance(r, 'address') < 0.85 THEN 'Dsn. ' || hamlet
                ELSE 'Jl. ' || common(getvariable('last'), chance(r, 'street')) END AS address,
           CASE WHEN NOT again OR chance(r, 'rt') < 0.9 THEN rt END AS rt,
           CASE WHEN NOT again OR chance(r, 'rt') < 0.9 THEN rw END AS rw,
           CASE WHEN NOT again OR chance(r, 'village') < 0.92 THEN village
                ELSE left(village, 9) || (2001 + whole(r, 'other village', 10)) END AS village,
           CASE WHEN NOT again OR chance(r, 'sector') < 0.7 THEN sector
                ELSE common(getvariable('trades'), chance(r, 'other sector')) END AS sector,
           CASE WHEN chance(r, 'no phone') < 0.1 THEN NULL
                WHEN NOT again OR chance(r, 'phone') < 0.6 THEN phone
                WHEN chance(r, 'phone') < 0.68 THEN misdialled(phone, r, 'phone')
                ELSE {_phone("r", "new phone")} END AS phone
    FROM (SELECT *, person * 4 + time AS r, time > 0 AS again
          FROM (SELECT *, unnest(range({RECORDS.format(u="chance(person, 'records')")})) AS time FROM persons)))
    """


def _phone(number: str, label: str) -> str:
    """SQL for a mobile number in normal form."""
    return (
        f"'08' || ([12, 13, 21, 52, 57, 85])[1 + whole({number}, '{label} operator', 6)]"
        f" || (1000000 + whole({number}, '{label}', 98000000))"
    )
