"""Everything that can be wrong with the programmes' folder, found before a round is run on it.

    check(folder=None) -> list[Problem]      [] when schema, citations, law and cases are all in order

What only shows between files is satupintu.gateways.catalogue_checks'.
Messages are Indonesian and name file, line and place. Cases are run by the engine's Python reference; each
criterion must have a case in which it passes, one in which it fails and one in which it is unknown.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from satupintu.engine.determination import Determination, determine
from satupintu.engine.facts import REGISTRY_LIST, FactTypeError
from satupintu.engine.parse import programme_from_dict
from satupintu.engine.rules import Programme, ProgrammeError, conditions_in, lists_used_by, queue_conditions
from satupintu.engine.shapes import day_of
from satupintu.gateways.catalogue_checks import check_catalogue
from satupintu.gateways.checked_files import CheckedFile, Problem, citation_problems
from satupintu.gateways.programmes import (
    CASES_FILE,
    LAW_FOLDER,
    PROGRAMME_FILE,
    Law,
    load_laws,
    programmes_folder,
)

VALUE_WORDS = {True: "lulus", False: "gagal", None: "belum diketahui"}


def check(folder: Path | None = None) -> list[Problem]:
    """Check every programme and every law of a folder."""
    root = folder or programmes_folder()
    problems = [p for path in sorted((root / LAW_FOLDER).glob("*.yaml")) for p in _check_law(path)]
    laws: dict[str, Law] | None = None
    if not problems:
        laws = load_laws(root)
        problems += _check_amendments(root, laws)
    programmes = sorted(root.glob(f"*/{PROGRAMME_FILE}"))
    if not programmes:
        problems.append(
            Problem(root, "", "tidak ada program; setiap program adalah folder berisi programme.yaml")
        )
    found: list[tuple[CheckedFile, Programme]] = []
    for path in programmes:
        programme, more = _check_programme(path, laws)
        problems += more
        if programme is not None:
            found.append((CheckedFile(path), programme))
    return problems + check_catalogue(root, found, laws)


def _check_law(path: Path) -> list[Problem]:
    file = CheckedFile(path)
    data, problems = file.parsed("law.schema.json")
    if not problems and data["id"] != path.stem:
        problems.append(file.problem("id", f"id {data['id']!r} harus sama dengan nama berkas"))
    return problems


def _check_amendments(root: Path, laws: dict[str, Law]) -> Iterator[Problem]:
    for law in laws.values():
        file = CheckedFile(root / LAW_FOLDER / f"{law.id}.yaml")
        seen, current = {law.id}, law
        while current.amends:
            if current.amends not in laws:
                yield file.problem("amends", f"peraturan {current.amends!r} tidak ada di law/")
                break
            if current.amends in seen:
                yield file.problem("amends", "peraturan mengubah dirinya sendiri (melingkar)")
                break
            current = laws[current.amends]
            seen.add(current.id)


def _check_programme(path: Path, laws: dict[str, Law] | None) -> tuple[Programme | None, list[Problem]]:
    """The programme, None when it could not be read, and what is wrong with it."""
    file = CheckedFile(path)
    data, problems = file.parsed("schema.json")
    if data is None:
        return None, problems
    try:
        programme = programme_from_dict(data)
        programme.at()
    except ProgrammeError as error:
        found = file.refused(error)
        return None, [*problems, found] if all(p.line != found.line for p in problems) else problems
    if programme.id != path.parent.name:
        problems.append(file.problem("id", f"id {programme.id!r} harus sama dengan nama folder"))
    problems += citation_problems(file, programme, laws)
    problems += _check_period(file, programme)
    problems += _check_unused(file, programme)
    return programme, problems + _check_cases(path.parent / CASES_FILE, programme)


def _check_period(file: CheckedFile, programme: Programme) -> Iterator[Problem]:
    """Every dated value is in force on some day of the period, and every day of it has one."""
    period = programme.period
    if period is None:
        return
    for name, values in programme.params.items():
        if values[0].from_date > period.start.day:
            yield file.problem(
                f"params.{name}[1].from",
                f"nilai pertama mulai {values[0].from_date:%d-%m-%Y}, sesudah program berlaku ({period})",
            )
        for i, value in enumerate(values, 1):
            if period.end is not None and value.from_date > period.end.day:
                yield file.problem(
                    f"params.{name}[{i}].from",
                    f"nilai mulai {value.from_date:%d-%m-%Y} tidak pernah berlaku; program berlaku {period}",
                )


def _check_unused(file: CheckedFile, programme: Programme) -> Iterator[Problem]:
    for name in programme.lists.keys() - lists_used_by(programme).keys() - {REGISTRY_LIST}:
        yield file.problem(f"lists.{name}", f"daftar {name} tidak dipakai kriteria mana pun")
    used = {c.param for c in conditions_in(programme.tree)} | {programme.amount}
    used |= {c.param for c in queue_conditions(programme)}
    used |= {str(programme.quota.recipients)} if programme.quota else set()
    for name in programme.params.keys() - used:
        yield file.problem(f"params.{name}", f"parameter {name} tidak dipakai")


def _check_cases(path: Path, programme: Programme) -> list[Problem]:
    if not path.is_file():
        return [Problem(path, "", "contoh kasus belum ada; setiap program memerlukan cases.yaml")]
    file = CheckedFile(path)
    data, problems = file.parsed("cases.schema.json")
    if problems:
        return problems
    seen: dict[str, set[bool | None]] = {c.id: set() for c in programme.criteria()}
    for i, case in enumerate(data["cases"], 1):
        place = f"cases[{i}] ({case['name']})"
        try:
            decided = run_case(programme, data["base"], case)
        except (ProgrammeError, FactTypeError, ValueError) as error:
            problems.append(file.problem(place, str(error)))
            continue
        for criterion_id, step in decided.trace.criteria().items():
            seen[criterion_id].add(step.value)
        expected = (case["expect"]["outcome"], tuple(sorted(case["expect"]["reasons"])))
        if (decided.outcome, decided.reasons) != expected:
            problems.append(file.problem(place, _difference(expected, (decided.outcome, decided.reasons))))
    for criterion_id, values in seen.items():
        missing = [VALUE_WORDS[v] for v in (True, False, None) if v not in values]
        if missing:
            problems.append(
                file.problem("cases", f"kriteria {criterion_id}: belum ada kasus yang {', '.join(missing)}")
            )
    return problems


def run_case(programme: Programme, base: dict[str, Any], case: dict[str, Any]) -> Determination:
    """Decide one case: the base facts with the case's own over them. Raises ProgrammeError, FactTypeError."""
    return determine(
        programme.at(day_of(case["as_of"], "as_of") if "as_of" in case else None),
        base | case.get("facts", {}),
        case.get("identity"),
        case.get("duplicate", False),
        frozenset(case.get("without", ())),
    )


def _difference(expected: tuple[str, tuple[str, ...]], found: tuple[str, tuple[str, ...]]) -> str:
    def words(outcome: str, reasons: tuple[str, ...]) -> str:
        return f"{outcome} ({', '.join(reasons) or 'tanpa alasan'})"

    return f"seharusnya {words(*expected)}, hasilnya {words(*found)}"
