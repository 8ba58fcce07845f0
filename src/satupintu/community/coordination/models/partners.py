"""The five kinds of partners (penta helix), what each promised, and what each delivered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.append_only import AppendOnly
from satupintu.foundation.areas.models import Area

from .plans import ActionPlan, PlanLine


class PartnerKind(models.TextChoices):
    GOVERNMENT = "government", _("Pemerintah")
    ACADEMIA = "academia", _("Akademisi")
    BUSINESS = "business", _("Dunia usaha")
    COMMUNITY = "community", _("Komunitas")
    MEDIA = "media", _("Media")


class Partner(models.Model):
    """An organisation that works with an area. `contact` and `phone` lead to a person and are shown to planners."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    name = models.CharField(_("nama lembaga"), max_length=120)
    kind = models.CharField(_("unsur"), max_length=12, choices=PartnerKind)
    contact = models.CharField(_("narahubung"), max_length=120, blank=True, default="")
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True, default="")
    is_active = models.BooleanField(_("aktif"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("mitra")
        verbose_name_plural = _("mitra")
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_partner_a_name")]

    def __str__(self) -> str:
        return self.name


class Promise(models.Model):
    """What a partner said it would give to a plan, or to one line of it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="promises")
    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="promises")
    line = models.ForeignKey(
        PlanLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="promises"
    )
    what = models.CharField(_("yang dijanjikan"), max_length=200)
    amount = models.PositiveBigIntegerField(_("jumlah"))
    unit = models.CharField(_("satuan"), max_length=40)
    made_on = models.DateField(_("tanggal janji"))
    due = models.DateField(_("tenggat"), db_index=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due", "pk"]
        verbose_name = _("janji mitra")
        verbose_name_plural = _("janji mitra")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_of_something"),
            models.CheckConstraint(condition=Q(due__gte=F("made_on")), name="promise_due_after_it_was_made"),
        ]

    def __str__(self) -> str:
        return self.what


class Delivery(AppendOnly):
    """A part of a promise that arrived; `corrects` names the entry that it takes the place of (then perhaps 0)."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="deliveries")
    amount = models.PositiveBigIntegerField(_("jumlah"))
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
        verbose_name = _("penyerahan")
        verbose_name_plural = _("penyerahan")

    def __str__(self) -> str:
        return f"{self.promise_id} {self.on} {self.amount}"
