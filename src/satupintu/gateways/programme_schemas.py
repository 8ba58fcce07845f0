"""JSON Schemas of programmes, cases and law, made from the engine's own vocabulary; for editors and checks.

schemas() -> {"schema.json": …, "cases.schema.json": …, "law.schema.json": …, and those of agencies, questions, pairs}
write_schemas(folder) -> list[Path]      `satupintu catalogue schema` keeps the committed ones up to date
"""

import json
from pathlib import Path
from typing import Any

from satupintu.engine.determination import OUTCOMES
from satupintu.engine.facts import FIXED_FACTS, ORDERED_FACTS
from satupintu.engine.listing import AGENCY_KINDS, AID, LEVELS, NEEDS, PARTNERS, PILLARS
from satupintu.engine.pairs import STATED_VERDICTS
from satupintu.engine.parse import NO_AMOUNT
from satupintu.engine.parse_quota import DIRECTIONS, PER
from satupintu.engine.questions import KINDS
from satupintu.engine.reasons import IDENTITY_REASONS
from satupintu.engine.rules import OPERATORS, WHEN_UNKNOWN

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
DATE: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
ADDRESS: Schema = {
    "description": "Alamat halaman yang dibaca, saja; catatan tentangnya dalam notes",
    "type": "string",
    "pattern": "^https?://[^\\s]+$",
}
NAME: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
LAW_ID = "[a-z]+(-[a-z0-9]+)+"
CITE: Schema = {
    "description": "<peraturan>#<pasal> yang ada di law/, atau pending bersama read_in",
    "type": "string",
    "pattern": f"^({LAW_ID}#[^#]+|pending)$",
}
BOTH: Schema = {
    "description": "Kalimat dalam bahasa Indonesia dan Inggris",
    "type": "object",
    "properties": {"id": TEXT, "en": TEXT},
    "required": ["id", "en"],
    "additionalProperties": False,
}
FACT: Schema = {
    "anyOf": [{"enum": sorted(FIXED_FACTS)}, {"type": "string", "pattern": "^lists\\.[a-z][a-z0-9_]*$"}]
}
SCALAR: Schema = {"type": ["string", "integer", "boolean"]}


ID: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
PENDING_HAS_READ_IN: Schema = {
    "if": {"properties": {"cite": {"const": "pending"}}},
    "then": {"required": ["read_in"]},
}


def _object(properties: Schema, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    required = [key for key in properties if key not in optional]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        **more,
    }


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items, "minItems": 1}


def _tree(leaf: str, leaf_key: str, below: str) -> Schema:
    """all / any / not over a kind of leaf, told apart by the leaf's own key, so that messages stay to the point."""
    branch = {
        "type": "object",
        "properties": {
            "all": _list_of({"$ref": f"#/$defs/{below}"}),
            "any": _list_of({"$ref": f"#/$defs/{below}"}),
            "not": {"$ref": f"#/$defs/{below}"},
        },
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "if": {"required": [leaf_key]},
        "then": {"$ref": f"#/$defs/{leaf}"},
        "else": branch,
    }


