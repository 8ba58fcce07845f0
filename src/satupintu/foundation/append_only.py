"""Rows that are written once and never changed: refused here, and by the database itself where it matters most."""

from collections.abc import Callable
from typing import Any, NoReturn

from django.apps import apps
from django.db import migrations, models

_SAYS = "catatan ini hanya dapat ditambah"


class AppendOnlyError(Exception):
    """Somebody tried to change or remove what may only be added to."""


def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise AppendOnlyError("Catatan ini hanya dapat ditambah.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    update = refuse
    delete = refuse
    bulk_update = refuse
    update_or_create = refuse


class AppendOnly(models.Model):
    """A row that is added once; a correction is a new row that points at the old one."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            refuse()
        super().save(*args, **kwargs)

    delete = refuse


def forbid_changes(*tables: str) -> migrations.RunPython:
    """A migration's operation: the database itself refuses to change or remove rows of these tables.

    A later migration that alters such a table on SQLite makes it anew, and must forbid again.
    """

    def run(make: Callable[[str, str], list[str]]) -> Callable[[Any, Any], None]:
        def execute(_apps: Any, editor: Any) -> None:
            for table in tables:
                for statement in make(table, editor.connection.vendor):
                    editor.execute(statement)

        return execute

    return migrations.RunPython(run(forbid_sql), run(allow_sql))


def forbid_sql(table: str, vendor: str) -> list[str]:
    """The statements by which the database begins to refuse."""
    if vendor == "sqlite":
        return [
            f"""CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table}
            BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"""
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"""CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$""",
        f"""CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_refuse()""",
    ]


def allow_sql(table: str, vendor: str) -> list[str]:
    """The statements by which it stops."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]
    return [
        f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        f"DROP FUNCTION IF EXISTS {table}_refuse()",
    ]


def guarded_tables() -> list[str]:
    """The tables of all append-only models."""
    return sorted(one._meta.db_table for one in apps.get_models() if issubclass(one, AppendOnly))
