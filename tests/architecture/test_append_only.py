"""What may only be added to is guarded by the database itself, whoever writes to it."""

import pytest
from django.db import connection

from satupintu.foundation.append_only import guarded_tables

FOUND = {
    "sqlite": "SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' "
    "GROUP BY tbl_name HAVING count(*) = 2",
    "postgresql": "SELECT c.relname, 2 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgname = c.relname || '_append_only'",
}


@pytest.mark.django_db
def test_every_append_only_table_is_guarded():
    with connection.cursor() as cursor:
        cursor.execute(FOUND[connection.vendor])
        assert {table for table, _ in cursor.fetchall()} == set(guarded_tables())
