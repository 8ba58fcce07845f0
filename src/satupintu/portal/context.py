"""What the layout needs on every page: the links of the service navigation, by role."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..foundation.accounts.permissions import can


@dataclass(frozen=True)
class Link:
    """An entry of the service navigation: shown to those who may take `action`."""

    text: str | Promise
    view: str
    action: str
    begins: str  # the paths under it, so that the entry can be marked as current

    def leads_to(self, path: str) -> bool:
        return path == "/" if self.begins == "/" else path.startswith(self.begins)


LINKS = (
    Link(_("Pekerjaan"), "portal:home", "account.self", "/"),
    # One's own, then businesses, rounds of one programme, all programmes at once, and the house itself.
    Link(_("Usaha saya"), "own:own", "own.read", "/usaha-saya/"),
    Link(_("Bisa dapat apa"), "navigator:own", "own.navigate", "/dapat-apa/saya/"),
    Link(_("Antrean"), "verification:queue", "verification.read", "/antrean/"),
    Link(_("Pendataan"), "collection:submissions", "submission.read", "/pendataan/"),
    Link(_("Registri"), "registry:businesses", "business.read", "/registri/"),
    Link(_("Cakupan"), "coverage:coverage", "coverage.read", "/cakupan/"),
    Link(_("Surat"), "letters:letters", "letter.read", "/surat/"),
    Link(_("Bantu warga"), "navigator:help", "navigator.help", "/dapat-apa/bantu/"),
    Link(_("Keberatan"), "own:objections", "objection.answer", "/keberatan/"),
    Link(_("Putaran"), "screening:rounds", "round.read", "/putaran/"),
    Link(_("Usulan"), "proposals:proposals", "proposal.read", "/usulan/"),
    Link(_("Penyaluran"), "payments:decrees", "payment.read", "/penyaluran/"),
    Link(_("Simulasi"), "screening:simulations", "simulation.read", "/simulasi/"),
    Link(_("Program"), "catalogue:programmes", "programme.read", "/aturan/"),
    Link(_("Penerima"), "recipients:recipients", "aid.reported", "/penerima/"),
    Link(_("Tumpang tindih"), "overlap:overlap", "overlap.read", "/tumpang-tindih/"),
    Link(_("Kebutuhan"), "needs:gaps", "gap.read", "/kebutuhan/"),
    Link(_("Rencana"), "coordination:plans", "plan.read", "/rencana/"),
    Link(_("Wilayah"), "areas:areas", "area.manage", "/wilayah/"),
    Link(_("Jejak"), "portal:events", "event.read", "/jejak/"),
    Link(_("RT/RW"), "accounts:invited", "account.invite", "/akun/lapangan/"),
    Link(_("Akun"), "accounts:accounts", "account.manage", "/akun/"),
    Link(_("Mitra data"), "interop:partners", "partner.manage", "/mitra-data/"),
)


def layout(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    links = []
    if user is not None and user.is_authenticated:
        links = [
            {"text": link.text, "href": reverse(link.view), "is_current": link.leads_to(request.path)}
            for link in LINKS
            if can(user, link.action)
        ]
    return {"navigation": links, "is_demo": settings.DEMO}
