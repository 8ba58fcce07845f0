"""Other systems that ask and tell: who they are, what they sent, what they wait to be told, and what is on its way."""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.areas.models import Area
from satupintu.pipeline.registry.models import Business


def new_id() -> str:
    """An id that nobody guesses and no filter takes for a NIK."""
    return uuid.uuid4().hex


class Use(models.TextChoices):
    SEARCH = "search", _("Mencari usaha di registri")
    IDENTITY = "identity", _("Membaca jenis kelamin, tanggal lahir dan alamat pemilik")
    SUBSCRIBE = "subscribe", _("Berlangganan kabar usaha baru dan berubah")
    ANSWERS = "answers", _("Membaca jawaban tiap program untuk satu orang")
    CATALOGUE = "catalogue", _("Membaca katalog program")
    COVERAGE = "coverage", _("Membaca cakupan pendataan")
    ROUNDS = "rounds", _("Membaca ringkasan putaran")
    PLANS = "plans", _("Membaca rencana aksi")
    REPORT = "report", _("Melaporkan program dan penerima")


class Partner(models.Model):
    """A system of another office: its part of the country, what it may ask for, and how it proves who it is.

    `code` is its sender_id. `account` is in whose name its reports are taken. Of its token only the hash is kept.
    """

    name = models.CharField(_("nama mitra"), max_length=160)
    code = models.CharField(
        _("kode (sender_id)"),
        max_length=80,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("Huruf kecil, angka, titik, garis."))],
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    uses = models.JSONField(_("boleh untuk"), default=list, blank=True)
    purpose = models.CharField(_("dasar dan tujuan"), max_length=300)
    public_key = models.TextField(_("kunci publik"), max_length=8_000, blank=True)
    is_unsigned_test = models.BooleanField(_("mode uji tanpa tanda tangan"), default=False)
    callback_uri = models.CharField(_("alamat balasan"), max_length=500, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("akun instansi"),
    )
    is_active = models.BooleanField(_("aktif"), default=True)
    token_sha256 = models.CharField(max_length=64, unique=True, null=True, editable=False)
    token_made_at = models.DateTimeField(null=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("mitra data")
        verbose_name_plural = _("mitra data")

    def __str__(self) -> str:
        return self.name

    def may(self, use: str) -> bool:
        return self.is_active and use in self.uses


class ExchangeState(models.TextChoices):
    WAITING = "waiting", _("Menunggu")
    ANSWERED = "answered", _("Dijawab")


class Exchange(models.Model):
    """One message that a partner sent, and what it was answered. What was asked is emptied once it is answered; the
    answer is kept for as long as its state may be asked for and the partner may see as much, and no longer."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="exchanges")
    action = models.CharField(max_length=20)
    message_id = models.CharField(max_length=200)
    transaction_id = models.CharField(max_length=99, blank=True)
    correlation_id = models.CharField(max_length=32, unique=True, default=new_id)
    address = models.CharField(max_length=500, blank=True)  # where the answer goes; blank: it is fetched
    request = models.JSONField(null=True)
    answer = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=ExchangeState, default=ExchangeState.WAITING)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "message_id"], name="one_exchange_a_message"),
        ]
        indexes = [
            models.Index(fields=["partner", "transaction_id"], name="exchange_of_transaction"),
            models.Index(fields=["id"], name="exchange_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.correlation_id}"


class Reference(models.Model):
    """One request within a message, by the id its sender gave it."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="references")
    reference_id = models.CharField(max_length=200, db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.exchange_id}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def running(self) -> "SubscriptionQuerySet":
        return self.filter(ended_at__isnull=True, partner__is_active=True)

    def not_ended_by_hand(self) -> "SubscriptionQuerySet":
        """Running, or run out at its own last moment: what happened until then is still to be told."""
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at=F("ends_at")))


class Subscription(models.Model):
    """What a partner wants to be told of. `identifier` is set where that is one number, to be found by. What it asked
    for is emptied some time after it ended."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="subscriptions")
    code = models.CharField(max_length=32, unique=True, default=new_id)
    event = models.CharField(max_length=20)
    filter_type = models.CharField(max_length=20)
    filter = models.JSONField()
    identifier = models.CharField(max_length=60, blank=True, db_index=True)
    entity = models.CharField(max_length=10)
    address = models.CharField(max_length=500, blank=True)
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    schedule = models.CharField(max_length=120, blank=True, default="")  # a cron expression; blank: at once
    fingerprint = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "fingerprint"],
                condition=Q(ended_at__isnull=True),
                name="one_running_subscription",
            )
        ]
        verbose_name = _("langganan")
        verbose_name_plural = _("langganan")

    def __str__(self) -> str:
        return self.code


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Menunggu dikirim")
    SENDING = "sending", _("Sedang dikirim")
    SENT = "sent", _("Terkirim")
    GIVEN_UP = "given_up", _("Tidak terkirim")


class Delivery(models.Model):
    """One callback on its way: an answer, or a notice of events. Its message_id stays the same however often it is
    tried, so that who received it before the confirmation was lost knows it again. What it says is put together when
    it is sent: by then the partner may have been closed or the business erased. `attempts` also says whose claim it
    is: who finds another number there has lost it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="deliveries")
    exchange = models.OneToOneField(Exchange, on_delete=models.CASCADE, null=True, related_name="delivery")
    address = models.CharField(max_length=500)
    message_id = models.CharField(max_length=32, unique=True, default=new_id)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["due_at"], name="delivery_due", condition=Q(state__in=["waiting", "sending"])
            )
        ]
        verbose_name = _("kiriman balasan")
        verbose_name_plural = _("kiriman balasan")

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class Notice(models.Model):
    """One event that one subscription is told of, once: `source` is the registry's own row that it follows from."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="notices")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=20)
    source = models.CharField(max_length=40)
    at = models.DateTimeField()
    delivery = models.ForeignKey(Delivery, on_delete=models.SET_NULL, null=True, related_name="notices")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "business", "source"], name="one_notice_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.source}"


class Cursor(models.Model):
    """Up to where something was followed: the row of an append-only table, or for `erased` a moment in seconds."""

    name = models.CharField(primary_key=True, max_length=20)
    position = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.position}"


def uses_of(values: Any) -> list[str]:
    """Known uses, in the order of Use."""
    return [use for use in Use.values if use in values]
