"""What was said about a business, by whom, where and when: kept as it was sent, never changed."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.append_only import AppendOnly, AppendOnlyQuerySet
from satupintu.foundation.areas.models import Area

_FARTHEST_BACK = 20  # submissions that one mended after the other: nobody mends more often


class Channel(models.TextChoices):
    WEB = "web", _("formulir di peramban")
    ODK = "odk", _("ODK Collect")
    PAPER = "paper", _("formulir kertas")
    LIST = "list", _("daftar usulan")
    OPENSID = "opensid", _("OpenSID")
    SIAK = "siak", _("SIAK")
    OWNER = "owner", _("pelaku usaha sendiri")


class SubmissionQuerySet(AppendOnlyQuerySet):
    def unsealed(self) -> "SubmissionQuerySet":
        """Those that pages may show and tiers act on: an erased person's stay, and nothing reads them any more."""
        return self.filter(sealed__isnull=True)


class Submission(AppendOnly):
    """One form as it came in. `facts` are its answers under our names; `nik`, `name` … stand beside to be found by.

    `instance_id` is the phone's own name for it, so that sending twice counts once; `about` the registry number of a
    known business that it brings news of; `replaces` the submission that it mends. `problems` are codes of
    `satupintu.pipeline.collection.problems`: what the tiers must look at.
    """

    instance_id = models.CharField(max_length=80, unique=True)
    form = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, choices=Channel)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    taken_at = models.DateTimeField(null=True, blank=True)  # by the phone's clock
    sequence = models.PositiveIntegerField(
        null=True, blank=True
    )  # the phone's own count, which keeps the order
    received_at = models.DateTimeField(auto_now_add=True)
    facts = models.JSONField(default=dict)
    nik = models.CharField(max_length=40, blank=True, db_index=True)  # as written
    name = models.CharField(max_length=200, blank=True)
    business_name = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=20, blank=True, db_index=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    problems = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)  # of what was sent

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["area", "-id"], name="submission_of_area")]
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="channel_is_known"),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="mended_once"
            ),
        ]
        verbose_name = _("pendataan")
        verbose_name_plural = _("pendataan")

    def __str__(self) -> str:
        return f"{self.form} {self.pk}"

    @property
    def folder(self) -> Path:
        """Where what was sent lies: submission.xml or submission.json, and its photos."""
        return Path(settings.DATA) / "submissions" / f"{self.pk // 1000:06d}" / f"{self.pk:09d}"

    def mended(self) -> Iterator["Submission"]:
        """Those that it takes the place of, the nearest first."""
        earlier = self.replaces
        for _count in range(_FARTHEST_BACK):
            if earlier is None:
                return
            yield earlier
            earlier = earlier.replaces


class Attachment(AppendOnly):
    """A photo or document that came with a submission; kept even where it is cut off, which is then said."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="attachments")
    question = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    is_broken = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "name"], name="one_attachment_a_name")]
        verbose_name = _("lampiran")
        verbose_name_plural = _("lampiran")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return self.submission.folder / self.name


class Handover(models.Model):
    """A submission that the tiers have not been told of yet: made with it, gone once it waits at its first tier."""

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, primary_key=True, related_name="handover"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("serah terima")
        verbose_name_plural = _("serah terima")

    def __str__(self) -> str:
        return f"{self.pk}"


class Import(models.Model):
    """A file whose rows became submissions: how many, which were here already, and which could not be kept and why.

    `channel` says what file it is; `area` the village of rows that name none. Sent again it does no harm: each row
    has its name from the file's hash and its own place. `errors` are the first
    `{"where", "text"}` of the refused, `problem` a sentence that
    holds for the whole file. `is_done` is False while it is read in the background.
    """

    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=Channel)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    everyone = models.BooleanField(default=False)  # of a population register, whatever their occupation
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("berkas masukan")
        verbose_name_plural = _("berkas masukan")

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"

    @property
    def path(self) -> Path:
        """The file as it was sent."""
        return Path(settings.DATA) / "imports" / f"{self.pk:06d}" / self.name


class CollectorKey(models.Model):
    """What ODK Collect shows instead of a password: part of the server's address. Kept as a hash; can be withdrawn."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="collector_keys"
    )
    key_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("kunci pengumpul")
        verbose_name_plural = _("kunci pengumpul")

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"


class PaperSheet(models.Model):
    """A sheet of paper as it was printed: what the code on it stands for, so that nobody types form and area again."""

    form = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("lembar kertas")
        verbose_name_plural = _("lembar kertas")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What stands under the QR: its number and a digit that shows a typing error, as 00042-7."""
        return f"{self.pk:05d}-{check_digit(f'{self.pk:05d}')}"

    @property
    def mark(self) -> str:
        """What the instance ids of the submissions typed from it begin with."""
        return f"paper:{self.pk}:"


def check_digit(digits: str) -> int:
    """Damm's check digit (2004): every single wrong digit and every two exchanged neighbours are seen."""
    found = 0
    for digit in digits:
        found = _DAMM[found][int(digit)]
    return found


_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class Sealed(AppendOnly):
    """A submission whose person was erased: it stays as it was sent, for the law's sake, and no page shows it."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="sealed")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("pendataan tersegel")
        verbose_name_plural = _("pendataan tersegel")

    def __str__(self) -> str:
        return f"{self.submission_id}"
