"""A decree's number is one office's in one year: told by its area and date, no longer by its letterhead."""

import django.db.models.functions.text
from django.db import migrations, models

REGENCY = 2


def fill(apps, _schema_editor):
    """Office and year of each decree; where two now share a number, the later keeps it under an office of its own."""
    taken = set()
    for one in apps.get_model("proposals", "Decree").objects.select_related("proposal__round__area").order_by("pk"):
        code = one.proposal.round.area.path.strip("/").split("/")[: REGENCY + 1][-1]
        if (key := (one.number.upper(), code, one.on.year)) in taken:
            code = f"{code}#{one.pk}"
        taken.add(key)
        one.office, one.year = code, one.on.year
        one.save(update_fields=["office", "year"])


class Migration(migrations.Migration):
    # PostgreSQL changes no table that has rows waiting to be checked, so each step stands by itself.
    atomic = False
    dependencies = [("proposals", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="decree", name="one_decree_a_number"),
        migrations.AddField(
            model_name="decree",
            name="office",
            field=models.CharField(default="", max_length=20, verbose_name="wilayah kantor penerbit"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decree",
            name="year",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="tahun"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="decree",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("number"),
                models.F("office"),
                models.F("year"),
                name="one_decree_a_number_and_year",
            ),
        ),
    ]
