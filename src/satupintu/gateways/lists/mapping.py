"""Decides which column holds which field: words over the column, looks of its cells, and what people said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from satupintu.gateways.lists.answers import affirms, denies
from satupintu.gateways.lists.evidence import Evidence
from satupintu.gateways.lists.grids import index_of, letter, plain
from satupintu.gateways.lists.headers import FIELDS, Heading, header_scores
from satupintu.gateways.lists.maps import ColumnMap, answer, option
from satupintu.gateways.lists.problems import Candidate, ListQuestion, ListRefused, place
from satupintu.gateways.lists.spelling import understood, words

_BY_WORDS = 1.8  # what the header alone must say
_IN_ALL = 2.0  # header and cells together
_CLEAR, _FEW = 3.0, 5  # a header this clear needs no cells to agree when there are only so few
# How much less a second column may say for a field and still be asked about; for a NIK anything said counts.
_ASKED = {"nik": 99.0, "kk": 1.2, "name": 1.0, "birth_date": 1.2, "annual_turnover": 1.0, "village": 0.8}
_TICK = 2  # characters: 'v', '1', 'ya'
_NUMBER = 3  # digits that the number of a letter has at least
_DAY = re.compile(r"\D*\d{1,2}\W+\w+\W+\d{2,4}\W*|\d{4}-\d\d-\d\d.*")
_SEVERAL = (
    "business_letter",
    "phone",
    "address",
)  # more than one column may hold it: the first filled counts
_TITLES = {
    "nik": "NIK",
    "kk": "nomor KK",
    "name": "nama",
    "birth_date": "tanggal lahir",
    "annual_turnover": "omzet",
    "village": "desa/kelurahan",
}


@dataclass(frozen=True)
class Assigned:
    """One column that holds a field, with how sure the reading is of it (a person's word counts 100)."""

    index: int
    header: str
    score: float

    @property
    def letter(self) -> str:
        return letter(self.index)


@dataclass
class Mapping:
    """field -> its columns in order of trust; `pair` 'nik kk' or 'kk nik' when both stand in one column."""

    fields: dict[str, list[Assigned]] = field(default_factory=dict)
    pair: str = ""
    rw_first: bool = False
    questions: list[ListQuestion] = field(default_factory=list)
    stated: set[str] = field(default_factory=set)
    heeded: set[ColumnMap] = field(default_factory=set)

    def column(self, name: str) -> int | None:
        found = self.fields.get(name)
        return found[0].index if found else None


class Assigner:
    """Assigns the columns of one sheet."""

    def __init__(
        self,
        file: str,
        sheet: str,
        headings: Sequence[Heading],
        evidence: dict[int, Evidence],
        maps: Sequence[ColumnMap],
    ) -> None:
        self.file, self.sheet = file, sheet
        self.headings = {heading.index: heading for heading in headings}
        self.evidence = evidence
        self.maps = [one for one in maps if one.applies(file, sheet)]
        self.result = Mapping()
        self.letters: dict[int, float] = {}  # columns below one heading of letters; 0 where they hold none

    def assign(self) -> Mapping:
        taken = self._stated()
        self._divided_letters()
        scores = self._scores(taken)
        scores = [one for one in scores if one[2] != "kk" or not self._pair_order(one[1])]
        self._greedy(scores, taken)
        self._by_words_alone(taken)
        self._ask(scores)
        if chosen := self.result.fields.get("nik"):
            self.result.pair = self._pair_order(chosen[0].index)
        self._several(scores)
        return self.result

    def _stated(self) -> set[int]:
        taken = set()
        for one in self.maps:
            if one.village:
                continue
            index = None if one.column is None else self._find(one)
            if one.column is not None and index is None:
                continue
            self.result.stated.add(one.field)
            self.result.heeded.add(one)
            self.result.fields[one.field] = []
            if index is not None:
                heading = self.headings.get(index)
                self.result.fields[one.field] = [Assigned(index, heading.text if heading else "", 100.0)]
                taken.add(index)
        return taken

    def _find(self, one: ColumnMap) -> int | None:
        """The column a map names. Raises ListRefused when a map for just this file names none."""
        wanted = words(one.column or "")
        same = [
            h.index for h in self.headings.values() if wanted and wanted in (words(h.text), words(h.leaf))
        ]
        is_letter = re.fullmatch(r"[A-Za-z]{1,3}", one.column or "") is not None
        if same and not (is_letter and len(one.column or "") == 1):
            return same[0]
        width = max((*self.headings, *self.evidence), default=-1) + 1
        if is_letter and index_of(one.column or "") < width:
            return index_of(one.column or "")
        if same:
            return same[0]
        if one.file is None:
            return None
        raise ListRefused(
            f"{place(self.file, self.sheet)}: kolom {one.column!r} yang disebut pada --map tidak ada. Judul kolomnya: "
            f"{self.shown()}.",
            sheet=self.sheet,
        )

    def shown(self) -> str:
        """The header as read: 'A No, B Nama, C Alamat'."""
        return ", ".join(
            f"{h.letter} {h.text}" for h in sorted(self.headings.values(), key=lambda h: h.index)
        )

    def looks_like(self, name: str) -> str | None:
        """The letter of the only column whose cells look like a field, whatever stands over it."""
        found = [i for i, evidence in self.evidence.items() if evidence.share(name) >= 0.5]
        return letter(found[0]) if len(found) == 1 else None

    def _divided_letters(self) -> None:
        """Of the columns that one heading of letters covers, keeps those whose own words say that there is one.

        Asks where none does: ticks under 'Ada' and 'Tidak' look alike.
        """
        groups: dict[str, list[Heading]] = {}
        for one in self.headings.values():
            if one.shared and self._says_letter(one) >= _BY_WORDS:
                groups.setdefault(one.shared, []).append(one)
        for shared, columns in groups.items():
            if not any(one.own for one in columns) and sum(map(self._is_ticked, columns)) < 2:
                continue
            points = max(map(self._says_letter, columns))
            held = {one.index for one in columns if self._holds_letters(one)}
            self.letters |= {one.index: points if one.index in held else 0.0 for one in columns}
            open_ = [one.index for one in columns if not denies(one.own) and not self._is_blank(one.index)]
            if open_ and not held and "business_letter" not in self.result.stated:
                self.result.questions.append(self._which_letter(shared, open_))

    def _holds_letters(self, heading: Heading) -> bool:
        """Whether a column's own words say that there is a letter, or say nothing and its cells are their numbers."""
        if affirms(heading.own) or denies(heading.own) or self._is_blank(heading.index):
            return affirms(heading.own)
        cells = [plain(cell) for cell in self.evidence[heading.index].values]
        numbers = sum(sum(map(str.isdigit, cell)) >= _NUMBER and not _DAY.fullmatch(cell) for cell in cells)
        return numbers * 2 >= len(cells)

    def _says_letter(self, heading: Heading) -> float:
        group = "" if heading.group == heading.shared else heading.group
        return header_scores(heading.shared, group).get("business_letter", 0.0)

    def _is_blank(self, index: int) -> bool:
        return index not in self.evidence or self.evidence[index].is_blank

    def _is_ticked(self, heading: Heading) -> bool:
        """Whether a column's cells are ticks: a letter's number, or a word, is longer."""
        cells = [] if self._is_blank(heading.index) else self.evidence[heading.index].values
        return bool(cells) and all(len(plain(cell)) <= _TICK for cell in cells)

    def _which_letter(self, shared: str, indexes: list[int]) -> ListQuestion:
        candidates = tuple(Candidate(letter(i), self.headings[i].text) for i in indexes)
        columns = [*(one.column for one in candidates), "-"]
        answers = tuple(answer(self.file, self.sheet, "business_letter", column) for column in columns)
        shown = " atau ".join(f"{one.column} ({one.header})" for one in candidates)
        text = (
            f"{place(self.file, self.sheet)}: judul “{shared}” membawahi beberapa kolom. Isi kolom {shown} yang "
            "berarti surat usahanya sudah ada?"
        )
        cure = (
            f"Pilih {' atau '.join(map(option, answers[:-1]))}; bila tidak satu pun: {option(answers[-1])}."
        )
        return ListQuestion(self.file, self.sheet, "business_letter", text, candidates, answers, cure)

    def _scores(self, taken: set[int]) -> list[tuple[float, int, str]]:
        found = []
        for index, heading in self.headings.items():
            if index in taken:
                continue
            evidence = self.evidence.get(index)
            said = header_scores(heading.leaf, heading.group)
            if points := self.letters.get(index):
                said = {"business_letter": points}
            elif index in self.letters:
                said = {name: of for name, of in said.items() if name != "business_letter"}
            for name, by_words in said.items():
                if by_words < _BY_WORDS:
                    continue
                total = by_words + (evidence.points(name) if evidence else 0.0)
                if total >= _IN_ALL:
                    found.append((round(total, 2), index, name))
        return sorted(found, key=lambda item: (-item[0], item[1], FIELDS.index(item[2])))

    def _greedy(self, scores: list[tuple[float, int, str]], taken: set[int]) -> None:
        # A column without a single filled cell gives way to one that has some.
        for blank in (False, True):
            for points, index, name in scores:
                is_blank = index in self.evidence and self.evidence[index].is_blank
                if index in taken or name in self.result.fields or is_blank != blank:
                    continue
                self.result.fields[name] = [Assigned(index, self.headings[index].text, points)]
                taken.add(index)

    def _by_words_alone(self, taken: set[int]) -> None:
        """A NIK's column whose few cells are all blank or spoilt is still the NIK's, if its header says so."""
        if "nik" in self.result.fields:
            return
        said = [(header_scores(one.leaf, one.group).get("nik", 0.0), one) for one in self.headings.values()]
        for points, one in sorted(said, key=lambda pair: (-pair[0], pair[1].index)):
            evidence = self.evidence.get(one.index)
            few = evidence is None or len(evidence.values) < _FEW or evidence.share("nik") > 0
            if points >= _CLEAR and few and one.index not in taken:
                self.result.fields["nik"] = [Assigned(one.index, one.text, points)]
                taken.add(one.index)
                return

    def _ask(self, scores: list[tuple[float, int, str]]) -> None:
        for name, margin in _ASKED.items():
            chosen = self.result.fields.get(name)
            if not chosen or name in self.result.stated:
                continue
            best = chosen[0]
            rivals = [
                index
                for points, index, field_ in scores
                if field_ == name
                and index != best.index
                and points > best.score - margin
                and self._is_rival(index, name)
            ]
            rivals = [index for index in rivals if not self._same_cells(best.index, index)]
            if rivals:
                self.result.questions.append(self._question(name, [best.index, *rivals]))

    def _is_rival(self, index: int, name: str) -> bool:
        """A filled column that was not taken, with more right, for another field."""
        if self.evidence[index].is_blank or (name == "nik" and self.evidence[index].share(name) < 0.5):
            return False
        own = {field_: found[0] for field_, found in self.result.fields.items() if found}
        return all(found.index != index for field_, found in own.items() if field_ != name)

    def _same_cells(self, one: int, other: int) -> bool:
        return bool(self.evidence[one].values) and self.evidence[one].values == self.evidence[other].values

    def _question(self, name: str, indexes: list[int]) -> ListQuestion:
        candidates = tuple(Candidate(letter(i), self.headings[i].text) for i in sorted(indexes))
        answers = tuple(answer(self.file, self.sheet, name, one.column) for one in candidates)
        shown = " dan ".join(f"{one.column} ({one.header})" for one in candidates)
        text = f"{place(self.file, self.sheet)}: kolom {shown} sama-sama tampak berisi {_TITLES[name]}."
        cure = f"Pilih satu: {' atau '.join(map(option, answers))}."
        return ListQuestion(self.file, self.sheet, name, text, candidates, answers, cure)

    def _pair_order(self, index: int) -> str:
        """'nik kk' or 'kk nik' when a header announces both in one column, otherwise ''."""
        tokens = understood(self.headings[index].text) if index in self.headings else ()
        niks = [
            i for i, word in enumerate(tokens) if word in ("nik", "ktp", "nonik", "noktp", "kependudukan")
        ]
        kks = [i for i, word in enumerate(tokens) if word in ("kk", "nkk", "nokk", "keluarga")]
        if not niks or not kks or "kepala" in tokens or "nama" in tokens:
            return ""
        return "nik kk" if niks[0] < kks[0] else "kk nik"

    def _several(self, scores: list[tuple[float, int, str]]) -> None:
        """Adds the further columns of fields that may stand in several, such as SKU and NIB."""
        used = {one.index for found in self.result.fields.values() for one in found}
        beyond = self._second_nik()
        for points, index, name in scores:
            if index < beyond and name in _SEVERAL and index not in used and name not in self.result.stated:
                self.result.fields.setdefault(name, []).append(
                    Assigned(index, self.headings[index].text, points)
                )
                used.add(index)
        if "address" not in self.result.fields and "hamlet" in self.result.fields:
            self.result.fields["address"] = self.result.fields["hamlet"]
        if not {"sex_l", "sex_p"} <= self.result.fields.keys() or "sex" in self.result.fields:
            self.result.fields.pop("sex_l", None)
            self.result.fields.pop("sex_p", None)
        self._rt_beside_rw()
        if found := self.result.fields.get("rt_rw"):
            tokens = understood(found[0].header)
            self.result.rw_first = (
                "rw" in tokens and "rt" in tokens and tokens.index("rw") < tokens.index("rt")
            )

    def _second_nik(self) -> int:
        """The column right of the NIK that holds other people's: what stands beyond it is theirs."""
        nik = self.result.column("nik")
        niks = (
            one
            for one in self.headings.values()
            if header_scores(one.leaf, one.group).get("nik", 0.0) >= _BY_WORDS
        )
        others = (
            one.index
            for one in niks
            if nik is not None
            and one.index > nik
            and not self._is_blank(one.index)
            and self.evidence[one.index].share("nik") >= 0.5
            and not self._same_cells(nik, one.index)
        )
        return min(others, default=max((*self.headings, 0)) + 1)

    def _rt_beside_rw(self) -> None:
        """'RT/RW' over two columns: the first holds the RT, the second the RW."""
        found = self.result.fields.get("rt_rw")
        if not found or "rt_rw" in self.result.stated:
            return
        first = found[0].index
        both = [
            i
            for i in (first - 1, first, first + 1)
            if i in self.headings and self.headings[i].text == found[0].header
        ]
        if len(both) == 2 and all(self.evidence[i].share("rt") >= 0.5 for i in both):
            del self.result.fields["rt_rw"]
            names = ("rw", "rt") if understood(found[0].header)[:1] == ("rw",) else ("rt", "rw")
            for name, index in zip(names, both, strict=True):
                self.result.fields[name] = [Assigned(index, found[0].header, found[0].score)]
