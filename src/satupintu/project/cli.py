"""The command line: one parser, each command opening only what it needs so that it starts at once."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib import import_module

from satupintu import __version__
from satupintu.project.arguments.parsing import UNUSABLE, Parser

__all__ = ["DONE", "NO", "UNUSABLE", "build_parser", "main"]

DONE, NO, INTERRUPTED = 0, 1, 130
SIGNALLED = 128  # and the number of the signal that ended a command

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
    """Run one command; the exit status is 0 done, 1 the answer is "no", 2 wrong usage or unusable input, 130 Ctrl+C,
    143 SIGTERM, 129 a terminal that was closed."""
    arguments = sys.argv[1:] if arguments is None else arguments
    _settle_outputs()
    if odd := [one for one in arguments if one.encode(errors="replace").decode() != one]:
        # Python stands the bytes that are no UTF-8 in for, but neither DuckDB nor any output can hold such a name.
        shown = ", ".join(one.encode(errors="replace").decode() for one in odd)
        print(
            f"{shown}: memuat tanda yang bukan UTF-8. Ubah nama berkas atau foldernya dahulu.",
            file=sys.stderr,
        )
        return UNUSABLE
    options = build_parser(*arguments[:1]).parse_args(arguments)
    module, function = options.run.split(":")
    with _ending_as_ctrl_c() as heard:
        try:
            code = int(getattr(import_module(f"satupintu.project.{module}"), function)(options))
            sys.stdout.flush()
        except BrokenPipeError:
            _be_silent()
            return DONE
        except OSError as error:
            return _stopped(error)
        except (KeyboardInterrupt, Exception) as error:
            # What a signal interrupts may break in ways of its own: a library half imported, a result half fetched.
            if not (heard or is_interruption(error)):
                raise
            with contextlib.suppress(OSError):  # the terminal is gone
                print("Dihentikan; tidak ada yang ditulis separuh.", file=sys.stderr, flush=True)
            return SIGNALLED + heard[0] if heard else INTERRUPTED
    return code


def _settle_outputs() -> None:
    """What is written to a closed output goes nowhere; an old terminal shows `?` for a sign that it does not have."""
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


@contextlib.contextmanager
def _ending_as_ctrl_c() -> Iterator[list[int]]:
    """SIGTERM, and the closing of a terminal unless `nohup` asked to outlive it, end a command as Ctrl+C does, so that
    nothing stays half written. Gives the signals that were heard."""
    heard: list[int] = []

    def end(number: int, _frame: object) -> None:
        if number != signal.SIGINT:  # a shell and the system both tell: what is cleared away is cleared whole
            signal.signal(number, signal.SIG_IGN)
        heard.append(number)
        raise KeyboardInterrupt

    is_main = threading.current_thread() is threading.main_thread()
    names = ("SIGINT", "SIGTERM", "SIGHUP") if is_main else ()
    known = {one: signal.getsignal(one) for name in names if (one := getattr(signal, name, None))}
    ours = {one: was for one, was in known.items() if was in (signal.SIG_DFL, signal.default_int_handler)}
    for one in ours:
        signal.signal(one, end)
    try:
        yield heard
    finally:
        for one, was in ours.items():
            signal.signal(one, was)


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
    parser.add_argument("--version", action="version", version=__version__, help="tampilkan versi Satu Pintu")
    commands = parser.add_subparsers(title="perintah", required=True, metavar="PERINTAH", parser_class=Parser)
    for name, group, text in [one for one in COMMANDS if one[0] == called] or COMMANDS:
        module = import_module(f"satupintu.project.arguments.{group}")
        getattr(module, name.replace("-", "_"))(commands.add_parser(name, help=text, description=text))
    return parser


if __name__ == "__main__":
    sys.exit(main())
