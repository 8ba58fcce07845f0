"""The audit trail reads in words: every action that the code records has one."""

import ast
from collections.abc import Iterator
from pathlib import Path

from satupintu.foundation.work.services import _functions
from satupintu.portal.deeds import DEEDS, VALUES, deed, particulars

SOURCE = Path(__file__).parents[3] / "src" / "satupintu"


def recorded() -> Iterator[str]:
    """The first argument of every call of `record(...)`."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and node.args:
                first = node.args[0]
                choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                yield from (one.value for one in choices if isinstance(one, ast.Constant))


def test_every_recorded_action_has_its_words():
    actions = set(recorded())
    assert len(actions) > 20
    assert actions <= set(DEEDS), actions - set(DEEDS)


def test_an_action_without_words_is_shown_as_it_is():
    assert deed("crisis.report") == "crisis.report"


def test_figures_read_in_one_line_and_hashes_are_shortened():
    data = {
        "rows": 475,
        "active": True,
        "lists": {"paid_2021": {"rows": 46, "sha256": "a" * 64}},
        "x": "b" * 64,
    }
    assert particulars(data) == "baris 475; aktif ya; daftar (paid_2021 46); x bbbbbbbbbbbb…"


def test_an_answer_about_a_column_is_said_in_words():
    data = {"answers": ["annual_turnover:per_day=E", "nik=C", "business_letter=-"]}
    assert particulars(data) == (
        "jawaban Omzet per hari: kolom E, NIK: kolom C, Surat usaha atau NIB: tidak ada kolomnya"
    )


def test_every_kind_of_work_has_its_words():
    kinds = {kind for kind, function in _functions.items() if function.__module__.startswith("satupintu.")}
    assert len(kinds) > 10
    assert kinds <= set(VALUES["kind"]), kinds - set(VALUES["kind"])


def test_money_sizes_and_kinds_are_written_for_people():
    assert particulars({"total": 3_600_000, "rows": 12_800, "run": 1, "flag": ""}) == (
        "jumlah Rp3.600.000; baris 12.800; pemeriksaan ke 1"
    )
    assert (
        particulars({"kind": "screening.run", "state": "done"}) == "jenis memeriksa putaran; keadaan Selesai"
    )
