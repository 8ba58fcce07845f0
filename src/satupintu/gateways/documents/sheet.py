"""Paper for where no phone is at hand: a form's questions to fill in with a pen, and the code of each sheet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from satupintu.gateways.documents.pdf import render_pdf

PER_SHEET = 4  # businesses on one sheet of the short form
_WIDTH = 12
_HOW = (
    "Tulis dengan huruf cetak. Silang kotak yang sesuai. Yang bertanda * harus diisi; yang lain boleh kosong. "
    "Serahkan lembar ini ke kantor desa atau kelurahan."
)
_FOOTER = "Lembar ini memuat data pribadi: simpan baik-baik, dan serahkan hanya kepada petugas."
_DIGITS = {"nik": 16, "kk": 16}


def sheets_pdf(data: Mapping[str, Any], *, on: date) -> bytes:
    """The sheets as PDF, one A4 page each.

    `data` holds:
      title      str, the form's
      version    str, the form's
      area       str, whose businesses these are ("RT 012, RW 003, Dusun Krajan, Arjowilangun")
      questions  [{"name", "kind": an XLSForm kind, "label", "required": bool, "choices": [str, …]}]
      sheets     [{"code": str under the QR, "link": str in the QR}]

    Raises KeyError for a missing entry, DocumentProblem where typst refuses.
    """
    return render_pdf("sheet", sheet_data(data), on=on)


def sheet_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the template is given: every word on the paper, as JSON values."""
    return {
        "title": data["title"],
        "area": data["area"],
        "how": _HOW,
        "footer": f"{_FOOTER} Formulir versi {data['version']}.",
        "per-sheet": PER_SHEET,
        "rows": list(_rows([_cell(one) for one in data["questions"]])),
        "sheets": [{"code": one["code"], "qr": _qr(one["link"])} for one in data["sheets"]],
    }


def _cell(question: Mapping[str, Any]) -> dict[str, Any]:
    kind, digits = "line", _DIGITS.get(question["name"], 0)
    if digits:
        kind = "digits"
    elif question["kind"] == "date":
        kind = "date"
    elif question["choices"]:
        kind = "choices"
    return {
        "kind": kind,
        "label": question["label"],
        "required": question["required"],
        "digits": digits,
        "choices": list(enumerate(question["choices"], start=1)),
        "before": "Rp" if "(rupiah)" in question["label"] else "",
        "width": _width(kind, question),
    }


def _width(kind: str, question: Mapping[str, Any]) -> int:
    """How much of a line, in twelfths."""
    if kind == "choices":
        return 3 if sum(map(len, question["choices"])) < 20 else _WIDTH
    if kind in ("digits", "date"):
        return 6 if kind == "digits" else 3
    if question["kind"] in ("integer", "decimal"):
        return 4
    return {"rt": 2, "rw": 2, "phone": 4, "name": 6, "address": 8}.get(question["name"], 5)


def _rows(cells: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Lines of cells in the form's order, none wider than the paper."""
    row: list[dict[str, Any]] = []
    for cell in cells:
        if sum(one["width"] for one in row) + cell["width"] > _WIDTH:
            yield row
            row = []
        row.append(cell)
    if row:
        yield row


def _qr(link: str) -> str:
    import segno

    drawn = BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", border=0, xmldecl=True)
    return drawn.getvalue().decode()
