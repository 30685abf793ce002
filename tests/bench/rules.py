"""G4: index and all rules as a share of the strict read, and three rules against fhirpathpy."""

from typing import Final

from tests.bench import three_rules
from tests.bench.bundles import bundle
from tests.bench.judge import chart, facts, judgement, shipped
from tests.bench.read import strict_read
from tests.bench.rounds import Goal, Report, Work, medians

ROUNDS: Final = 7
RESOURCES: Final = 150
SEEDS: Final = range(1, 9)


def works(body: bytes) -> dict[str, tuple[Work, int]]:
    found = facts(body)
    return {
        "strict read": (lambda: strict_read(body), 10),
        "index": (lambda: chart(found), 40),
        "index and all rules": (lambda: judgement(found), 40),
        "three rules, structs": (lambda: three_rules.over_structs(body), 10),
        "three rules, chart": (lambda: three_rules.over_chart(body), 10),
        "three rules, fhirpathpy": (lambda: three_rules.over_fhirpath(body), 1),
    }


def must_agree() -> int:
    """How many of the compared answers are yes; that all ways give the same one is asserted."""
    yes = 0
    for seed in SEEDS:
        body = bundle(RESOURCES, seed)
        told = three_rules.over_fhirpath(body)
        if not told == three_rules.over_structs(body) == three_rules.over_chart(body):
            raise AssertionError(f"seed {seed}: the answers to the three rules differ")
        yes += sum(told)
    return yes


def report() -> Report:
    yes = must_agree()
    seconds = medians(works(bundle(RESOURCES)), ROUNDS)
    read, fhirpath = seconds["strict read"], seconds["three rules, fhirpathpy"]
    table = [f"  {name:<26}{found * 1e3:9.3f} ms" for name, found in seconds.items()]
    table.append(
        f"  {len(shipped().book.rows)} rows; three rules agree on {len(SEEDS)} records, "
        f"{yes} of {3 * len(SEEDS)} answers are yes"
    )
    goals = [
        Goal(
            promise="index and all rules / strict read",
            found=seconds["index and all rules"] / read,
            limit=0.25,
        ),
        Goal(
            promise="fhirpathpy / gate, strict decode and three rules",
            found=fhirpath / seconds["three rules, structs"],
            limit=40,
            at_most=False,
        ),
    ]
    through = fhirpath / seconds["three rules, chart"]
    table.append(f"  fhirpathpy / every check, all facts and the chart: {through:.1f}")
    title = f"G4 rules over {RESOURCES} resources, CPU, medians of {ROUNDS} alternating rounds"
    return Report(title, table, goals)


if __name__ == "__main__":
    print(report().text())
