"""A reckoning: all aid and all needs counted at one moment, into a folder of columns that pages read."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reckoning(models.Model):
    """One count of everything. `aid_stamp` says of which aid.parquet it was begun, and once done
    which it counted, '' where there was none; `summary` what came of
    it, empty until it is done. Pages show the newest that is done."""

    aid_stamp = models.CharField(max_length=80, blank=True)
    summary = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("perhitungan")
        verbose_name_plural = _("perhitungan")

    def __str__(self) -> str:
        return f"perhitungan {self.pk}"

    @property
    def folder(self) -> Path:
        """overlap/ (see satupintu.batch.overlap) and needs/ (see satupintu.batch.needs)."""
        return Path(settings.DATA) / "reckonings" / f"{self.pk:09d}"

    @property
    def overlap(self) -> Path:
        return self.folder / "overlap"

    @property
    def needs(self) -> Path:
        return self.folder / "needs"