def _programme() -> Schema:
    condition = _object(
        {
            "fact": FACT,
            "op": {"enum": list(OPERATORS)},
            "value": {"anyOf": [SCALAR, _list_of(SCALAR)]},
            "param": NAME,
            "fact2": FACT,
            "among": _list_of(SCALAR),
            "when_unknown": {"enum": list(WHEN_UNKNOWN)},
        },
        optional=("value", "param", "fact2", "among", "when_unknown"),
    )
    criterion = _object(
        {
            "criterion": NAME,
            "title": BOTH,
            "cite": CITE,
            "read_in": TEXT,
            "requires": {"$ref": "#/$defs/requirement"},
            "failed": BOTH,
            "unknown": BOTH,
            "remedy": BOTH,
        },
        optional=("read_in",),
        **PENDING_HAS_READ_IN,
    )
    dated = _object(
        {"from": DATE, "value": {"type": ["integer", "string"]}, "cite": CITE, "read_in": TEXT},
        optional=("read_in",),
    )
    bound = _object(
        {"day": DATE, "cite": CITE, "read_in": TEXT},
        optional=("read_in",),
        **PENDING_HAS_READ_IN,
    )
    period = _object({"from": bound, "to": bound}, optional=("to",))
    spec = _object(
        {
            "title": BOTH,
            "optional": {"type": "boolean"},
            "programme": ID | {"description": "program yang penerimanya ada dalam daftar ini"},
        },
        optional=("optional", "programme"),
    )
    return {
        "$schema": DRAFT,
        "title": "Program bantuan",
        **_object(
            {
                "id": ID,
                "version": TEXT,
                "title": BOTH,
                "authority": BOTH,
                "listing": _listing(),
                "period": period
                | {"description": "Masa berlaku program; to dikosongkan bila akhirnya belum terbaca"},
                "reference_date": DATE,
                "amount": NAME
                | {"description": f"Nama parameter jumlah bantuan; {NO_AMOUNT} bila tidak ada jumlah tetap"},
                "lists": {"type": "object", "propertyNames": NAME, "additionalProperties": spec},
                "params": {"type": "object", "propertyNames": NAME, "additionalProperties": _list_of(dated)},
                "rules": {"$ref": "#/$defs/rule"},
                "quota": _quota(),
                "notes": TEXT,
            },
            optional=("amount", "quota", "notes"),
        ),
        "$defs": {
            "rule": _tree("criterion", "criterion", "rule"),
            "requirement": _tree("condition", "fact", "requirement"),
            "criterion": criterion,
            "condition": condition,
        },
    }


def _quota() -> Schema:
    order = _object({"fact": {"enum": list(ORDERED_FACTS)}, "direction": {"enum": list(DIRECTIONS)}})
    priority = _object(
        {"title": BOTH, "first": {"$ref": "#/$defs/requirement"}, "order": order}, optional=("first", "order")
    )
    return _object(
        {
            "recipients": {"anyOf": [{"type": "integer"}, NAME]},
            "per": {"enum": list(PER)},
            "priorities": {"type": "array", "items": priority},
            "tie_break": {"enum": ["seeded"]},
            "cite": CITE,
            "read_in": TEXT,
        },
        optional=("per", "priorities", "tie_break", "read_in"),
        description="Berapa orang diterima dalam satu putaran, per apa, dan siapa didahulukan; undian memakai benih",
    )


def _figures(name: str) -> Schema:
    """One figure of a budget or quota, or several by year."""
    amount = {"type": "integer", "minimum": 1}
    one = _object(
        {name: amount, "year": {"type": "integer"}, "cite": CITE, "read_in": TEXT},
        optional=("year", "read_in"),
        **PENDING_HAS_READ_IN,
    )
    return {"if": {"type": "array"}, "then": _list_of(one), "else": one}


def _listing() -> Schema:
    names = {"type": "array", "items": TEXT}
    area = {
        "description": "kode wilayah bertitik, misalnya '35.07'",
        "type": "string",
        "pattern": r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$",
    }
    return _object(
        {
            "pillar": {"enum": list(PILLARS)},
            "needs": _list_of({"enum": list(NEEDS)}),
            "aid": {"enum": list(AID)},
            "level": {"enum": list(LEVELS)},
            "agencies": _list_of(ID) | {"description": "id di agencies.yaml; yang pertama pemilik program"},
            "areas": {"type": "array", "items": area, "description": "kosong berarti seluruh Indonesia"},
            "budget": _figures("amount"),
            "quota": _figures("recipients"),
            "legal_basis": names | {"description": "id peraturan di law/"},
            "legal_pending": names | {"description": "peraturan yang disebut tetapi teksnya belum dibaca"},
            "apply": BOTH,
            "contact": BOTH,
        },
        optional=("areas", "budget", "quota", "legal_basis", "legal_pending"),
    )


