"""Writes alasan.md, the guide's page of every reason and flag, from the engine's own words and the programmes.

    .venv/bin/python docs/guide/write_reasons.py

Run it after a wording or a programme changed; tests/spec/test_guide_reasons.py says when that was forgotten.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from satupintu.engine.reasons import DUPLICATE, FLAGS, IDENTITY_REASONS, WORDINGS
from satupintu.engine.rules import Criterion
from satupintu.gateways.programmes import LoadedProgramme, load_programme, programme_ids

PAGE = Path(__file__).with_name("alasan.md")
REMEDY = "**Yang perlu dibawa atau diubah**"

OPENING = """\
<!-- Ditulis oleh write_reasons.py dari kata-kata mesin dan program. Jangan disunting di sini. -->

# Arti setiap alasan dan tanda

Setiap baris yang belum memenuhi syarat membawa alasannya, semua sekaligus, bukan hanya yang pertama. Kata di bawah
setiap judul, misalnya `nik_missing`, adalah nama alasan itu di baris perintah dan di `decisions.parquet`.

| yang ditemukan | hasil barisnya |
|---|---|
| identitas bermasalah | belum dapat diputuskan: perbaiki, lalu kirim lagi |
| NIK sudah diusulkan | tidak memenuhi syarat |
| sebuah syarat gagal | tidak memenuhi syarat |
| sebuah syarat belum diketahui | belum dapat diputuskan: bawa buktinya |
| hanya tanda | tidak berubah; seorang petugas melihatnya |

Bila identitas bermasalah dan sebuah syarat gagal, hasilnya tidak memenuhi syarat dan keduanya disebut. Selama belum
pasti NIK itu milik orangnya, daftar acuan tidak dipakai menilainya: tidak seorang pun gugur karena salah ketik orang
lain.
"""
CRITERIA = """\
## Syarat program

Setiap program adalah kumpulan syarat, dan setiap syarat menyebut dasarnya. Bila pasalnya belum dapat kami baca, itu
dikatakan, beserta tempat syaratnya dibaca.

"""
FLAGS_OPENING = """\
## Tanda

Tanda meminta seorang petugas melihat barisnya. Ia tidak pernah mengubah hasil.
"""


def page() -> str:
    """The whole page as Markdown."""
    loaded = [load_programme(one) for one in reversed(programme_ids())]
    names = "\n".join(f"- `{one.programme.id}`: {one.programme.title.id}" for one in loaded)
    parts = [OPENING, "## Identitas\n", *map(_worded, (*IDENTITY_REASONS, DUPLICATE))]
    parts += [f"{CRITERIA}{names}\n", *_criteria(loaded)]
    parts += [FLAGS_OPENING, *map(_worded, FLAGS)]
    return "\n".join(parts)


def _worded(name: str) -> str:
    words = WORDINGS[name]
    return _section(name, words.title.id, [words.sentence.id, f"{REMEDY}: {words.remedy.id}"])


def _criteria(loaded: Iterable[LoadedProgramme]) -> Iterator[str]:
    """One section for each criterion id, in the order of the newest programme that has it."""
    found: dict[str, list[tuple[LoadedProgramme, Criterion]]] = {}
    for one in loaded:
        for criterion in one.programme.criteria():
            found.setdefault(criterion.id, []).append((one, criterion))
    for name, asked in found.items():
        lines = [
            _told("Gagal", asked, lambda _one, its: its.failed.id),
            _told("Belum diketahui", asked, lambda _one, its: its.unknown.id),
            _told(REMEDY, asked, lambda _one, its: its.remedy.id),
            _told("Dasar", asked, _basis),
        ]
        where = ", ".join(f"`{one.programme.id}`" for one, _its in asked)
        yield _section(name, asked[0][1].title.id, [f"Berlaku di {where}.", *lines])


def _told(
    label: str,
    asked: list[tuple[LoadedProgramme, Criterion]],
    tell: Callable[[LoadedProgramme, Criterion], str],
) -> str:
    """What each programme says, once where all say the same."""
    said = {one.programme.id: tell(one, its) for one, its in asked}
    if len(set(said.values())) == 1:
        return f"{label}: {next(iter(said.values()))}"
    return "\n".join(f"- {label}, `{programme}`: {words}" for programme, words in said.items())


def _basis(one: LoadedProgramme, its: Criterion) -> str:
    law, article = one.law(its.cite), one.article(its.cite)
    if law and article:
        return f"{law.title.id}, Pasal {article.number}."
    return f"nomor pasal belum terbaca. Syaratnya dibaca di: {its.read_in}."


def _section(name: str, title: str, paragraphs: Iterable[str]) -> str:
    return "\n\n".join([f"### {title}", f"`{name}`", *paragraphs]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
