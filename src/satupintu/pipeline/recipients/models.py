"""What agencies report and what people say of it: reports as they came, and words about whom a recipient is."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.append_only import AppendOnly
from satupintu.foundation.areas.models import Area
from satupintu.pipeline.registry.models import Record

from .needs.models import StatedNeed
from .overlap.models import Reckoning

__all__ = ["AidMatchJudgement", "AidReport", "Reckoning", "ReportState", "Source", "StatedNeed"]


class ReportState(models.TextChoices):
    WAITING = "waiting", _("menunggu dibaca")
    NEEDS_ANSWER = "needs_answer", _("perlu jawaban")
    READ = "read", _("terbaca")
    REFUSED = "refused", _("tidak dapat dipakai")
    WITHDRAWN = "withdrawn", _("ditarik")


class Source(models.TextChoices):
    FILE = "file", _("berkas")
    API = "api", _("sistem instansi")
    PAYMENT = "payment", _("pembayaran di sini")


STANDING = (ReportState.WAITING, ReportState.NEEDS_ANSWER, ReportState.READ)


class AidReport(models.Model):
    """One list of recipients as an agency sent it: kept byte for byte, even when it was refused or withdrawn.

    Its rows are columns in `rows_file`, never rows here. `programme` holds for rows that name none, `received_on` for
    rows without a day. `reading` is what reading said (sheets, questions, notices), `maps` are people's answers,
    `counts` how many rows stand how to the registry. `replaces` is withdrawn once this one is read. `key` names the
    payments that a report of our own tells of.
    """

    State = ReportState

    agency = models.CharField(_("instansi"), max_length=40, blank=True)
    programme = models.CharField(_("program"), max_length=60, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    received_on = models.DateField(_("tanggal diterima"), null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.FILE)
    key = models.CharField(max_length=60, blank=True)
    name = models.CharField(_("berkas"), max_length=150)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=ReportState, default=ReportState.WAITING)
    problem = models.TextField(blank=True)
    reading = models.JSONField(default=dict, blank=True)
    maps = models.JSONField(default=list, blank=True)
    rows = models.PositiveBigIntegerField(null=True, blank=True)
    refused = models.PositiveBigIntegerField(default=0)
    rows_sha256 = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("laporan penerima")
        verbose_name_plural = _("laporan penerima")
        indexes = [models.Index(fields=["agency", "state"], name="aid_report_of_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "programme", "sha256"],
                condition=Q(state__in=["waiting", "needs_answer", "read"]) & ~Q(source="payment"),
                name="same_aid_reported_once",
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_report_a_payment_batch"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="read") | ~Q(rows_sha256=""), name="read_report_has_rows"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        return Path(settings.DATA) / "aid" / "reports" / f"{self.pk // 1000:06d}" / f"{self.pk:09d}"

    @property
    def path(self) -> Path:
        """The file byte for byte as it was sent."""
        return self.folder / self.name

    @property
    def rows_file(self) -> Path:
        """Its rows as `satupintu.batch.aid.settle` writes them; a new reading has a new file."""
        return self.folder / f"rows-{self.rows_sha256[:16]}.parquet"

    @property
    def refusals_file(self) -> Path:
        return self.folder / "refusals.json"

    @property
    def questions(self) -> list[dict[str, Any]]:
        return self.reading.get("questions", [])

    @property
    def refusals(self) -> list[dict[str, Any]]:
        """The rows that keep the list from being used: sheet, row, column, field, text; the first thousands."""
        if not self.refused or not self.refusals_file.exists():
            return []
        return json.loads(self.refusals_file.read_text(encoding="utf-8"))


class Verdict(models.TextChoices):
    SAME = "same", _("orang yang sama")
    DIFFERENT = "different", _("orang lain")
    UNSURE = "unsure", _("belum pasti")


class AidMatchJudgement(AppendOnly):
    """Whether a recipient, as an agency wrote them, is the person of a record of the registry. The latest that nobody
    took back counts. `recipient` names what was written (batch.aid), so that later reports need not ask again."""

    recipient = models.CharField(max_length=32, db_index=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=9, choices=Verdict, blank=True)  # "" where this undoes another
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("penilaian penerima")
        verbose_name_plural = _("penilaian penerima")
        constraints = [
            models.CheckConstraint(
                condition=Q(undoes__isnull=True, verdict__in=Verdict.values)
                | Q(undoes__isnull=False, verdict=""),
                name="judges_recipient_or_undoes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient[:8]}… {self.verdict or 'dibatalkan'}"
