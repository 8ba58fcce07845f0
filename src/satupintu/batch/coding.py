"""Each row's pattern and flags: its identity, the lists it stands in, whom it repeats, what it shares with others."""

from __future__ import annotations

from satupintu.batch.keyed import FLAG, PRECISION_LOST, part_of_code_sql
from satupintu.batch.matching import NOT_ASKED, SAME, UNSURE
from satupintu.batch.references import SOMEBODYS
from satupintu.batch.work import Work
from satupintu.engine.dialects import Dialect
from satupintu.engine.duplicates.levels import LAST_OF_THIS_CENTURY
from satupintu.engine.names import sorted_words_sql, with_full_names
from satupintu.engine.nik_numbers import LEAST, MOST, number_sql
from satupintu.engine.patterns import DUPLICATE_BIT
from satupintu.engine.reasons import IDENTITY_REASONS

CODE = {reason: place for place, reason in enumerate(IDENTITY_REASONS, 1)}
UNMATCHED, MISMATCH = CODE["nik_unmatched"], CODE["name_mismatch"]
# Of several rows of one person (alias t, submitted rows r) the first is the one sent in first, then the one above.
FIRST_AT = (
    "CASE WHEN submitted_at IS NULL THEN 1 ELSE 0 END",
    "coalesce(submitted_at, TIMESTAMP '1970-01-01 00:00:00')",
    "t.seq",
)
SHARED = ("shared_phone", "household_repeat", "possible_duplicate")
NAMED = SHARED[2]
# What a NIK brings up counts only for the person it belongs to: a row under another's name, or with a NIK that cannot
# be trusted, neither is nor makes a duplicate.
COUNTED = (0, UNMATCHED)
COUNTS = f"identity IN {COUNTED}"
NIK_FLAGS = sum(
    FLAG[one] for one in ("district_unknown", "nik_area_differs", "nik_birth_date_differs", "nik_sex_differs")
)


def code(work: Work) -> None:
    """``coded``: main's columns with `pattern`, `flags` and `first_seq`, the row that this one repeats or NULL.

    Comes after what `satupintu.batch.matching` and `find_near` do, which need nothing of each other.
    """
    backend = work.backend
    gather_lists(work)
    find_repeats(work)
    share(work)
    listed = f"coalesce(l.bits, 0) * {work.patterns.list_factor}"
    identity = f"(SELECT m.*, {identity_sql()} AS identity FROM main m LEFT JOIN same s ON s.seq = m.seq)"
    values = ", ".join(f"h.{one}" for one in SHARED)
    repeats = f"CASE WHEN e.first_seq IS NOT NULL THEN {DUPLICATE_BIT} ELSE 0 END"
    all_but = work.dialect.all_but("answers", "shape", "found", "flags", "identity", of="i")
    flags = (
        f"CASE WHEN identity IN (0, {UNMATCHED}, {MISMATCH}) THEN i.flags ELSE 0 END + coalesce(h.bits, 0)"
    )
    backend.table(
        "coded",
        f"""SELECT {all_but}, {values}, e.first_seq, CAST({flags} AS SMALLINT) AS flags,
            identity + {repeats} + i.answers + {listed} AS pattern
        FROM {identity} i LEFT JOIN repeats e ON e.seq = i.seq LEFT JOIN shared h ON h.seq = i.seq
        LEFT JOIN listed l ON l.key = i.key""",
    )
    for table in ("main", "same", "repeats", "shared", "listed"):
        backend.drop(table)


def identity_sql() -> str:
    """The code of a row's identity reason from what main and ``same`` (alias s) say; 0 when there is none."""
    is_same = f"(found = {SAME} OR s.seq IS NOT NULL)"
    return (
        f"CASE WHEN shape = {PRECISION_LOST} THEN CASE WHEN {is_same} THEN 0 ELSE {PRECISION_LOST} END"
        f" WHEN shape <> 0 THEN shape WHEN found = {NOT_ASKED} OR {is_same} THEN 0"
        f" WHEN found = {UNSURE} THEN {MISMATCH} ELSE {UNMATCHED} END"
    )


def gather_lists(work: Work) -> None:
    """``listed`` (key, bits): for each applicant's key the lists that hold it; all lists pass by once."""
    backend = work.backend
    given = [work.lists[name].view for name in work.patterns.lists]
    if not given:
        backend.insert("listed", {"key": "BIGINT", "bits": "BIGINT"}, [])
        return
    union = " UNION ALL ".join(
        f"SELECT key, CAST({1 << place} AS BIGINT) AS bit FROM {view} WHERE {SOMEBODYS}"
        for place, view in enumerate(given)
    )
    backend.table(
        "listed",
        f"SELECT key, bit_or(bit) AS bits FROM (SELECT * FROM ({union}) SEMI JOIN main USING (key)) GROUP BY key",
    )


