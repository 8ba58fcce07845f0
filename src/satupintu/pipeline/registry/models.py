"""Who is who and what is known: admitted records, reversible judgements, and the identities that follow from both."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.append_only import AppendOnly, AppendOnlyQuerySet
from satupintu.foundation.areas.models import Area
from satupintu.pipeline.collection.models import Submission


class Person(models.Model):
    """An owner: the connected component of records judged to be one person's. Fields are today's reading of them.

    `founder` is the component's oldest record. A person whose record went to an older one's component has no records.
    """

    founder = models.OneToOneField("Record", on_delete=models.PROTECT, null=True, related_name="+")
    nik = models.CharField(max_length=16, blank=True, db_index=True)  # "" where no record holds a sound one
    kk = models.CharField(max_length=16, blank=True, db_index=True)
    name = models.CharField(_("nama"), max_length=200)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")

    def __str__(self) -> str:
        return f"orang {self.pk}"


class Kind(models.TextChoices):
    BUSINESS = "business", _("usaha")
    COOPERATIVE = "cooperative", _("koperasi")


class BusinessQuerySet(models.QuerySet["Business"]):
    def current(self) -> "BusinessQuerySet":
        """Those that pages may show: neither led to another business nor erased."""
        return self.filter(leads_to__isnull=True, erased_at__isnull=True)

    def owned_by(self, **owner: Any) -> "BusinessQuerySet":
        """Those of an owner (`owner=…`, `owner__nik=…`). Beside `current()` the owner alone would not do: SQLite then
        walks along all businesses that lead nowhere, which is nearly all there are."""
        own = Business.objects.filter(**owner).order_by()
        return self.filter(pk__in=own.values("pk"))


class Business(models.Model):
    """A business or cooperative: the connected component of records judged to be about it.

    Fields are today's reading of them, kept so that pages are quick; all can be worked out again from the records.
    `number` is printed on letters and cards and never given again. It is that of the component's oldest record,
    `founder`; where records were judged to be about an older business, their own numbers stay and `leads_to` it.
    """

    founder = models.OneToOneField("Record", on_delete=models.PROTECT, null=True, related_name="+")
    leads_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="led_here"
    )
    number = models.CharField(_("nomor registri"), max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.BUSINESS)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="businesses", null=True)
    name = models.CharField(_("nama usaha"), max_length=200)
    sector = models.CharField(_("bidang usaha"), max_length=120, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    is_open = models.BooleanField(null=True)  # as last said; NULL where nobody said
    facts = models.JSONField(default=dict)  # the latest of each
    updated_at = models.DateTimeField(auto_now=True)
    erased_at = models.DateTimeField(
        null=True, blank=True
    )  # its personal facts were erased: no page shows it

    objects = BusinessQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["area", "number"], name="business_of_area"),
            models.Index(fields=["area"], name="standing_of_area", condition=Q(erased_at__isnull=True)),
        ]
        verbose_name = _("usaha")
        verbose_name_plural = _("usaha")

    def __str__(self) -> str:
        return self.number


class RecordQuerySet(AppendOnlyQuerySet):
    def unsealed(self) -> "RecordQuerySet":
        """Those that may still be read: an erased person's records stay, and nothing reads them any more."""
        return self.filter(submission__sealed__isnull=True)


class Record(AppendOnly):
    """One admitted submission: what it says, since when; the unit that judgements join."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="record")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.BUSINESS)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    nik = models.CharField(max_length=16, blank=True, db_index=True)  # sound ones only
    kk = models.CharField(max_length=16, blank=True, db_index=True)
    name = models.CharField(max_length=200)
    business_name = models.CharField(max_length=200, blank=True)
    # The name and the business as they are compared: titles, abbreviations, case and order are no differences.
    name_key = models.CharField(max_length=200, blank=True, db_index=True)
    business_key = models.CharField(max_length=240, blank=True)
    about = models.CharField(max_length=20, blank=True)  # the business number that it was sent in for
    said_on = models.DateField()
    facts = models.JSONField(default=dict)
    admitted_at = models.DateTimeField(auto_now_add=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["said_on", "pk"]
        verbose_name = _("catatan")
        verbose_name_plural = _("catatan")

    def __str__(self) -> str:
        return f"catatan {self.pk}"


class Identity(models.Model):
    """Which person and which business a record is about, as the judgements have it today."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="identity")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="identities")

    class Meta:
        verbose_name = _("identitas")
        verbose_name_plural = _("identitas")

    def __str__(self) -> str:
        return f"{self.record_id} → {self.business_id}"


class About(models.TextChoices):
    PERSON = "person", _("orangnya")
    BUSINESS = "business", _("usahanya")


class Verdict(models.TextChoices):
    SAME = "same", _("sama")
    DIFFERENT = "different", _("berbeda")
    UNSURE = "unsure", _("belum pasti")


class Judgement(AppendOnly):
    """Whether two records are of one person, or of one business. The latest about a pair counts; an undone one counts
    no more. `by` is empty where a rule said so, and `rule` names it."""

    about = models.CharField(max_length=8, choices=About)
    left = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=9, choices=Verdict, blank=True)  # "" where this undoes another
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(undoes__isnull=True, verdict__in=Verdict.values)
                | Q(undoes__isnull=False, verdict=""),
                name="judges_or_undoes",
            ),
        ]
        indexes = [models.Index(fields=["about", "left", "right", "id"], name="judgement_of_records")]
        verbose_name = _("putusan")
        verbose_name_plural = _("putusan")

    def __str__(self) -> str:
        return f"{self.left_id}–{self.right_id} {self.verdict or 'dibatalkan'}"


