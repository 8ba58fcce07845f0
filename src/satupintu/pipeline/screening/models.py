"""What people act on: rounds, the lists sent in, reference sets, runs. The rows themselves are Parquet."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.append_only import AppendOnly
from satupintu.foundation.areas.models import Area
from satupintu.foundation.work.models import Job


class ReferenceSet(models.Model):
    """Reference lists as they were handed over on one day; never changed, a newer set takes its place.

    `lists` maps a list's name to {"file", "rows", "size", "sha256", "columns"}. `sent_as` names the upload it was
    read from in the background, so that reading twice makes one set.
    """

    name = models.CharField(_("nama"), max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    lists = models.JSONField(default=dict)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField(auto_now_add=True)
    sent_as = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        verbose_name = _("kumpulan daftar acuan")
        verbose_name_plural = _("kumpulan daftar acuan")

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        return Path(settings.DATA) / "references" / f"{self.pk:06d}"


class RoundState(models.TextChoices):
    COLLECTING = "collecting", _("mengumpulkan daftar")
    SCREENING = "screening", _("sedang diperiksa")
    SCREENED = "screened", _("selesai diperiksa")
    SIGNED = "signed", _("ditandatangani")


class Round(models.Model):
    """One call for applicants under one programme in one area. `current` is the run that counts today."""

    State = RoundState

    title = models.CharField(_("judul"), max_length=120)
    programme = models.SlugField(_("program"), max_length=60)
    as_of = models.DateField(_("aturan per tanggal"))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    reference_set = models.ForeignKey(
        ReferenceSet, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("daftar acuan")
    )
    without = models.JSONField(default=list, blank=True)  # reference lists left out on purpose
    tie_break_seed = models.PositiveBigIntegerField(
        _("benih undian"), default=0
    )  # read only where there is a quota
    state = models.CharField(max_length=12, choices=RoundState, default=RoundState.COLLECTING)
    current = models.ForeignKey("Run", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("putaran")
        verbose_name_plural = _("putaran")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["screened", "signed"]) | Q(current__isnull=False),
                name="round_with_results_has_a_run",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def folder(self) -> Path:
        return Path(settings.DATA) / "rounds" / f"{self.pk:06d}"

    @property
    def is_open(self) -> bool:
        """Lists may still come, go and be screened."""
        return self.state != RoundState.SIGNED

    @property
    def unread_lists(self) -> models.QuerySet["ListFile"]:
        """Lists that came and cannot be used, neither replaced nor withdrawn: nobody in them is screened."""
        return self.lists.filter(state=ListState.REFUSED)


class Run(models.Model):
    """One screening of a round, pinned: what was decided lies in its folder and never changes.

    `lists` maps the name of each list that went in to its {"sha256", "maps"}; `summary` is the folder's
    summary.json. A run with a `problem` ended without results; with neither it is still on.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    as_of = models.DateField()
    programme_version = models.CharField(max_length=40, blank=True)
    programme_sha256 = models.CharField(max_length=64, blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)  # of manifest.json as the run left it
    reference_set = models.ForeignKey(ReferenceSet, on_delete=models.PROTECT)
    without = models.JSONField(default=list, blank=True)
    lists = models.JSONField(default=dict)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["round", "-number"]
        verbose_name = _("pemeriksaan")
        verbose_name_plural = _("pemeriksaan")
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="one_run_a_number")]

    def __str__(self) -> str:
        return f"{self.round} #{self.number}"

    @property
    def folder(self) -> Path:
        """Where decisions.parquet, evidence.parquet, summary.json, corrections/… of this run are."""
        return self.round.folder / "runs" / f"{self.number:04d}"

    @property
    def pairs_folder(self) -> Path:
        """Where possible_duplicates.parquet of this run is, beside its results, which are sealed."""
        return self.folder.with_name(f"{self.number:04d}-pairs")

    @property
    def is_done(self) -> bool:
        return self.summary is not None


class ListState(models.TextChoices):
    WAITING = "waiting", _("menunggu dibaca")
    NEEDS_ANSWER = "needs_answer", _("perlu jawaban")
    READ = "read", _("terbaca")
    REFUSED = "refused", _("tidak dapat dipakai")
    WITHDRAWN = "withdrawn", _("ditarik")


class ListFile(models.Model):
    """One file as it was sent: kept byte for byte, even when it was refused or withdrawn.

    `name` is the stored file's name, unique in the round, and the `file` of every row read from it.
    `reading` is what reading it said (sheets, questions, notices); `maps` are people's answers, as
    `satupintu screen --map` takes them. `replaces` is the list that is withdrawn once this one is read.
    """

    State = ListState

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="lists")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    name = models.CharField(max_length=150)
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=12, choices=ListState, default=ListState.WAITING)
    problem = models.TextField(blank=True)
    reading = models.JSONField(default=dict, blank=True)
    maps = models.JSONField(default=list, blank=True)
    answered = models.JSONField(default=list, blank=True)  # which question of which layout, so as to ask once
    rows = models.PositiveIntegerField(null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["round", "name"]
        verbose_name = _("daftar usulan")
        verbose_name_plural = _("daftar usulan")
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="one_list_a_name"),
            models.UniqueConstraint(
                fields=["round", "sha256"], condition=~Q(state="withdrawn"), name="same_bytes_once_a_round"
            ),
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="list_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return self.round.folder / "lists" / self.name

    @property
    def questions(self) -> list[dict[str, Any]]:
        return self.reading.get("questions", [])


class Verdict(models.TextChoices):
    SAME = "same", _("Satu orang")
    DIFFERENT = "different", _("Dua orang")
    UNSURE = "unsure", _("Belum tahu")


class PairJudgement(AppendOnly):
    """What a person said of two rows that may be one person's. Only ever added to: the latest counts.

    `left` and `right` say where the rows stand, `file!sheet!row`, the earlier first: lists stay as they were sent, so
    a judgement outlives the run it was made on. `evidence` is what the person was shown: score, what spoke against
    it, and (field, level, bits) of each field; no personal data.
    """

    Verdict = Verdict

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="judgements")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    left = models.CharField(max_length=400)
    right = models.CharField(max_length=400)
    verdict = models.CharField(_("penilaian"), max_length=10, choices=Verdict)
    evidence = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("oleh")
    )
    at = models.DateTimeField(_("waktu"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("penilaian pasangan")
        verbose_name_plural = _("penilaian pasangan")
        indexes = [models.Index(fields=["round", "left", "right"], name="judgement_of_pair")]
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} ({self.by})"


class Simulation(models.Model):
    """A finished run tried out under changed rules. It decides nothing and cannot be signed.

    `change` is what was changed, as YAML; `report` is the folder's simulation.json. One with a `problem` ended without
    results; with neither it is still on.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="simulations")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("judul"), max_length=120)
    change = models.TextField()
    as_of = models.DateField()
    changed_sha256 = models.CharField(max_length=64, blank=True)  # of the programme text that was tried
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("simulasi")
        verbose_name_plural = _("simulasi")

    def __str__(self) -> str:
        return self.title

    @property
    def folder(self) -> Path:
        """Where simulation.json, changes.parquet and the tried programme text are."""
        return Path(settings.DATA) / "simulations" / f"{self.pk:06d}"

    @property
    def is_done(self) -> bool:
        return self.report is not None