def find_repeats(work: Work) -> None:
    """``repeats`` (seq, first_seq): the rows whose NIK counts and counted before, by day of submission, then order."""
    backend = work.backend
    backend.repeated("again", "SELECT key FROM main WHERE key IS NOT NULL", work.total)
    backend.table(
        "twins",
        f"""SELECT seq, key FROM (SELECT m.seq, m.key, {identity_sql()} AS identity
            FROM (SELECT * FROM main SEMI JOIN again ON main.key = again.value) m LEFT JOIN same s ON s.seq = m.seq)
        WHERE {COUNTS}""",
    )
    first_twins(work)
    backend.drop("again")


def first_twins(work: Work) -> None:
    """``repeats`` (seq, first_seq) from ``twins`` (seq, key), which go."""
    first = work.dialect.value_at_least("t.seq", list(FIRST_AT))
    work.backend.table(
        "repeats",
        f"""SELECT t.seq, f.first_seq FROM twins t JOIN (SELECT key, {first} AS first_seq FROM twins t
            JOIN {work.rows} r ON r.seq = t.seq GROUP BY key HAVING count(*) > 1) f ON f.key = t.key
        WHERE t.seq <> f.first_seq""",
    )
    work.backend.drop("twins")


def find_near(work: Work) -> None:
    """``near_<flag>`` (seq, value, among): the rows with a value that another row has too, and what must be the same
    besides. Nothing else of the round is needed."""
    scatter(work)
    name_near(work)


def scatter(work: Work) -> None:
    """The same, but that ``near_possible_duplicate`` has no `among` yet, which `name_near` gives it."""
    backend = work.backend
    # Of a nation each text is looked at once.
    backend.table("scattered", scattered_sql(work))
    for flag in SHARED:
        backend.repeated("often", f"SELECT {flag} FROM scattered", work.total)
        keep_near(work, flag, "often")
        backend.drop("often")
    backend.drop("scattered")


def scatter_among_values(work: Work, keys: str) -> None:
    """The same of the rows that have a value of some table ``values_<flag>`` (value).

    `keys` is the relation of every row's `seq` and `key`.
    """
    backend, phone, card = work.backend, *SHARED[:2]
    known = " OR ".join(f"{flag} IN (SELECT value FROM values_{flag})" for flag in SHARED)
    stated = ", ".join(f"{value} AS {flag}" for flag, value in scattered_values(work, is_stated=True).items())
    rows = f"SELECT seq, {stated}, birth_date IS NULL AS is_untold, {code_sql(work)} AS code FROM {work.rows}"
    # These are few, and only they are laid out.
    backend.table("stated", f"SELECT * FROM ({rows}) WHERE {known} OR is_untold AND code IS NOT NULL")
    # Whose day of birth the NIK tells: it is known of every row, and to read it again would take half the time.
    number = f"CASE WHEN abs(k.key) BETWEEN {LEAST} AND {MOST} THEN abs(k.key) END"
    told = f"s.code * 1000000 + {born_sql(number, work.dialect)}"
    backend.table(
        "scattered",
        f"""SELECT * FROM (SELECT seq, {", ".join(SHARED)} FROM stated WHERE NOT is_untold UNION ALL
            SELECT s.seq, s.{phone}, s.{card}, {told} FROM stated s JOIN {keys} k ON k.seq = s.seq WHERE s.is_untold)
        WHERE {known}""",
    )
    backend.drop("stated")
    for flag in SHARED:
        keep_near(work, flag, f"values_{flag}")
    backend.drop("scattered")


def scattered_sql(work: Work) -> str:
    """SELECT of each row's `seq` and, under each flag's name, what it may share."""
    scattered = ", ".join(f"{value} AS {flag}" for flag, value in scattered_values(work).items())
    return f"SELECT seq, {scattered} FROM {work.rows}"


def keep_near(work: Work, flag: str, values: str) -> None:
    """``near_<flag>`` of the rows of ``scattered`` with one of these values."""
    # A phone or a card is shared when its number is; born on one day in one village people have names besides.
    among = "" if flag == NAMED else ", value AS among"
    work.backend.table(
        f"near_{flag}",
        f"SELECT seq, value{among} FROM (SELECT seq, {flag} AS value FROM scattered) SEMI JOIN {values} USING (value)",
    )


