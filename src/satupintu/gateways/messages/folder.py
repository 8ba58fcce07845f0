"""The fake: each message becomes a file, for the demo, for tests and for trying an office's set-up."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from pathlib import Path


class FolderGateway:
    """Writes `<time>-<random>.json` with to, template and text, readable by the house alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, *, to: str, template: str, words: Mapping[str, str], text: str) -> None:
        del words
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{time.time_ns()}-{secrets.token_hex(4)}.json"
        path.touch(mode=0o600)
        message = {"to": to, "template": template, "text": text}
        path.write_text(json.dumps(message, ensure_ascii=False), encoding="utf-8")
