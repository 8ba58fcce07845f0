"""screen, explain, replay and compare: rounds from lists."""

from __future__ import annotations

import argparse

from satupintu.project.arguments.parsing import add_machine, whole_number


def screen(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.rounds:screen")
    parser.add_argument("programme", metavar="PROGRAM", help="misalnya bpum-2021, atau folder sebuah program")
    parser.add_argument(
        "lists",
        metavar="DAFTAR",
        nargs="+",
        help="XLSX, XLSM, XLS (juga tabel HTML dan XML Excel 2003), ODS, CSV atau Parquet; boleh sebuah folder",
    )
    parser.add_argument(
        "--reference",
        metavar="DIR",
        required=True,
        help="folder daftar acuan: civil_registry.csv, kur_borrowers.csv, …",
    )
    parser.add_argument("--out", metavar="DIR", required=True, help="folder hasil")
    parser.add_argument(
        "--as-of",
        metavar="TANGGAL",
        help="hari yang aturannya berlaku, 2021-04-01; bawaan: tanggal acuan program",
    )
    parser.add_argument(
        "--without",
        metavar="NAMA",
        action="append",
        default=[],
        help="jalan tanpa daftar acuan ini; syaratnya belum dapat dinilai bagi semua orang (boleh diulang)",
    )
    parser.add_argument(
        "--map",
        metavar="[BERKAS[!LEMBAR]:]ISIAN=KOLOM",
        action="append",
        default=[],
        dest="maps",
        help="sebutkan kolom yang meragukan, misalnya nik=C atau annual_turnover:per_day=J (boleh diulang)",
    )
    add_machine(parser)
    parser.add_argument(
        "--engine",
        choices=("duckdb", "spark"),
        default="duckdb",
        help="spark bila satu komputer tidak cukup; keputusannya sama",
    )
    parser.add_argument(
        "--seed",
        type=whole_number,
        default=0,
        metavar="N",
        help="benih undian yang diumumkan, bagi program berkuota (bawaan 0)",
    )
    parser.add_argument("--json", action="store_true", help="cetak ringkasan sebagai JSON")


def explain(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.rounds:explain")
    parser.add_argument("dir", metavar="DIR", help="folder hasil screen")
    parser.add_argument("nik", metavar="NIK", help="NIK, atau letak barisnya: BERKAS!LEMBAR!BARIS")
    parser.add_argument("--json", action="store_true", help="cetak sebagai JSON")


def replay(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.rounds:replay")
    parser.add_argument("dir", metavar="DIR", help="folder hasil screen")
    parser.add_argument(
        "--lists", metavar="DIR", help="folder tempat daftar usulan kini berada, bila sudah pindah"
    )
    parser.add_argument("--reference", metavar="DIR", help="folder daftar acuan, bila sudah pindah")
    add_machine(parser)
    parser.add_argument("--json", action="store_true", help="cetak sebagai JSON")


def compare(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.rounds:compare")
    parser.add_argument("before", metavar="DIR")
    parser.add_argument("after", metavar="DIR")
    parser.add_argument(
        "--limit",
        type=whole_number,
        default=20,
        help="banyaknya baris berbeda yang dicetak (bawaan 20; --json memuat semuanya)",
    )
    parser.add_argument("--json", action="store_true", help="cetak sebagai JSON")