def name_near(work: Work) -> None:
    """Gives ``near_possible_duplicate`` (seq, value) what must be the same besides (among): the normal name."""
    backend = work.backend
    names = f"SELECT n.seq, n.value, s.name FROM near_{NAMED} n JOIN {work.rows} s ON s.seq = n.seq"
    backend.table("near_names", names)
    # Worked out of the few rows that are left, before any join or branch: beside one every look takes thrice as long.
    full = with_full_names("SELECT * FROM near_names", {"full_name": "name"}, work.dialect)
    backend.table("near_full", f"SELECT seq, value, full_name, length(full_name) AS letters FROM ({full})")
    # The same words in whatever order are as long, which few of those near each other are; to sort words is slow.
    alike = "SELECT value, letters FROM near_full GROUP BY value, letters HAVING count(*) > 1"
    left = f"SELECT n.* FROM near_full n SEMI JOIN ({alike}) a ON a.value = n.value AND a.letters = n.letters"
    normal = f"SELECT seq, value, {sorted_words_sql('full_name', work.dialect)} AS normal FROM ({left})"
    backend.table("near_named", f"SELECT seq, value, {hashed(work, 'normal')} AS among FROM ({normal})")
    for table in ("near_names", "near_full", f"near_{NAMED}"):
        backend.drop(table)
    backend.rename("near_named", f"near_{NAMED}")


def share(work: Work, keys: str = "main") -> None:
    """``shared`` (seq, bits): the flags of rows that share a phone, a family card, or name, birth date and village
    with a row under another NIK, from what `find_near` found. The value of what is shared stays beside each flag, so
    that a later round finds again who shared it.

    `keys` is the relation of every row's `seq` and `key`.
    """
    backend = work.backend
    found = [
        f"SELECT seq, CAST({FLAG[one]} AS INTEGER) AS bit, value, among FROM near_{one}" for one in SHARED
    ]
    backend.table(
        "near",
        f"""SELECT n.*, k.key FROM ({" UNION ALL ".join(found)}) n JOIN {keys} k ON k.seq = n.seq
        WHERE n.among IS NOT NULL AND k.key IS NOT NULL""",
    )
    values = ", ".join(f"max(CASE WHEN n.bit = {FLAG[one]} THEN n.value END) AS {one}" for one in SHARED)
    backend.table(
        "shared",
        f"""SELECT n.seq, bit_or(n.bit) AS bits, {values} FROM near n SEMI JOIN (SELECT bit, value, among FROM near
            GROUP BY bit, value, among HAVING min(key) <> max(key)) g
            ON g.bit = n.bit AND g.value = n.value AND g.among = n.among
        GROUP BY n.seq""",
    )
    for table in ("near", *(f"near_{one}" for one in SHARED)):
        backend.drop(table)


def scattered_values(work: Work, *, is_stated: bool = False) -> dict[str, str]:
    """For each flag of SHARED a whole number of the row that scatters rows into few candidates.

    `is_stated`: no NIK is asked for the day of birth of rows that state none.
    """
    day, code = "year(birth_date) * 372 + month(birth_date) * 31 + day(birth_date)", code_sql(work)
    if not is_stated:  # of a whole nation too many share a name and what a NIK tells
        told = born_sql(number_sql("nik", work.dialect), work.dialect)
        day = f"coalesce({day}, CASE WHEN {code} IS NOT NULL THEN {told} END)"
    numbers = (hashed(work, "phone"), card_sql(work), f"coalesce({code}, 0) * 1000000 + {day}")
    return dict(zip(SHARED, numbers, strict=True))


def code_sql(work: Work) -> str:
    """The village's code as a number."""
    return part_of_code_sql(work, "replace(village, '.', '')")


def born_sql(number: str, dialect: Dialect) -> str:
    """The day of birth that a NIK tells, as a number like the stated one's; who applies is grown."""
    day, month, year = (f"{dialect.divided(number, str(10**by))} % 100" for by in (8, 6, 4))
    century = f"CASE WHEN {year} <= {LAST_OF_THIS_CENTURY} THEN 2000 ELSE 1900 END"
    return f"(({year} + {century}) * 372 + {month} * 31 + {day} % 40)"


def card_sql(work: Work) -> str:
    """The number of a family card; NULL where what was written is none: blank, a filler, or 3,50711E+15, which a
    spreadsheet makes of every card of a regency."""
    number = number_sql("kk", work.dialect)
    # Compared one by one: of a longer IN DuckDB makes a join, and rows would come in another order.
    is_none = f"{number} % 1111111111111111 = 0 OR {number} = 1234567890123456"
    return f"CASE WHEN {is_none} THEN NULL ELSE {number} END"


def hashed(work: Work, said: str) -> str:
    """The hash of a text; DuckDB has one for NULL too, which would make all that say nothing alike."""
    return f"CASE WHEN {said} IS NOT NULL THEN {work.dialect.text_hash(said)} END"


def values_sql(work: Work, flag: str, rows: str) -> str:
    """SELECT of the numbers (value) by which rows are scattered for a flag."""
    scattered = scattered_values(work)[flag]
    return f"SELECT {scattered} AS value FROM {rows} WHERE ({scattered}) IS NOT NULL"
