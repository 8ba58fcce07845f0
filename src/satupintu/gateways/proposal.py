"""The proposal a district office sends on: a round's eligible in the regulation's columns, as a workbook.

Comes after screening and before the decree. NIK, KK and telephone stay text, so Excel takes no digit away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from satupintu.gateways.spreadsheetml import (
    LONGEST,
    Sheet,
    column_letters,
    escape_column,
    number_cell,
    solid,
    stylesheet,
    text_cell,
    write_workbook,
)

if TYPE_CHECKING:
    import duckdb


class ProposalRow(NamedTuple):
    """One eligible person; the canonical columns the proposal shows, in this order. Plain tuples do too."""

    nik: str | None
    kk: str | None
    name: str | None
    address: str | None
    rt: str | None
    rw: str | None
    village: str | None
    sector: str | None
    phone: str | None
    business_letter: str | None
    proposer: str | None


class ProposalTotals(NamedTuple):
    """What the proposal adds up to: people and whole rupiah."""

    rows: int
    amount: int


COLUMNS = (
    ("No", 6.0),
    ("NIK", 19.0),
    ("No KK", 19.0),
    ("Nama Lengkap", 36.0),
    ("Alamat", 30.0),
    ("RT/RW", 9.0),
    ("Desa/Kelurahan", 32.0),
    ("Bidang Usaha", 24.0),
    ("Nomor Telepon", 16.0),
    ("Nomor SKU/NIB", 28.0),
)
_HEADER_ROW = 5
# A sheet has 1,048,576 rows; one of them is the total.
MOST_PEOPLE = 1_048_576 - _HEADER_ROW - 1
_NOBODY = "(tidak disebut)"
_BATCH = 2000

# Styles by their place in styles.xml.
_PLAIN, _TITLE, _HEADER, _TEXT, _NUMBER, _MONEY, _TOTAL, _TOTAL_MONEY, _SUBTITLE = range(9)
_FONT = '<sz val="10"/><name val="Arial"/><family val="2"/>'
_THIN = "".join(
    f'<{side} style="thin"><color rgb="FFB0B7BC"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_CELL = '<xf numFmtId="{format}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
_APPLY = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
# Number formats: 49 is text, 3 is #,##0, which each computer shows with its own thousands mark.
_GENERAL, _THOUSANDS, _AS_TEXT = 0, 3, 49


_BLANK = ' t="str"><v></v></c>'
# One person's row: the row's number before each cell's own value.
_PERSON = (
    f'<row r="%s"><c r="A%s" s="{_NUMBER}"><v>%s</v></c>'
    + "".join(f'<c r="{c}%s" s="{_TEXT}" t="str"><v>%s</v></c>' for c in "BCDEFGHIJ")
    + "</row>"
)


def _xf(number_format: int, font: int, fill: int, border: int, alignment: str = 'vertical="top"') -> str:
    attributes = _CELL.format(format=number_format, font=font, fill=fill, border=border)
    return f"{attributes}{_APPLY}><alignment {alignment}/></xf>"


_STYLES = stylesheet(
    fonts=[_FONT, f"<b/>{_FONT}", '<b/><sz val="14"/><name val="Arial"/><family val="2"/>'],
    fills=[solid("FFE3EEF0")],
    borders=["<left/><right/><top/><bottom/><diagonal/>", f"{_THIN}<diagonal/>"],
    xfs=[
        _xf(_GENERAL, 0, 0, 0),
        _xf(_GENERAL, 2, 0, 0),
        _xf(_GENERAL, 1, 2, 1, 'horizontal="center" vertical="center" wrapText="1"'),
        _xf(_AS_TEXT, 0, 0, 1),
        _xf(_GENERAL, 0, 0, 1),
        _xf(_THOUSANDS, 0, 0, 1),
        _xf(_GENERAL, 1, 2, 1),
        _xf(_THOUSANDS, 1, 2, 1),
        _xf(_GENERAL, 1, 0, 0),
    ],
)


def write_proposal(
    rows: Sequence[Sequence[str | None]],
    out: Path,
    *,
    programme_title: str,
    amount: int | None,
    village_names: Mapping[str, str] | None = None,
) -> ProposalTotals:
    """Write the proposal of `rows` (tuples in the order of `ProposalRow`), `amount` whole rupiah each, or None.

    `village_names` gives the words shown before a village's code. The same rows give the same bytes.
    Raises OSError where `out` cannot be written.
    """
    names = village_names or {}
    batches = (_batch(rows[start : start + _BATCH], start, names) for start in range(0, len(rows), _BATCH))
    counts = Counter((row[6] or None, row[10] or None) for row in rows)
    return _write(out, batches, counts, programme_title, amount, names)


def write_listed_proposal(
    connection: duckdb.DuckDBPyConnection,
    people: str,
    counts: Mapping[tuple[str | None, str | None], int],
    out: Path,
    *,
    programme_title: str,
    amount: int | None,
    village_names: Mapping[str, str],
) -> ProposalTotals:
    """The same proposal, byte for byte, of a SELECT `people` with the columns of `ProposalRow` in their order.

    DuckDB writes the rows, so that a list of 100,000 need not become Python's first; the connection must keep
    the order of rows. `counts` says how many people each village and proposer have, at most MOST_PEOPLE in all.
    """
    rows = _listed(connection, people, village_names)
    return _write(out, rows, counts, programme_title, amount, village_names)


def _write(
    out: Path,
    rows: Iterable[str],
    counts: Mapping[tuple[str | None, str | None], int],
    title: str,
    amount: int | None,
    names: Mapping[str, str],
) -> ProposalTotals:
    """`rows`: ready <row> elements, some people's at a time. `counts`: people by village and proposer."""
    count = sum(counts.values())
    totals = ProposalTotals(count, count * (amount or 0))
    last = column_letters(len(COLUMNS))
    sheet = Sheet(
        "Usulan",
        _people(rows, title, totals, amount),
        [width for _, width in COLUMNS],
        freeze_row=_HEADER_ROW,
        repeat_rows=(_HEADER_ROW, _HEADER_ROW),
        merges=[f"A1:{last}1", f"A2:{last}2", f"A3:{last}3"],
        landscape=True,
    )
    recap = Sheet(
        "Rekap",
        _recap(_summed(counts, 0), _summed(counts, 1), title, totals, amount, names),
        [6, 36, 18, 16, 24],
        merges=["A1:E1"],
        landscape=True,
    )
    write_workbook(out, [sheet, recap], _STYLES)
    return totals


