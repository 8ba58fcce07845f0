"""synthesize village, national, audit and aid: made-up data with its truth."""

from __future__ import annotations

import argparse

from satupintu.project.arguments.parsing import add_group, add_machine, count


def synthesize(parser: argparse.ArgumentParser) -> None:
    parser.description = None  # its commands speak for it
    add_group(
        parser,
        (
            "village",
            village,
            "Satu desa: daftar usulan yang berantakan, daftar acuan, dan kebenaran tiap baris.",
        ),
        (
            "national",
            national,
            "Satu negeri sebagai Parquet: daftar usulan setiap kabupaten/kota, daftar acuan, dan kebenaran tiap baris.",
        ),
        (
            "audit",
            audit,
            "SK, daftar bayar dan daftar acuan dengan temuan BPK atas BPUM 2020, orang demi orang, "
            "beserta kebenarannya.",
        ),
        ("aid", aid, "Penerima banyak program beserta kebenaran tiap sel matriksnya."),
        metavar="APA",
    )


def village(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.tools:synthesize_village")
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument(
        "--seed", type=int, default=1, help="benih; benih yang sama memberi berkas yang sama (bawaan 1)"
    )
    parser.add_argument("--rows", type=count, default=600, help="kira-kira banyaknya baris (bawaan 600)")
    parser.add_argument("--village", metavar="KODE", help="kode desa, misalnya 35.07.11.2008")


def national(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.tools:synthesize_national")
    parser.add_argument(
        "--rows", type=int, required=True, metavar="N", help="banyaknya baris, misalnya 28000000"
    )
    parser.add_argument("--out", metavar="DIR", required=True, help="folder baru atau kosong")
    parser.add_argument(
        "--seed", type=int, default=1, help="benih; benih yang sama memberi berkas yang sama (bawaan 1)"
    )
    add_machine(parser)
    parser.add_argument("--json", action="store_true", help="cetak isi case.json")


def audit(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.audits:synthesize_audit")
    parser.add_argument(
        "--out", metavar="DIR", required=True, help="folder baru; tanpa --table berisi lkpp/ dan ihps/"
    )
    parser.add_argument(
        "--table",
        choices=("lkpp", "ihps"),
        help="satu tabel saja: LKPP 2020 atau IHPS II 2020; langsung di --out",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="benih; benih yang sama memberi byte yang sama (bawaan 1)"
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--rows", type=count, help="banyaknya penerima yang dibayar (bawaan 12 juta)")
    size.add_argument("--scale", type=float, default=1.0, help="bagian dari 12 juta, misalnya 0.01")
    parser.add_argument("--threads", type=int, metavar="N", help="banyaknya inti prosesor yang dipakai")
    parser.add_argument("--memory", metavar="3GB", default="3GB", help="batas memori (bawaan 3GB)")


def aid(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.overlaps:synthesize_aid")
    parser.add_argument("--people", type=count, required=True, metavar="N", help="banyaknya penerima")
    parser.add_argument(
        "--programmes", type=count, default=20, metavar="K", help="banyaknya program (bawaan 20)"
    )
    parser.add_argument("--out", metavar="DIR", required=True, help="folder baru atau kosong")
    parser.add_argument(
        "--seed", type=int, default=1, help="benih; benih yang sama memberi berkas yang sama (bawaan 1)"
    )
    add_machine(parser)
