"""The Java process that a Spark backend talks to: this machine's threads by default, loopback only, silent."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from satupintu.batch.backends import BackendProblem
from satupintu.engine.dialects.spark import SETTINGS

MISSING = "--engine spark memerlukan {what}. Pasang dengan {how}, atau pakai --engine duckdb yang tidak memerlukannya."
SESSION = {
    **SETTINGS,
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.maxResultSize": "0",
    # Days before 1582 and times are read and written as they stand in the file.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.compression.codec": "snappy",
}
STACK = "64m"
LOCAL = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


def check_installed() -> None:
    """Raises BackendProblem, saying how to get it, when Java or pyspark is not there."""
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and not shutil.which("java"):
        raise BackendProblem(MISSING.format(what="Java 17", how="apt-get install openjdk-17-jre-headless"))
    if importlib.util.find_spec("pyspark") is None:
        raise BackendProblem(MISSING.format(what="pyspark", how="pip install 'satupintu[spark]'"))


def megabytes(size: str) -> int:
    """Megabytes in "4GB", "4 GiB" or "512MB"; ValueError for anything else."""
    found = re.fullmatch(r"\s*([0-9.]+)\s*([KMGT])i?B?\s*", size, re.IGNORECASE)
    if not found:
        raise ValueError(f"no size: {size!r}")
    return int(float(found[1]) * 1024 ** ("KMGT".index(found[2].upper()) - 1))


def settings_for(folder: Path, *, threads: int | None, heap: int, master: str | None) -> dict[str, str]:
    """All that a session is started with: `heap` in megabytes, `folder` for what does not fit into it."""
    settings = SESSION | {
        "spark.master": master or f"local[{threads or '*'}]",
        "spark.app.name": "satupintu",
        "spark.driver.memory": f"{heap}m",
        # Java's patterns call themselves for every word of a name, and a cell may hold thousands; should the stack
        # run out all the same, the statement fails, not the process. What Java leaves in /tmp goes with the folder.
        "spark.executor.killOnFatalError.depth": "0",
        "spark.executor.extraJavaOptions": f"-Xss{STACK}",
        "spark.driver.extraJavaOptions": f"-Xss{STACK} -Djava.io.tmpdir={folder} -XX:-UsePerfData",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.shuffle.partitions": str(8 * (threads or os.cpu_count() or 1)),
    }
    return settings if master else settings | LOCAL


@contextlib.contextmanager
def session_of(settings: Mapping[str, str]) -> Iterator[Any]:
    """A Spark session in a Java process of its own, which says nothing: what it logs could hold people's rows."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    PySparkLogger.getLogger("SQLQueryContextLogger").disabled = True
    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    gateway: Any = launch_gateway(conf, silent)
    context = SparkContext(conf=conf, gateway=gateway)
    try:
        yield SparkSession(context)
    finally:
        context.stop()
        gateway.shutdown()
        # The process ends with the pipe; the next session starts another, with a memory of its own.
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=60)
        SparkContext._gateway = SparkContext._jvm = None
