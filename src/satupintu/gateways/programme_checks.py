"""Everything that can be wrong with the programmes' folder, found before a round is run on it.

    check(folder=None) -> list[Problem]      [] when schema, citations, law and cases are all in order

Messages are Indonesian and name file, line and place. Cases are run by the engine's Python reference; each
criterion must have a case in which it passes, one in which it fails and one in which it is unknown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from satupintu.engine.determination import Determination, determine
from satupintu.engine.facts import REGISTRY_LIST, FactTypeError
from satupintu.engine.parse import programme_from_dict
from satupintu.engine.rules import (
    Criterion,
    Programme,
    ProgrammeError,
    conditions_in,
    lists_used_by,
    queue_conditions,
)
from satupintu.gateways.programme_schemas import schemas
from satupintu.gateways.programmes import (
    CASES_FILE,
    LAW_FOLDER,
    PROGRAMME_FILE,
    Law,
    line_of,
    load_laws,
    parse_yaml,
    programmes_folder,
)

TYPE_WORDS = {
    "string": "teks",
    "integer": "bilangan bulat",
    "boolean": "true/false",
    "object": "pasangan kunci dan nilai",
    "array": "daftar",
    "null": "kosong",
}
VALUE_WORDS = {True: "lulus", False: "gagal", None: "belum diketahui"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where, and what to do, in Indonesian."""

    file: Path
    place: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        line = f", baris {self.line}" if self.line else ""
        place = f" ({self.place})" if self.place else ""
        return f"{self.file}{line}{place}: {self.message}"


def check(folder: Path | None = None) -> list[Problem]:
    """Check every programme and every law of a folder."""
    root = folder or programmes_folder()
    problems = [p for path in sorted((root / LAW_FOLDER).glob("*.yaml")) for p in _check_law(path)]
    laws: dict[str, Law] = {}
    if not problems:
        laws = load_laws(root)
        problems += _check_amendments(root, laws)
    programmes = sorted(root.glob(f"*/{PROGRAMME_FILE}"))
    if not programmes:
        problems.append(
            Problem(root, "", "tidak ada program; setiap program adalah folder berisi programme.yaml")
        )
    for path in programmes:
        problems += _check_programme(path, laws)
    return problems


class _File:
    """A YAML file with its text, to name lines by."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = path.read_bytes()

    def problem(self, place: str, message: str) -> Problem:
        return Problem(self.path, place, message, line_of(self.content, place))

    def parsed(self, schema_name: str) -> tuple[Any, list[Problem]]:
        """The data, and what is wrong with its form."""
        try:
            data = parse_yaml(self.content, str(self.path))
        except ProgrammeError as error:
            where, _, message = str(error).partition(": ")
            line = where.rpartition(", baris ")[2]
            return None, [Problem(self.path, "", message, int(line) if line.isdigit() else None)]
        return data, [self.problem(place, message) for place, message in _against_schema(data, schema_name)]


def _check_law(path: Path) -> list[Problem]:
    file = _File(path)
    data, problems = file.parsed("law.schema.json")
    if not problems and data["id"] != path.stem:
        problems.append(file.problem("id", f"id {data['id']!r} harus sama dengan nama berkas"))
    return problems


def _check_amendments(root: Path, laws: dict[str, Law]) -> Iterator[Problem]:
    for law in laws.values():
        file = _File(root / LAW_FOLDER / f"{law.id}.yaml")
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


def _check_programme(path: Path, laws: dict[str, Law]) -> list[Problem]:
    file = _File(path)
    data, problems = file.parsed("schema.json")
    if data is None:
        return problems
    try:
        programme = programme_from_dict(data)
        programme.at()
    except ProgrammeError as error:
        message = str(error).removeprefix(f"{error.place}: ")
        found = file.problem(error.place, message)
        return [*problems, found] if all(p.line != found.line for p in problems) else problems
    if programme.id != path.parent.name:
        problems.append(file.problem("id", f"id {programme.id!r} harus sama dengan nama folder"))
    problems += _check_citations(file, programme, laws)
    problems += _check_period(file, programme)
    problems += _check_unused(file, programme)
    return problems + _check_cases(path.parent / CASES_FILE, programme)


def _check_citations(file: _File, programme: Programme, laws: dict[str, Law]) -> Iterator[Problem]:
    cites = [(_place_of(programme, c), c.cite) for c in programme.criteria()]
    for name, values in programme.params.items():
        cites += [(f"params.{name}[{i}].cite", value.cite) for i, value in enumerate(values, 1)]
    if period := programme.period:
        cites.append(("period.from.cite", period.start.cite))
        cites += [("period.to.cite", period.end.cite)] if period.end else []
    if programme.quota:
        cites.append(("quota.cite", programme.quota.cite))
    for place, cite in cites:
        law_id, _, article = cite.partition("#")
        if cite == "pending":
            continue
        if law_id not in laws:
            yield file.problem(place, f"{cite}: peraturan {law_id} tidak ada di law/")
        elif article not in laws[law_id].articles:
            known = ", ".join(laws[law_id].articles)
            yield file.problem(
                place, f"{cite}: pasal {article} tidak ada di law/{law_id}.yaml (ada: {known})"
            )


def _check_period(file: _File, programme: Programme) -> Iterator[Problem]:
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


def _place_of(programme: Programme, criterion: Criterion) -> str:
    """Where a criterion's citation stands, for programmes whose criteria lie right below the root."""
    children = getattr(programme.tree, "children", ())
    if criterion in children:
        kind = type(programme.tree).__name__.lower()
        return f"rules.{kind}[{children.index(criterion) + 1}] ({criterion.id}).cite"
    return f"rules ({criterion.id})"


