"""Programmes and the law they cite, read from their folder of YAML; what the whole pipeline decides by.

    load_programme(id_or_path, folder=None) -> LoadedProgramme     .programme, .sha256, .article(cite)
    load_laws(folder) -> dict[str, Law]
    programme_ids(folder=None) -> list[str]

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
from typing import Any

from satupintu.engine.parse import programme_from_dict
from satupintu.engine.rules import Programme, ProgrammeError, Text
from satupintu.gateways.strict_yaml import line_of, parse_yaml

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
        programme = _programme(content, str(path))
    except ProgrammeError as error:
        raise in_file(error, path, content) from error
    if laws is None:
        laws = load_laws(path.parent.parent)
    return LoadedProgramme(programme, path, hashlib.sha256(content).hexdigest(), laws)


@lru_cache(maxsize=64)
def _programme(content: bytes, path: str) -> Programme:
    """A text understood once: a page of rounds asks for its programme row by row."""
    return programme_from_dict(parse_yaml(content, path))


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
            told = "bukan berkas peraturan yang lengkap; jalankan satupintu catalogue check"
            raise ProgrammeError(str(path), told) from error
    return laws


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
