"""The decree (Surat Keputusan) that names a round's recipients, with its annex."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from satupintu.gateways.documents.pdf import render_pdf
from satupintu.gateways.documents.wording import (
    date_words,
    mask_nik,
    number,
    number_words,
    rupiah,
    rupiah_words,
)


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues: the letterhead's lines from the highest body down, the address below them."""

    lines: tuple[str, ...]
    address: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: `title` of the post, `name`, `id` (NIP) where there is one."""

    title: str
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One line of the annex; `amount` in whole rupiah."""

    nik: str
    name: str
    village_code: str
    village: str
    amount: int

    @property
    def masked_nik(self) -> str:
        return mask_nik(self.nik)


@dataclass(frozen=True, slots=True)
class Decree:
    """The decree's own words. `law` are whole citations; `fingerprint` is a hash of the annex."""

    number: str
    on: date
    title: str
    subject: str
    programme: str
    office: Office
    signatory: Signatory
    proposal: str
    distributor: str = ""
    law: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    fingerprint: str = ""
    draft: bool = field(default=True)


def decree_pdf(decree: Decree, recipients: Sequence[Recipient]) -> bytes:
    """The decree and its annex, A4. `recipients` in annex order, those of one village together.

    While `decree.draft` every page says DRAFT and the NIK are masked: a draft travels further than a decree.
    """
    return render_pdf("decree", decree_data(decree, recipients), on=decree.on)


def decree_data(decree: Decree, recipients: Sequence[Recipient]) -> dict[str, Any]:
    """What the template is given: every word and number on the paper, as JSON values."""
    total = sum(item.amount for item in recipients)
    return {
        "draft": decree.draft,
        "office": {"lines": list(decree.office.lines), "address": decree.office.address},
        "signatory": {
            "title": decree.signatory.title,
            "name": decree.signatory.name,
            "id": decree.signatory.id,
        },
        "title": decree.title,
        "number": decree.number,
        "subject": decree.subject,
        "place": decree.office.place,
        "date": date_words(decree.on),
        "considering": _considering(decree),
        "law": [f"{text};" for text in decree.law[:-1]] + [f"{text}." for text in decree.law[-1:]],
        "decides": _decides(decree, len(recipients), total, recipients),
        "copies": [f"{text};" for text in decree.copies[:-1]] + [f"{text}." for text in decree.copies[-1:]],
        "annex": {
            "title": f"Daftar penerima {decree.programme}",
            "villages": list(_villages(recipients, masked=decree.draft)),
            "count": number(len(recipients)),
            "total": rupiah(total),
            "words": rupiah_words(total),
        },
        "footer": _footer(decree),
    }


def _considering(decree: Decree) -> list[str]:
    return [
        f"bahwa usulan penerima {decree.programme} ({decree.proposal}) telah diperiksa satu per satu "
        "terhadap setiap syarat dan telah ditandatangani pengusulnya;",
        "bahwa penerima yang tercantum dalam lampiran memenuhi seluruh syarat tersebut;",
        "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan huruf b, perlu menetapkan "
        f"Keputusan tentang {decree.subject}.",
    ]


def _decides(
    decree: Decree, count: int, total: int, recipients: Sequence[Recipient]
) -> list[tuple[str, str]]:
    amounts = sorted({item.amount for item in recipients})
    each = f"sebesar {rupiah(amounts[0])} ({rupiah_words(amounts[0])}) " if len(amounts) == 1 else ""
    where = f" melalui {decree.distributor}" if decree.distributor else ""
    body = [
        f"Menetapkan {number(count)} ({number_words(count)}) orang penerima {decree.programme} sebagaimana "
        "tercantum dalam Lampiran yang merupakan bagian tidak terpisahkan dari Keputusan ini.",
        f"Setiap penerima sebagaimana dimaksud dalam Diktum KESATU menerima bantuan {each}satu kali, dengan "
        f"jumlah seluruhnya {rupiah(total)} ({rupiah_words(total)}).",
        f"Bantuan disalurkan langsung ke rekening penerima{where}. Penerima menandatangani surat pernyataan "
        "tanggung jawab mutlak sebelum dana dicairkan.",
        "Dana yang tidak tersalurkan sampai batas waktu penyaluran dikembalikan ke kas negara.",
        "Keputusan ini mulai berlaku pada tanggal ditetapkan. Kekeliruan di dalamnya diperbaiki dengan "
        "keputusan baru yang menunjuk Keputusan ini.",
    ]
    return list(zip(("Kesatu", "Kedua", "Ketiga", "Keempat", "Kelima"), body, strict=True))


def _villages(recipients: Iterable[Recipient], *, masked: bool) -> Iterable[dict[str, Any]]:
    place = 0
    for (code, name), group in groupby(recipients, key=lambda item: (item.village_code, item.village)):
        rows = []
        total = 0
        for item in group:
            place += 1
            total += item.amount
            rows.append([str(place), item.masked_nik if masked else item.nik, item.name, rupiah(item.amount)])
        yield {"code": code, "name": name, "rows": rows, "count": number(len(rows)), "total": rupiah(total)}


def _footer(decree: Decree) -> str:
    if decree.draft:
        return "Rancangan. Belum ditandatangani dan belum berlaku."
    mark = f" Sidik lampiran: {decree.fingerprint[:16]}." if decree.fingerprint else ""
    return (
        f"Nomor {decree.number}. Dokumen ini bukan dokumen bertanda tangan elektronik; berlaku setelah "
        f"ditandatangani dan dicap pejabatnya.{mark}"
    )
