"""Runs the web server and the worker for background work together, and stops both cleanly."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

DONE, BROKEN, UNUSABLE = 0, 1, 2
_TASK_MAY_TAKE = 15  # seconds the worker has to finish what it is doing before it is interrupted
_LAST_WORD = 5
_LOOK_EVERY = 5  # seconds between two looks for work whose worker died
# What hands on from one stage to the next and reminds people: calls without arguments, to be killed and called anew.
_HAND_ON = (
    "satupintu.pipeline.collection.imports.read_left_behind",
    "satupintu.pipeline.verification.services.take_in",
    "satupintu.pipeline.registry.services.admit_waiting",
    "satupintu.foundation.messaging.services.queue_left_behind",
    "satupintu.community.coordination.reminders.remind_now_and_then",
    "satupintu.pipeline.screening.services.lists.read_left_behind",
    "satupintu.pipeline.screening.services.laying_out.lay_out_left",
    "satupintu.pipeline.recipients.services.read_left_behind",
    "satupintu.pipeline.recipients.services.forget_erased",
    "satupintu.pipeline.recipients.services.freshen",
    "satupintu.pipeline.recipients.overlap.services.keep_counted",
    "satupintu.interop.services.exchange",
    "satupintu.interop.services.publish_when_due",
)
_THREADS = 32  # per process: some wait for a slow sender while others answer


def serve(*, host: str = "127.0.0.1", port: int = 8000) -> int:
    """Serves until SIGTERM or Ctrl+C: 0 after a clean stop, 1 when the server broke, 2 when it cannot start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.project.settings")
    unheard = signal.getsignal(
        signal.SIGTERM
    )  # the command line's own, which it takes away once it has heard one
    if trouble := _not_ready(host, port):
        print(trouble, file=sys.stderr)
        return UNUSABLE
    if (
        signal.getsignal(signal.SIGTERM) is not unheard
    ):  # a library swallowed what was to stop us on the way here
        raise KeyboardInterrupt
    return _Pair(host, port).run()


def _not_ready(host: str, port: int) -> str:
    """What keeps the server from starting, as a sentence for the person at the terminal."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    if trouble := listening_trouble(host, port, f"satupintu serve --port {port + 1}"):
        return trouble
    try:
        from .build import build

        build()
        if trouble := _address_trouble() or _messages_trouble():
            return trouble
        os.umask(0o077)  # from here on files hold personal data: nobody else on the machine reads them
        return _migrations_trouble()
    except ImproperlyConfigured as trouble:
        return str(trouble)
    except DatabaseError as error:
        from .database import cannot_be_opened

        return cannot_be_opened(error)


def _address_trouble() -> str:
    """An office says where people reach it: else every form sent through its proxy is taken for a forged one."""
    from django.conf import settings

    if settings.DEBUG or settings.DEMO:
        return ""
    if not settings.PUBLIC_URL:
        return (
            "SATUPINTU_URL belum diisi. Isi dengan alamat yang dibuka orang, misalnya "
            "SATUPINTU_URL=https://satupintu.example; untuk mencoba di komputer sendiri: "
            "SATUPINTU_URL=http://127.0.0.1:8000"
        )
    if settings.HTTPS and "SATUPINTU_PROXY" not in os.environ:
        return (
            "SATUPINTU_URL memakai https, jadi ada proksi di depan Satu Pintu. Isi SATUPINTU_PROXY=1 bila proksi "
            "itu sendiri menulis X-Forwarded-Proto dan X-Forwarded-For (lihat deploy/README.md)."
        )
    return ""


def _messages_trouble() -> str:
    """A way to send messages that is misspelt or half filled in: people would be told of codes that never leave."""
    from django.conf import settings

    from satupintu.foundation.messaging.services import gateway_of_the_office
    from satupintu.gateways.messages import GatewayProblem

    try:
        if settings.MESSAGES:
            gateway_of_the_office()
    except GatewayProblem as trouble:
        return f"SATUPINTU_MESSAGES={settings.MESSAGES} belum dapat dipakai: {trouble}. Kosongkan bila belum perlu."
    return ""


def listening_trouble(host: str, port: int, other: str) -> str:
    """Why nobody can be answered there, with what to do; `other` is a command at another port. '' where all is well."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        return (
            f"Port {port} hanya boleh dibuka pengelola sistem. Pilih port di atas 1023, misalnya --port 8000."
        )
    except (OSError, UnicodeError) as error:
        if getattr(error, "errno", None) != errno.EADDRINUSE:
            return f"--host {host} bukan alamat komputer ini. Pakai 127.0.0.1, atau 0.0.0.0 bagi seluruh jaringan."
        return f"Port {port} di {host} sedang dipakai. Pilih yang lain: {other}"
    return ""


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _migrations_trouble() -> str:
    """Fills a new database, also one whose filling was stopped; asks before changing one that holds something."""
    from django.core.management import call_command
    from django.db import connection

    from .database import holds_something, make_data_folder, migrations_wait

    make_data_folder()
    if migrations_wait():
        if holds_something():
            return (
                "Basis data ini dari versi Satu Pintu yang lebih lama. Buat cadangannya, lalu jalankan: "
                "satupintu manage migrate"
            )
        print("Menyiapkan basis data …", file=sys.stderr)
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    return ""


