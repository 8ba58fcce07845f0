"""Two villages with a few people each, screened for real once: what the tests of rounds look at."""

import csv
from pathlib import Path

ARJO, KALI = "35.07.11.2008", "35.07.11.2007"
SITI, BUDI, DEWI = "3507114107600001", "3507110203700002", "3507115505800003"
TONO, AHMAD, GHOST = "3507110606750004", "3507110707770005", "3507110808880006"
ARJO_LIST, KALI_LIST = "usulan-arjowilangun.csv", "usulan-kalirejo.csv"

HEADINGS = [
    "No",
    "Nama",
    "NIK",
    "Tanggal Lahir",
    "Alamat",
    "RT/RW",
    "Bidang Usaha",
    "No HP",
    "Omzet per tahun",
    "SKU",
]
PEOPLE = {
    # village -> rows of (name, nik, birth date, letter); the row number people see is 4 for the first.
    ARJO: [
        ("Siti Aminah", SITI, "01-07-1960", "470/1"),  # 4: qualifies
        ("Budi Santoso", BUDI, "02-03-1970", "470/2"),  # 5: has a KUR
        ("Slamet Riyadi", "", "05-05-1965", "470/3"),  # 6: no NIK
        ("Dewi Lestari", DEWI, "15-05-1980", ""),  # 7: no letter
        ("Wahyu Prasetyo", TONO, "09-09-1979", "470/5"),  # 8: Tono's NIK
    ],
    KALI: [
        ("Ahmad Fauzi", AHMAD, "07-07-1977", "470/6"),  # 4: qualifies
        ("SITI AMINAH", SITI, "01-07-1960", "470/7"),  # 5: already proposed by Arjowilangun
        ("Joko Susilo", GHOST, "08-08-1988", "470/8"),  # 6: not in the registry
    ],
}
REGISTRY = [
    (SITI, "SITI AMINAH", "1960-07-01", "P", ARJO, "alive"),
    (BUDI, "BUDI SANTOSO", "1970-03-02", "L", ARJO, "alive"),
    (DEWI, "DEWI LESTARI", "1980-05-15", "P", ARJO, "alive"),
    (TONO, "TONO SUPRAPTO", "1975-06-06", "L", ARJO, "alive"),
    (AHMAD, "AHMAD FAUZI", "1977-07-07", "L", KALI, "alive"),
]
TITLES = {ARJO: "ARJOWILANGUN", KALI: "KALIREJO"}


def list_bytes(village: str, people: list[tuple[str, str, str, str]] | None = None) -> bytes:
    """A village's list as CSV: a title, an empty line, the headings, the people."""
    lines = [
        f"DAFTAR USULAN DESA {TITLES[village]} KECAMATAN KALIPARE KABUPATEN MALANG;",
        ";",
        ";".join(HEADINGS),
    ]
    for number, (name, nik, born, letter) in enumerate(people or PEOPLE[village], start=1):
        cells = [str(number), name, nik, born, f"Dusun {number}", "001/002", "warung", f"08123456{number:04}"]
        lines.append(";".join([*cells, "Rp 24.000.000,-", letter]))
    return "\r\n".join(lines).encode()


def write_references(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _csv(folder / "civil_registry.csv", ("nik", "name", "birth_date", "sex", "village", "status"), REGISTRY)
    _csv(folder / "kur_borrowers.csv", ("nik",), [(BUDI,)])
    _csv(folder / "state_employees.csv", ("nik",), [("3507110101010009",)])
    _csv(folder / "paid_2021.csv", ("nik",), [("3507110101010009",)])


# left, right, kind, score: rows 1 to 5 stand in Arjowilangun's list, 6 to 8 in Kalirejo's.
PAIRS = [
    (1, 2, "person", 12.5),
    (3, 4, "person", 4.0),
    (1, 6, "person", 3.0),  # one of each village
    (6, 8, "person", 2.0),
    (2, 3, "business", -9.0),
    (1, 5, "household", -20.0),
]


def write_pairs_by_hand(folder: Path) -> None:
    """possible_duplicates.parquet as `satupintu.batch.duplicates` writes it, with the pairs above."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    parts = [("nik", "one_edit", "4.4e0"), ("name", "differs", "-4.6e0")]
    weights = ", ".join(f"{{'field': '{a}', 'level': '{b}', 'bits': {c}}}" for a, b, c in parts)
    with duckdb.connect() as own:
        own.execute('CREATE TABLE made ("left" BIGINT, "right" BIGINT, kind VARCHAR, score DOUBLE)')
        own.executemany("INSERT INTO made VALUES (?, ?, ?, ?)", PAIRS)
        own.execute(
            f"""COPY (SELECT *, 'relative' AS against, ['nik', 'kk'] AS agreeing,
                             CASE kind WHEN 'person' THEN [{weights}] ELSE [] END AS weights FROM made)
                TO '{folder}/possible_duplicates.parquet'"""
        )


def _csv(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
