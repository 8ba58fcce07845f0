"""Finds the header row, of one tier or two, anywhere among the first rows of a sheet."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from satupintu.gateways.lists.answers import is_answer, offers
from satupintu.gateways.lists.grids import DATE, NUMBER, Cell, Grid, encoded, letter, plain
from satupintu.gateways.lists.maps import CANONICAL
from satupintu.gateways.lists.spelling import is_known, is_note, understood, words
from satupintu.gateways.lists.vocabulary import FOR, OWN_COLUMNS, score

ROWS_SEARCHED, DEEPEST = 40, 400  # rows with words in them, rows at all
_ENOUGH = 1.8
_LONGEST = 300  # a header may explain itself at length,
_STRETCH = 3  # columns that one heading may cover: 'Rp' and the amount, place and date
_WORDS_READ = 12  # but says first what it is
MOST_COLUMNS = 1_000  # formatting reaches column XFD; no list is this wide, though a survey's is of hundreds
FIELDS = tuple(FOR)
_DIVIDED = ("business_letter", "annual_turnover")  # must not be misread where two columns share a heading
_FEW_DIGITS = 4  # as many as a year has
_TELLING = {"nik", "kk", "name"}  # a row without any of these heads no list of people


@dataclass(frozen=True)
class Heading:
    """What stands over one column: its own words and, in a header of two tiers, the group's.

    Where one heading covers several columns, `shared` are its words and `own` those below it that divide them.
    """

    index: int
    leaf: str
    group: str = ""
    shared: str = ""
    own: str = ""

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.group, self.leaf) if part)

    @property
    def letter(self) -> str:
        return letter(self.index)


@dataclass(frozen=True)
class Header:
    """The header of a sheet: `rows` are positions in the grid, `headings` one for each column with words."""

    rows: tuple[int, ...]
    headings: tuple[Heading, ...]
    score: float
    fields: frozenset[str] = frozenset()
    groups: bool = False


@functools.lru_cache(maxsize=4096)
def header_scores(leaf: str, group: str = "") -> dict[str, float]:
    """field -> how much the words over a column speak for it, only where they do at all."""
    if len(leaf) > _LONGEST or (not leaf and not group):
        return {}
    own, above = understood(leaf)[:_WORDS_READ], understood(group)[:_WORDS_READ]
    if " ".join(own) in OWN_COLUMNS:
        return {}
    known = canonical_name(leaf)
    if known and not group:
        return {known: 8.0}
    found = {field: score(field, own, above) for field in FIELDS}
    return {field: points for field, points in found.items() if points > 0.5}


def canonical_name(text: str) -> str | None:
    """'annual_turnover' when a header is one of our own column names."""
    name = text.strip().lower().replace(" ", "_")
    return name if name in CANONICAL else None


def find_header(grid: Grid) -> Header | None:
    """The best header among the first rows, or None where nothing heads a list of people.

    Below the first people nothing is searched: a better header there is another list's, and these would be lost.
    """
    best: Header | None = None
    searched = 0
    for at in range(min(DEEPEST, len(grid.rows))):
        row = grid.rows[at]
        if searched == ROWS_SEARCHED or (best and _has_identity(row)):
            break
        top = _texts(row)
        if not any(top) or _is_data(row):
            continue
        searched += 1
        single = _header((at,), _spread(grid, at, top))
        double = _double(grid, at - 1, top) if at else None
        if double and single and double.groups and double.fields >= single.fields - {"number"}:
            single = None  # the row above says whose columns these are
        if double and best and best.rows == (at - 1,) and double.groups and double.fields >= best.fields:
            best = None  # and the row below divides them
        for header in (single, double):
            if header and (best is None or header.score > best.score + 0.01):
                best = header
    return _over_rest(grid, _under_groups(grid, best)) if best else None


def _spread(grid: Grid, at: int, top: list[str]) -> list[Heading]:
    """A heading for each column with words over it, also where one cell's words stretch over several columns."""
    texts, shared = dict(enumerate(top)), set()
    for (r1, c1), (r2, c2) in grid.merged:
        if r1 <= at <= r2 and 0 < c2 - c1 < _STRETCH and c1 < len(top) and top[c1]:
            texts |= dict.fromkeys(range(c1, c2 + 1), top[c1])
            shared |= set(range(c1, c2 + 1))
    return [Heading(i, text, shared=text if i in shared else "") for i, text in sorted(texts.items()) if text]