def write_recap(
    villages: Sequence[tuple[str | None, int]],
    proposers: Sequence[tuple[str | None, int]],
    out: Path,
    *,
    programme_title: str,
    amount: int | None,
    village_names: Mapping[str, str] | None = None,
) -> ProposalTotals:
    """The totals alone, for a proposal with more people than a sheet has rows.

    `villages` and `proposers` are (code or name, people) in the order to be shown. Raises OSError.
    """
    people = sum(count for _, count in villages)
    totals = ProposalTotals(people, people * (amount or 0))
    recap = Sheet(
        "Rekap",
        _recap(villages, proposers, programme_title, totals, amount, village_names or {}),
        [6, 36, 18, 16, 24],
        merges=["A1:E1"],
        landscape=True,
    )
    write_workbook(out, [recap], _STYLES)
    return totals


def rupiah(amount: int) -> str:
    """Whole rupiah as officials write them: Rp1.200.000."""
    return f"Rp{amount:,}".replace(",", ".")


def village_label(code: str | None, names: Mapping[str, str]) -> str:
    """A village by name and code, by code alone where nobody gave the name."""
    if not code:
        return ""
    return f"{names[code]} ({code})" if code in names else code


def _people(rows: Iterable[str], title: str, totals: ProposalTotals, amount: int | None) -> Iterator[str]:
    yield _row(1, [text_cell("A1", _TITLE, "DAFTAR USULAN CALON PENERIMA")])
    yield _row(2, [text_cell("A2", _SUBTITLE, title)])
    people = f"{totals.rows:,}".replace(",", ".") + " orang"
    sums = f"{people}, {rupiah(amount)} per orang, seluruhnya {rupiah(totals.amount)}" if amount else people
    yield _row(3, [text_cell("A3", _PLAIN, f"Jumlah: {sums}")])
    yield _header(_HEADER_ROW, [heading for heading, _ in COLUMNS])
    yield from rows
    row = _HEADER_ROW + totals.rows + 1
    blank = [f'<c r="{column}{row}" s="{_TOTAL}"/>' for column in "EFGHIJ"]
    yield _row(
        row,
        [
            text_cell(f"A{row}", _TOTAL, "JUMLAH"),
            number_cell(f"B{row}", _TOTAL_MONEY, totals.rows),
            text_cell(f"C{row}", _TOTAL, "orang"),
            text_cell(f"D{row}", _TOTAL, rupiah(totals.amount) if amount else ""),
            *blank,
        ],
    )


def _batch(rows: Sequence[Sequence[str | None]], start: int, names: Mapping[str, str]) -> str:
    """The <row>s of some people, a column at a time: twice as fast as a cell at a time."""
    nik, kk, name, address, rts, rws, villages, sector, phone, letter, _ = zip(*rows, strict=True)
    neighbours = [f"{rt}/{rw}" if rt and rw else rt or rw for rt, rw in zip(rts, rws, strict=True)]
    labels = {code: village_label(code, names) for code in set(villages)}
    shown = (nik, kk, name, address, neighbours, [labels[code] for code in villages], sector, phone, letter)
    places = [str(_HEADER_ROW + start + number) for number in range(1, len(rows) + 1)]
    parts: list[Iterable[object]] = [places, places, range(start + 1, start + len(rows) + 1)]
    for column in shown:
        parts += [places, escape_column(column)]
    whole = "".join([_PERSON % values for values in zip(*parts, strict=True)])
    return whole.replace(_BLANK, "/>")


