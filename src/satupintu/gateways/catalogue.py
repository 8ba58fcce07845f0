"""The whole catalogue read from its folder at once: programmes, agencies, questions, and what pairs of them mean.

load_catalogue(folder=None) -> Catalogue      kept until some file of the folder changes
held()                                       within it the files are looked at once: for one page, one answer
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from satupintu.engine.listing import Agency
from satupintu.engine.pairs import Pairs, pairs_from_dict
from satupintu.engine.parse_listing import agencies_from_dict
from satupintu.engine.questions import Question, questions_from_dict
from satupintu.engine.rules import ProgrammeError
from satupintu.gateways.programmes import (
    LAW_FOLDER,
    PROGRAMME_FILE,
    Law,
    LoadedProgramme,
    in_file,
    load_laws,
    load_programme,
    programmes_folder,
)
from satupintu.gateways.strict_yaml import parse_yaml

AGENCIES_FILE, QUESTIONS_FILE, PAIRS_FILE = "agencies.yaml", "questions.yaml", "pairs.yaml"
Built = TypeVar("Built")


@dataclass(frozen=True)
class Catalogue:
    """Everything the programmes' folder says. A folder from before listings has no agencies, questions or pairs."""

    programmes: dict[str, LoadedProgramme]
    agencies: dict[str, Agency] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    pairs: Pairs = field(default_factory=Pairs)
    laws: dict[str, Law] = field(default_factory=dict)


_held: ContextVar[dict[Path, Catalogue] | None] = ContextVar("held", default=None)


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read the catalogue; ProgrammeError, naming file and line, when any of it is not sound."""
    root = folder or programmes_folder()
    held_here = _held.get()
    if held_here is None:
        return _loaded(root, _stamps(root))
    if root not in held_here:
        held_here[root] = _loaded(root, _stamps(root))
    return held_here[root]


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Within it every caller gets the catalogue as the first one read it, without looking at its files again."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def aid_by_programme(programmes: dict[str, LoadedProgramme]) -> dict[str, str]:
    """Each listed programme's form of aid."""
    return {name: one.programme.listing.aid for name, one in programmes.items() if one.programme.listing}


def read_part(path: Path, build: Callable[[Any], Built], nothing: Built) -> Built:
    """One of the catalogue's own files; `nothing` where it is not there."""
    if not path.is_file():
        return nothing
    content = path.read_bytes()
    try:
        return build(parse_yaml(content, str(path)))
    except ProgrammeError as error:
        raise in_file(error, path, content) from error


@lru_cache(maxsize=8)
def _loaded(root: Path, _stamps: tuple[tuple[str, int, int], ...]) -> Catalogue:
    laws = load_laws(root)
    programmes: dict[str, LoadedProgramme] = {}
    for path in sorted(root.glob(f"*/{PROGRAMME_FILE}")):
        one = load_programme(path, laws=laws)
        if other := programmes.get(one.programme.id):
            raise ProgrammeError(str(path), f"id {one.programme.id} sudah dipakai {other.path}")
        programmes[one.programme.id] = one
    aid_of = aid_by_programme(programmes)
    return Catalogue(
        programmes,
        read_part(root / AGENCIES_FILE, agencies_from_dict, {}),
        read_part(root / QUESTIONS_FILE, questions_from_dict, {}),
        read_part(root / PAIRS_FILE, lambda data: pairs_from_dict(data, aid_of), Pairs(aid_of=aid_of)),
        laws,
    )


def _stamps(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes when any file of the catalogue does; asked at every look, so it takes no more than a stat for each."""
    files = [root / name for name in (AGENCIES_FILE, QUESTIONS_FILE, PAIRS_FILE)]
    files += [Path(folder, PROGRAMME_FILE) for folder in _names_in(root)]
    files += [Path(law) for law in _names_in(root / LAW_FOLDER) if law.endswith(".yaml")]
    found = []
    for path in files:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            stat = path.stat()
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(sorted(found))


def _names_in(folder: Path) -> list[str]:
    """The paths in a folder, as text, which takes a tenth of the time of a glob; none where it is not there."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        return [one.path for one in entries]
    return []
