"""The collector rests while a body is decoded, and never longer."""

import gc
from threading import Barrier, Thread

import pytest

from app.errors import NotReadable
from app.fhir.json_gate import gate
from app.fhir.uncollected import Uncollected

THREADS = 4


def test_it_rests_inside_and_wakes_after() -> None:
    with Uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_last_one_out_wakes_it() -> None:
    pause = Uncollected()
    with pause:
        with pause:
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off() -> None:
    gc.disable()
    try:
        with Uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_refused_body_wakes_it() -> None:
    with pytest.raises(NotReadable):
        gate(b'{"a":NaN}')
    assert gc.isenabled()


def test_threads_leave_it_awake() -> None:
    pause, start = Uncollected(), Barrier(THREADS)

    def work() -> None:
        start.wait()
        for _ in range(2000):
            with pause:
                pass

    threads = [Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gc.isenabled()