class PairReason(models.TextChoices):
    NIK = "same_nik_other_name", _("NIK sama, nama lain")
    SEVERAL = "several_fit", _("cocok dengan lebih dari satu")
    ALIKE = "alike", _("banyak yang sama")
    ABOUT = "about_other_owner", _("dikirim untuk nomor ini, pemiliknya lain")
    OWNER = "same_owner", _("pemilik sama, usahanya belum jelas")
    HOUSEHOLD = "same_household", _("satu keluarga, nama usaha sama")
    ASKED = "asked", _("diminta petugas")


class Pair(models.Model):
    """Two records that somebody must look at: one row of the queue of pairs. What was said of it is a Judgement."""

    about = models.CharField(max_length=8, choices=About)
    left = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=PairReason)
    score = models.FloatField(default=0)  # bits for one person, by satupintu.engine.duplicates
    verdict = models.CharField(
        max_length=9, choices=Verdict, blank=True
    )  # as it stands; "" where nobody said
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["about", "left", "right"], name="one_row_a_pair"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="queued_pair_in_order"),
        ]
        verbose_name = _("pasangan catatan")
        verbose_name_plural = _("pasangan catatan")

    def __str__(self) -> str:
        return f"{self.about} {self.left_id} {self.right_id}"

    @property
    def records(self) -> tuple[Record, Record]:
        return self.left, self.right


class Expectation(AppendOnly):
    """How many businesses an area should have, and who says so; the latest counts."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(_("jumlah usaha"))
    source = models.CharField(_("sumber"), max_length=200)
    counted_on = models.DateField(_("keadaan per tanggal"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-counted_on", "-pk"]
        verbose_name = _("perkiraan jumlah usaha")
        verbose_name_plural = _("perkiraan jumlah usaha")

    def __str__(self) -> str:
        return f"{self.area} {self.count}"


class VillageOffice(models.Model):
    """What the letters of a village begin and end with: its address, how it numbers them, who signs them."""

    village = models.OneToOneField(Area, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("alamat kantor"), max_length=200, blank=True)
    number_pattern = models.CharField(_("pola nomor"), max_length=60)
    signatory = models.CharField(_("penanda tangan"), max_length=120, blank=True)
    signatory_position = models.CharField(_("jabatan"), max_length=120, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("kantor desa")
        verbose_name_plural = _("kantor desa")

    def __str__(self) -> str:
        return str(self.village)


class Letter(models.Model):
    """A business letter (SKU) of a village: DRAFT until a named officer has signed it, unchanged from then on."""

    number = models.CharField(_("nomor"), max_length=60)
    year = models.PositiveSmallIntegerField()
    village = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="letters")
    text = models.JSONField(default=dict)  # what the letter says, as it was when made
    token = models.CharField(max_length=32, unique=True)  # in the QR: opens the page that proves it
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    signatory = models.CharField(_("penanda tangan"), max_length=120, blank=True)
    signatory_position = models.CharField(_("jabatan"), max_length=120, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the signed PDF
    docx_sha256 = models.CharField(max_length=64, blank=True)  # of the same letter as DOCX
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(_("alasan"), max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["village", "year", "number"], name="one_letter_a_number"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, sha256="") | (Q(signed_at__isnull=False) & ~Q(sha256="")),
                name="signed_letter_has_a_hash",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | (Q(signed_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_with_a_reason",
            ),
        ]
        verbose_name = _("surat keterangan usaha")
        verbose_name_plural = _("surat keterangan usaha")

    def __str__(self) -> str:
        return self.number

    @property
    def on(self) -> date:
        """The day that stands on it."""
        return date.fromisoformat(self.text["on"])

    @property
    def folder(self) -> Path:
        """Where the signed letter lies: surat.pdf and surat.docx, the very bytes that were issued."""
        return Path(settings.DATA) / "letters" / f"{self.pk // 1000:06d}" / f"{self.pk:09d}"


class Objection(models.Model):
    """An owner objects to what is kept, or to a decision made of it (UU 27/2022 Art. 10), and is answered."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField(_("keberatan"), max_length=2_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("jawaban"), max_length=2_000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("keberatan")
        verbose_name_plural = _("keberatan")

    def __str__(self) -> str:
        return f"keberatan {self.pk}"


class ErasureRequest(models.Model):
    """A person asks that what is known of them be erased; an officer decides, and says why and what stays."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasure_requests")
    reason = models.TextField(_("alasan"), max_length=2_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    is_granted = models.BooleanField(null=True)
    answer = models.TextField(_("jawaban"), max_length=2_000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(decided_at__isnull=True), name="one_open_request_a_person"
            ),
            models.CheckConstraint(
                condition=Q(is_granted__isnull=True, decided_at__isnull=True)
                | Q(is_granted__isnull=False, decided_at__isnull=False),
                name="decided_or_open",
            ),
        ]
        verbose_name = _("permintaan penghapusan")
        verbose_name_plural = _("permintaan penghapusan")

    def __str__(self) -> str:
        return f"penghapusan {self.pk}"