class _Pair:
    """The two processes: the server that answers, and the worker that does what takes long."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._is_asked_to_stop = (
            False  # no Event: its lock may be held by the very loop that a signal interrupts
        )

    def run(self) -> int:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        _sweep()
        web, worker = self._start_web(), self._start_worker()
        announced, looked_at = False, time.monotonic()
        try:
            while not self._is_asked_to_stop:
                time.sleep(0.2)
                if time.monotonic() - looked_at > _LOOK_EVERY:
                    _take_up_work()
                    hand_on()
                    looked_at = time.monotonic()
                if web.poll() is not None:
                    print("Server web berhenti sendiri; lihat pesan di atas.", file=sys.stderr)
                    return BROKEN
                if worker.poll() is not None:
                    time.sleep(1)
                    worker = self._start_worker()
                if not announced and _answers(self.host, self.port):
                    announced = True
                    where = f"http://{self.host}:{self.port}"
                    print(f"Satu Pintu siap di {where} (Ctrl+C untuk berhenti)", flush=True)
            return DONE
        finally:
            _end(web, worker)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_asked_to_stop = True

    def _start_web(self) -> subprocess.Popen[bytes]:
        workers = 2 if (os.cpu_count() or 1) >= 4 else 1
        return _start(
            "granian",
            *("--interface", "wsgi", "--host", self.host, "--port", str(self.port)),
            *("--workers", str(workers), "--blocking-threads", str(_THREADS), "--respawn-failed-workers"),
            *("--log-level", "error", "--workers-kill-timeout", "10"),
            "satupintu.project.wsgi:application",
        )

    def _start_worker(self) -> subprocess.Popen[bytes]:
        _take_up_work()
        return _start(
            "django", "db_worker", "--no-reload", "--no-startup-delay", "--interval", "0.5", "-v", "0"
        )


def _sweep() -> None:
    """Folders that failed runs left behind hold personal data that nobody looks after."""
    from django.db import DatabaseError, connection

    from satupintu.pipeline.collection import files
    from satupintu.pipeline.recipients import storage
    from satupintu.pipeline.screening.services.sweeping import sweep_all

    try:
        sweep_all()
        files.sweep()
        storage.sweep()
    except (DatabaseError, OSError):  # the next start will do
        print("Sisa pemeriksaan yang gagal belum dapat dibersihkan.", file=sys.stderr)
    finally:
        connection.close()


def _take_up_work() -> None:
    """What was left half done is done after all, or offered to a person to start again."""
    from django.db import DatabaseError, connection

    from satupintu.foundation.work.services import take_up

    try:
        take_up()
    except DatabaseError:  # a busy database: the next look will do
        print("Pekerjaan yang terputus belum dapat dilanjutkan.", file=sys.stderr)
    finally:
        connection.close()


def hand_on() -> None:
    """What one stage has finished with stands in the next one's queue, though nobody opens that queue."""
    from django.db import connection
    from django.utils.module_loading import import_string

    for name in _HAND_ON:
        try:
            import_string(name)()
        except Exception as trouble:  # whatever it is, the server goes on, and the next look tries again
            print(f"{name.rpartition('.')[2]}: {type(trouble).__name__}; dicoba lagi.", file=sys.stderr)
        finally:
            connection.close()


def _start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A child in a session of its own, so that Ctrl+C reaches only us and we stop it in order."""
    return subprocess.Popen(  # noqa: S603 - our own modules
        [sys.executable, "-m", module, *arguments], start_new_session=True, preexec_fn=_end_with_parent
    )


def _end_with_parent() -> None:
    """On Linux the kernel ends the child if we are killed, so that no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _end(web: subprocess.Popen[bytes], worker: subprocess.Popen[bytes]) -> None:
    for process in (web, worker):
        if process.poll() is None:
            process.terminate()
    for process, patience in ((web, _LAST_WORD + 10), (worker, _TASK_MAY_TAKE)):
        _wait_or_insist(process, patience)


def _wait_or_insist(process: subprocess.Popen[bytes], patience: float) -> None:
    """Waits; asks again, which interrupts the worker's task; then ends it."""
    for insist in (process.terminate, process.kill):
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            insist()
            patience = _LAST_WORD
    process.wait()
