"""The words below a heading that covers several columns, by which one ticks: 'SKU' over 'Ada | Tidak'.

Only a short list of words says yes. What is not on it is not taken for a yes: a tick under 'Proses' is no letter.
"""

from __future__ import annotations

import re

from satupintu.gateways.lists.spelling import meant, words
from satupintu.gateways.lists.vocabulary import AGAINST, FOR

_YES = frozenset((
    "ada", "ya", "iya", "yes", "y", "a", "v", "sudah", "sdh", "punya", "mempunyai", "memiliki", "terbit", "terlampir",
    "dilampirkan", "lengkap",
))  # fmt: skip
_NO = frozenset((
    "tidak", "belum", "t", "n", "tak", "bukan", "tanpa", "nihil", "kosong", "proses", "dalam", "sedang", "mengurus",
    "diurus", "urus", "pengurusan",
))  # fmt: skip
# What a column of the letter itself says without saying yes: its number, its kind, who gave it.
_PARTS = frozenset((
    "no", "nomor", "nmr", "reg", "register", "registrasi", "jenis", "dari", "desa", "kades", "kelurahan",
))  # fmt: skip
_NUMBERS = frozenset(("no", "nomor", "nmr"))
_WITH_NUMBER = frozenset(("tanggal", "tgl", "dan", "tahun"))  # 'Nomor dan Tanggal' is the number's column
_OFFERS = re.compile(r"[/|,]|\batau\b")
_ENOUGH = 1.0  # what words must say for a letter to name one


def _said(text: str) -> tuple[str, ...]:
    return tuple(part for word in words(text) for part in meant(word))


def is_answer(text: str) -> bool:
    """Whether all words are answers: 'Ada', 'Belum punya', 'Y'."""
    said = _said(text)
    return bool(said) and all(word in _YES or word in _NO for word in said)


def offers(text: str) -> bool:
    """Whether words name the answers that a cell may hold, and give none: '(ada/tidak)'."""
    said = set(_said(text))
    return is_answer(text) and bool(said & _YES and said & _NO and _OFFERS.search(text))


def affirms(text: str) -> bool:
    """Whether words below a business letter's heading say that there is one, or name or number it."""
    said = {word for word in _said(text) if not word.isdigit()}  # '1 = Ada'
    said -= _WITH_NUMBER if said & _NUMBERS else frozenset()
    letter = FOR["business_letter"]
    if not said or not all(word in _YES or word in _PARTS or word in letter for word in said):
        return False
    return bool(said & (_YES | _PARTS)) or sum(letter[word] for word in said) >= _ENOUGH


def denies(text: str) -> bool:
    """Whether words below a business letter's heading say that there is none, or tell something else: its date."""
    said = () if affirms(text) else _said(text)
    return any(word in _NO or AGAINST["business_letter"].get(word, 0.0) >= _ENOUGH for word in said)