# What Python must look at before it may stand in a sheet, as an RE2 class; see `escape`.
_LOOK = r"[&<>\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]|_x"
_NEIGHBOURS = "coalesce(nullif(rt, '') || '/' || nullif(rw, ''), nullif(rt, ''), rw)"
_SHOWN = ("nik", "kk", "name", "address", _NEIGHBOURS, "label", "sector", "phone", "business_letter")


def _listed(connection: duckdb.DuckDBPyConnection, people: str, names: Mapping[str, str]) -> Iterator[str]:
    """The <row>s of people, written by DuckDB but for those with a letter that must be written otherwise."""
    # The very text of `_PERSON`, its places and values in between.
    given = ["place", "place", "number", *(part for value in _SHOWN for part in ("place", value))]
    row = "concat({})".format(
        ", ".join(
            f"'{text}', {value}" for text, value in zip(_PERSON.split("%s"), [*given, "''"], strict=True)
        )
    )
    shown = ", ".join(_SHOWN)
    plain = f"NOT regexp_matches(concat_ws(' ', {shown}), '{_LOOK}') AND length(concat({shown})) <= {LONGEST}"
    labels = {code: village_label(code, names) for code in names}
    found = connection.execute(
        f"""
        SELECT number, CASE WHEN is_plain THEN {row} END,
            CASE WHEN NOT is_plain THEN [{", ".join(ProposalRow._fields)}] END
        FROM (SELECT *, {plain} AS is_plain
            FROM (SELECT shown.*, CAST(number + {_HEADER_ROW} AS VARCHAR) AS place, coalesce(named, village) AS label
                FROM (SELECT *, row_number() OVER () AS number FROM ({people})) AS shown
                LEFT JOIN (SELECT unnest($1::VARCHAR[]) AS code, unnest($2::VARCHAR[]) AS named) ON code = village))
        ORDER BY number
        """,
        [list(labels), list(labels.values())],
    )
    while batch := found.fetchmany(_BATCH):
        rows = [row or _batch([cells], number - 1, names) for number, row, cells in batch]
        yield "".join(rows).replace(_BLANK, "/>")


def _recap(
    villages: Sequence[tuple[str | None, int]],
    proposers: Sequence[tuple[str | None, int]],
    title: str,
    totals: ProposalTotals,
    amount: int | None,
    names: Mapping[str, str],
) -> Iterator[str]:
    yield _row(1, [text_cell("A1", _TITLE, "REKAPITULASI USULAN")])
    yield _row(2, [text_cell("A2", _SUBTITLE, title)])
    named = [(names.get(code, "") if code else _NOBODY, code or "", count) for code, count in villages]
    table = _table(4, "Desa/Kelurahan", "Kode", named, totals, amount)
    yield from table
    after = 4 + len(table) + 1
    given = [(proposer or _NOBODY, "", count) for proposer, count in proposers]
    yield from _table(after, "Pengusul", "", given, totals, amount)


def _summed(counts: Mapping[tuple[str | None, str | None], int], by: int) -> list[tuple[str | None, int]]:
    """The people of each village (0) or proposer (1), in order, those nobody stated last."""
    sums: Counter[str | None] = Counter()
    for key, people in counts.items():
        sums[key[by] or None] += people
    return sorted(sums.items(), key=lambda entry: (entry[0] is None, entry[0] or ""))


def _table(
    start: int,
    heading: str,
    code_heading: str,
    lines: Sequence[tuple[str, str, int]],
    totals: ProposalTotals,
    amount: int | None,
) -> list[str]:
    """A small table of totals from row `start` on, its sum below it; one <row> each."""
    out = [_header(start, ["No", heading, code_heading, "Jumlah orang", "Jumlah rupiah"])]
    for number, (name, code, count) in enumerate(lines, 1):
        row = start + number
        cells = [
            number_cell(f"A{row}", _NUMBER, number),
            text_cell(f"B{row}", _TEXT, name),
            text_cell(f"C{row}", _TEXT, code),
            number_cell(f"D{row}", _MONEY, count),
            number_cell(f"E{row}", _MONEY, count * amount) if amount else text_cell(f"E{row}", _TEXT, ""),
        ]
        out.append(_row(row, cells))
    row = start + len(lines) + 1
    cells = [
        f'<c r="A{row}" s="{_TOTAL}"/>',
        text_cell(f"B{row}", _TOTAL, "JUMLAH"),
        f'<c r="C{row}" s="{_TOTAL}"/>',
        number_cell(f"D{row}", _TOTAL_MONEY, totals.rows),
        number_cell(f"E{row}", _TOTAL_MONEY, totals.amount) if amount else text_cell(f"E{row}", _TOTAL, ""),
    ]
    return [*out, _row(row, cells)]


def _header(row: int, headings: Sequence[str]) -> str:
    cells = [
        text_cell(f"{column_letters(index)}{row}", _HEADER, heading)
        for index, heading in enumerate(headings, 1)
    ]
    return f'<row r="{row}" ht="30" customHeight="1">{"".join(cells)}</row>'


def _row(row: int, cells: Sequence[str]) -> str:
    return f'<row r="{row}">{"".join(cells)}</row>'