def _under_groups(grid: Grid, header: Header) -> Header:
    """The header with the words of merged cells one row further up, unless they are a title."""
    at = header.rows[0] - 1
    if at < 0 or not grid.merged or _is_data(grid.rows[at]):
        return header
    top = _texts(grid.rows[at])
    spans = [
        (c1, c2)
        for (r1, c1), (r2, c2) in grid.merged
        if r1 <= at <= r2 and c2 > c1 and top[c1 : c1 + 1] > [""]
    ]
    over = {i: top[c1] for c1, c2 in spans if c2 - c1 < 0.7 * len(header.headings) for i in range(c1, c2 + 1)}
    headings = [
        replace(one, group=f"{over.get(one.index, '')} {one.group}".strip()) for one in header.headings
    ]
    higher = _header((at, *header.rows), headings, groups=True) if over else None
    return higher if higher and higher.fields >= header.fields else header


def _over_rest(grid: Grid, header: Header) -> Header:
    """The header with rows below that only go on with its words: 'Nomor' over 'KTP', 'SKU' over 'Ada' and 'Tidak'."""
    at = _row_below(grid, header.rows[-1])
    if at >= len(grid.rows) or _is_data(grid.rows[at]) or is_column_numbers(grid.rows[at]):
        return header
    low = {i: text for i, text in enumerate(_texts(grid.rows[at])) if text}
    reached = _reached(grid, at - 1, header, low)
    over = {one.index: one for one in header.headings} | reached
    if not low or not all(_goes_on(text, over.get(i), i in reached) for i, text in low.items()):
        return header
    headings = [_longer(one, low.pop(one.index)) if one.index in low else one for one in over.values()]
    headings += [Heading(i, text) for i, text in low.items()]
    longer = _header((*header.rows, at), sorted(headings, key=lambda one: one.index), groups=header.groups)
    # What is divided into 'Proses' and 'Belum' is no letter, and would be one without these words.
    divided = any("business_letter" in header_scores(one.leaf, one.group) for one in reached.values())
    kept = header.fields - ({"business_letter"} if divided else set())
    return _over_rest(grid, longer) if longer and longer.fields >= kept else header


def _row_below(grid: Grid, at: int) -> int:
    """The next row; rows that only merged cells of the header fill are passed by."""
    at += 1
    while at < len(grid.rows) and not any(_texts(grid.rows[at])):
        if not any(r1 < at <= r2 for (r1, _), (r2, _) in grid.merged):
            break
        at += 1
    return at


def _goes_on(text: str, above: Heading | None, is_divided: bool) -> bool:
    """Whether a cell goes on with the header above: by its words, or as they divide what decides."""
    if is_known(text):
        return True
    said = header_scores(above.leaf, above.group) if above else {}
    if is_answer(text):  # but 'Tidak ada' below 'Nama' is nobody
        return said.get("name", 0.0) < _ENOUGH
    words_only = sum(map(str.isalpha, text)) > 2 and sum(map(str.isdigit, text)) <= _FEW_DIGITS
    return is_divided and words_only and any(said.get(name, 0.0) >= _ENOUGH for name in _DIVIDED)


def _longer(one: Heading, low: str) -> Heading:
    """A heading with the words of the row below it, unless these only say what a cell may hold: '(ada/tidak)'."""
    if offers(low):
        return one
    if one.shared and _is_checklist(one.shared):
        return replace(one, leaf=low, own=low)
    return replace(
        one, leaf=f"{one.leaf} {low}".strip(), own=f"{one.own} {low}".strip() if one.shared else ""
    )


_CHECKLIST = frozenset(("syarat", "persyaratan", "kelengkapan", "berkas", "dokumen", "lampiran"))


def _is_checklist(text: str) -> bool:
    """Whether a heading over several columns only gathers them: 'Syarat' over 'KTP', 'KK' and 'SKU'."""
    return set(words(text)) <= _CHECKLIST


def _reached(grid: Grid, at: int, header: Header, low: dict[int, str]) -> dict[int, Heading]:
    """Headings of columns that one heading at `at` covers and the row below divides: 'Kelahiran' over two."""
    by_index = {one.index: one for one in header.headings}
    spans = [(c1, c2) for (r1, c1), (r2, c2) in grid.merged if r1 <= at <= r2 and c1 < c2 and c1 in by_index]
    spans += _unmerged(by_index, low)
    return {
        i: replace(by_index[c1], index=i, shared=by_index[c1].leaf, own="")
        for c1, c2 in spans
        for i in low
        if c1 <= i <= c2
    }


