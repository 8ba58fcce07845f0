"""Programmes and the law they cite, read from their folder of YAML; what the whole pipeline decides by.

    load_programme(id_or_path, folder=None) -> LoadedProgramme     .programme, .sha256, .article(cite)
    load_catalogue(folder=None) -> Catalogue                       .programmes .agencies .questions .pairs
    load_laws(folder) -> dict[str, Law]
    programme_ids(folder=None) -> list[str]
    check(folder=None) -> list[Problem]                            everything that can be wrong with them
    write_schemas(folder=None) -> list[Path]                       the JSON Schemas that editors use

The folder is $SATUPINTU_PROGRAMMES, or `programmes/` beside `src/`. Whatever cannot be read is a
ProgrammeError whose message, in Indonesian, names the file, the line where it is known, and the place.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from satupintu.engine.parse import programme_from_dict
from satupintu.engine.rules import Programme, ProgrammeError, Text

if TYPE_CHECKING:
    from satupintu.gateways.catalogue import Catalogue
    from satupintu.gateways.checked_files import Problem

PROGRAMME_FILE, CASES_FILE, LAW_FOLDER = "programme.yaml", "cases.yaml", "law"


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a legal instrument, summed up in our own words, and where it was read."""

    number: str
    summary: Text
    source: str
    read_on: date


@dataclass(frozen=True, slots=True)
class Law:
    """A legal instrument. A date that could not be read is None."""

    id: str
    title: Text
    enacted: date | None
    in_force: date | None
    amends: str
    source: str
    articles: dict[str, Article]


@dataclass(frozen=True)
class LoadedProgramme:
    """A programme with the hash of its text (programme.yaml, byte for byte) and the law beside it."""

    programme: Programme
    path: Path
    sha256: str
    laws: dict[str, Law]

    def law(self, cite: str) -> Law | None:
        """The instrument that a cite names; None for `pending`."""
        return self.laws.get(cite.partition("#")[0])

    def article(self, cite: str) -> Article | None:
        """The article that a cite names, None for `pending` or one that does not resolve."""
        law = self.law(cite)
        return law.articles.get(cite.partition("#")[2]) if law else None


def programmes_folder() -> Path:
    """$SATUPINTU_PROGRAMMES, or the repository's own programmes/."""
    named = os.environ.get("SATUPINTU_PROGRAMMES")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "programmes"


def programme_ids(folder: Path | None = None) -> list[str]:
    """The ids of the programmes in a folder, sorted."""
    return sorted(path.parent.name for path in (folder or programmes_folder()).glob(f"*/{PROGRAMME_FILE}"))


def load_programme(
    id_or_path: str | Path, folder: Path | None = None, laws: dict[str, Law] | None = None
) -> LoadedProgramme:
    """Read one programme by its id, its folder or its file; ProgrammeError when it is not sound.

    `laws` are those beside it, where somebody has read them already.
    """
    path = _programme_path(id_or_path, folder)
    content = path.read_bytes()
    try:
        programme = programme_from_dict(parse_yaml(content, str(path)))
    except ProgrammeError as error:
        raise in_file(error, path, content) from error
    if laws is None:
        laws = load_laws(path.parent.parent)
    return LoadedProgramme(programme, path, hashlib.sha256(content).hexdigest(), laws)


def load_catalogue(folder: Path | None = None) -> "Catalogue":
    """Every programme of a folder with agencies, questions and pairs; see satupintu.gateways.catalogue."""
    # A screening run needs one programme and should not wait for the others.
    from satupintu.gateways.catalogue import load_catalogue as load

    return load(folder)


def load_laws(folder: Path) -> dict[str, Law]:
    """Every legal instrument in `<folder>/law`, by id; kept until one of the files changes."""
    paths = sorted((folder / LAW_FOLDER).glob("*.yaml"))
    return dict(_laws(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths)))


@lru_cache(maxsize=8)
def _laws(stamps: tuple[tuple[Path, int, int], ...]) -> dict[str, Law]:
    laws = {}
    for path, _changed, _size in stamps:
        content = path.read_bytes()
        try:
            laws[path.stem] = _law(parse_yaml(content, str(path)))
        except (KeyError, TypeError, AttributeError) as error:
            raise ProgrammeError(str(path), f"bukan berkas peraturan yang lengkap ({error})") from error
    return laws


def check(folder: Path | None = None) -> "list[Problem]":
    """Every problem of a programmes' folder; see satupintu.gateways.programme_checks."""
    # Checking needs jsonschema, which a screening run should not wait for.
    from satupintu.gateways.programme_checks import check as run

    return run(folder)


