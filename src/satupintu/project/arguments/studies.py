"""simulate, audit, criteria-gap and overlap: what finished rounds and aid that was paid tell."""

from __future__ import annotations

import argparse

from satupintu.project.arguments.parsing import add_machine


def simulate(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.simulations:simulate")
    parser.add_argument("dir", metavar="DIR", help="folder hasil screen")
    parser.add_argument(
        "--change",
        metavar="BERKAS",
        help="YAML: set, remove, criteria, quota, priorities; atau programme.yaml yang diubah",
    )
    parser.add_argument(
        "--set",
        metavar="PARAMETER=NILAI",
        action="append",
        default=[],
        dest="settings",
        help="nilai lain bagi sebuah parameter, atau quota=200 (boleh diulang)",
    )
    parser.add_argument(
        "--remove",
        metavar="KRITERIA",
        action="append",
        default=[],
        help="kriteria yang tidak diberlakukan (boleh diulang)",
    )
    parser.add_argument("--out", metavar="DIR", required=True, help="folder hasil simulasi")
    parser.add_argument("--as-of", metavar="TANGGAL", help="coba aturan hari lain; bawaan: hari putarannya")
    parser.add_argument(
        "--truth",
        metavar="BERKAS",
        help="kebenaran tiap baris: file, sheet, row, outcome; menghitung salah bayar",
    )
    parser.add_argument(
        "--findings",
        metavar="BERKAS",
        help="findings.parquet dari audit: nik, category; menghitung salah bayar",
    )
    parser.add_argument("--lists", metavar="DIR", help="folder daftar usulan, bila sudah pindah")
    parser.add_argument("--reference", metavar="DIR", help="folder daftar acuan, bila sudah pindah")
    add_machine(parser)
    parser.add_argument("--json", action="store_true", help="cetak simulation.json")


def audit(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.audits:audit")
    parser.add_argument(
        "--decree",
        metavar="BERKAS",
        required=True,
        help="lampiran SK, XLSX, CSV atau Parquet: nik, name, village, amount, distributor",
    )
    parser.add_argument(
        "--paid",
        metavar="BERKAS",
        required=True,
        help="daftar bayar, XLSX, CSV atau Parquet: nik, name, amount, paid_on, reference, distributor, state,"
        " returned_on",
    )
    parser.add_argument(
        "--reference", metavar="DIR", required=True, help="folder daftar acuan, seperti screen"
    )
    parser.add_argument("--out", metavar="DIR", required=True, help="folder hasil")
    parser.add_argument(
        "--deadline",
        metavar="TANGGAL",
        help="hari terakhir boleh dibayar, 2020-12-31; tanpa ini tidak diperiksa",
    )
    parser.add_argument(
        "--programme",
        metavar="PROGRAM",
        default="bpum-2020",
        help="program yang syaratnya berlaku (bawaan bpum-2020)",
    )
    add_machine(parser)
    parser.add_argument("--json", action="store_true", help="cetak findings.json")


def criteria_gap(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.gaps:criteria_gap")
    parser.add_argument("dir", metavar="DIR", help="folder hasil screen")
    parser.add_argument(
        "--outcome",
        metavar="BERKAS",
        required=True,
        help="apa yang dilakukan bank atau pengusul, XLSX, CSV atau Parquet: nik, outcome (accepted atau dropped);"
        " kolom lain, misalnya branch, ikut dicari polanya",
    )
    parser.add_argument("--out", metavar="DIR", required=True, help="folder hasil")
    parser.add_argument(
        "--by", metavar="KOLOM", help="cari juga pola di tiap nilai kolom ini: branch, village, proposer, …"
    )
    parser.add_argument("--reference", metavar="DIR", help="folder daftar acuan, bila sudah pindah")
    add_machine(parser)
    parser.add_argument("--json", action="store_true", help="cetak gaps.json")


def overlap(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.overlaps:overlap")
    parser.add_argument(
        "aid",
        metavar="BANTUAN",
        nargs="+",
        help="Parquet bantuan yang diterima, seperti aid.parquet; paling cepat bila urut NIK",
    )
    parser.add_argument("--out", metavar="DIR", required=True, help="folder hasil")
    parser.add_argument(
        "--pairs",
        metavar="BERKAS",
        help="penilaian pasangan program, berbentuk pairs.yaml; bawaan: milik katalog",
    )
    parser.add_argument(
        "--areas", action="store_true", help="hitung sampai desa, tidak hanya sampai kecamatan (lebih lama)"
    )
    add_machine(parser)
    parser.add_argument("--json", action="store_true", help="cetak summary.json")
