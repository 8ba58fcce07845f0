"""Who was reminded of what: one row a thing, a stage and a person, so that nobody is told twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.append_only import AppendOnly

# The values are the engine's; spelled here so that the database's own check needs no code.
STAGES = [("week", _("sepekan sebelumnya")), ("day", _("pada harinya")), ("late", _("terlambat"))]


class Reminder(AppendOnly):
    """`about` and `to` are natural keys ("line:12", "user:3"): what is told may be gone by the time this is read.

    With `due` in the key, a deadline that is moved is reminded of anew.
    """

    about = models.CharField(max_length=40)
    stage = models.CharField(max_length=4, choices=STAGES)
    due = models.DateField()
    to = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("pengingat")
        verbose_name_plural = _("pengingat")
        constraints = [
            models.UniqueConstraint(
                fields=["about", "stage", "due", "to"], name="reminded_once_a_thing_and_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.stage}"