def write_schemas(folder: Path | None = None) -> list[Path]:
    """Write the JSON Schemas of programmes, cases and law into their folder; the paths written."""
    from satupintu.gateways.programme_schemas import write_schemas as write

    return write(folder or programmes_folder())


def parse_yaml(content: bytes, name: str) -> Any:
    """The data of a YAML text; ProgrammeError with file and line for bad YAML, a key twice, or a cycle."""
    try:
        data = yaml.load(content, Loader=_StrictLoader)  # noqa: S506  (built on the safe loader)
    except yaml.MarkedYAMLError as error:
        line = f", baris {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ProgrammeError(f"{name}{line}", f"YAML tidak dapat dibaca: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise ProgrammeError(name, f"YAML tidak dapat dibaca: {error}") from error
    _no_cycles(data, content, name, (), "")
    return data


def line_of(content: bytes, place: str) -> int | None:
    """The line, from 1, of a place such as `rules.all[2] (alive).requires`, or of the nearest above it."""
    try:
        node = yaml.compose(content, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return None
    line, begun = None, ""
    for step in _steps(place):
        # A key may hold dots itself, as facts do: what is not there alone may be the beginning of a longer key.
        found = _child(node, f"{begun}.{step}" if begun else step)
        if found is None:
            begun = f"{begun}.{step}" if begun else str(step)
            continue
        begun = ""
        line, node = found
    return line


class _StrictLoader(yaml.CSafeLoader):
    """The safe loader, which alone would let a second key of the same name win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"kunci {key.value!r} tertulis dua kali", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _programme_path(id_or_path: str | Path, folder: Path | None) -> Path:
    given = Path(id_or_path)
    if given.is_file():
        return given
    for candidate in (given / PROGRAMME_FILE, (folder or programmes_folder()) / given / PROGRAMME_FILE):
        if candidate.is_file():
            return candidate
    raise ProgrammeError(
        str(id_or_path), f"program tidak ditemukan; {_known(given.name, programme_ids(folder))}"
    )


def _known(name: str, ids: list[str]) -> str:
    """What is there instead: all of a few, of many those spelled much like it."""
    if len(ids) <= 5:
        return f"yang ada: {', '.join(ids) or 'tidak ada'}"
    near = sorted(get_close_matches(name, ids, 5, 0.75))
    return f"yang mirip: {', '.join(near)}" if near else f"ada {len(ids)} program di folder programmes/"


def in_file(error: ProgrammeError, path: Path, content: bytes) -> ProgrammeError:
    """The error with its file and line before the place; as it is when it names the file already."""
    if error.place.startswith(str(path)):
        return error
    line = line_of(content, error.place)
    return ProgrammeError(f"{path}, baris {line}" if line else str(path), str(error))


def _law(data: Any) -> Law:
    articles = {
        str(number): Article(
            str(number),
            Text(article["summary"]["id"], article["summary"]["en"]),
            article["source"],
            article["read_on"],
        )
        for number, article in data["articles"].items()
    }
    return Law(
        id=data["id"],
        title=Text(data["title"]["id"], data["title"]["en"]),
        enacted=_date_or_none(data["enacted"]),
        in_force=_date_or_none(data["in_force"]),
        amends=data.get("amends", ""),
        source=data["source"],
        articles=articles,
    )


def _date_or_none(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _no_cycles(data: Any, content: bytes, name: str, above: tuple[int, ...], place: str) -> None:
    if not isinstance(data, dict | list):
        return
    if id(data) in above:
        line = line_of(content, place)
        where = f"{name}, baris {line}" if line else name
        raise ProgrammeError(where, f"YAML menunjuk kembali ke dirinya sendiri di {place} (acuan melingkar)")
    for key, child in data.items() if isinstance(data, dict) else enumerate(data, 1):
        below = f"{place}[{key}]" if isinstance(data, list) else f"{place}.{key}" if place else str(key)
        _no_cycles(child, content, name, (*above, id(data)), below)


def _steps(place: str) -> list[str | int]:
    """`rules.all[2] (alive).requires` into ["rules", "all", 1, "requires"]; dots within brackets stay."""
    steps: list[str | int] = []
    for part in place.split("."):
        name, _, rest = part.partition("[")
        steps.append(name.split(" (")[0])
        digits = rest.partition("]")[0]
        if digits.isdigit():
            steps.append(int(digits) - 1)
    return steps


def _child(node: Any, step: str | int) -> tuple[int, Any] | None:
    if isinstance(step, int):
        items = node.value if isinstance(node, yaml.SequenceNode) else []
        return (items[step].start_mark.line + 1, items[step]) if step < len(items) else None
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None
