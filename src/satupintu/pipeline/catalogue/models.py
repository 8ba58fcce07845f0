"""Programmes that agencies reported about themselves: what they said, version by version, and the sheets they sent."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.append_only import AppendOnly


class ProgrammeSheet(AppendOnly):
    """A spreadsheet by which an agency reported its programmes, kept byte for byte; each content once an agency."""

    agency = models.CharField(_("instansi"), max_length=40)
    name = models.CharField(_("berkas"), max_length=150)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("pada"), auto_now_add=True)

    class Meta:
        verbose_name = _("berkas laporan program")
        verbose_name_plural = _("berkas laporan program")
        constraints = (
            models.UniqueConstraint(fields=("agency", "sha256"), name="programme_sheet_kept_once"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """The file as it was sent, under its own hash."""
        return Path(settings.DATA) / "catalogue" / "sheets" / self.sha256[:2] / self.sha256


class ReportedProgramme(AppendOnly):
    """One version of what an agency says of one of its programmes; a later report is a new row that `replaces` it.

    `is_withdrawn`: the agency took it back; it stands in no list, but what was received of it keeps its name.
    `programme` is an id that no programme of the catalogue's folder and no other agency uses. Codes are those of
    `engine.listing`, `agencies` ids of agencies.yaml with the owner first, `areas` dotted codes ([]: the whole
    country), money whole rupiah. It has no rules: nobody is screened by it until its folder is written.
    """

    programme = models.SlugField(_("kode program"), max_length=80)
    version = models.PositiveIntegerField(_("versi"))
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("menggantikan"),
    )
    agency = models.CharField(_("instansi"), max_length=40)
    title = models.CharField(_("nama program"), max_length=200)
    pillar = models.CharField(_("pilar"), max_length=20)
    needs = models.JSONField(_("kebutuhan"))
    aid = models.CharField(_("bentuk bantuan"), max_length=30)
    level = models.CharField(_("tingkat"), max_length=20)
    agencies = models.JSONField(_("instansi pelaksana"))
    budget = models.PositiveBigIntegerField(_("anggaran"), null=True, blank=True)
    quota = models.PositiveBigIntegerField(_("kuota"), null=True, blank=True)
    starts_on = models.DateField(_("mulai"), null=True, blank=True)
    ends_on = models.DateField(_("selesai"), null=True, blank=True)
    figures_from = models.CharField(_("sumber anggaran dan kuota"), max_length=500, blank=True, default="")
    areas = models.JSONField(_("wilayah"), default=list)
    legal_basis = models.TextField(_("dasar hukum"), blank=True, default="")
    apply = models.TextField(_("cara mendaftar"), blank=True, default="")
    contact = models.TextField(_("kontak"), blank=True, default="")
    source = models.CharField(
        _("sumber"), max_length=200, help_text=_("Nama berkas, atau nama sistem yang mengirim.")
    )
    row = models.PositiveIntegerField(_("baris"), null=True, blank=True)
    sheet = models.ForeignKey(ProgrammeSheet, models.PROTECT, null=True, blank=True, related_name="+")
    is_withdrawn = models.BooleanField(_("dicabut"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("pada"), auto_now_add=True)

    class Meta:
        verbose_name = _("program yang dilaporkan")
        verbose_name_plural = _("program yang dilaporkan")
        ordering = ("title", "programme", "-version")
        constraints = (
            models.UniqueConstraint(fields=("programme", "version"), name="reported_programme_version"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="reported_programme_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme} v{self.version}"
