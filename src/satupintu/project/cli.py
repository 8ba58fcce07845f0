"""The command line: one parser, each command opening only what it needs so that it starts at once."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from satupintu import __version__
from satupintu.project.arguments.parsing import UNUSABLE, Parser

__all__ = ["DONE", "NO", "UNUSABLE", "build_parser", "main"]

DONE, NO, INTERRUPTED = 0, 1, 130

# Every command: its name, the module of `arguments` that knows its options, and what it does.
COMMANDS = (
    ("screen", "rounds", "Periksa daftar usulan: daftar masuk, keputusan keluar."),
    ("explain", "rounds", "Mengapa? Setiap syarat bagi satu orang: bukti, pasal, dan apa yang mengubahnya."),
    ("replay", "rounds", "Jalankan lagi putaran yang sudah selesai; keluar dengan 1 bila ada yang berbeda."),
    ("compare", "rounds", "Bandingkan dua putaran, orang demi orang."),
    (
        "simulate",
        "studies",
        "Coba aturan sebelum menjadi hukum: putaran yang selesai dengan aturan yang diubah. Bukan keputusan.",
    ),
    (
        "audit",
        "studies",
        "Temuan pemeriksa sebelum pemeriksa datang: SK dan daftar bayar terhadap daftar acuan.",
    ),
    (
        "criteria-gap",
        "studies",
        "Siapa dicoret bank atau pengusul tanpa syarat yang menjelaskannya: pola untuk ditanyakan.",
    ),
    (
        "overlap",
        "studies",
        "Tumpang tindih: siapa menerima dari program apa saja, dan apa artinya menurut aturan.",
    ),
    ("catalogue", "catalogue", "Program dan hukumnya sebagai data."),
    ("synthesize", "synthesize", "Buat data tiruan beserta kebenarannya."),
    ("bench", "house", "Ukur kecepatan; baris terakhir adalah JSON."),
    ("areas", "house", "Siapkan daftar wilayah (sekali saat pemasangan)."),
    ("demo", "house", "Peragaan: tiga desa, satu putaran selesai dan satu berjalan."),
    ("serve", "house", "Jalankan aplikasi web beserta pekerjaan latarnya."),
    ("manage", "house", "Perintah pengelolaan Django (migrate, createsuperuser, …)."),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 the answer is "no", 2 wrong usage or unusable input, 130 Ctrl+C."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = build_parser(*arguments[:1]).parse_args(arguments)
    module, function = options.run.split(":")
    if isinstance(sys.stdout, io.TextIOWrapper):  # an old terminal shows `?` for a sign that it does not have
        sys.stdout.reconfigure(errors="replace")
    try:
        code = int(getattr(import_module(f"satupintu.project.{module}"), function)(options))
        sys.stdout.flush()
    except BrokenPipeError:
        _be_silent()
        return DONE
    except OSError as error:
        return _stopped(error)
    except (KeyboardInterrupt, Exception) as error:
        if not is_interruption(error):
            raise
        print("Dihentikan; tidak ada yang ditulis separuh.", file=sys.stderr)
        return INTERRUPTED
    return code


def _stopped(error: OSError) -> int:
    """The computer refused a file, a folder, or the place that stdout goes to: said in one sentence."""
    from satupintu.batch.troubles import why_stopped

    try:
        sys.stdout.flush()
    except OSError:
        _be_silent()
    print(f"Perintah terhenti. {why_stopped(error)}", file=sys.stderr)
    return UNUSABLE


def _be_silent() -> None:
    """What still waits for stdout goes nowhere, lest Python complain of it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_interruption(error: BaseException) -> bool:
    """Whether it was Ctrl+C, of which a database that is at work tells in its own ways."""
    return (
        isinstance(error, KeyboardInterrupt)
        or type(error).__name__ == "InterruptException"
        or str(error) == "Query interrupted"
    )


def build_parser(called: str = "") -> Parser:
    """Every command with its options, described in plain words; only the one that is `called`, if it is one."""
    parser = Parser(
        prog="satupintu",
        description="Satu pintu bagi bantuan usaha mikro: daftar masuk, keputusan beserta pasalnya keluar.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="perintah", required=True, metavar="PERINTAH", parser_class=Parser)
    for name, group, text in [one for one in COMMANDS if one[0] == called] or COMMANDS:
        module = import_module(f"satupintu.project.arguments.{group}")
        getattr(module, name.replace("-", "_"))(commands.add_parser(name, help=text, description=text))
    return parser


if __name__ == "__main__":
    sys.exit(main())