def _agencies() -> Schema:
    agency = _object(
        {"title": BOTH, "kind": {"enum": list(AGENCY_KINDS)}, "partner": {"enum": list(PARTNERS)}}
    )
    return {
        "$schema": DRAFT,
        "title": "Instansi dan mitra",
        "type": "object",
        "propertyNames": ID,
        "additionalProperties": agency,
    }


def _questions() -> Schema:
    choice = _object({"value": SCALAR, "id": TEXT, "en": TEXT})
    question = _object(
        {
            "question": BOTH,
            "hint": BOTH,
            "kind": {"enum": list(KINDS)},
            "choices": _list_of(choice),
            "label": BOTH
            | {"description": "Nama fakta itu di tengah kalimat, misalnya jumlah orang yang bekerja"},
            "most": {
                "type": "integer",
                "minimum": 1,
                "description": "Angka terbesar yang masuk akal bagi number dan money; di atasnya ditanya lagi",
            },
        },
        optional=("hint", "choices", "label", "most"),
    )
    every = {"type": "object", "propertyNames": FACT, "additionalProperties": question}
    return {"$schema": DRAFT, "title": "Pertanyaan bagi tiap fakta", **_object({"questions": every})}


def _pairs() -> Schema:
    judgement = {
        "verdict": {"enum": list(STATED_VERDICTS)},
        "cite": CITE,
        "read_in": TEXT,
        "note": BOTH,
        "within_days": {"type": "integer", "minimum": 1},
    }
    both = {"minItems": 2, "maxItems": 2, "type": "array"}
    pair = _object(
        {"programmes": both | {"items": ID}, **judgement},
        optional=("read_in", "within_days"),
        **PENDING_HAS_READ_IN,
    )
    group = _object(
        {"aid": both | {"items": {"enum": list(AID)}}, "same_programme": {"type": "boolean"}, **judgement},
        optional=("aid", "same_programme", "read_in", "within_days"),
        **PENDING_HAS_READ_IN,
    )
    several = {"type": "array"}
    return {
        "$schema": DRAFT,
        "title": "Dua program sekaligus",
        **_object({"pairs": several | {"items": pair}, "classes": several | {"items": group}}),
    }


def _cases() -> Schema:
    facts = {
        "type": "object",
        "propertyNames": FACT,
        "additionalProperties": {"type": ["string", "integer", "boolean", "null"]},
    }
    expect = _object({"outcome": {"enum": list(OUTCOMES)}, "reasons": {"type": "array", "items": NAME}})
    case = _object(
        {
            "name": TEXT,
            "facts": facts,
            "identity": {"enum": list(IDENTITY_REASONS)},
            "duplicate": {"type": "boolean"},
            "without": _list_of(NAME),
            "as_of": DATE,
            "expect": expect,
        },
        optional=("facts", "identity", "duplicate", "without", "as_of"),
    )
    return {
        "$schema": DRAFT,
        "title": "Contoh kasus sebuah program",
        **_object({"base": facts, "cases": _list_of(case)}),
    }


def _law() -> Schema:
    article = _object({"summary": BOTH, "source": ADDRESS, "read_on": DATE})
    pending_or_date = {"anyOf": [DATE, {"const": "pending"}]}
    return {
        "$schema": DRAFT,
        "title": "Peraturan",
        **_object(
            {
                "id": {"type": "string", "pattern": f"^{LAW_ID}$"},
                "title": BOTH,
                "enacted": pending_or_date,
                "in_force": pending_or_date,
                "amends": TEXT,
                "source": ADDRESS,
                "read_on": DATE,
                "notes": TEXT,
                "articles": {"type": "object", "minProperties": 1, "additionalProperties": article},
            },
            optional=("amends", "notes"),
        ),
    }


def schemas() -> dict[str, Schema]:
    """The schemas by the file name under which editors find them."""
    return {
        "schema.json": _programme(),
        "cases.schema.json": _cases(),
        "law.schema.json": _law(),
        "agencies.schema.json": _agencies(),
        "questions.schema.json": _questions(),
        "pairs.schema.json": _pairs(),
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write the schemas into the programmes' folder; the paths written."""
    written = []
    for name, schema in schemas().items():
        path = folder / name
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(path)
    return written
