"""The letter that tells one person what was decided, on which article, and what would change it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from satupintu.gateways.documents.pdf import render_pdf
from satupintu.gateways.documents.wording import date_words

_OUTCOMES = {
    "eligible": ("passed", "Memenuhi syarat", "Semua syarat terpenuhi. Nama Anda masuk usulan penerima."),
    "ineligible": ("failed", "Tidak memenuhi syarat", "Ada syarat yang tidak terpenuhi; lihat di bawah."),
    "undetermined": (
        "unknown",
        "Belum dapat diputuskan",
        "Tidak ada syarat yang gagal, tetapi ada yang belum dapat dipastikan. Ini bukan penolakan.",
    ),
}
# Until an officer has signed nobody stands in a proposal: lists may still change, or name somebody twice.
_NOT_SIGNED = (
    "Menurut hasil sementara semua syarat terpenuhi. Usulannya belum ditandatangani pejabat, jadi Anda belum tercatat "
    "sebagai usulan penerima."
)
_STATES = {"passed": "terpenuhi", "failed": "tidak terpenuhi", "unknown": "belum diketahui"}
_OBJECTION = (
    "Anda berhak meminta penjelasan dan keberatan atas keputusan yang disusun dengan bantuan pemeriksaan "
    "otomatis (UU 27/2022 Pasal 10). Bawalah surat ini beserta KTP, KK dan bukti Anda ke kantor desa atau ke "
    "kantor yang tertera di atas. Seorang petugas memeriksa kembali, dan hasilnya disampaikan kepada Anda."
)
_FOOTER = "Dicetak dari Satu Pintu. Surat ini bukan dokumen bertanda tangan elektronik."


def decision_letter_pdf(data: Mapping[str, Any]) -> bytes:
    """The letter as PDF, one or two A4 pages.

    `data` holds:
      office      {"lines": [str, …], "address": str}
      place       str ("Kepanjen"), may be ""
      on          date of the letter
      reference   str, the letter's number or the round's
      person      {"name": str, "nik": str (masked or whole, shown as given), "village": str}
      programme   {"title": str, "version": str, "as_of": date}
      row         str, where the person stood in the list ("01-usulan.xlsx, RT 01-06, baris 8"), may be ""
      outcome     "eligible" | "ineligible" | "undetermined"
      standing    str, where the person stands in the queue of a quota, may be left out
      is_taken    whether the quota reaches that far, may be left out: then it does
      is_signed   whether an officer has signed this result, may be left out: then one has
      criteria    [{"title", "state": "passed" | "failed" | "unknown", "evidence": [str, …], "cite": str,
                  "remedy": str}], identity checks first, as on the person's page
      todo        [str, …]: what to bring or mend, may be left out: then the remedies of what did not pass
      signatory   {"title", "name", "id"}, or left out: then there is no place to sign
      objection   str, may be left out

    Raises KeyError for a missing entry, DocumentProblem where typst refuses.
    """
    return render_pdf("letter", letter_data(data), on=data["on"])


def letter_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the template is given: every word on the paper, as JSON values."""
    state, word, meaning = _OUTCOMES[data["outcome"]]
    if data["outcome"] == "eligible" and not data.get("is_signed", True):
        meaning = _NOT_SIGNED
    standing = data.get("standing", "")
    meaning = f"{meaning} {standing}".strip() if data.get("is_taken", True) else standing
    criteria = [_criterion(row) for row in data["criteria"]]
    todo = [row["remedy"] for row in criteria if row["state"] != "passed" and row["remedy"]]
    on: date = data["on"]
    place = data.get("place", "")
    return {
        "office": {"lines": list(data["office"]["lines"]), "address": data["office"].get("address", "")},
        "title": "Hasil pemeriksaan usulan",
        "reference": data["reference"],
        "place-and-date": f"{place}, {date_words(on)}" if place else date_words(on),
        "person": {"name": data["person"]["name"], "village": data["person"]["village"]},
        "opening": f"Usulan Anda untuk {data['programme']['title']} telah diperiksa. Hasilnya:",
        "outcome": {"state": state, "word": word, "meaning": meaning},
        "facts": _facts(data),
        "todo": list(dict.fromkeys(data.get("todo", todo))) if state != "passed" else [],
        "criteria": criteria,
        "objection": data.get("objection") or _OBJECTION,
        "signatory": data.get("signatory"),
        "footer": _FOOTER,
    }


def _criterion(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": row["title"],
        "state": row["state"],
        "word": _STATES[row["state"]],
        "evidence": list(row.get("evidence", [])),
        "cite": row.get("cite", ""),
        "remedy": row.get("remedy", "") if row["state"] != "passed" else "",
    }


def _facts(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    programme = data["programme"]
    facts = [
        ("NIK", data["person"]["nik"]),
        ("Program", f"{programme['title']}, versi {programme['version']}"),
        ("Aturan per tanggal", date_words(programme["as_of"])),
    ]
    return [*facts, ("Tercatat di", data["row"])] if data.get("row") else facts
