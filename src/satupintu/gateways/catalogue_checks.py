"""What can be wrong between the catalogue's files, each of which may be sound alone: names that lead nowhere, circles.

    check_catalogue(root, found, laws) -> list[Problem]      `found` are the programmes that could be read

Every message is Indonesian and names file, line and place; where two places contradict each other, both.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from satupintu.engine.listing import Agency
from satupintu.engine.pairs import pairs_from_dict
from satupintu.engine.parse_listing import agencies_from_dict
from satupintu.engine.questions import Question, questions_from_dict
from satupintu.engine.rules import (
    Programme,
    ProgrammeError,
    conditions_in,
    facts_of,
    facts_used,
    is_about_place,
    programmes_required,
)
from satupintu.gateways.areas import unknown_codes
from satupintu.gateways.catalogue import AGENCIES_FILE, PAIRS_FILE, QUESTIONS_FILE
from satupintu.gateways.checked_files import CheckedFile, Problem, citation_problem, place_of
from satupintu.gateways.programmes import Law

PLACE = re.compile(r"(?:pairs|classes)\[[0-9]+\]")
Found = list[tuple[CheckedFile, Programme]]
Part = TypeVar("Part")


def check_catalogue(root: Path, found: Found, laws: dict[str, Law] | None) -> list[Problem]:
    """Everything that only shows when the files are laid side by side; `laws` is None where they are not in order."""
    agencies, problems = _part(root / AGENCIES_FILE, "agencies.schema.json", agencies_from_dict)
    questions, more = _part(root / QUESTIONS_FILE, "questions.schema.json", questions_from_dict)
    problems += [*more, *_same_ids(found), *_circles(found)]
    areas = unknown_codes(area for _, one in found if one.listing for area in one.listing.areas)
    for file, programme in found:
        problems += _listing(file, programme, agencies, laws, areas)
        problems += _areas_that_decide(file, programme)
        if questions is not None:
            problems += _unasked(file, programme, questions)
    # A programme that cannot be read is there all the same: its own fault is told, not that of whoever names it.
    there = {one.id for _, one in found} | {path.parent.name for path in root.glob("*/programme.yaml")}
    return problems + _pairs(root / PAIRS_FILE, there, laws)


def _part(path: Path, schema: str, build: Any) -> tuple[Any, list[Problem]]:
    """One of the catalogue's own files; None when it is not sound."""
    if not path.is_file():
        return None, [Problem(path, "", "berkas ini belum ada; setiap katalog memerlukannya")]
    file = CheckedFile(path)
    data, problems = file.parsed(schema)
    if problems:
        return None, problems
    try:
        return build(data), []
    except ProgrammeError as error:
        return None, [file.refused(error)]


def _same_ids(found: Found) -> Iterator[Problem]:
    first: dict[str, CheckedFile] = {}
    for file, programme in found:
        other = first.setdefault(programme.id, file)
        if other is not file:
            line = other.line("id")
            yield file.problem(
                "id", f"id {programme.id} sudah dipakai {other.path}, baris {line}; satu id satu program"
            )


def _listing(
    file: CheckedFile,
    programme: Programme,
    agencies: dict[str, Agency] | None,
    laws: dict[str, Law] | None,
    unknown_areas: list[str],
) -> Iterator[Problem]:
    listing = programme.listing
    if listing is None:
        return  # the schema has said so
    for i, agency in enumerate(listing.agencies if agencies is not None else (), 1):
        if agencies is not None and agency not in agencies:
            yield file.problem(f"listing.agencies[{i}]", f"instansi {agency} tidak ada di {AGENCIES_FILE}")
    for i, law in enumerate(listing.legal_basis if laws is not None else (), 1):
        if laws is not None and law not in laws:
            yield file.problem(
                f"listing.legal_basis[{i}]",
                f"peraturan {law} tidak ada di law/; yang teksnya belum dibaca ditulis di legal_pending",
            )
    for i, area in enumerate(listing.areas, 1):
        if area in unknown_areas:
            yield file.problem(f"listing.areas[{i}]", f"kode wilayah {area} tidak dikenal")
    for key, cites in (
        ("budget", [b.cite for b in listing.budget]),
        ("quota", [q.cite for q in listing.quota]),
    ):
        for i, cite in enumerate(cites, 1):
            place = f"listing.{key}[{i}].cite" if len(cites) > 1 else f"listing.{key}.cite"
            yield from citation_problem(file, place, cite, laws)


