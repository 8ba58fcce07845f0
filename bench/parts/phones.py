"""Phones that come back from a day without signal, and the office that they sync with: a server of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSION = "2026-11-22"
_PATIENCE = 60  # seconds for a server to come up

# One RT head a phone, each with a key; what they send is counted at the end. Run by Django in the office's environment.
_OPEN = """
import hashlib, json, sys
import django; django.setup()
from django.core.management import call_command
from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area
from satupintu.pipeline.collection.models import CollectorKey
from django.conf import settings
settings.DATA.mkdir(parents=True, exist_ok=True)
call_command("migrate", interactive=False, verbosity=0)
path, above = "", None
for level, code in enumerate(("ID", "35", "35.07", "35.07.11", "35.07.11.2008")):
    path += code + "/"
    above = Area.objects.create(code=code, name=code, level=level, parent=above, path=path)
keys = [f"phone-{n}-" + "k" * 30 for n in range(int(sys.argv[1]))]
for n, key in enumerate(keys):
    code = f"{above.code}.T{n + 1:03d}"
    area = Area.objects.create(code=code, name=f"RT {n + 1}", level=7, parent=above, path=f"{path}{code}/")
    user = User(username=f"rt{n}", name=f"Ketua RT {n}", role="rt_head", area=area)
    user.set_unusable_password(); user.save()
    CollectorKey.objects.create(user=user, key_sha256=hashlib.sha256(key.encode()).hexdigest())
print(json.dumps(keys))
"""
_COUNT = """
import json
import django; django.setup()
from satupintu.pipeline.collection.models import Handover, Submission
kept = list(Submission.objects.values_list("instance_id", flat=True))
files = sum((one.folder / "submission.xml").is_file() for one in Submission.objects.all())
print(json.dumps({"instances": kept, "handovers": Handover.objects.count(), "files": files}))
"""


@dataclass
class Office:
    """A data folder of its own, a server that can be started, killed and started again."""

    environment: Mapping[str, str]
    port: int
    server: subprocess.Popen[bytes] | None = None

    def run(self, code: str, *arguments: str) -> str:
        """What a piece of Django code prints last. Raises RuntimeError with its words."""
        command = [sys.executable, "-c", code, *arguments]
        done = subprocess.run(command, env=dict(self.environment), capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout.splitlines()[-1]

    def open(self, phones: int) -> list[str]:
        """Fills the database; the phones' keys."""
        keys: list[str] = json.loads(self.run(_OPEN, str(phones)))
        return keys

    def count(self) -> dict[str, object]:
        """Which submissions are kept, how many are handed over, and how many have their file."""
        found: dict[str, object] = json.loads(self.run(_COUNT))
        return found

    def start(self) -> None:
        """The web server as `satupintu serve` starts it, without the worker and the style sheet."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(self.port)]
        command += ["--host", "127.0.0.1", "--workers", "2" if (os.cpu_count() or 1) >= 4 else "1"]
        command += ["--blocking-threads", "32", "--log-level", "error", "satupintu.project.wsgi:application"]
        self.server = subprocess.Popen(
            command, env=dict(self.environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server did not come up")

    def kill(self) -> None:
        """As a power cut would: no word to anybody, not even to the children that answer."""
        if self.server is None:
            return
        for child in _children(self.server.pid):
            os.kill(child, signal.SIGKILL)
        self.server.kill()
        self.server.wait()

    def stop(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(30)


def office(folder: Path, database: str = "") -> Office:
    """An office whose data lie in the folder; `database` is a DATABASE_URL, '' for SQLite."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    left_out = ("DATABASE_URL", "DEBUG", "SATUPINTU_DATA", "SATUPINTU_DEMO", "SATUPINTU_PROXY")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {
        "SATUPINTU_VAR": str(folder),
        "SECRET_KEY": "k" * 50,
        "SATUPINTU_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "satupintu.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    if database:
        environment["DATABASE_URL"] = database
    return Office(environment, port)


def _children(parent: int) -> list[int]:
    """The processes that a process started, and theirs."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found, left = [], [parent]
    while left:
        of = left.pop()
        below = [pid for pid, above in pairs if above == of]
        found += below
        left += below
    return found


def instances(keys: Sequence[str], each: int) -> list[tuple[str, str]]:
    """What the phones have to send: key and instance id, a day's work of each."""
    return [(key, f"uuid:{n}-{number}") for number in range(each) for n, key in enumerate(keys)]


def body(instance: str, photo: bytes = b"") -> tuple[bytes, str]:
    """One request's body and its content type."""
    number = int(instance.rpartition(":")[2].replace("-", "")) % 10_000
    picture = "<photo>toko.jpg</photo>" if photo else ""
    xml = (
        f'<?xml version="1.0"?><data id="sidt_pendek" version="{VERSION}"><owner><name>Pemilik {instance}</name>'
        f"<nik>350711120687{number:04d}</nik></owner><place><address>Jalan Melati</address></place><business>"
        f"<sector>food</sector><is_open>yes</is_open><annual_turnover>36000000</annual_turnover>{picture}</business>"
        f"<meta><instanceID>{instance}</instanceID></meta></data>"
    ).encode()
    parts = [("xml_submission_file", "submission.xml", "text/xml", xml)]
    if photo:
        parts.append(("toko.jpg", "toko.jpg", "image/jpeg", photo))
    joined = b"".join(
        f'--x7\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        f"Content-Type: {kind}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, file, kind, content in parts
    )
    return joined + b"--x7--\r\n", "multipart/form-data; boundary=x7"


def sync(
    port: int,
    work: Sequence[tuple[str, str]],
    *,
    at_once: int = 16,
    photo: bytes = b"",
    wait: bool = False,
    said: set[str] | None = None,
) -> set[str]:
    """Sends everything over as many connections at once; the instances that the server said it has.

    What gets no answer counts as not sent, as on a phone. `wait`: a phone goes on trying for a moment instead.
    `said` may be looked at meanwhile.
    """
    local, lock = threading.local(), threading.Lock()
    told = set() if said is None else said

    def send(one: tuple[str, str]) -> None:
        content, kind = body(one[1], photo)
        for _attempt in range(20 if wait else 1):
            connection = getattr(local, "connection", None)
            if connection is None:
                connection = local.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                connection.request("POST", f"/odk/{one[0]}/submission", content, {"Content-Type": kind})
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                local.connection = None
                continue
            if answer.status == 201:
                with lock:
                    told.add(one[1])
                return
            time.sleep(0.05)

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(send, work))
    return told
