"""The command line: one parser, each command opening only what it needs so that it starts at once."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module

from satupintu import __version__

DONE, NO, UNUSABLE = 0, 1, 2


# What argparse says on its own, in the users' language; `{…}` are the pattern's groups.
REFUSALS = (
    (r"the following arguments are required: (.+)", "yang belum disebut: {0}"),
    (r"argument (\S+): expected (?:one|at least one) argument", "{0} harus diikuti isinya"),
    (r"argument (\S+): invalid int value: (.+)", "{0}: {1} bukan bilangan bulat"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.+)\)", "{0}: {1} tidak dikenal; pilihannya {2}"),
    (r"argument (\S+): not allowed with argument (.+)", "{0} tidak boleh bersama {1}"),
    (r"argument (\S+): (.+)", "{0}: {1}"),
    (r"unrecognized arguments: (.+)", "tidak dikenal: {0}"),
    (r"ambiguous option: (\S+) could match (.+)", "{0} dapat berarti {1}"),
)


def in_indonesian(message: str) -> str:
    """One of argparse's refusals in Indonesian; others as they are."""
    for pattern, words in REFUSALS:
        if match := re.fullmatch(pattern, message):
            return words.format(*match.groups())
    return message


class Formatter(argparse.HelpFormatter):
    """Help that begins with 'pemakaian'."""

    def add_usage(self, usage, actions, groups, prefix=None) -> None:
        super().add_usage(usage, actions, groups, "pemakaian: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help and refusals are in Indonesian; a refusal says what to do next."""

    def __init__(self, **options) -> None:
        super().__init__(**options, add_help=False, formatter_class=Formatter)
        self._positionals.title, self._optionals.title = "masukan", "pilihan"
        self.add_argument("-h", "--help", action="help", help="tampilkan bantuan ini")

    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(
            UNUSABLE,
            f"{self.prog}: perintah tidak lengkap atau salah ({in_indonesian(message)}). Lihat {self.prog} --help\n",
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 the answer is "no", 2 wrong usage or unusable input."""
    options = build_parser().parse_args(arguments)
    module, function = options.run.split(":")
    try:
        return int(getattr(import_module(f"satupintu.project.{module}"), function)(options))
    except KeyboardInterrupt:
        print("Dihentikan; tidak ada yang ditulis separuh.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options, described in plain words."""
    parser = Parser(
        prog="satupintu",
        description="Satu pintu bagi bantuan usaha mikro: daftar masuk, keputusan beserta pasalnya keluar.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="perintah", required=True, metavar="PERINTAH", parser_class=Parser)
    add_rounds(commands)
    add_simulate(commands)
    add_audit(commands)
    add_overlap(commands)
    add_catalogue(commands)
    add_tools(commands)
    add_web(commands)
    return parser


def command(commands, name: str, run: str, text: str):
    """One command with its description and the function that runs it."""
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def add_rounds(commands) -> None:
    """screen, explain, replay, compare."""
    screen = command(
        commands, "screen", "commands.rounds:screen", "Periksa daftar usulan: daftar masuk, keputusan keluar."
    )
    screen.add_argument("programme", metavar="PROGRAM", help="misalnya bpum-2021, atau folder sebuah program")
    screen.add_argument(
        "lists",
        metavar="DAFTAR",
        nargs="+",
        help="XLSX, XLSM, XLS, ODS, CSV atau Parquet; boleh sebuah folder",
    )
    screen.add_argument(
        "--reference",
        metavar="DIR",
        required=True,
        help="folder daftar acuan: civil_registry.csv, kur_borrowers.csv, …",
    )
    screen.add_argument("--out", metavar="DIR", required=True, help="folder hasil")
    screen.add_argument(
        "--as-of",
        metavar="TANGGAL",
        help="hari yang aturannya berlaku, 2021-04-01; bawaan: tanggal acuan program",
    )
    screen.add_argument(
        "--without",
        metavar="NAMA",
        action="append",
        default=[],
        help="jalan tanpa daftar acuan ini; syaratnya belum dapat dinilai bagi semua orang (boleh diulang)",
    )
    screen.add_argument(
        "--map",
        metavar="[BERKAS[!LEMBAR]:]ISIAN=KOLOM",
        action="append",
        default=[],
        dest="maps",
        help="sebutkan kolom yang meragukan, misalnya nik=C atau annual_turnover:per_day=J (boleh diulang)",
    )
    add_machine(screen)
    screen.add_argument(
        "--engine",
        choices=("duckdb", "spark"),
        default="duckdb",
        help="spark bila satu komputer tidak cukup; keputusannya sama",
    )
    screen.add_argument(
        "--seed",
        type=whole_number,
        default=0,
        metavar="N",
        help="benih undian yang diumumkan, bagi program berkuota (bawaan 0)",
    )
    screen.add_argument("--json", action="store_true", help="cetak ringkasan sebagai JSON")

    explain = command(
        commands,
        "explain",
        "commands.rounds:explain",
        "Mengapa? Setiap syarat bagi satu orang: bukti, pasal, dan apa yang mengubahnya.",
    )
    explain.add_argument("dir", metavar="DIR", help="folder hasil screen")
    explain.add_argument("nik", metavar="NIK", help="NIK, atau letak barisnya: BERKAS!LEMBAR!BARIS")
    explain.add_argument("--json", action="store_true", help="cetak sebagai JSON")

    replay = command(
        commands,
        "replay",
        "commands.rounds:replay",
        "Jalankan lagi putaran yang sudah selesai; keluar dengan 1 bila ada yang berbeda.",
    )
    replay.add_argument("dir", metavar="DIR", help="folder hasil screen")
    replay.add_argument(
        "--lists", metavar="DIR", help="folder tempat daftar usulan kini berada, bila sudah pindah"
    )
    replay.add_argument("--reference", metavar="DIR", help="folder daftar acuan, bila sudah pindah")
    add_machine(replay)
    replay.add_argument("--json", action="store_true", help="cetak sebagai JSON")

    compare = command(
        commands, "compare", "commands.rounds:compare", "Bandingkan dua putaran, orang demi orang."
    )
    compare.add_argument("before", metavar="DIR")
    compare.add_argument("after", metavar="DIR")
    compare.add_argument(
        "--limit",
        type=int,
        default=20,
        help="banyaknya baris berbeda yang dicetak (bawaan 20; --json memuat semuanya)",
    )
    compare.add_argument("--json", action="store_true", help="cetak sebagai JSON")


def add_simulate(commands) -> None:
    """simulate."""
    simulate = command(
        commands,
        "simulate",
        "commands.simulations:simulate",
        "Coba aturan sebelum menjadi hukum: putaran yang selesai dengan aturan yang diubah. Bukan keputusan.",
    )
    simulate.add_argument("dir", metavar="DIR", help="folder hasil screen")
    simulate.add_argument(
        "--change",
        metavar="BERKAS",
        help="YAML: set, remove, criteria, quota, priorities; atau programme.yaml yang diubah",
    )
    simulate.add_argument(
        "--set",
        metavar="PARAMETER=NILAI",
        action="append",
        default=[],
        dest="settings",
        help="nilai lain bagi sebuah parameter, atau quota=200 (boleh diulang)",
    )
    simulate.add_argument(
        "--remove",
        metavar="KRITERIA",
        action="append",
        default=[],
        help="kriteria yang tidak diberlakukan (boleh diulang)",
    )
    simulate.add_argument("--out", metavar="DIR", required=True, help="folder hasil simulasi")
    simulate.add_argument("--as-of", metavar="TANGGAL", help="coba aturan hari lain; bawaan: hari putarannya")
    simulate.add_argument(
        "--truth",
        metavar="BERKAS",
        help="kebenaran tiap baris: file, sheet, row, outcome; menghitung salah bayar",
    )
    simulate.add_argument(
        "--findings",
        metavar="BERKAS",
        help="findings.parquet dari audit: nik, category; menghitung salah bayar",
    )
    simulate.add_argument("--lists", metavar="DIR", help="folder daftar usulan, bila sudah pindah")
    simulate.add_argument("--reference", metavar="DIR", help="folder daftar acuan, bila sudah pindah")
    add_machine(simulate)
    simulate.add_argument("--json", action="store_true", help="cetak simulation.json")


def add_audit(commands) -> None:
    """audit."""
    audit = command(
        commands,
        "audit",
        "commands.audits:audit",
        "Temuan pemeriksa sebelum pemeriksa datang: SK dan daftar bayar terhadap daftar acuan.",
    )
    audit.add_argument(
        "--decree",
        metavar="BERKAS",
        required=True,
        help="lampiran SK, CSV atau Parquet: nik, name, village, amount, distributor",
    )
    audit.add_argument(
        "--paid",
        metavar="BERKAS",
        required=True,
        help="daftar bayar, CSV atau Parquet: nik, name, amount, paid_on, reference, distributor, state, returned_on",
    )
    audit.add_argument(
        "--reference", metavar="DIR", required=True, help="folder daftar acuan, seperti screen"
    )
    audit.add_argument("--out", metavar="DIR", required=True, help="folder hasil")
    audit.add_argument(
        "--deadline",
        metavar="TANGGAL",
        help="hari terakhir boleh dibayar, 2020-12-31; tanpa ini tidak diperiksa",
    )
    audit.add_argument(
        "--programme",
        metavar="PROGRAM",
        default="bpum-2020",
        help="program yang syaratnya berlaku (bawaan bpum-2020)",
    )
    add_machine(audit)
    audit.add_argument("--json", action="store_true", help="cetak findings.json")


def add_overlap(commands) -> None:
    """overlap."""
    overlap = command(
        commands,
        "overlap",
        "commands.overlaps:overlap",
        "Tumpang tindih: siapa menerima dari program apa saja, dan apa artinya menurut aturan.",
    )
    overlap.add_argument(
        "aid",
        metavar="BANTUAN",
        nargs="+",
        help="Parquet bantuan yang diterima, seperti aid.parquet; paling cepat bila urut NIK",
    )
    overlap.add_argument("--out", metavar="DIR", required=True, help="folder hasil")
    overlap.add_argument(
        "--pairs",
        metavar="BERKAS",
        help="penilaian pasangan program, berbentuk pairs.yaml; bawaan: milik katalog",
    )
    overlap.add_argument(
        "--areas", action="store_true", help="hitung sampai desa, tidak hanya sampai kecamatan (lebih lama)"
    )
    add_machine(overlap)
    overlap.add_argument("--json", action="store_true", help="cetak summary.json")


def add_machine(parser: argparse.ArgumentParser) -> None:
    """How much of the machine a job may use."""
    parser.add_argument("--threads", type=cores, metavar="N", help="banyaknya inti prosesor yang dipakai")
    parser.add_argument(
        "--memory", type=memory_size, metavar="4GB", help="batas memori; selebihnya memakai cakram"
    )


def cores(written: str) -> int:
    """A number of threads, one or more; more than the machine can use would only wait for each other."""
    if not written.isdecimal() or int(written) < 1:
        raise argparse.ArgumentTypeError(f"tulis bilangan 1 atau lebih, bukan {written}")
    return min(int(written), 4 * (os.cpu_count() or 1))


def whole_number(written: str) -> int:
    """A whole number from 0 up."""
    if not (written.isascii() and written.isdecimal() and len(written) <= 18):
        raise argparse.ArgumentTypeError(f"tulis bilangan 0 atau lebih, bukan {written}")
    return int(written)


def memory_size(written: str) -> str:
    """'4GB', '500MB' or '1.5GiB'."""
    if not re.fullmatch(r"\d+(?:\.\d+)?\s*[KMGT]i?B", written, re.IGNORECASE):
        raise argparse.ArgumentTypeError(f"tulis seperti 4GB atau 500MB, bukan {written}")
    return written


def add_catalogue(commands) -> None:
    """catalogue check and schema."""
    catalogue = commands.add_parser("catalogue", help="Program dan hukumnya sebagai data.")
    inner = catalogue.add_subparsers(required=True, metavar="PERINTAH", parser_class=Parser)
    check = command(
        inner,
        "check",
        "commands.tools:catalogue_check",
        "Periksa skema, rujukan pasal dan kasus uji setiap program.",
    )
    check.add_argument("folder", nargs="?", help="folder program; bawaan: programmes/")
    check.add_argument("--json", action="store_true", help="cetak sebagai JSON")
    schema = command(
        inner, "schema", "commands.tools:catalogue_schema", "Tulis JSON Schema untuk penyunting teks."
    )
    schema.add_argument("folder", nargs="?", help="folder tujuan; bawaan: programmes/")


def add_tools(commands) -> None:
    """synthesize, bench, areas."""
    synthesize = commands.add_parser("synthesize", help="Buat data tiruan beserta kebenarannya.")
    inner = synthesize.add_subparsers(required=True, metavar="APA", parser_class=Parser)
    village = command(
        inner,
        "village",
        "commands.tools:synthesize_village",
        "Satu desa: daftar usulan yang berantakan, daftar acuan, dan kebenaran tiap baris.",
    )
    village.add_argument("--out", metavar="DIR", required=True)
    village.add_argument(
        "--seed", type=int, default=1, help="benih; benih yang sama memberi berkas yang sama (bawaan 1)"
    )
    village.add_argument("--rows", type=int, default=600, help="kira-kira banyaknya baris (bawaan 600)")
    village.add_argument("--village", metavar="KODE", help="kode desa, misalnya 35.07.11.2008")
    national = command(
        inner,
        "national",
        "commands.tools:synthesize_national",
        "Satu negeri sebagai Parquet: daftar usulan setiap kabupaten/kota, daftar acuan, dan kebenaran tiap baris.",
    )
    national.add_argument(
        "--rows", type=int, required=True, metavar="N", help="banyaknya baris, misalnya 28000000"
    )
    national.add_argument("--out", metavar="DIR", required=True, help="folder baru atau kosong")
    national.add_argument(
        "--seed", type=int, default=1, help="benih; benih yang sama memberi berkas yang sama (bawaan 1)"
    )
    add_machine(national)
    national.add_argument("--json", action="store_true", help="cetak isi case.json")

    audit = command(
        inner,
        "audit",
        "commands.audits:synthesize_audit",
        "SK, daftar bayar dan daftar acuan dengan temuan BPK atas BPUM 2020, orang demi orang, beserta kebenarannya.",
    )
    audit.add_argument(
        "--out", metavar="DIR", required=True, help="folder baru; tanpa --table berisi lkpp/ dan ihps/"
    )
    audit.add_argument(
        "--table",
        choices=("lkpp", "ihps"),
        help="satu tabel saja: LKPP 2020 atau IHPS II 2020; langsung di --out",
    )
    audit.add_argument(
        "--seed", type=int, default=1, help="benih; benih yang sama memberi byte yang sama (bawaan 1)"
    )
    size = audit.add_mutually_exclusive_group()
    size.add_argument("--rows", type=int, help="banyaknya penerima yang dibayar (bawaan 12 juta)")
    size.add_argument("--scale", type=float, default=1.0, help="bagian dari 12 juta, misalnya 0.01")
    audit.add_argument("--threads", type=int, metavar="N", help="banyaknya inti prosesor yang dipakai")
    audit.add_argument("--memory", metavar="3GB", default="3GB", help="batas memori (bawaan 3GB)")

    aid = command(
        inner,
        "aid",
        "commands.overlaps:synthesize_aid",
        "Penerima banyak program beserta kebenaran tiap sel matriksnya.",
    )
    aid.add_argument("--people", type=int, required=True, metavar="N", help="banyaknya penerima")
    aid.add_argument("--programmes", type=int, default=20, metavar="K", help="banyaknya program (bawaan 20)")
    aid.add_argument("--out", metavar="DIR", required=True, help="folder baru atau kosong")
    aid.add_argument(
        "--seed", type=int, default=1, help="benih; benih yang sama memberi berkas yang sama (bawaan 1)"
    )
    add_machine(aid)

    bench = command(commands, "bench", "commands.tools:bench", "Ukur kecepatan; baris terakhir adalah JSON.")
    bench.add_argument("name", metavar="NAMA", help="berkas di bench/, misalnya lists")
    bench.add_argument("rest", nargs=argparse.REMAINDER, help="pilihan bagi ukuran itu")

    areas = command(
        commands, "areas", "commands.tools:areas", "Siapkan daftar wilayah (sekali saat pemasangan)."
    )
    areas.add_argument("--build", action="store_true", help="buat ulang berkas wilayah")
    areas.add_argument(
        "--load",
        metavar="KODE",
        action="append",
        default=[],
        help="muat wilayah ini, di atasnya dan di bawahnya, ke basis data: 35.07, atau ID bagi seluruh negeri "
        "(boleh diulang)",
    )


def add_web(commands) -> None:
    """demo, serve, manage."""
    demo = command(
        commands, "demo", "commands.web:demo", "Peragaan: tiga desa, satu putaran selesai dan satu berjalan."
    )
    serve = command(
        commands, "serve", "commands.web:serve", "Jalankan aplikasi web beserta pekerjaan latarnya."
    )
    for parser in (demo, serve):
        parser.add_argument("--port", type=int, default=8000, help="bawaan 8000")
        parser.add_argument("--host", default="127.0.0.1", help="bawaan 127.0.0.1")
    manage = command(
        commands,
        "manage",
        "commands.web:manage",
        "Perintah pengelolaan Django (migrate, createsuperuser, …).",
    )
    manage.add_argument("rest", nargs=argparse.REMAINDER)


if __name__ == "__main__":
    sys.exit(main())
