"""A command finds its data folder and database ready, or says in one sentence what is missing and what to do."""

import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError
from django.db.migrations.recorder import MigrationRecorder

from satupintu.foundation.areas.models import Area
from satupintu.project import database, serve
from satupintu.project.cli import main

REFUSED = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: Connection refused\n\tIs it up?'


@pytest.fixture
def breaks(monkeypatch):
    """`breaks(error)`: what each command does in the database fails so, and its opening too unless it `is_there`."""

    def set_up(error, *, is_there=False, is_old=False):
        def fail(*_args, **_more):
            raise error

        monkeypatch.setattr("satupintu.foundation.areas.services.load_areas", fail)
        monkeypatch.setattr("django.core.management.execute_from_command_line", fail)
        monkeypatch.setattr(database.connection, "ensure_connection", (lambda: None) if is_there else fail)
        monkeypatch.setattr(database.connection, "close", lambda: None)
        monkeypatch.setattr(database, "migrations_wait", lambda: is_old)

    return set_up


COMMANDS = [["areas", "--load", "35.07"], ["manage", "createsuperuser"], ["manage", "migrate"]]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("words", [REFUSED, "unable to open database file", "password authentication failed"])
def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(command, words, breaks, data_folder, capsys):
    breaks(OperationalError(words))
    assert main(command) == 2
    told = capsys.readouterr().err
    assert told.startswith("Basis data tidak dapat dipakai (") and words.splitlines()[0] in told
    assert "Periksa bahwa" in told and told.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS[:2])
def test_a_database_without_tables_is_told_to_be_prepared(command, breaks, data_folder, capsys):
    breaks(ProgrammingError('relation "areas_area" does not exist'), is_there=True, is_old=True)
    assert main(command) == 2
    assert (
        capsys.readouterr().err.strip() == "Basis data belum siap. Jalankan dahulu: satupintu manage migrate"
    )


def test_a_migration_that_fails_is_not_told_to_be_run(breaks, data_folder):
    breaks(ProgrammingError("syntax error"), is_there=True, is_old=True)
    with pytest.raises(ProgrammingError):
        main(["manage", "migrate"])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_fault_of_ours_is_not_told_to_be_the_databases(command, breaks, data_folder):
    breaks(DatabaseError("no such column"), is_there=True)
    with pytest.raises(DatabaseError):
        main(command)


def test_the_first_command_makes_the_data_folder_for_itself_alone(settings, tmp_path):
    settings.DATA = tmp_path / "srv" / "satupintu"
    assert main(["manage", "version"]) == 0
    assert settings.DATA.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def migrated(monkeypatch, data_folder):
    """The migrations that a start of the server ran by itself, of tables that are missing or old."""
    ran = []
    monkeypatch.setattr(database, "migrations_wait", lambda: True)
    monkeypatch.setattr("django.core.management.call_command", lambda name, **_more: ran.append(name))
    monkeypatch.setattr(database.connection, "close", lambda: None)
    return ran


@pytest.mark.django_db
def test_a_first_start_that_was_stopped_goes_on_at_the_next(migrated, capsys):
    assert serve._migrations_trouble() == ""
    assert migrated == ["migrate"]
    assert capsys.readouterr().err == "Menyiapkan basis data …\n"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["account", "area"])
def test_a_database_that_somebody_uses_is_not_changed_unasked(migrated, kind, django_user_model):
    if kind == "area":
        Area.objects.create(code="ID", name="Indonesia", level=0, path="ID/")
    else:
        django_user_model.objects.create_superuser("admin", password="sandi-yang-panjang")
    assert "versi Satu Pintu yang lebih lama" in serve._migrations_trouble()
    assert migrated == []


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["accounts", "screening", "payments"])
def test_the_server_refuses_a_used_database_of_an_older_version(
    monkeypatch, data_folder, settings, make_user, capsys, app
):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    monkeypatch.setattr("satupintu.project.build.build", lambda: None)
    monkeypatch.setattr(serve.os, "umask", lambda _mask: None)
    monkeypatch.setattr(serve._Pair, "run", lambda _self: 0)
    monkeypatch.setattr(database.connection, "close", lambda: None)
    make_user("district_officer")
    assert serve.serve(port=0) == 0
    done = MigrationRecorder.Migration.objects.filter(app=app)
    latest = done.order_by("name").last()
    latest.delete()
    assert serve.serve(port=0) == 2
    assert "versi Satu Pintu yang lebih lama" in capsys.readouterr().err
    assert not done.filter(name=latest.name).exists(), "an office makes its backup first"
