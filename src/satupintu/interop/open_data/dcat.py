"""Describes the tables as DCAT-AP does, in JSON-LD, so that data portals can harvest them."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from .tables import TABLES, Table

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/IND"
_THEME = "http://publications.europa.eu/resource/authority/data-theme/ECON"
_CSV = "https://www.iana.org/assignments/media-types/text/csv"
_COUNTRY = "http://publications.europa.eu/resource/authority/country/IDN"


def catalogue(published: dict[str, Any] | None, address: Callable[[str], str]) -> dict[str, Any]:
    """The catalogue. `address` makes a whole address of a path; before the first publication it has no data sets."""
    files = (published or {}).get("files", {})
    described = [
        _dataset(one, published or {}, files[one.name], address) for one in TABLES if one.name in files
    ]
    return {
        "@context": CONTEXT,
        "@id": address("/data/"),
        "@type": "dcat:Catalog",
        "dct:title": {"@value": "Data terbuka Satu Pintu", "@language": "id"},
        "dct:description": {
            "@value": "Tabel tanpa data pribadi tentang usaha mikro, cakupan pendataan, bantuan dan program.",
            "@language": "id",
        },
        "dct:publisher": _publisher(address),
        "dct:language": {"@id": _LANGUAGE},
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE},
        **({"dct:modified": _moment(published["at"])} if published else {}),
        "dcat:dataset": described,
    }


def _dataset(
    table: Table, published: dict[str, Any], file: dict[str, Any], address: Callable[[str], str]
) -> dict[str, Any]:
    page = address("/data/")
    return {
        "@id": f"{page}#{table.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": table.name,
        "dct:title": {"@value": str(table.title), "@language": "id"},
        "dct:description": {"@value": str(table.about), "@language": "id"},
        "dct:publisher": _publisher(address),
        "dct:modified": _moment(published["at"]),
        "dct:accrualPeriodicity": {"@id": _FREQUENCY},
        "dct:language": {"@id": _LANGUAGE},
        "dct:spatial": {"@id": _COUNTRY},
        "dct:accessRights": {"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
        "dcat:theme": {"@id": _THEME},
        "dcat:keyword": [{"@value": word, "@language": "id"} for word in table.keywords],
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [_distribution(table, file, address)],
    }


def _distribution(table: Table, file: dict[str, Any], address: Callable[[str], str]) -> dict[str, Any]:
    where = address(f"/data/{table.name}.csv")
    return {
        "@id": where,
        "@type": "dcat:Distribution",
        "dct:title": {"@value": f"{table.title} (CSV)", "@language": "id"},
        "dcat:accessURL": {"@id": where},
        "dcat:downloadURL": {"@id": where},
        "dcat:mediaType": {"@id": _CSV},
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE},
        "dcat:byteSize": {"@value": str(file["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file["sha256"], "@type": "xsd:hexBinary"},
        },
    }


def _publisher(address: Callable[[str], str]) -> dict[str, Any]:
    return {
        "@id": address("/"),
        "@type": "foaf:Agent",
        "foaf:name": {"@value": settings.OPEN_DATA_PUBLISHER, "@language": "id"},
    }


def _moment(at: str) -> dict[str, str]:
    return {"@value": at, "@type": "xsd:dateTime"}
