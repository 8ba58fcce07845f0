"""Longer area codes make tables anew on SQLite, and their triggers go with the old ones."""

from django.db import migrations

from satupintu.foundation.append_only import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("areas", "0002_below_the_village"), ("accounts", "0003_field_roles")]
    operations = [forbid_changes("audit_event")]
