"""The office's database before a command works with it: its folder is there, and what is wrong is a sentence."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def make_data_folder() -> None:
    """The data folder, open to nobody else: people are named in it. Raises OSError."""
    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)


def why_unusable(*, is_migrating: bool = False) -> str:
    """Why a command failed in the database, and what to do; '' where that is there and, if need be, of this version."""
    try:
        connection.ensure_connection()
        if is_migrating or not migrations_wait():
            return ""
        return "Basis data belum siap. Jalankan dahulu: satupintu manage migrate"
    except DatabaseError as error:
        return cannot_be_opened(error)
    finally:
        connection.close()


def migrations_wait() -> bool:
    """Whether tables are missing or of an older version. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def holds_something() -> bool:
    """Whether anybody has put anything into the database: without an account or an area nobody can."""
    from satupintu.foundation.accounts.models import User
    from satupintu.foundation.areas.models import Area

    tables = set(connection.introspection.table_names())
    return any(one._meta.db_table in tables and one.objects.exists() for one in (User, Area))


def cannot_be_opened(error: DatabaseError) -> str:
    """A sentence for a terminal: the database's own words, which tell no password, and what to look at."""
    words = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    if connection.vendor == "sqlite":
        file = settings.DATABASES["default"]["NAME"]
        look = f"Periksa bahwa folder tempat {file} ada dan boleh ditulis."
    else:
        look = (
            "Periksa bahwa PostgreSQL berjalan dan DATABASE_URL menyebut alamat, nama dan sandi yang benar."
        )
    return f"Basis data tidak dapat dipakai ({words}). {look}"
