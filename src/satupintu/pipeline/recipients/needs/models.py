"""Needs that somebody heard of otherwise than in collection: at a meeting, in the crisis centre, by a mentor."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from satupintu.engine.listing import NEEDS
from satupintu.foundation.append_only import AppendOnly
from satupintu.foundation.areas.models import Area


class StatedNeed(AppendOnly):
    """One word that an area, a sector or a person of it needs something. `source` says who heard it where.

    `nik` is that of the person it was said of, "" where it was said of nobody in particular: then it counts in the
    area, and on no list of names.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    sector = models.CharField(_("bidang usaha"), max_length=120, blank=True)
    need = models.CharField(_("kebutuhan"), max_length=20, choices=[(one, one) for one in NEEDS])
    source = models.CharField(_("sumber"), max_length=200)
    on = models.DateField(_("tanggal"))
    nik = models.CharField(max_length=16, blank=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["area", "need"], name="stated_need_of_area")]
        constraints = [
            models.CheckConstraint(condition=models.Q(need__in=sorted(NEEDS)), name="need_is_known"),
        ]
        verbose_name = _("kebutuhan yang disampaikan")
        verbose_name_plural = _("kebutuhan yang disampaikan")

    def __str__(self) -> str:
        return f"{self.need} {self.area_id}"