def _check_unused(file: _File, programme: Programme) -> Iterator[Problem]:
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
    file = _File(path)
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
    """Decide one case: the base facts with the case's own over them."""
    return determine(
        programme.at(case.get("as_of")),
        base | case.get("facts", {}),
        case.get("identity"),
        case.get("duplicate", False),
        frozenset(case.get("without", ())),
    )


def _difference(expected: tuple[str, tuple[str, ...]], found: tuple[str, tuple[str, ...]]) -> str:
    def words(outcome: str, reasons: tuple[str, ...]) -> str:
        return f"{outcome} ({', '.join(reasons) or 'tanpa alasan'})"

    return f"seharusnya {words(*expected)}, hasilnya {words(*found)}"


def _against_schema(data: Any, schema_name: str) -> Iterator[tuple[str, str]]:
    """Each place and message at which data departs from a schema."""
    # Only checks need it, and it is slow to import.
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schemas()[schema_name])
    for error in sorted(
        validator.iter_errors(_plain(data)), key=lambda e: [str(step) for step in e.absolute_path]
    ):
        yield _place(list(error.absolute_path)), _in_indonesian(error)


def _plain(data: Any) -> Any:
    """Dates as the text they were written as, keys as text: what JSON Schema can speak about."""
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.isoformat() if isinstance(data, date | datetime) else data


def _place(path: list[Any]) -> str:
    place = ""
    for step in path:
        place += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if place else str(step)
    return place


def _in_indonesian(error: Any) -> str:
    match error.validator:
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            return f"kunci {', '.join(missing)} harus ada"
        case "additionalProperties":
            foreign = [key for key in error.instance if key not in error.schema["properties"]]
            return f"kunci {', '.join(foreign)} tidak dikenal"
        case "type":
            kinds = (
                error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
            )
            return f"harus {' atau '.join(TYPE_WORDS[kind] for kind in kinds)}"
        case "enum":
            return f"{error.instance!r} tidak dikenal; yang ada: {', '.join(map(str, error.validator_value))}"
        case "minItems" | "minLength" | "minProperties":
            return "tidak boleh kosong"
        case "pattern":
            wanted = error.schema.get("description", error.validator_value)
            return f"{error.instance!r} tidak sesuai bentuk yang diminta ({wanted})"
        case _:
            return f"{error.instance!r} tidak sesuai bentuk yang diminta"
