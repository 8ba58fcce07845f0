"""A catalogue of two programmes that tests know well and may spoil, whatever else the house's own comes to hold."""

import shutil
from pathlib import Path

from satupintu.gateways.programmes import programmes_folder

SHIPPED = programmes_folder()
LITTLE_PAIRS = """
pairs:
  - programmes: [bpum-2020, bpum-2021]
    verdict: permitted
    cite: permenkop-2-2021#4(1)
    note: {id: Boleh., en: Allowed.}
classes:
  - aid: [training, training]
    same_programme: true
    within_days: 365
    verdict: repeated
    cite: pending
    read_in: Contoh
    note: {id: Terulang., en: Repeated.}
"""


def copy_little(root: Path) -> Path:
    """BPUM 2020 and 2021 with the law, agencies and questions that ship, in a new folder."""
    root.mkdir()
    for one in ("bpum-2020", "bpum-2021", "law"):
        shutil.copytree(SHIPPED / one, root / one)
    for one in ("agencies.yaml", "questions.yaml"):
        shutil.copyfile(SHIPPED / one, root / one)
    (root / "pairs.yaml").write_text(LITTLE_PAIRS, encoding="utf-8")
    return root


def change(path: Path, old: str, new: str, count: int = 1) -> int:
    """Change a file's text; the line, from 1, of the change."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
