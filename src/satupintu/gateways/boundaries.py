"""Reads boundaries of areas from GeoJSON files that an office puts into its data folder, keyed by area code."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

Point = tuple[float, float]  # longitude, latitude
Ring = tuple[Point, ...]

LARGEST = 64 * 1024 * 1024
# What properties area codes are found under, ours first, then those of BIG, BPS and Kemendagri's publications.
CODES = (
    "code",
    "kode",
    "kode_wilayah",
    "kdepum",
    "kdebbps",
    "kdcpum",
    "kdppum",
    "kode_desa",
    "kemendagri_code",
)
_PLAIN = re.compile(r"(\d{2})(\d{2})?(\d{2})?(\d{4})?((?:\.[DWT]\d+)*)")


@dataclass
class Boundaries:
    """Rings by dotted area code, and a sentence for each file that could not be read."""

    rings: dict[str, tuple[Ring, ...]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class BoundaryProblem(ValueError):
    """A file that is no GeoJSON of areas; the text, in Indonesian, names it and says what to do."""


def read_boundaries(folder: Path) -> Boundaries:
    """Everything in `*.geojson` of a folder; files that were read before are not read again until they change."""
    found = Boundaries()
    for path in sorted(folder.glob("*.geojson")):
        try:
            stat = path.stat()
            found.rings |= _read(path, stat.st_mtime_ns, stat.st_size)
        except (BoundaryProblem, OSError) as problem:
            text = (
                str(problem) if isinstance(problem, BoundaryProblem) else f"{path.name}: tidak dapat dibaca."
            )
            found.problems.append(text)
    return found


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int, size: int) -> dict[str, tuple[Ring, ...]]:
    if size > LARGEST:
        raise BoundaryProblem(
            f"{path.name}: lebih dari 64 MB. Sederhanakan batasnya, atau pecah per kabupaten."
        )
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise BoundaryProblem(
            f"{path.name}: bukan JSON yang utuh. Unduh atau ekspor lagi berkasnya."
        ) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise BoundaryProblem(
            f"{path.name}: bukan GeoJSON berisi kumpulan wilayah (FeatureCollection dengan features)."
        )
    found: dict[str, tuple[Ring, ...]] = {}
    for n, feature in enumerate(features, start=1):
        try:
            found[_code(feature)] = tuple(_rings(feature["geometry"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BoundaryProblem(
                f"{path.name}: wilayah ke-{n} tidak terbaca ({error}). Setiap wilayah perlu properti “code” "
                "berisi kode Kemendagri, dan geometri Polygon atau MultiPolygon dalam derajat."
            ) from error
    return found


def _code(feature: Any) -> str:
    given = {str(name).lower(): value for name, value in feature["properties"].items()}
    for name in CODES:
        if value := given.get(name):
            plain = str(value).strip().upper()
            match = _PLAIN.fullmatch(plain.replace(".", "") if plain.replace(".", "").isdigit() else plain)
            return ".".join(part for part in match.groups()[:4] if part) + match[5] if match else plain
    raise ValueError("tanpa kode wilayah")


def _rings(geometry: Any) -> Iterator[Ring]:
    kind, given = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"geometri {str(kind)[:20]}")
    for polygon in given if kind == "MultiPolygon" else [given]:
        for ring in polygon:
            points = tuple((float(point[0]), float(point[1])) for point in ring)
            if len(points) < 4:
                raise ValueError("batas kurang dari empat titik")
            if not all(math.isfinite(x) and abs(x) <= 180 and abs(y) <= 90 for x, y in points):
                raise ValueError("koordinat bukan derajat bujur dan lintang")
            yield points
