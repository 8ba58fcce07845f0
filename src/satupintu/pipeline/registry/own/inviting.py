"""Whether an owner's account may be opened for a NIK: not by an office that has nothing to do with its person."""

from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.services import checks_owner

from ..selectors.owners import bearing, recorded


@checks_owner
def why_not(owner: User, by: User) -> str:
    """A sentence where the registry knows the NIK only outside the area of `by`, or under another name; else ''."""
    if not recorded(owner.nik).exists():
        return ""
    here = recorded(owner.nik, within=by.area.path)
    if not here.exists():
        return _("NIK ini tercatat di wilayah lain. Mintalah petugas desa di sana membuat akunnya.")
    if not bearing([owner.name], here):
        return _(
            "NIK ini tercatat atas nama lain. Cocokkan nama dan NIK dengan KTP-nya; bila catatannya yang salah, "
            "perbaiki dahulu di registri."
        )
    return ""
