"""The area tree that permission and every total hang on: from the country down to the neighbourhood (RT)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

COUNTRY = "ID"


class Level(models.IntegerChoices):
    COUNTRY = 0, _("Negara")
    PROVINCE = 1, _("Provinsi")
    REGENCY = 2, _("Kabupaten/Kota")
    DISTRICT = 3, _("Kecamatan")
    VILLAGE = 4, _("Desa/Kelurahan")
    HAMLET = 5, _("Dusun/Lingkungan")
    RW = 6, _("RW")
    RT = 7, _("RT")


class AreaQuerySet(models.QuerySet["Area"]):
    def within(self, area: "Area") -> "AreaQuerySet":
        """The area itself and everything below it."""
        return self.filter(path__startswith=area.path)


class Area(models.Model):
    """One area; `code` is Kemendagri's, dotted (`35.07.11.2008`), and `ID` for the country.

    Below the village codes are ours, since nobody issues any: D01 a hamlet, W003 an RW, T012 an RT, each after its
    parent's code (`35.07.11.2008.D01.W003.T012`). Not every village has hamlets or RWs.
    """

    code = models.CharField(_("kode"), primary_key=True, max_length=32)
    name = models.CharField(_("nama"), max_length=120)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    # "ID/35/35.07/": the codes from the top down, so that "within" is one comparison of beginnings.
    path = models.CharField(max_length=180, unique=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=0, parent__isnull=True)
                | models.Q(level__gt=0, parent__isnull=False),
                name="area_has_parent",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """What the codes of everything inside begin with: empty for the country, else the code."""
        return "" if self.code == COUNTRY else self.code

    def contains(self, other: "Area") -> bool:
        return other.path.startswith(self.path)

    @property
    def codes_above(self) -> list[str]:
        """Its own code and those of all areas that it lies in, from the country down."""
        return self.path.strip("/").split("/")


class CodeChange(models.Model):
    """A code that an area had before, so that what was written under it is still found; a split has several."""

    old = models.CharField(_("kode lama"), max_length=32, db_index=True)
    new = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="former_codes")
    on = models.DateField(_("berlaku sejak"))
    source = models.CharField(_("dasar"), max_length=200)

    class Meta:
        ordering = ["-on", "old"]
        verbose_name = _("perubahan kode")
        verbose_name_plural = _("perubahan kode")
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="one_change_a_pair")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new_id}"
