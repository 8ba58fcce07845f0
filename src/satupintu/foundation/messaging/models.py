"""The outbox: what was to be told to whom, and whether it left."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Menunggu dikirim")
    SENDING = "sending", _("Sedang dikirim")
    SENT = "sent", _("Terkirim")
    FAILED = "failed", _("Gagal dikirim")


class Message(models.Model):
    """One message. `words` fill the template; they are emptied once it left, since a code is nobody else's business.

    It is "sending" before the gateway is called: what a kill leaves so may have left, and is not sent again.
    """

    to = models.CharField(_("kepada"), max_length=16)
    template = models.CharField(_("jenis"), max_length=40)
    words = models.JSONField(default=dict)
    state = models.CharField(_("keadaan"), max_length=10, choices=MessageState, default=MessageState.WAITING)
    problem = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("pesan")
        verbose_name_plural = _("pesan")

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"

    @property
    def text(self) -> str:
        """What the person reads; empty once its words are gone."""
        from .wording import text_of

        return text_of(self.template, self.words) if self.words else ""
