"""An action plan: groups hit by a crisis, what is done for each by whom until when, and what was reported of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.append_only import AppendOnly
from satupintu.foundation.areas.models import Area


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Rancangan")
    AGREED = "agreed", _("Disepakati")
    CLOSED = "closed", _("Ditutup")


class ActionPlan(models.Model):
    """One plan of an area for a period. `source` says where its content was read, or that it is made up."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    title = models.CharField(_("judul"), max_length=160)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"))
    state = models.CharField(_("keadaan"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    source = models.CharField(_("sumber"), max_length=400, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-ends_on", "-pk"]
        verbose_name = _("rencana aksi")
        verbose_name_plural = _("rencana aksi")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state=PlanState.DRAFT) | Q(agreed_by__isnull=False),
                name="plan_agreed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT

    @property
    def is_closed(self) -> bool:
        return self.state == PlanState.CLOSED


class AffectedGroup(models.Model):
    """A group of people or businesses that a plan is for. `is_pending`: a source counts it, but not by name."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField(_("nomor"))
    name = models.CharField(_("nama kelompok"), max_length=120)
    is_pending = models.BooleanField(default=False)

    class Meta:
        ordering = ["plan", "number"]
        verbose_name = _("kelompok terdampak")
        verbose_name_plural = _("kelompok terdampak")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_group_a_number"),
            models.UniqueConstraint(fields=["plan", "name"], name="one_group_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class PlanLine(models.Model):
    """What is done for one group: a programme of the catalogue, or an activity in words where it has none yet.

    Target, unit and deadline may be open while the plan is a draft; it is not agreed before they are there.
    """

    group = models.ForeignKey(AffectedGroup, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField(_("nomor"))
    programme = models.CharField(_("kode program"), max_length=60, blank=True, default="")
    activity = models.CharField(_("kegiatan"), max_length=200, blank=True, default="")
    target = models.PositiveBigIntegerField(_("target"), null=True, blank=True)
    unit = models.CharField(_("satuan"), max_length=40, blank=True, default="")
    starts_on = models.DateField(_("mulai"))
    deadline = models.DateField(_("tenggat"), null=True, blank=True, db_index=True)
    indicator = models.CharField(_("indikator"), max_length=200, blank=True, default="")
    budget = models.PositiveBigIntegerField(_("anggaran"), null=True, blank=True)

    class Meta:
        ordering = ["group__number", "number", "pk"]
        verbose_name = _("baris rencana")
        verbose_name_plural = _("baris rencana")
        constraints = [
            models.CheckConstraint(condition=~Q(programme="", activity=""), name="line_says_what_is_done"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__gt=0), name="line_has_a_target_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline__gte=F("starts_on")),
                name="line_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.activity or self.programme


class LineAgency(models.Model):
    """An agency that answers for a line, by its id in programmes/agencies.yaml; the first one leads."""

    line = models.ForeignKey(PlanLine, on_delete=models.CASCADE, related_name="agencies")
    agency = models.CharField(_("instansi"), max_length=40, db_index=True)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["line", "place"]
        verbose_name = _("penanggung jawab")
        verbose_name_plural = _("penanggung jawab")
        constraints = [
            models.UniqueConstraint(fields=["line", "agency"], name="one_line_an_agency_once"),
            models.UniqueConstraint(fields=["line", "place"], name="one_agency_a_place"),
        ]

    def __str__(self) -> str:
        return self.agency


class Progress(AppendOnly):
    """What was reached on a line by a day, all in all; `corrects` names the report that it takes the place of."""

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="reports")
    value = models.PositiveBigIntegerField(_("capaian sampai hari itu"))
    on = models.DateField(_("tanggal"))
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    evidence_name = models.CharField(max_length=120, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("laporan capaian")
        verbose_name_plural = _("laporan capaian")

    def __str__(self) -> str:
        return f"{self.line_id} {self.on} {self.value}"
