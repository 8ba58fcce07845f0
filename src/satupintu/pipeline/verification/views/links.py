"""The pages of verification beside each other, for those who may open them."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.accounts.models import User

from ..ladders import tier_of

_PAGES = (
    ("verification:queue", _("Antrean saya"), "verification.decide"),
    ("verification:returned", _("Dikembalikan untuk diperbaiki"), "submission.create"),
    ("verification:ages", _("Umur antrean"), "verification.read"),
    ("verification:ladders", _("Jenjang verifikasi"), "ladder.manage"),
)


def links(user: User, here: str) -> list[tuple[str | Promise, str]]:
    """(words, address) of the other pages."""
    return [
        (words, reverse(view))
        for view, words, action in _PAGES
        if view != f"verification:{here}" and user.can(action) and _has_one(user, view)
    ]


def _has_one(user: User, view: str) -> bool:
    return view != "verification:queue" or tier_of(user) is not None
