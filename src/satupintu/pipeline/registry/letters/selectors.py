"""Reads letters and what they say: from the registry's facts to the words on the paper, and the page that proves it."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import limit_to_area
from satupintu.foundation.areas.models import Area, Level
from satupintu.gateways.documents import date_words

from ..models import Business, Letter, VillageOffice
from .numbers import DEFAULT_PATTERN

_UNNAMED = "(tidak bernama)"


def visible_letters(user: User) -> QuerySet[Letter]:
    """Letters of the villages in the user's part, without those of an erased business."""
    found = Letter.objects.filter(business__erased_at__isnull=True)
    return limit_to_area(found.select_related("village", "business__owner", "signed_by"), user, "village")


def businesses_for_letters(user: User, wanted: str = "") -> QuerySet[Business]:
    """Businesses in the user's part that a letter can be made for; `wanted` is part of a number or of a name."""
    found = limit_to_area(Business.objects.current().select_related("owner", "area"), user).order_by("number")
    if not wanted:
        return found
    names = found.filter(name__icontains=wanted) | found.filter(owner__name__icontains=wanted)
    return names | found.filter(number__startswith=wanted)


def office_of(village: Area) -> VillageOffice:
    """What is set for the village's letters, or what they begin with until somebody sets it (not saved)."""
    found = VillageOffice.objects.filter(village=village).first()
    position = f"{_head(village)} {village.name}"
    return found or VillageOffice(
        village=village, number_pattern=DEFAULT_PATTERN, signatory_position=position
    )


def letterhead(village: Area) -> list[str]:
    """Regency, sub-district and village, as a letter's head names them."""
    above = {one.level: one for one in Area.objects.filter(code__in=village.codes_above)}
    lines = []
    if regency := above.get(Level.REGENCY):
        lines.append(f"Pemerintah {regency.name}")
    if district := above.get(Level.DISTRICT):
        lines.append(f"Kecamatan {district.name}")
    return [*lines, f"{'Kelurahan' if _is_kelurahan(village) else 'Desa'} {village.name}"]


def known_facts(business: Business) -> dict[str, str]:
    """What the registry knows for a letter, as text that the officer may mend: name, trade, address, since."""
    facts = business.facts
    return {
        "business_name": business.name,
        "sector": sector_words(business.sector),
        "address": _address(business),
        "since": _since(str(facts.get("started_on") or "")),
    }


def sector_words(sector: str) -> str:
    """The trade as the form words it, where it is one of the form's own choices."""
    from satupintu.pipeline.collection.forms import load_forms

    form = load_forms().get("sidt_pendek")
    question = form.question("sector") if form else None
    return question.choice_label(sector) if question else sector


def letter_words(letter_text: Mapping[str, Any], letter: Letter, address: str) -> dict[str, Any]:
    """The letter as `gateways.documents.business_letter` takes it; `address` is the page that its QR opens."""
    text = letter_text
    return {
        "office": text["office"],
        "number": letter.number,
        "place": text["place"],
        "on": date.fromisoformat(text["on"]),
        "opening": "Yang bertanda tangan di bawah ini menerangkan dengan sebenarnya bahwa:",
        "facts": [[label, value] for label, value in text["facts"] if value],
        "statement": text["statement"],
        "purpose": text["purpose"],
        "signatory": {"title": letter.signatory_position, "name": letter.signatory},
        "draft": letter.signed_at is None,
        "address": address,
    }


def text_of(
    business: Business, village: Area, given: Mapping[str, Any], office: VillageOffice
) -> dict[str, Any]:
    """What a letter says, as it is kept: from the registry, and from what the officer wrote in the form."""
    owner = business.owner
    facts = [
        ["Nama", owner.name if owner else ""],
        ["NIK", owner.nik if owner else ""],
        ["Alamat", given["address"]],
        ["Nama usaha", given["business_name"] or _UNNAMED],
        ["Bidang usaha", given["sector"]],
        ["Berusaha sejak", given["since"]],
        ["Nomor registri", business.number],
    ]
    where = letterhead(village)[-1]
    purpose = str(given["purpose"]).strip().rstrip(".")
    return {
        "on": given["on"].isoformat(),
        "place": village.name,
        "office": {"lines": letterhead(village), "address": office.address},
        "facts": facts,
        "statement": f"Orang tersebut benar mempunyai usaha seperti di atas, yang berada di {where}.",
        "purpose": f"Surat ini dibuat untuk {purpose}." if purpose else "",
        "given": {name: str(value) for name, value in given.items() if name not in ("number", "on")},
        "initials": initials(owner.name if owner else ""),
        "business_name": given["business_name"],
    }


def fingerprint(letter: Letter) -> str:
    """A draft's number and text in short: another one, another text."""
    return sha256(json.dumps([letter.number, letter.text], sort_keys=True).encode()).hexdigest()[:32]


def initials(name: str) -> str:
    """`S.A.` for Siti Aminah: enough to hold beside an identity card, too little to know anybody by."""
    return "".join(f"{word[0].upper()}." for word in name.split()[:4] if word[0].isalpha())


def proved(token: str) -> Letter | None:
    """The letter that a QR leads to, if it was signed: a draft proves nothing."""
    found = Letter.objects.filter(token=token, signed_at__isnull=False)
    return found.select_related("village__parent__parent", "business").first()


def compared(letter: Letter, chunks: Any) -> str:
    """`pdf` or `docx` where the bytes are those that were issued, else `other`; nothing of them is kept."""
    digest = sha256()
    for chunk in chunks:
        digest.update(chunk)
    known = {letter.sha256: "pdf", letter.docx_sha256: "docx"}
    return known.get(digest.hexdigest(), "other")


def _address(business: Business) -> str:
    area = business.area
    names = {one.level: one.name for one in Area.objects.filter(code__in=area.codes_above)}
    below = [names[level] for level in (Level.RT, Level.RW, Level.HAMLET) if level in names]
    return ", ".join([part for part in [str(business.facts.get("address") or ""), *below] if part])


def _since(written: str) -> str:
    try:
        return date_words(date.fromisoformat(written))
    except ValueError:
        return written


def _is_kelurahan(village: Area) -> bool:
    """The Ministry's codes: 1xxx a kelurahan, 2xxx a desa."""
    return village.code.rpartition(".")[2].startswith("1")


def _head(village: Area) -> str:
    return "Lurah" if _is_kelurahan(village) else "Kepala Desa"
