"""Two things at a time, where lists are read and handed back: unpacking, packing and DuckDB let other threads run."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
A = TypeVar("A")


class Meanwhile(Generic[T]):
    """Work that goes on while this thread does something else; unpacking and reading cells let others run."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._done: list[T] = []
        self._failed: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], T]) -> None:
        try:
            self._done.append(work())
        except BaseException as error:  # handed to the thread that waits
            self._failed.append(error)

    def wait(self) -> None:
        """Until the work is over, however it ended."""
        self._thread.join()

    def result(self) -> T:
        """What the work gave. Raises what it raised."""
        self.wait()
        if self._failed:
            raise self._failed[0]
        return self._done[0]


def at_once(work: Callable[[A], T], given: Iterable[A]) -> list[T]:
    """What `work` gives for each thing given, in their order, on every core. Raises what it raised first."""
    things = list(given)
    if len(things) < 2:
        return [work(one) for one in things]
    from concurrent.futures import ThreadPoolExecutor  # slow to load, and small lists do without

    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        return list(pool.map(work, things))
