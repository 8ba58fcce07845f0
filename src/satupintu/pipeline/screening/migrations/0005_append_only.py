"""The database itself refuses to change or remove what was said of a pair."""

from django.db import migrations

from satupintu.foundation.append_only import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("screening", "0004_simulation")]
    operations = [forbid_changes("screening_pairjudgement")]
