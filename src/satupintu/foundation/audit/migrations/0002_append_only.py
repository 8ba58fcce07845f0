"""The database itself refuses to change the audit trail."""

from django.db import migrations

from satupintu.foundation.append_only import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [forbid_changes("audit_event")]
