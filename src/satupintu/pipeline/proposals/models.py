"""What a named officer vouched for: the proposal of a round, and the decree that follows from it."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from satupintu.gateways.banks import DISTRIBUTORS, Distributor
from satupintu.pipeline.screening.models import Round, Run


class Proposal(models.Model):
    """A round's results, signed: who, when, in which words, over which bytes. Never changed afterwards."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="proposal")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    recipients = models.PositiveIntegerField(_("penerima"))
    amount_each = models.PositiveBigIntegerField(_("bantuan per orang"))
    total = models.PositiveBigIntegerField(_("jumlah"))
    manifest_sha256 = models.CharField(max_length=64)
    statement = models.TextField(_("pernyataan"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(_("nama penanda tangan"), max_length=120)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-signed_at", "-pk"]
        verbose_name = _("usulan")
        verbose_name_plural = _("usulan")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total=models.F("recipients") * models.F("amount_each")),
                name="proposal_adds_up",
            ),
            models.CheckConstraint(condition=models.Q(recipients__gt=0), name="proposal_is_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.round)


class Decree(models.Model):
    """A decree as it was issued: its words as fields, its annex as files whose hashes stand here."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="decree")
    number = models.CharField(_("nomor"), max_length=80)
    # Numbers begin anew each year in each office; the letterhead is free text and tells no office from another.
    office = models.CharField(_("wilayah kantor penerbit"), max_length=20)
    year = models.PositiveSmallIntegerField(_("tahun"))
    on = models.DateField(_("tanggal"))
    issuer = models.CharField(_("kantor"), max_length=160)
    signatory_name = models.CharField(_("nama pejabat"), max_length=120)
    signatory_title = models.CharField(_("jabatan"), max_length=160)
    distributor = models.CharField(_("bank penyalur"), max_length=12)
    recipients = models.PositiveIntegerField(_("penerima"))
    amount_each = models.PositiveBigIntegerField(_("bantuan per orang"))
    total = models.PositiveBigIntegerField(_("jumlah"))
    folder_name = models.CharField(max_length=60, unique=True)
    recipients_sha256 = models.CharField(max_length=64)
    annex_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("keputusan")
        verbose_name_plural = _("keputusan")
        constraints = [
            models.UniqueConstraint(Upper("number"), "office", "year", name="one_decree_a_number_and_year"),
            models.CheckConstraint(
                condition=models.Q(total=models.F("recipients") * models.F("amount_each")),
                name="decree_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def round(self) -> Round:
        return self.proposal.round

    @property
    def bank(self) -> Distributor:
        return DISTRIBUTORS[self.distributor]

    @property
    def folder(self) -> Path:
        return self.round.folder / self.folder_name

    @property
    def recipients_file(self) -> Path:
        """number, nik, name, name_in_list, village, village_name, amount: in annex order."""
        return self.folder / "recipients.parquet"

    @property
    def annex_file(self) -> Path:
        return self.folder / "lampiran.xlsx"

    @property
    def pdf_file(self) -> Path:
        return self.folder / "keputusan.pdf"


class CameBack(models.Model):
    """A recipient of a decree whose money lies with the treasury again: nothing was received, the name is free.

    Payments says so in the transaction that records the bank's answer; what is back stays back. `number` is the
    place in the annex, so that no NIK stands here.
    """

    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="came_back")
    number = models.PositiveIntegerField(_("nomor urut"))

    class Meta:
        ordering = ["decree", "number"]
        verbose_name = _("penerima yang uangnya kembali")
        verbose_name_plural = _("penerima yang uangnya kembali")
        constraints = [models.UniqueConstraint(fields=["decree", "number"], name="comes_back_once")]

    def __str__(self) -> str:
        return f"{self.decree} #{self.number}"