def _areas_that_decide(file: CheckedFile, programme: Programme) -> Iterator[Problem]:
    """The areas that the listing names are those that a criterion asks about: a list of names decides nothing."""
    asked = {
        str(condition.value)
        for criterion in programme.criteria()
        if is_about_place(criterion)
        for condition in conditions_in(criterion)
    }
    stated = set(programme.listing.areas) if programme.listing is not None else asked
    if stated != asked:
        yield file.problem(
            "listing.areas",
            f"areas menyebut {_named(stated)}, sedangkan kriteria wilayah (op: within) memeriksa {_named(asked)}; "
            "samakan, supaya katalog dan keputusan tidak berbeda",
        )


def _named(areas: set[str]) -> str:
    return ", ".join(sorted(areas)) or "seluruh Indonesia"


def _unasked(file: CheckedFile, programme: Programme, questions: dict[str, Question]) -> Iterator[Problem]:
    for fact in sorted(facts_used(programme) - questions.keys()):
        criterion = next(one for one in programme.criteria() if fact in facts_of(one))
        yield file.problem(
            place_of(programme, criterion, "requires"),
            f"{criterion.id} memakai fakta {fact}, yang pertanyaannya belum ada di {QUESTIONS_FILE}",
        )


def _circles(found: Found) -> Iterator[Problem]:
    """Programmes of which each requires having had the next, and the last the first: nobody ever gets any."""
    files = {programme.id: file for file, programme in found}
    needs = {programme.id: programmes_required(programme) for _, programme in found}
    told: set[frozenset[str]] = set()
    for file, programme in found:
        for name, spec in programme.lists.items():
            if spec.programme and spec.programme not in files:
                yield file.problem(
                    f"lists.{name}.programme", f"program {spec.programme} tidak ada di katalog"
                )
        circle = _circle_from(programme.id, needs)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            yield _circle_problem(circle, files, needs, {one.id: one for _, one in found})


def _circle_from(start: str, needs: dict[str, dict[str, str]]) -> list[str]:
    """The way from a programme back to itself, [] when there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for other in needs.get(way[-1], {}):
            if other == start:
                return way
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []


def _circle_problem(
    circle: list[str],
    files: dict[str, CheckedFile],
    needs: dict[str, dict[str, str]],
    programmes: dict[str, Programme],
) -> Problem:
    told = []
    for one, other in zip(circle, [*circle[1:], circle[0]], strict=True):
        criterion = programmes[one].criterion(needs[one][other])
        line = files[one].line(place_of(programmes[one], criterion, "requires"))
        told.append(f"{one} ({criterion.id}, baris {line}) mensyaratkan {other}")
    first = programmes[circle[0]]
    asks = first.criterion(needs[first.id][(circle + circle[:1])[1]])
    return files[first.id].problem(
        place_of(first, asks, "requires"),
        f"aturan melingkar: {'; '.join(told)}; tidak seorang pun dapat memenuhinya",
    )


def _pairs(path: Path, programmes: set[str], laws: dict[str, Law] | None) -> list[Problem]:
    pairs, problems = _part(path, "pairs.schema.json", lambda data: pairs_from_dict(data, {}))
    if pairs is None:
        return [_with_lines(problem) for problem in problems]
    file = CheckedFile(path)
    for both, pairing in pairs.named.items():
        for programme in sorted(both - programmes):
            problems.append(
                file.problem(f"{pairing.place}.programmes", f"program {programme} tidak ada di katalog")
            )
    for pairing in [*pairs.named.values(), *(one.pairing for one in pairs.classes)]:
        problems += citation_problem(file, f"{pairing.place}.cite", pairing.cite, laws)
    return problems


def _with_lines(problem: Problem) -> Problem:
    """A contradiction between two places with the line of each."""
    if not problem.file.is_file():
        return problem
    file = CheckedFile(problem.file)
    message = PLACE.sub(lambda place: f"baris {file.line(place[0])} ({place[0]})", problem.message)
    return Problem(problem.file, problem.place, message, problem.line)
