"""Time in which the cyclic collector rests, for work that makes many containers and no cycle."""

import gc
from threading import Lock
from types import TracebackType


class Uncollected:
    """Pauses the collector while any thread is inside; the last one out wakes it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self._inside += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._was_on:
                gc.enable()


uncollected = Uncollected()
