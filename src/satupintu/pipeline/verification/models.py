"""A submission's way up: which tiers it passes, where it waits, and who said what of it when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.append_only import AppendOnly
from satupintu.foundation.areas.models import Area, Level
from satupintu.pipeline.collection.models import Submission

# The ladder of the field studies: RT, RW, hamlet, village, sub-district, district.
DEFAULT_LEVELS = [Level.RT, Level.RW, Level.HAMLET, Level.VILLAGE, Level.DISTRICT, Level.REGENCY]


class Ladder(models.Model):
    """The tiers that submissions of an area pass, lowest first; the nearest ladder above an area holds for it.

    A tier whose level a submission's area does not lie in (a village without hamlets) is passed over.
    """

    area = models.OneToOneField(Area, on_delete=models.PROTECT, related_name="ladder")
    levels = models.JSONField(default=list)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("jenjang verifikasi")
        verbose_name_plural = _("jenjang verifikasi")

    def __str__(self) -> str:
        return f"{self.area} {self.levels}"


class SignOff(AppendOnly):
    """Several confirmed at once under one name, where there was one with the minutes of the village meeting."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    count = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    minutes_name = models.CharField(max_length=120, blank=True)
    minutes_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("pengesahan")
        verbose_name_plural = _("pengesahan")

    def __str__(self) -> str:
        return f"{self.area} {self.count}"


class Decision(models.TextChoices):
    CONFIRMED = "confirmed", _("dibenarkan")
    RETURNED = "returned", _("dikembalikan")
    WITHDRAWN = "withdrawn", _("ditarik pengumpulnya")


class Verification(AppendOnly):
    """What one tier said of one submission; or the collector, that a returned one shall not go on."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="verifications")
    level = models.PositiveSmallIntegerField(choices=Level)
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sign_off = models.ForeignKey(
        SignOff, on_delete=models.PROTECT, null=True, blank=True, related_name="verifications"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            # One word a tier: whoever is second finds it said already.
            models.UniqueConstraint(
                fields=["submission", "level"], condition=~Q(decision="withdrawn"), name="one_word_a_tier"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(decision="withdrawn"), name="withdrawn_once"
            ),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(reason=""), name="returned_with_a_reason"
            ),
        ]
        verbose_name = _("verifikasi")
        verbose_name_plural = _("verifikasi")

    def __str__(self) -> str:
        return f"{self.submission_id} {self.decision}"


class Purpose(models.TextChoices):
    VERIFY = "verify", _("menunggu verifikasi")
    MEND = "mend", _("dikembalikan untuk diperbaiki")
    ADMIT = "admit", _("menunggu masuk registri")


class Waiting(models.Model):
    """Where a submission waits now, and since when: one row of a work queue, gone when it is done.

    `area` is the area of the tier that must act: the submission's own, or one that it lies in. `has_problems` stands
    here too, so that a queue is filtered without reading what was sent.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="waiting")
    purpose = models.CharField(max_length=6, choices=Purpose)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    has_problems = models.BooleanField(default=False)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["since", "pk"]
        indexes = [
            # With has_problems at the end a queue is counted and filtered from the index alone.
            models.Index(
                fields=["area", "purpose", "level", "since", "id", "has_problems"], name="queue_of_area"
            ),
            models.Index(fields=["purpose", "since", "id"], name="queue_by_purpose"),
        ]
        verbose_name = _("antrean")
        verbose_name_plural = _("antrean")

    def __str__(self) -> str:
        return f"{self.purpose} {self.submission_id}"
