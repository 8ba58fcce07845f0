"""What the layout needs on every page: the links of the service navigation, by role."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..foundation.accounts.permissions import can
from ..foundation.accounts.way_back import way_back


@dataclass(frozen=True)
class Link:
    """An entry of the service navigation: shown to those who may take `action`."""

    text: str | Promise
    view: str
    action: str
    begins: str  # the paths under it, so that the entry can be marked as current

    def leads_to(self, path: str) -> bool:
        return path == "/" if self.begins == "/" else path.startswith(self.begins)


@dataclass(frozen=True)
class Section:
    """Entries that belong together, behind one word of the service navigation."""

    text: str | Promise
    links: tuple[Link, ...]


# What there is, in the order of the work: one's own, businesses, aid, programmes, plans, and the house itself.
NAVIGATION: tuple[Link | Section, ...] = (
    Link(_("Pekerjaan"), "portal:home", "account.self", "/"),
    Link(_("Usaha saya"), "own:own", "own.read", "/usaha-saya/"),
    Link(_("Bisa dapat apa"), "navigator:own", "own.navigate", "/dapat-apa/saya/"),
    Section(
        _("Data usaha"),
        (
            Link(_("Antrean"), "verification:queue", "verification.read", "/antrean/"),
            Link(_("Pendataan"), "collection:submissions", "submission.read", "/pendataan/"),
            Link(_("Registri"), "registry:businesses", "business.read", "/registri/"),
            Link(_("Cakupan"), "coverage:coverage", "coverage.read", "/cakupan/"),
            Link(_("Surat"), "letters:letters", "letter.read", "/surat/"),
            Link(_("Keberatan"), "own:objections", "objection.answer", "/keberatan/"),
        ),
    ),
    Section(
        pgettext_lazy("bagian", "Bantuan"),
        (
            Link(_("Putaran"), "screening:rounds", "round.read", "/putaran/"),
            Link(_("Usulan"), "proposals:proposals", "proposal.read", "/usulan/"),
            Link(_("Penyaluran"), "payments:decrees", "payment.read", "/penyaluran/"),
            Link(_("Penerima"), "recipients:recipients", "aid.reported", "/penerima/"),
            Link(_("Tumpang tindih"), "overlap:overlap", "overlap.read", "/tumpang-tindih/"),
        ),
    ),
    Section(
        pgettext_lazy("bagian", "Program"),
        (
            Link(_("Katalog program"), "catalogue:programmes", "programme.read", "/aturan/"),
            Link(_("Bantu warga"), "navigator:help", "navigator.help", "/dapat-apa/bantu/"),
            Link(_("Kebutuhan"), "needs:gaps", "gap.read", "/kebutuhan/"),
            Link(_("Simulasi"), "screening:simulations", "simulation.read", "/simulasi/"),
        ),
    ),
    Link(_("Rencana"), "coordination:plans", "plan.read", "/rencana/"),
    Section(
        _("Pengaturan"),
        (
            Link(_("Wilayah"), "areas:areas", "area.manage", "/wilayah/"),
            Link(_("RT/RW"), "accounts:invited", "account.invite", "/akun/lapangan/"),
            Link(_("Akun"), "accounts:accounts", "account.manage", "/akun/"),
            Link(_("Mitra data"), "interop:partners", "partner.manage", "/mitra-data/"),
            Link(_("Jejak"), "portal:events", "event.read", "/jejak/"),
        ),
    ),
)
FEW = 6  # so many entries stand side by side, without sections: on a phone two lines


def layout(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    is_known = user is not None and user.is_authenticated
    return {
        "navigation": navigation(user, request.path) if is_known else [],
        "way_back": partial(way_back, request),
        "is_demo": settings.DEMO,
    }


def navigation(user: Any, path: str) -> list[dict[str, Any]]:
    """What this person may open: {text, href, is_current} for a part, {text, links, is_current} for a section.

    Few parts stay flat, and so does a section of which only one part is left.
    """
    found = [(section, _open_to(user, section, path)) for section in NAVIGATION]
    is_flat = sum(len(links) for _section, links in found) <= FEW
    entries: list[dict[str, Any]] = []
    for section, links in found:
        if is_flat or len(links) < 2:
            entries += links
        else:
            is_current = any(link["is_current"] for link in links)
            entries.append({"text": section.text, "links": links, "is_current": is_current})
    return entries


def _open_to(user: Any, section: Link | Section, path: str) -> list[dict[str, Any]]:
    links = section.links if isinstance(section, Section) else (section,)
    return [
        {"text": link.text, "href": reverse(link.view), "is_current": link.leads_to(path)}
        for link in links
        if can(user, link.action)
    ]
