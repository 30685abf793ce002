"""G1: the strict read of a record of 150 resources against orjson and fhir.resources.

The strict read is the JSON gate, the Bundle opened, each entry decoded by its type, and every
check that types cannot make. What it costs to draw the facts of the record from it is told apart.
"""

from typing import Final

import orjson
from fhir.resources.R4B.bundle import Bundle

from app.fhir.bundle_shell import decode_bundle_shell
from app.fhir.decode import decode_resource
from app.fhir.json_gate import gate
from app.fhir.validation.check import check
from tests.bench.bundles import bundle
from tests.bench.judge import facts
from tests.bench.rounds import Goal, Report, Work, medians

ROUNDS: Final = 9
TIMES: Final = 20
RESOURCES: Final = 150


def decode(body: bytes) -> None:
    for entry in decode_bundle_shell(body).entry:
        decode_resource(entry.resource)


def strict_read(body: bytes) -> None:
    gate(body)
    for number, entry in enumerate(decode_bundle_shell(body).entry):
        place = f"Bundle.entry[{number}].resource"
        if check(decode_resource(entry.resource, at=place), place):
            raise AssertionError(place)


def works(body: bytes) -> dict[str, tuple[Work, int]]:
    return {
        "orjson.loads": (lambda: orjson.loads(body), TIMES),
        "gate": (lambda: gate(body), TIMES),
        "decode": (lambda: decode(body), TIMES),
        "strict read": (lambda: strict_read(body), TIMES),
        "strict read and facts": (lambda: facts(body), TIMES // 2),
        "fhir.resources R4B": (lambda: Bundle.model_validate_json(body), 1),
    }


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """Median CPU seconds of each piece of work on the same record."""
    return medians(works(bundle(RESOURCES)), rounds)


def goals(seconds: dict[str, float]) -> list[Goal]:
    quick, read = seconds["orjson.loads"], seconds["strict read"]
    return [
        Goal(promise="gate alone, x orjson.loads", found=seconds["gate"] / quick, limit=1.6),
        Goal(promise="strict read, x orjson.loads", found=read / quick, limit=7),
        Goal(
            promise="fhir.resources R4B / strict read",
            found=seconds["fhir.resources R4B"] / read,
            limit=6,
            at_most=False,
        ),
    ]


def report() -> Report:
    seconds = measure()
    quick = seconds["orjson.loads"]
    table = [
        f"  {name:<24}{found / RESOURCES * 1e6:8.1f} us a resource {found / quick:7.2f} x orjson"
        for name, found in seconds.items()
    ]
    title = f"G1 strict read of {RESOURCES} resources, CPU, medians of {ROUNDS} alternating rounds"
    return Report(title, table, goals(seconds))


if __name__ == "__main__":
    print(report().text())