def _unmerged(by_index: dict[int, Heading], low: dict[int, str]) -> list[tuple[int, int]]:
    """The columns under a heading that nobody merged, by the answers below: no column is headed 'Tidak'."""
    spans = []
    for first in (i for i in by_index if is_answer(low.get(i, ""))):
        last = first
        while is_answer(low.get(last + 1, "")) and last + 1 not in by_index:
            last += 1
        spans += [(first, last)] if last > first else []
    return spans


def _texts(row: Sequence[Cell]) -> list[str]:
    return [plain(cell) for cell in row[:MOST_COLUMNS]]


_IDENTITY = re.compile(r"\d(?:[\s.\-'’]{0,2}\d){12,}")


def _has_identity(row: Sequence[Cell]) -> bool:
    """Whether a cell holds a number as long as a person's, other than an example in a header."""
    return any(_IDENTITY.search(encoded(cell)) for cell in row[:MOST_COLUMNS]) and not _heads(row)


def _is_data(row: Sequence[Cell]) -> bool:
    """Whether a row holds what headers never hold: long numbers, dates, numeric cells."""
    return any(map(_is_datum, row[:MOST_COLUMNS])) and not _heads(row)


def _is_datum(cell: Cell) -> bool:
    text = encoded(cell)
    return text[:1] in (NUMBER, DATE) or sum(map(str.isdigit, _EXPLAINED.sub("", text))) >= _LONG_NUMBER


# What a heading says by way of explanation: '(x Rp 1.000.000)', 'contoh 470/488/35.07.11.2008/2021'.
_EXPLAINED = re.compile(r"\([^)]*\)?|\b(?:contoh|misal\w*|cth)\b.*", re.IGNORECASE | re.DOTALL)
_LONG_NUMBER = 7


def _heads(row: Sequence[Cell]) -> bool:
    """Whether cells of a row say NIK and name, of which a column for the year 2020 makes no person's."""
    texts = (plain(cell) for cell in row[:MOST_COLUMNS] if not _is_datum(cell))
    said = [header_scores(text) for text in texts if text]
    return all(any(one.get(name, 0.0) >= _ENOUGH for one in said) for name in ("nik", "name"))


def _header(rows: tuple[int, ...], headings: list[Heading], *, groups: bool = False) -> Header | None:
    total, fields = 0.0, set()
    for heading in headings:
        scores = header_scores(heading.leaf, heading.group)
        if not scores:
            continue
        field, points = max(scores.items(), key=lambda item: item[1])
        if points >= _ENOUGH:
            total += min(points, 4.0)
            fields.add(field[:3] if field.startswith("sex") else field)
    if not fields & _TELLING or len(fields) < 2:
        return None
    # Words that mean nothing here make a sentence, not a header.
    return Header(rows, tuple(headings), total + 0.5 * len(fields), frozenset(fields), groups)


def _double(grid: Grid, at: int, low: list[str]) -> Header | None:
    """The header of the rows `at` and `at + 1`, if the upper one divides or goes on in the lower."""
    top = _texts(grid.rows[at])
    if not any(top) or _is_data(grid.rows[at]) or is_column_numbers(grid.rows[at + 1]):
        return None
    if _is_persons(top, low):
        return None
    width = max(len(top), len(low))
    top = top + [""] * (width - len(top))
    low = low + [""] * (width - len(low))
    groups = _groups(grid, at, top, low)
    headings = []
    spans = Counter(source for source in groups if source is not None)
    # What stretches over nearly the whole table is its title, not a group of columns.
    titles = {source for source, span in spans.items() if span > max(3, 0.7 * sum(map(bool, low)))}
    titles |= _lone_title(grid, at, top, low)
    groups = [None if source in titles else source for source in groups]
    spans = Counter({source: span for source, span in spans.items() if source not in titles})
    if not any(source is not None for source in groups):
        return None
    speaking = 0
    for i in range(width):
        source = groups[i]
        above = top[source] if source is not None else ""
        shared = above if source is not None and spans[source] > 1 else ""
        above = "" if low[i] and shared and _is_checklist(shared) else above
        if low[i] and shared and not is_answer(low[i]):
            headings.append(Heading(i, low[i], above, shared, low[i]))
        elif low[i] or above:
            own = "" if above and offers(low[i]) else low[i]
            text = " ".join(part for part in (above, own) if part)
            headings.append(Heading(i, text, shared=shared, own=own if shared else ""))
        if low[i] and (header_scores(low[i], above) or (above and is_answer(low[i]))):
            speaking += 1
    filled = sum(map(bool, low))
    explains = all(not text or (top[i] and is_note(text)) for i, text in enumerate(low))
    if not explains and (filled < 2 or speaking * 2 < filled or not _divides(groups, top, low)):
        return None
    return _header((at, at + 1), headings, groups=explains or any(span > 1 for span in spans.values()))


