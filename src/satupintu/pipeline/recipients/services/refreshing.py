"""Starts the making of the file of all aid where something it is made of has changed."""

from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.work.models import Job, State
from satupintu.foundation.work.services import start

from ..building import inputs, is_stale

BUILD = "recipients.build"


def freshen(*, by: User | None = None) -> Job | None:
    """Starts the work, once for each state of things; None where the file is what it should be or is being made.

    Called after each change, and by the house itself every few seconds, so that what a killed server left is made up.
    """
    wanted = inputs()
    if not is_stale(wanted):
        return None
    same = Job.objects.filter(kind=BUILD, arguments=wanted)
    if same.exclude(state=State.DONE).exists():  # what failed waits for a person, who may restart it
        return None
    return start(BUILD, by=by, title=_("Menyusun daftar penerima semua program"), arguments=wanted)
