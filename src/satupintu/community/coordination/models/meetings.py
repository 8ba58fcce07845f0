"""Meetings about a plan, what was decided there, who is to do it until when, and that it was done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.append_only import AppendOnly

from .partners import Partner
from .plans import ActionPlan


class Meeting(models.Model):
    """One meeting. `attendees` are the offices and organisations that came, as the minutes name them."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("acara"), max_length=160)
    on = models.DateField(_("tanggal"))
    place = models.CharField(_("tempat"), max_length=120)
    attendees = models.TextField(_("peserta"), max_length=2000, blank=True)
    minutes_name = models.CharField(max_length=120, blank=True)
    minutes_sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("rapat")
        verbose_name_plural = _("rapat")

    def __str__(self) -> str:
        return self.title


class MeetingDecision(models.Model):
    """What one owner is to do until a day: a person with an account, an agency, or a partner; just one of them."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("nomor"))
    text = models.CharField(_("keputusan"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.CharField(_("instansi"), max_length=40, blank=True, default="")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    due = models.DateField(_("tenggat"), db_index=True)

    class Meta:
        ordering = ["meeting", "number"]
        verbose_name = _("keputusan rapat")
        verbose_name_plural = _("keputusan rapat")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_decision_a_number"),
            models.CheckConstraint(
                condition=(
                    Q(owner__isnull=False, agency="", partner__isnull=True)
                    | (Q(owner__isnull=True, partner__isnull=True) & ~Q(agency=""))
                    | Q(owner__isnull=True, agency="", partner__isnull=False)
                ),
                name="decision_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class DecisionDone(AppendOnly):
    """Somebody says that a decision was carried out: said once."""

    decision = models.OneToOneField(MeetingDecision, on_delete=models.PROTECT, related_name="done")
    on = models.DateField(_("tanggal"))
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    evidence_name = models.CharField(max_length=120, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("keputusan selesai")
        verbose_name_plural = _("keputusan selesai")

    def __str__(self) -> str:
        return f"{self.decision_id} {self.on}"
