"""Tells the proposals' stage whose money came back before it was told with each answer."""

from django.db import migrations


def fill(apps, _schema_editor):
    """The annex number stands in the reference, `SP3507-000012-0000475-42`; what came back stays an open exception."""
    came_back = apps.get_model("proposals", "CameBack")
    found = apps.get_model("payments", "PaymentException").objects.filter(state="returned")
    rows = found.values_list("batch__decree_id", "reference").iterator()
    came_back.objects.bulk_create(
        (came_back(decree_id=decree, number=int(reference.split("-")[2])) for decree, reference in rows),
        batch_size=500,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_waiting_payments"), ("proposals", "0003_came_back")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
