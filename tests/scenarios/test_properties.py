"""What holds for every case: neighbours, order, spelling change nothing; less is never better."""

from collections.abc import Iterable
from random import Random

import pytest

from app.assess import Answer
from app.clinical.finding import Finding
from app.clinical.plan import Alert
from tests.bundles import Json, concept, observation
from tests.scenarios.given import Test
from tests.scenarios.judging import judged
from tests.scenarios.pack import cases, entries, record_of
from tests.scenarios.spellings import SPELLINGS, Spelling

NAMES = sorted(cases())
SCREENING = ("HBsAg", "anti-HBc", "IgG", "ALT", "bilirubin")
"""Results without which nobody is given ocrelizumab, before the start and on treatment."""
DECISIONS = ("proceed", "caution", "hold", "block")
THERAPY = (
    "MedicationAdministration",
    "MedicationRequest",
    "MedicationStatement",
    "RelatedPerson",
)
_SAID = tuple[str, str, str, str, str, str]


def said(answer: Answer) -> list[_SAID]:
    """Alerts as a clinic reads them, without how the sender wrote their sources."""
    return sorted(_said(alert.finding) for alert in answer.alerts)


def _said(finding: Finding) -> _SAID:
    days = f"{finding.releases_on} {finding.until}"
    return (
        finding.row,
        finding.action.name,
        str(finding.severity),
        str(finding.basis),
        finding.text,
        days,
    )


def orders(answer: Answer) -> list[str]:
    return [p.action for p in answer.plan.proposals] if answer.plan else []


def assert_same(one: Answer, other: Answer) -> None:
    assert one.decision == other.decision
    assert said(one) == said(other)
    assert orders(one) == orders(other)


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_entries_changes_nothing(name: str) -> None:
    case = cases()[name]
    record = record_of(case)
    Random(name).shuffle(record)  # noqa: S311 - a repeatable order, no secret
    assert_same(judged(case, record), judged(case))


@pytest.mark.parametrize("name", NAMES)
def test_an_unrelated_resource_changes_nothing(name: str) -> None:
    case = cases()[name]
    extra: list[Json] = [
        observation("ankle", "8281-8", when="2025-02-03", valueQuantity={"value": 33}),
        {
            "resourceType": "Flag",
            "id": "flag",
            "status": "active",
            "code": concept("urn:example", "x"),
            "subject": {"reference": "Patient/p1"},
        },
    ]
    assert_same(judged(case, [*record_of(case), *extra]), judged(case))


@pytest.mark.parametrize("name", NAMES)
def test_a_screening_result_taken_away_never_makes_a_dose_possible(name: str) -> None:
    case = cases()[name]
    if (before := _rank(judged(case))) < DECISIONS.index("hold"):
        return
    for test in SCREENING:
        kept = [e for e in entries(case) if not (isinstance(e, Test) and e.test == test)]
        after = _rank(judged(case, record_of(case, kept)))
        assert after >= min(before, DECISIONS.index("hold")), test


def _rank(answer: Answer) -> int:
    return DECISIONS.index(answer.decision)


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda s: s.name)
@pytest.mark.parametrize("name", NAMES)
def test_the_same_record_spelled_otherwise_is_the_same(name: str, spelling: Spelling) -> None:
    case = cases()[name]
    record = [spelling.of(resource) for resource in record_of(case)]
    assert_same(judged(case, record), judged(case))


@pytest.mark.parametrize("name", NAMES)
def test_the_resources_that_an_alert_names_are_enough_for_it(name: str) -> None:
    """With the doses and orders, of which the stage is derived, and who is whose mother."""
    case = cases()[name]
    record = record_of(case)
    for alert in judged(case).alerts:
        named = _named(alert, record)
        again = judged(case, named)
        assert _said(alert.finding)[:5] in [one[:5] for one in said(again)], alert.detail


def _named(alert: Alert, record: Iterable[Json]) -> list[Json]:
    facts = (*alert.finding.because, *alert.finding.implicated)
    sources = {s.reference.rsplit("/", 1)[-1] for f in facts for s in (f.source, *f.also)}
    decision = alert.finding.released_by
    if decision is not None:
        sources.add(decision.source.reference.rsplit("/", 1)[-1])
    return [
        r
        for r in record
        if r["resourceType"] == "Patient" or r["resourceType"] in THERAPY or r["id"] in sources
    ]
