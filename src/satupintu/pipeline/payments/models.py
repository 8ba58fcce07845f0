"""What people act on among payments: the batch, each answer of the bank, and the payments that went wrong."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.areas.models import Area
from satupintu.gateways.banks import DISTRIBUTORS, Distributor
from satupintu.pipeline.proposals.models import Decree


class PaymentBatch(models.Model):
    """The payment instructions of one decree: bulk columns in files, their hashes and sums here."""

    decree = models.OneToOneField(Decree, on_delete=models.PROTECT, related_name="batch")
    message_id = models.CharField(_("nomor pesan"), max_length=35, unique=True)
    distributor = models.CharField(_("bank penyalur"), max_length=12)
    count = models.PositiveIntegerField(_("pembayaran"))
    amount = models.PositiveBigIntegerField(_("jumlah"))
    # Payments without an answer, as the last answer left them: read from the files only where it was never counted.
    waiting = models.PositiveIntegerField(null=True)
    execution_date = models.DateField(_("tanggal bayar"))
    folder_name = models.CharField(max_length=60, unique=True)
    instructions_sha256 = models.CharField(max_length=64)
    xml_sha256 = models.CharField(max_length=64)
    csv_sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("perintah bayar")
        verbose_name_plural = _("perintah bayar")

    def __str__(self) -> str:
        return self.message_id

    @property
    def area(self) -> Area:
        return self.decree.round.area

    @property
    def bank(self) -> Distributor:
        return DISTRIBUTORS[self.distributor]

    @property
    def batch_id(self) -> str:
        """The one payment information block of the message, as the bank's file names it."""
        return f"{self.message_id}-1"

    @property
    def folder(self) -> Path:
        return self.decree.round.folder / self.folder_name

    @property
    def instructions_file(self) -> Path:
        """reference, number, nik, name, village, village_name, amount, account; in annex order."""
        return self.folder / "instructions.parquet"

    @property
    def xml_file(self) -> Path:
        return self.folder / "pembayaran.xml"

    @property
    def csv_file(self) -> Path:
        return self.folder / "pembayaran.csv"


class BankAnswer(models.Model):
    """One file of the bank, accepted whole: kept byte for byte, and read into columns beside it.

    `counts` is {"lines", "repeated", "in_process", "changed": {state: n}}, and "dated" where it only told the day
    of some.
    """

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()
    file_name = models.CharField(_("berkas"), max_length=150)
    sha256 = models.CharField(max_length=64)
    folder_name = models.CharField(max_length=60, unique=True)
    columns_sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["batch", "number"]
        verbose_name = _("jawaban bank")
        verbose_name_plural = _("jawaban bank")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_answer_a_number"),
            models.UniqueConstraint(fields=["batch", "sha256"], name="same_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} #{self.number}"

    @property
    def folder(self) -> Path:
        return self.batch.folder / self.folder_name

    @property
    def columns_file(self) -> Path:
        """reference, state, amount, on, reason, place, before, changed."""
        return self.folder / "answer.parquet"


class PaymentException(models.Model):
    """One payment that failed, was blocked or came back. A later answer closes it; nothing is erased."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="exceptions")
    answer = models.ForeignKey(BankAnswer, on_delete=models.PROTECT, related_name="exceptions")
    reference = models.CharField(_("referensi"), max_length=35)
    state = models.CharField(max_length=10)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    amount = models.PositiveBigIntegerField(_("jumlah"))
    closed_by = models.ForeignKey(
        BankAnswer, on_delete=models.PROTECT, null=True, blank=True, related_name="closed"
    )

    class Meta:
        ordering = ["reference", "pk"]
        verbose_name = _("pembayaran bermasalah")
        verbose_name_plural = _("pembayaran bermasalah")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["failed", "blocked", "returned"]), name="exception_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["batch", "reference"],
                condition=Q(closed_by__isnull=True),
                name="one_open_exception_a_payment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"
