"""The parser behind every command: help and refusals in Indonesian, and options that commands share."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable

UNUSABLE = 2  # the exit status of wrong usage
LAST_PORT = 65535

# What argparse says on its own, in the users' language; `{…}` are the pattern's groups.
REFUSALS = (
    (r"the following arguments are required: (.+)", "yang belum disebut: {0}"),
    (r"argument (\S+): expected (?:one|at least one) argument", "{0} harus diikuti isinya"),
    (r"argument (\S+): ignored explicit argument (.+)", "{0} tidak diikuti isi, jadi bukan ={1}"),
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

    def parse_known_args(self, args=None, namespace=None):
        """What is left over is refused here: the parser above would point to the help of another command."""
        found, left = super().parse_known_args(args, namespace)
        if left:
            self.error(f"unrecognized arguments: {' '.join(left)}")
        return found, left

    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(
            UNUSABLE,
            f"{self.prog}: perintah tidak lengkap atau salah ({in_indonesian(message)}). Lihat {self.prog} --help\n",
        )


def add_group(
    parser: argparse.ArgumentParser,
    *commands: tuple[str, Callable[[argparse.ArgumentParser], None], str],
    metavar: str = "PERINTAH",
) -> None:
    """Commands below a command: the name of each, what adds its options, and what it does."""
    inner = parser.add_subparsers(required=True, metavar=metavar, parser_class=Parser)
    for name, add_options, text in commands:
        add_options(inner.add_parser(name, help=text, description=text))


def add_machine(parser: argparse.ArgumentParser) -> None:
    """How much of the machine a job may use."""
    parser.add_argument("--threads", type=cores, metavar="N", help="banyaknya inti prosesor yang dipakai")
    parser.add_argument(
        "--memory", type=memory_size, metavar="4GB", help="batas memori; selebihnya memakai cakram"
    )


def cores(written: str) -> int:
    """A number of threads, one or more; more than the machine can use would only wait for each other."""
    return min(count(written), 4 * (os.cpu_count() or 1))


def count(written: str) -> int:
    """A whole number from 1 up."""
    return _number(written, 1)


def whole_number(written: str) -> int:
    """A whole number from 0 up."""
    return _number(written, 0)


def _number(written: str, least: int) -> int:
    is_number = written.isascii() and written.isdecimal() and len(written) <= 18
    if not is_number or int(written) < least:
        raise argparse.ArgumentTypeError(f"tulis bilangan {least} atau lebih, bukan {written}")
    return int(written)


def port(written: str) -> int:
    """A port to listen at."""
    if not (
        written.isascii() and written.isdecimal() and len(written) <= 5 and 0 < int(written) <= LAST_PORT
    ):
        raise argparse.ArgumentTypeError(f"tulis bilangan 1 sampai {LAST_PORT}, bukan {written}")
    return int(written)


def memory_size(written: str) -> str:
    """'4GB', '500MB' or '1.5GiB'."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT])i?B", written, re.IGNORECASE)
    if not found or not 0 < float(found[1]) * 1024 ** ("KMGT".index(found[2].upper()) + 1) < 2**63:
        raise argparse.ArgumentTypeError(f"tulis seperti 4GB atau 500MB, bukan {written}")
    return written
