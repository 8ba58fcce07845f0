"""bench, areas, demo, serve and manage: running the house."""

from __future__ import annotations

import argparse

from satupintu.project.arguments.parsing import port

BENCHES = (
    *("duplicates", "hundredth", "incremental", "lists", "national", "navigator", "overlap", "peers"),
    *("queues", "scale", "simulate", "spark", "sync"),
)


def bench(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.tools:bench")
    parser.add_argument("name", metavar="NAMA", help=f"satu dari {', '.join(BENCHES)}")
    rest = parser.add_argument(
        "rest", nargs=argparse.REMAINDER, metavar="PILIHAN", help="pilihan bagi ukuran itu"
    )
    rest.required = False  # older Pythons name it as missing beside the other


def areas(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.tools:areas")
    parser.add_argument("--build", action="store_true", help="buat ulang berkas wilayah")
    parser.add_argument(
        "--load",
        metavar="KODE",
        action="append",
        default=[],
        help="muat wilayah ini, di atasnya dan di bawahnya, ke basis data: 35.07, atau ID bagi seluruh negeri "
        "(boleh diulang)",
    )


def demo(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.web:demo")
    add_address(parser)


def serve(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.web:serve")
    add_address(parser)


def manage(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.web:manage")
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, default=8000, help="bawaan 8000")
    parser.add_argument("--host", default="127.0.0.1", help="bawaan 127.0.0.1")
