"""The database itself refuses to change what may only be added to."""

from django.db import migrations

from satupintu.foundation.append_only import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("coordination", "0001_initial")]
    operations = [
        forbid_changes(
            "coordination_progress",
            "coordination_delivery",
            "coordination_decisiondone",
            "coordination_reminder",
        )
    ]
