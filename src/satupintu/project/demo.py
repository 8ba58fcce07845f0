"""The demo: on its first run a data folder is filled with made-up villages; after that it starts at once."""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from .serve import DONE, UNUSABLE, listening_trouble, serve

_SOURCE = Path(__file__).resolve().parents[1]
_MARK = "demo.sha256"


def demo(*, host: str = "127.0.0.1", port: int = 8000) -> int:
    """Serves the demo until it is stopped, preparing its data first where needed; exit codes as `serve`."""
    if trouble := listening_trouble(host, port, f"make demo PORT={port + 1}"):
        print(trouble, file=sys.stderr)
        return UNUSABLE
    folder = demo_folder()
    if not is_prepared(folder):
        code = prepare(folder)
        if code != DONE:
            return code
    _settle_environment(folder)
    return serve(host=host, port=port)


def demo_folder() -> Path:
    var = os.environ.get("SATUPINTU_VAR") or _SOURCE.parents[1] / "var"
    return Path(var).resolve() / "demo"


def is_prepared(folder: Path) -> bool:
    """Whether the folder was filled to the end, by this version of tables and recipe."""
    mark = folder / _MARK
    return mark.is_file() and mark.read_text(encoding="ascii") == _recipe()


def prepare(folder: Path) -> int:
    """Fills the folder: in another one first, so that what was interrupted is never taken for finished.

    A demo of an earlier version is put aside as `demo.old`.
    """
    part, old = folder.with_suffix(".part"), folder.with_suffix(".old")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    (part / "secret-key").write_text(secrets.token_urlsafe(50), encoding="ascii")
    (part / "secret-key").chmod(0o600)
    print("Menyiapkan peragaan: tiga desa rekaan, satu putaran selesai dan satu berjalan …", file=sys.stderr)
    # A process of its own: it reads its settings for the other folder, and ends with all files closed.
    command = [sys.executable, "-m", "satupintu.project.demo_data"]
    code = subprocess.run(command, env=_environment(part), check=False).returncode  # noqa: S603 - our own
    if code != DONE:
        shutil.rmtree(part, ignore_errors=True)
        return code
    (part / _MARK).write_text(_recipe(), encoding="ascii")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    part.rename(folder)
    return DONE


def _recipe() -> str:
    """Changes with the tables and with what fills them."""
    files = [*_SOURCE.rglob("migrations/*.py"), *Path(__file__).parent.glob("demo*.py")]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(_SOURCE).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _environment(folder: Path) -> dict[str, str]:
    """The settings of the demo: its own folder, its own key, SQLite whatever the office uses."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DEBUG")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "satupintu.project.settings",
        "SATUPINTU_DEMO": "1",
        "SATUPINTU_DATA": str(folder),
        "SECRET_KEY": (folder / "secret-key").read_text(encoding="ascii"),
    }


def _settle_environment(folder: Path) -> None:
    wanted = _environment(folder)
    for name in set(os.environ) - set(wanted):
        del os.environ[name]
    os.environ.update(wanted)
