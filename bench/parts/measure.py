"""Running what is measured: whole processes, one after the other and again, with their time and their memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """One process: wall seconds from start to exit, its greatest resident memory in GB (10**9 bytes), what it said."""

    seconds: float
    peak_gb: float
    stdout: str

    @property
    def told(self) -> dict[str, Any]:
        """The JSON of its last line."""
        last: dict[str, Any] = json.loads(self.stdout.splitlines()[-1])
        return last


def run_process(command: Sequence[str]) -> Run:
    """Runs a command to its end. Raises RuntimeError with its words when it failed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, cwd=ROOT)
        _, status, used = os.wait4(
            process.pid, 0
        )  # this child's own figures, not those of all children so far
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            words = err.read().decode(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(command)[:400]} gave {process.returncode}: {words}")
        to_bytes = 1 if sys.platform == "darwin" else 1024
        return Run(seconds, used.ru_maxrss * to_bytes / 1e9, out.read().decode())


def alternate(
    commands: Mapping[str, Sequence[str]], runs: int, before: Callable[[str], None] = lambda _: None
) -> dict[str, list[Run]]:
    """Every command once, then again, so that a busy moment falls on all alike; ``before`` is not measured."""
    done: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs):
        for name, command in commands.items():
            before(name)
            done[name].append(run_process(command))
            say(f"run {number + 1} of {runs}: {name} {done[name][-1].seconds:.2f} s")
    return done


def best(runs: Sequence[Run]) -> float:
    """The least wall seconds."""
    return min(one.seconds for one in runs)


def peak(runs: Sequence[Run]) -> float:
    """The greatest memory of any of the runs, in GB."""
    return round(max(one.peak_gb for one in runs), 2)


def print_report(report: Mapping[str, Any]) -> None:
    """The last line."""
    print(json.dumps(report, separators=(", ", ": ")))


def say(line: str) -> None:
    """Progress, for a person at a terminal."""
    if sys.stderr.isatty():
        print(line, file=sys.stderr, flush=True)
