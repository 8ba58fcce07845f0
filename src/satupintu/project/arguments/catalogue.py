"""catalogue check and schema: programmes and law."""

from __future__ import annotations

import argparse

from satupintu.project.arguments.parsing import add_group


def catalogue(parser: argparse.ArgumentParser) -> None:
    parser.description = None  # its commands speak for it
    add_group(
        parser,
        ("check", check, "Periksa skema, rujukan pasal dan kasus uji setiap program."),
        ("schema", schema, "Tulis JSON Schema untuk penyunting teks."),
    )


def check(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.tools:catalogue_check")
    parser.add_argument("folder", nargs="?", help="folder program; bawaan: programmes/")
    parser.add_argument("--json", action="store_true", help="cetak sebagai JSON")


def schema(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="commands.tools:catalogue_schema")
    parser.add_argument("folder", nargs="?", help="folder tujuan; bawaan: programmes/")
