"""Messages to phones: one interface, one file per provider, and a folder that stands in for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class GatewayProblem(Exception):
    """A message did not leave; the text names no person. `is_final` where trying again is of no use."""

    def __init__(self, text: str, *, is_final: bool = False) -> None:
        super().__init__(text)
        self.is_final = is_final


class Gateway(Protocol):
    """What sends messages. `to` is E.164; `words` are the parts of `template` and `text` is the whole."""

    def send(self, *, to: str, template: str, words: Mapping[str, str], text: str) -> None: ...


def open_gateway(
    kind: str,
    *,
    folder: Path,
    token: str = "",
    sender: str = "",
    template: str = "",
    reminder_template: str = "",
) -> Gateway:
    """'folder' or 'whatsapp'. Raises GatewayProblem for anything else, and for WhatsApp without its settings."""
    if kind == "folder":
        from .folder import FolderGateway

        return FolderGateway(folder)
    if kind == "whatsapp":
        from .whatsapp import WhatsAppGateway

        return WhatsAppGateway(
            token=token, sender=sender, template=template, reminder_template=reminder_template
        )
    raise GatewayProblem(
        "layanan pesan belum dipilih (SATUPINTU_MESSAGES: whatsapp atau folder)", is_final=True
    )
