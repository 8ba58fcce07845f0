"""What `make` does on a machine where something cannot be had."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[3] / "Makefile"


@pytest.fixture
def make(tmp_path):
    """Runs a goal in a folder that is set up, with a pip that does as told."""
    shutil.copy(MAKEFILE, tmp_path)
    for name in ("requirements.lock", "pyproject.toml", "package.json", "package-lock.json", ".setup-stamp"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 1_000_000_000 + (name == ".setup-stamp")))
    (tmp_path / "requirements-spark.lock").touch()
    os.utime(tmp_path / "requirements-spark.lock", (0, 1_000_000_000))
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)

    def run(goal, *, pip):
        python.write_text(f"#!/bin/sh\necho asked >> asked\nexit {pip}\n")
        python.chmod(0o755)
        # The suite itself is run by make, which would tell this one where it is.
        own = {name: value for name, value in os.environ.items() if "MAKE" not in name}
        done = subprocess.run(
            ["make", goal], cwd=tmp_path, capture_output=True, text=True, check=False, env=own
        )
        asked = tmp_path / "asked"
        return done, len(asked.read_text().split()) if asked.is_file() else 0

    return run


def test_spark_is_tried_again_after_it_could_not_be_had(make):
    done, asked = make(".spark-stamp", pip=1)
    assert done.returncode == 0, "the other tests run without it"
    assert asked == 1 and done.stdout.splitlines()[-1].startswith("pyspark tidak terpasang")
    done, asked = make(".spark-stamp", pip=0)
    assert asked == 2 and not done.stdout.splitlines()[-1].startswith("pyspark tidak terpasang")
    assert make(".spark-stamp", pip=0)[1] == 2, "and not once it is there"