def _is_persons(top: list[str], low: list[str]) -> bool:
    """Whether a row is a person's: it begins with a number, or below 'Nama' stands what no header says."""
    if next(filter(None, low), "").rstrip(".)").isdigit():
        return True
    return any(
        header_scores(upper).get("name", 0.0) >= _ENOUGH and not is_known(lower) and not is_note(lower)
        for upper, lower in zip(top, low, strict=False)
        if upper and lower
    )


def _lone_title(grid: Grid, at: int, top: list[str], low: list[str]) -> set[int]:
    """The first column, when the only words of the upper row stand there unmerged: a title, whatever its length."""
    first = next((i for i, text in enumerate(low) if text), 0)
    filled = [i for i, text in enumerate(top) if text]
    merged = any(r1 <= at <= r2 and c1 == first for (r1, c1), (r2, _) in grid.merged)
    return {first} if filled == [first] and not merged else set()


def _groups(grid: Grid, at: int, top: list[str], low: list[str]) -> list[int | None]:
    """For each column the column whose upper text stands over it: its own, or that of a merged group."""
    owners: list[int | None] = [i if text else None for i, text in enumerate(top)]
    merged = False
    for (r1, c1), (r2, c2) in grid.merged:
        if r1 <= at <= r2 and c2 > c1 and c1 < len(top) and top[c1]:
            merged = True
            for i in range(c1 + 1, min(c2 + 1, len(top))):
                owners[i] = c1
    for i in range(1, len(top)):
        # Formats without merges: a blank right of a group that has words below belongs to it.
        below = low[i] and low[i - 1] and (not merged or (is_answer(low[i]) and is_answer(low[i - 1])))
        if owners[i] is None and below and owners[i - 1] is not None:
            owners[i] = owners[i - 1]
    return owners


def _divides(groups: list[int | None], top: list[str], low: list[str]) -> bool:
    """Whether the lower row divides a group, fills gaps or goes on with the words above it."""
    shared = len([g for g in groups if g is not None]) - len({g for g in groups if g is not None})
    gaps = sum(1 for upper, lower in zip(top, low, strict=True) if lower and not upper)
    blanks = sum(1 for upper, lower in zip(top, low, strict=True) if upper and not lower)
    return bool(shared or gaps) or blanks > 0


_COUNT = re.compile(r"^\(?(\d{1,3}|[a-z]|[ivx]{1,6})\)?[.)]?(?:\s*=.*)?$", re.IGNORECASE)
_ROMAN = {  # as far as a list has columns
    f"{tens}{ones}": 10 * i + j
    for i, tens in enumerate(("", "x", "xx", "xxx"))
    for j, ones in enumerate(("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"))
}


def is_column_numbers(row: Sequence[Cell]) -> bool:
    """A row that numbers the columns: 1, 2, 3 …, (1), (2) …, a, b, c … or I, II, III …, climbing, and nothing else."""
    counts = []
    for cell in row[:MOST_COLUMNS]:
        if not (text := plain(cell)):
            continue
        if not (match := _COUNT.match(text)):
            return False
        counts.append(match[1].lower())
    if len(counts) < 3:
        return False
    roman = counts[:2] == ["i", "ii"]
    numbers = [_ROMAN.get(one, 0) if roman else _place(one) for one in counts]
    return 0 < numbers[0] <= 3 and all(0 < b - a <= 3 for a, b in pairwise(numbers))


def _place(count: str) -> int:
    return int(count) if count.isdigit() else ord(count) - 96 if len(count) == 1 else 0
