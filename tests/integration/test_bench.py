"""The benchmarks must run and say what they promise to; how quick the machine is, is not tested here."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_bench_lists_prints_its_figures_last():
    command = [sys.executable, str(ROOT / "bench" / "lists.py"), "--rows", "2000", "--runs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert {"cold_ratio", "workbook_ratio", "workbook_ratio_without_handing_back"} <= set(told)
    assert set(told["workbook_seconds"]) == {
        "screen",
        "screen_without_handing_back",
        "openpyxl_read_only",
        "openpyxl_full",
    }
    assert (told["bench"], told["rows"], told["wrong_rows"]) == ("lists", 2000, 0)
