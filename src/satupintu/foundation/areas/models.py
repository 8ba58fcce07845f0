"""The area tree that permission and every total hang on: country, province, regency, district, village."""

from django.db import models
from django.utils.translation import gettext_lazy as _

COUNTRY = "ID"


class Level(models.IntegerChoices):
    COUNTRY = 0, _("Negara")
    PROVINCE = 1, _("Provinsi")
    REGENCY = 2, _("Kabupaten/Kota")
    DISTRICT = 3, _("Kecamatan")
    VILLAGE = 4, _("Desa/Kelurahan")


class AreaQuerySet(models.QuerySet["Area"]):
    def within(self, area: "Area") -> "AreaQuerySet":
        """The area itself and everything below it."""
        return self.filter(path__startswith=area.path)


class Area(models.Model):
    """One area; `code` is Kemendagri's, dotted (`35.07.11.2008`), and `ID` for the country."""

    code = models.CharField(_("kode"), primary_key=True, max_length=13)
    name = models.CharField(_("nama"), max_length=120)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    # "ID/35/35.07/": the codes from the top down, so that "within" is one comparison of beginnings.
    path = models.CharField(max_length=60, unique=True)

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
