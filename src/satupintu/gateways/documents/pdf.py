"""Renders a typst template with plain data to PDF: embedded fonts, no network, the same bytes each time."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from typing import Any

from satupintu.gateways.documents.glyphs import printable_data


class DocumentProblem(ValueError):
    """A document could not be made from this data; the text says which document and why."""


def render_pdf(template: str, data: Mapping[str, Any], *, on: date) -> bytes:
    """PDF/A-2a bytes of `templates/<template>.typ` with `data` (JSON values) as its input.

    Characters that the fonts cannot show are replaced, see `glyphs`.

    `on` is the document's date, kept in the file instead of the time of printing. Raises DocumentProblem.
    """
    import typst  # 40 MB of compiler: only where a document is made

    moment = datetime(on.year, on.month, on.day, tzinfo=UTC)
    with as_file(files(__package__) / "templates") as folder:
        try:
            compiler = typst.Compiler(folder / f"{template}.typ", root=folder, ignore_system_fonts=True)
            made = compiler.compile(
                format="pdf",
                sys_inputs={"data": json.dumps(printable_data(data), ensure_ascii=False)},
                pdf_standards="a-2a",
                timestamp=moment,
            )
        except RuntimeError as error:
            raise DocumentProblem(f"{template}.pdf tidak dapat dibuat: {error}") from error
    if not isinstance(made, bytes):
        raise DocumentProblem(f"{template}.pdf tidak dapat dibuat: hasilnya bukan satu berkas PDF.")
    return made
