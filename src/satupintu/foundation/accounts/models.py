"""Who signs in: a person with one role, for one part of the area tree."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..areas.models import COUNTRY, Area


class Role(models.TextChoices):
    RT_HEAD = "rt_head", _("Ketua RT")
    RW_HEAD = "rw_head", _("Ketua RW")
    HAMLET_HEAD = "hamlet_head", _("Kepala dusun")
    VILLAGE_OFFICER = "village_officer", _("Petugas desa")
    SUBDISTRICT_OFFICER = "subdistrict_officer", _("Petugas kecamatan")
    DISTRICT_OFFICER = "district_officer", _("Petugas dinas")
    PROVINCE_OFFICER = "province_officer", _("Petugas provinsi")
    MINISTRY_OFFICER = "ministry_officer", _("Petugas kementerian")
    BUSINESS_OWNER = "business_owner", _("Pelaku usaha")
    BANK_OFFICER = "bank_officer", _("Petugas bank")
    AGENCY_OFFICER = "agency_officer", _("Petugas instansi program")
    AUDITOR = "auditor", _("Pemeriksa")
    ADMINISTRATOR = "administrator", _("Pengelola akun")


class Accounts(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """The first account of an office: an administrator for the whole tree."""
        fields.setdefault("name", username)
        fields.setdefault("role", Role.ADMINISTRATOR)
        country, _created = Area.objects.get_or_create(
            code=COUNTRY, defaults={"name": "Indonesia", "level": 0, "path": f"{COUNTRY}/"}
        )
        return self.create_user(username, password, area=country, **fields)


class User(AbstractBaseUser):
    """An account. `area` is the part of the tree the person may act in, with everything below it.

    `distributor` is the code of the bank a bank officer works for, `agency` that of the agency whose programmes an
    agency officer reports (programmes/agencies.yaml); blank for everybody else. `phone` is where a code
    to sign in is sent; `nik` says which businesses are an owner's own.
    """

    username = models.CharField(
        _("nama pengguna"),
        max_length=60,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": _("Nama pengguna ini sudah dipakai.")},
    )
    name = models.CharField(_("nama lengkap"), max_length=120)
    role = models.CharField(_("peran"), max_length=20, choices=Role)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="users", verbose_name=_("wilayah"))
    distributor = models.CharField(_("bank penyalur"), max_length=12, blank=True, default="")
    agency = models.CharField(_("instansi"), max_length=40, blank=True, default="")
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True, default="", db_index=True)
    nik = models.CharField(_("NIK"), max_length=16, blank=True, default="", db_index=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Accounts()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("akun")
        verbose_name_plural = _("akun")
        constraints = [
            # A code sent to a phone lets in one person, so a number in use belongs to one account.
            models.UniqueConstraint(
                fields=["phone"],
                condition=models.Q(is_active=True) & ~models.Q(phone=""),
                name="one_account_a_phone",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def works_with(self, distributor: str) -> bool:
        """Whether payments through this bank are this person's business: a bank sees its own, offices all."""
        return self.role != Role.BANK_OFFICER or (bool(distributor) and self.distributor == distributor)

    def can(self, action: str, area: Area | None = None) -> bool:
        from .permissions import can

        return can(self, action, area)


class Tally(models.Model):
    """How often something was tried in a window of time; `key` is a keyed hash and names nobody."""

    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_tally_a_window")]

    def __str__(self) -> str:
        return f"{self.key[:8]}… {self.count}"

    @staticmethod
    def prune(before: datetime) -> None:
        Tally.objects.filter(window__lt=before).delete()


class SignInCode(models.Model):
    """A code and a link that were sent to somebody's phone; either lets them in once. Both kept as keyed hashes."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_codes")
    code_hash = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d %H:%M}"


class SecondFactor(models.Model):
    """What an app on an office's phone and this house both know. The secret itself is nowhere: `nonce` under the
    house's key makes it, so that who reads the database alone cannot sign in. `recovery` are hashes of unused codes.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    nonce = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(auto_now_add=True)
    last_step = models.BigIntegerField(default=0)  # of 30 seconds: a code is good once
    recovery = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.user_id} {self.confirmed_at:%Y-%m-%d}"
