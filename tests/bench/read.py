"""G1: the strict read of a record of 150 resources against orjson and fhir.resources.

CPU seconds of one process, medians of alternating rounds. The strict read is the JSON gate, the
Bundle opened, each entry decoded by its type, and every check that types cannot make.
"""

import gc
import statistics
import time
from collections.abc import Callable
from typing import Final

import orjson
from fhir.resources.R4B.bundle import Bundle

from app.fhir.bundle_shell import decode_bundle_shell
from app.fhir.decode import decode_resource
from app.fhir.json_gate import gate
from app.fhir.validation.check import check
from tests.bench.bundles import bundle

ROUNDS: Final = 9
TIMES: Final = 20
RESOURCES: Final = 150
GATE_LIMIT: Final = 1.6
READ_LIMIT: Final = 7.0
FHIR_RESOURCES_LIMIT: Final = 6.0


def decode(body: bytes) -> None:
    for entry in decode_bundle_shell(body).entry:
        decode_resource(entry.resource)


def strict_read(body: bytes) -> None:
    gate(body)
    for number, entry in enumerate(decode_bundle_shell(body).entry):
        place = f"Bundle.entry[{number}].resource"
        if check(decode_resource(entry.resource, at=place), place):
            raise AssertionError(place)


WORK: Final[dict[str, tuple[Callable[[bytes], object], int]]] = {
    "orjson": (orjson.loads, TIMES),
    "gate": (gate, TIMES),
    "decode": (decode, TIMES),
    "strict read": (strict_read, TIMES),
    "fhir.resources": (Bundle.model_validate_json, 1),
}


def cpu(work: Callable[[bytes], object], body: bytes, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        work(body)
    return (time.process_time() - began) / times


def measure() -> dict[str, float]:
    """Median CPU seconds of each piece of work on the same record."""
    body = bundle(RESOURCES)
    for work, _ in WORK.values():
        work(body)
    gc.collect()
    gc.freeze()
    rounds: dict[str, list[float]] = {name: [] for name in WORK}
    for _ in range(ROUNDS):
        for name, (work, times) in WORK.items():
            rounds[name].append(cpu(work, body, times))
    gc.unfreeze()
    return {name: statistics.median(found) for name, found in rounds.items()}


def goals(seconds: dict[str, float]) -> dict[str, tuple[float, float, bool]]:
    """Each goal: measured ratio, threshold, whether it holds."""
    gate_ratio = seconds["gate"] / seconds["orjson"]
    read_ratio = seconds["strict read"] / seconds["orjson"]
    gain = seconds["fhir.resources"] / seconds["strict read"]
    return {
        "gate, x orjson, at most": (gate_ratio, GATE_LIMIT, gate_ratio <= GATE_LIMIT),
        "strict read, x orjson, at most": (read_ratio, READ_LIMIT, read_ratio <= READ_LIMIT),
        "fhir.resources / strict read, at least": (
            gain,
            FHIR_RESOURCES_LIMIT,
            gain >= FHIR_RESOURCES_LIMIT,
        ),
    }


def main() -> None:
    seconds = measure()
    print(f"G1 reading {RESOURCES} resources, CPU, medians of {ROUNDS} alternating rounds")
    for name, found in seconds.items():
        each = found / RESOURCES * 1e6
        ratio = found / seconds["orjson"]
        print(f"  {name:<16} {found * 1e3:8.2f} ms {each:8.1f} us a resource {ratio:7.2f} x orjson")
    for name, (found, limit, holds) in goals(seconds).items():
        print(f"  {name} {limit:g}: {found:.2f} {'holds' if holds else 'DOES NOT HOLD'}")


if __name__ == "__main__":
    main()
