"""The database refuses changes again: SQLite made the table anew, and the sheets are new."""

from django.db import migrations

from satupintu.foundation.append_only import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_sheets_and_withdrawal")]
    operations = [forbid_changes("catalogue_programmesheet", "catalogue_reportedprogramme")]
