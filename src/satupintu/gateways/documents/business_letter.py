"""The village's business letter (SKU): one page as PDF and as DOCX, DRAFT across both until it is signed."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from satupintu.gateways.documents.pdf import render_pdf
from satupintu.gateways.documents.wording import date_words

TITLE = "Surat Keterangan Usaha"
_QR_NOTE = (
    "Pindai kode QR untuk memeriksa keaslian surat ini. Kode QR bukan tanda tangan elektronik tersertifikasi."
)
_DRAFT_NOTE = "RANCANGAN: belum ditandatangani dan belum berlaku."


def business_letter_pdf(data: Mapping[str, Any]) -> bytes:
    """The letter as PDF/A, one A4 page.

    `data` holds:
      office      {"lines": [str, …] from the regency down, "address": str}
      number      str
      place, on   str and date of the letter
      opening     str, the sentence before the facts
      facts       [[label, value], …] of owner and business
      statement   str, what is stated of them
      purpose     str, what it was asked for, may be ""
      signatory   {"title", "name"}; the name "" while nobody has signed
      draft       bool
      address     str, the page that the QR opens

    The same data gives the same bytes. Raises KeyError for a missing entry, DocumentProblem where typst refuses.
    """
    return render_pdf("business_letter", letter_data(data), on=data["on"])


def letter_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the template is given: every word on the paper, as JSON values, and the QR as SVG."""
    on: date = data["on"]
    return {
        "title": TITLE,
        "office": {"lines": list(data["office"]["lines"]), "address": data["office"].get("address", "")},
        "number": data["number"],
        "place-and-date": f"{data['place']}, {date_words(on)}" if data.get("place") else date_words(on),
        "opening": data["opening"],
        "facts": [list(pair) for pair in data["facts"]],
        "statement": data["statement"],
        "purpose": data.get("purpose", ""),
        "signatory": {**data["signatory"], "id": ""},
        "draft": bool(data["draft"]),
        "qr": _qr(data["address"], "svg").decode(),
        "address": data["address"],
        "qr-note": _QR_NOTE,
        "footer": _DRAFT_NOTE
        if data["draft"]
        else f"{TITLE} nomor {data['number']}. Dicetak dari Satu Pintu.",
    }


def business_letter_docx(data: Mapping[str, Any]) -> bytes:
    """The same letter as DOCX, for offices that print from their own word processor; `data` as above."""
    from satupintu.gateways.documents.business_letter_docx import write_docx

    return write_docx(letter_data(data), _qr(data["address"], "png"))


def _qr(address: str, kind: str) -> bytes:
    import segno

    made = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(made, kind=kind, scale=8, border=2)
    return made.getvalue()
