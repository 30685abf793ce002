"""Keeps the event loop free: small records are judged at once, large ones in another process."""

import asyncio
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final, ParamSpec, TypeVar

from app.assess import Call, Judge, assess
from app.errors import Unavailable
from app.fhir.outcome import Issue
from app.settings import Settings
from app.storage.evaluations import Evaluations
from app.web.fhir.unwrapping import validated
from app.web.told import Refused, Told, told
from app.web.worker import begin, judge_away, validate_away

INLINE_RECORD: Final = 64 * 1024
INLINE_RESOURCE: Final = 32 * 1024
"""Bytes that take about 5 ms of a core, as measured on the real Bundles of the tests: 1 ms for
13 KB of a record, 1 ms for 7 KB of a resource to validate."""

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """Starts its processes when the first large body comes.

    Args:
        settings: from which a process builds the same judge and its own connection.
        judge, evaluations: for what is judged at once.
    """

    def __init__(self, settings: Settings, judge: Judge, evaluations: Evaluations) -> None:
        self._settings, self._judge, self._evaluations = settings, judge, evaluations
        self._pool: ProcessPoolExecutor | None = None

    async def judge(self, call: Call) -> Told:
        """Judge a record and keep the evaluation.

        Raises:
            BadInput, Conflict, Unavailable: as `assess`.
        """
        if len(call.body) <= INLINE_RECORD:
            return told(await assess(call, self._judge, self._evaluations))
        return await self._away(judge_away, call, self._judge.tenant)

    async def validate(self, body: bytes, expected: str | None) -> tuple[int, Sequence[Issue]]:
        """Status and issues of $validate.

        Raises:
            NotReadable, TooLarge: as `validated`.
        """
        if len(body) <= INLINE_RESOURCE:
            return validated(body, expected)
        return await self._away(validate_away, body, expected)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    async def _away(self, work: Callable[P, T | Refused], *args: P.args, **_: P.kwargs) -> T:
        try:
            done = await asyncio.get_running_loop().run_in_executor(self._started(), work, *args)
        except BrokenProcessPool:
            self._pool = None
            raise Unavailable("the process that judges large records ended: ask again") from None
        if isinstance(done, Refused):
            raise done.error()
        return done

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # spawn: a forked child would inherit the listening socket and outlive a kill -9
            self._pool = ProcessPoolExecutor(
                self._settings.workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=begin,
                initargs=(self._settings,),
            )
        return self._pool
