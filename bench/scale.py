"""How a round's time grows with its rows, its reference lists and with what changed; draws the guide's picture of it.

    satupintu bench scale [--sizes 100000,1000000,4000000] [--shares 0.01,1] [--most-lists 5]
                           [--data DIR] [--runs 3] [--keep DIR] [--guide FOLDER]

rows     whole `satupintu screen` processes (decisions, reasons, summary, manifest) at each size, and of --data.
lists    the largest made size with 0, 1, 2 … of the reference lists beside the civil registry.
changes  the same finished round again after a share of its lists was sent again.

--guide writes pictures/scale.svg and the table in scale.md, both in that folder. The last line is JSON.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.parts.change import change_lists, lay_out  # noqa: E402
from bench.parts.chart import Panel, number, picture  # noqa: E402
from bench.parts.measure import alternate, best, print_report, run_process, say  # noqa: E402
from bench.parts.nation import Case, add_case_options, clear, made_case, screening  # noqa: E402
from bench.parts.peer_law import LISTS  # noqa: E402

BUSY = "Komputernya sedang mengerjakan hal lain ketika diukur: lihat bentuknya, bukan angkanya."
BEGIN, END = "<!-- angka dari `satupintu bench scale` -->", "<!-- sampai di sini -->"
# Points of one line: (how much, seconds)
Line = list[tuple[float, float]]


def run(argv: Sequence[str]) -> int:
    """Measure, draw and print; 0 when measured."""
    parser = argparse.ArgumentParser(prog="satupintu bench scale", description=__doc__.splitlines()[0])
    add_case_options(parser, 0)
    parser.add_argument("--sizes", default="100000,1000000,4000000", help="rows of the made data sets")
    parser.add_argument("--shares", default="0.01,0.1,0.25,0.5,1", help="shares of the lists that change")
    parser.add_argument("--most-lists", type=int, default=len(LISTS), help=f"lists at most ({len(LISTS)})")
    parser.add_argument("--guide", type=Path, help="folder of the guide whose picture and table are written")
    options = parser.parse_args(argv)
    busy = os.getloadavg()[0] > 0.5 * (os.cpu_count() or 1)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-", dir=options.keep) as name:
        scratch = Path(name).resolve()
        sizes = sorted(int(one) for one in options.sizes.split(","))
        made = [made_case((options.keep or scratch).resolve(), one, options.seed) for one in sizes]
        cases = made + ([Case(options.data.resolve())] if options.data else [])
        rows = by_rows(cases, scratch, options)
        lists = by_lists(made[-1], scratch, options)
        changes = by_changes(made[-1], scratch, options)
    if options.guide:
        (options.guide / "pictures" / "scale.svg").write_text(drawn(rows, lists, changes, sizes[-1]), "utf-8")
        note = f"{BUSY}\n\n" if busy else ""
        write_table(options.guide / "scale.md", note + table(rows, lists, changes, sizes[-1]))
    print_report(report(rows, lists, changes, options))
    return 0


def by_rows(cases: Sequence[Case], scratch: Path, options: argparse.Namespace) -> Line:
    """Seconds at each number of rows."""
    commands = {
        str(one.rows): screening(one.lists, one.reference, scratch / "round", options, handed_back=False)
        for one in cases
    }
    runs = alternate(commands, options.runs, lambda _: clear(scratch / "round"))
    return [(int(rows), best(each)) for rows, each in runs.items()]


def by_lists(case: Case, scratch: Path, options: argparse.Namespace) -> Line:
    """Seconds with each number of reference lists beside the registry; without the others."""
    commands = {
        str(number): screening(
            case.lists, case.reference, scratch / "round", options, handed_back=False, without=LISTS[number:]
        )
        for number in range(options.most_lists + 1)
    }
    runs = alternate(commands, options.runs, lambda _: clear(scratch / "round"))
    return [(int(number), best(each)) for number, each in runs.items()]


def by_changes(case: Case, scratch: Path, options: argparse.Namespace) -> Line:
    """Seconds of the same round again for each share of its lists that was sent again."""
    given = scratch / "given"
    command = screening(given, case.reference, scratch / "round", options, handed_back=False)
    lay_out(case.lists, given)
    clear(scratch / "round")
    run_process(command)
    shutil.copytree(scratch / "round", scratch / "before")

    def prepare(share: str) -> None:
        lay_out(case.lists, given)
        change_lists(given, float(share))
        clear(scratch / "round")
        shutil.copytree(scratch / "before", scratch / "round")

    say("rounds again after a change")
    runs = alternate(dict.fromkeys(options.shares.split(","), command), options.runs, prepare)
    return [(float(share), best(each)) for share, each in runs.items()]


def words(rows: float) -> str:
    """200 ribu, 1 juta, 28 juta."""
    return f"{number(rows / 1e6)} juta" if rows >= 1e6 else f"{number(rows / 1e3)} ribu"


def drawn(rows: Line, lists: Line, changes: Line, size: int) -> str:
    """The guide's picture."""
    return picture(
        "Lama satu putaran menurut banyaknya baris, banyaknya daftar acuan, dan bagian daftar yang berubah",
        "detik",
        [
            Panel(
                "Makin banyak baris", "baris usulan", [(each, words(each), seconds) for each, seconds in rows]
            ),
            Panel(
                f"Makin banyak daftar ({words(size)} baris)",
                "daftar acuan di samping data kependudukan",
                [(each, f"{each:.0f}", seconds) for each, seconds in lists],
            ),
            Panel(
                f"Makin banyak yang berubah ({words(size)})",
                "bagian daftar yang dikirim lagi",
                [(each, f"{number(each * 100)}%", seconds) for each, seconds in changes],
            ),
        ],
    )


def table(rows: Line, lists: Line, changes: Line, size: int) -> str:
    """The table behind the picture, as Markdown."""
    lines = ["| yang diukur | detik |", "|---|---|"]
    lines += [f"| {words(each)} baris | {number(seconds)} |" for each, seconds in rows]
    at = f"{words(size)} baris, "
    lines += [f"| {at}{each:.0f} daftar acuan | {number(seconds)} |" for each, seconds in lists]
    lines += [
        f"| {at}{number(each * 100)}% daftar dikirim lagi | {number(seconds)} |" for each, seconds in changes
    ]
    return "\n".join(lines)


def write_table(page: Path, told: str) -> None:
    """The page with the table between its two marks. Raises ValueError when they are gone."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page.name}: the marks around the table are gone")
    page.write_text(f"{before}{BEGIN}\n\n{told}\n\n{END}{after}", encoding="utf-8")


def report(rows: Line, lists: Line, changes: Line, options: argparse.Namespace) -> dict[str, Any]:
    """What the last line says."""
    lines = {"rows": rows, "lists": lists, "changes": changes}
    told = {name: [[each, round(seconds, 2)] for each, seconds in line] for name, line in lines.items()}
    return {
        "bench": "scale",
        "runs": options.runs,
        "threads": options.threads,
        "cpus": os.cpu_count(),
        **told,
    }


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
