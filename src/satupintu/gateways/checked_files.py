"""A YAML file of the programmes' folder while it is checked: its lines, its schema, and problems that name them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from satupintu.engine.rules import Criterion, Programme, ProgrammeError
from satupintu.gateways.programme_schemas import schemas
from satupintu.gateways.programmes import Law
from satupintu.gateways.strict_yaml import line_of, parse_yaml

TYPE_WORDS = {
    "string": "teks",
    "integer": "bilangan bulat",
    "boolean": "true/false",
    "object": "pasangan kunci dan nilai",
    "array": "daftar",
    "null": "kosong",
}
_MOST_HELD = 256
_held: dict[tuple[bytes, str], list[tuple[str, str]]] = {}


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


class CheckedFile:
    """A YAML file with its text, to name lines by."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = path.read_bytes()

    def problem(self, place: str, message: str) -> Problem:
        """A problem at a place of this file, with its line."""
        return Problem(self.path, place, message, self.line(place))

    def line(self, place: str) -> int | None:
        """The line of a place, from 1."""
        return line_of(self.content, place)

    def refused(self, error: ProgrammeError) -> Problem:
        """What the engine refused, as a problem of this file."""
        return self.problem(error.place, str(error).removeprefix(f"{error.place}: "))

    def parsed(self, schema_name: str) -> tuple[Any, list[Problem]]:
        """The data, and what is wrong with its form."""
        try:
            data = parse_yaml(self.content, str(self.path))
        except ProgrammeError as error:
            where, _, message = str(error).partition(": ")
            line = where.rpartition(", baris ")[2]
            return None, [Problem(self.path, "", message, int(line) if line.isdigit() else None)]
        found = _form(self.content, schema_name, data)
        return data, [Problem(self.path, place, says, self.line(place) or 1) for place, says in found]


def citation_problem(
    file: CheckedFile, place: str, cite: str, laws: dict[str, Law] | None
) -> Iterator[Problem]:
    """What is wrong with a citation: its instrument or its article is not there; nothing while the law itself is not
    in order (`laws` None), which is told already."""
    law_id, _, article = cite.partition("#")
    if cite == "pending" or laws is None:
        return
    if law_id not in laws:
        yield file.problem(place, f"{cite}: peraturan {law_id} tidak ada di law/")
    elif article not in laws[law_id].articles:
        known = ", ".join(laws[law_id].articles)
        yield file.problem(place, f"{cite}: pasal {article} tidak ada di law/{law_id}.yaml (ada: {known})")


def citation_problems(
    file: CheckedFile, programme: Programme, laws: dict[str, Law] | None
) -> Iterator[Problem]:
    """What is wrong with the citations that decisions by this programme stand on."""
    cites = [(place_of(programme, c), c.cite) for c in programme.criteria()]
    for name, values in programme.params.items():
        cites += [(f"params.{name}[{i}].cite", value.cite) for i, value in enumerate(values, 1)]
    if period := programme.period:
        cites.append(("period.from.cite", period.start.cite))
        cites += [("period.to.cite", period.end.cite)] if period.end else []
    if programme.quota:
        cites.append(("quota.cite", programme.quota.cite))
    for place, cite in cites:
        yield from citation_problem(file, place, cite, laws)


def place_of(programme: Programme, criterion: Criterion, key: str = "cite") -> str:
    """Where a criterion's part stands, for programmes whose criteria lie right below the root."""
    children = getattr(programme.tree, "children", ())
    if criterion in children:
        kind = type(programme.tree).__name__.lower()
        return f"rules.{kind}[{children.index(criterion) + 1}] ({criterion.id}).{key}"
    return f"rules ({criterion.id})"


def _form(content: bytes, schema_name: str, data: Any) -> list[tuple[str, str]]:
    """What departs from the schema, each once; a text that was held against it before is not held again."""
    key = (content, schema_name)
    if (found := _held.get(key)) is None:
        found = list(dict.fromkeys(_against_schema(data, schema_name)))
        if len(_held) >= _MOST_HELD:
            _held.clear()
        _held[key] = found
    return found


def _against_schema(data: Any, schema_name: str) -> Iterator[tuple[str, str]]:
    """Each place and message at which data departs from a schema."""
    # Only checks need it, and it is slow to import.
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schemas()[schema_name])
    for error in sorted(
        validator.iter_errors(_plain(data)), key=lambda e: [str(step) for step in e.absolute_path]
    ):
        yield _place([*error.absolute_path, *_foreign(error)[:1]]), _in_indonesian(error)


def _plain(data: Any) -> Any:
    """Dates as the text they were written as, keys as text: what JSON Schema can speak about."""
    if isinstance(data, dict):
        return {key if isinstance(key, str) else _shown(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.isoformat() if isinstance(data, date | datetime) else data


def _shown(value: Any) -> str:
    """A value in a sentence, as YAML and not as Python has it; of a long one its beginning."""
    if value is None:
        return "isi kosong"
    if isinstance(value, bool):
        return str(value).lower()
    shown = str(value) if isinstance(value, date) else repr(value)
    return shown if len(shown) <= 120 else f"{shown[:120]}…"


def _place(path: list[Any]) -> str:
    place = ""
    for step in path:
        place += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if place else str(step)
    return place


def _foreign(error: Any) -> list[str]:
    """The keys that an object may not have; [] for any other error. The first of them is where it has to be mended."""
    if error.validator != "additionalProperties":
        return []
    return [key for key in error.instance if key not in error.schema["properties"]]


def _in_indonesian(error: Any) -> str:
    match error.validator:
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            return f"kunci {', '.join(missing)} harus ada"
        case "additionalProperties":
            return f"kunci {', '.join(_foreign(error))} tidak dikenal"
        case "type":
            kinds = (
                error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
            )
            return f"harus {' atau '.join(TYPE_WORDS[kind] for kind in kinds)}"
        case "enum":
            return f"{_shown(error.instance)} tidak dikenal; yang ada: {', '.join(map(str, error.validator_value))}"
        case "minItems" | "minLength" | "minProperties":
            return "tidak boleh kosong"
        case "minimum":
            return f"{_shown(error.instance)} terlalu kecil; paling sedikit {error.validator_value}"
        case "pattern":
            wanted = error.schema.get("description", error.validator_value)
            return f"{_shown(error.instance)} tidak sesuai bentuk yang diminta ({wanted})"
        case _:
            return f"{_shown(error.instance)} tidak sesuai bentuk yang diminta"
