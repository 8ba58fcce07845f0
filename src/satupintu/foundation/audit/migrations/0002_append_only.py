"""The database itself refuses to change the audit trail."""

from django.db import migrations

from satupintu.foundation.audit import triggers


def _run(statements):
    def run(apps, schema_editor):
        for sql in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(_run(triggers.CREATE), _run(triggers.DROP))]
