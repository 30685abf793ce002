"""`plan` = vaccines: the planner's ImmunizationRecommendation in the answer."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from app.assess import Answer, Call, answer
from app.errors import Unprocessable
from tests.answers.judge import JUDGE
from tests.answers.oracles import accepted_by_fhir_resources, faults_by_us
from tests.bundles import Json, infusion, parameters, screening

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
PLAN: Json = {"name": "plan", "valueCode": "vaccines"}
KIND = "ImmunizationRecommendation"


def told(*more: Json, asked: tuple[Json, ...] = (PLAN,)) -> Answer:
    body = parameters([*screening().values(), *more], more=asked)
    return answer(Call(body=body, operation="evaluate", now=NOW, request_id="r"), JUDGE)


def recommendations(given: Answer) -> list[dict[str, Any]]:
    entries = msgspec.json.decode(given.body)["entry"]
    return [e["resource"] for e in entries if e["resource"]["resourceType"] == KIND]


def dates(recommendation: dict[str, Any]) -> dict[str, str]:
    criteria = recommendation.get("dateCriterion", ())
    return {c["code"]["coding"][0]["code"]: c["value"] for c in criteria}


def test_the_planner_answers_only_where_it_is_asked() -> None:
    assert recommendations(told(asked=())) == []
    assert len(recommendations(told())) == 1


def test_each_class_has_its_days_before_and_after_the_first_infusion() -> None:
    # planned 2025-12-01: live by 2025-11-03 (28 days), not live by 2025-11-17 (14 days), both have
    # passed; after infusion 2 on 2025-12-15: 2026-03-15 to 2026-05-04 (28 days before 2026-06-01)
    (found,) = recommendations(told())
    shown = [
        (
            r["vaccineCode"][0]["text"],
            r["series"],
            r["forecastStatus"]["coding"][0]["code"],
            dates(r).get("59777-3"),
            dates(r).get("30981-5"),
        )
        for r in found["recommendation"]
    ]
    before, after = "Before the infusion of 2025-12-01", "After the infusion of 2025-12-01"
    assert shown == [
        ("Live vaccines", before, "contraindicated", "2025-11-03", None),
        ("Live vaccines", after, "contraindicated", None, None),
        ("Non-live vaccines", before, "overdue", "2025-11-17", None),
        ("Non-live vaccines", after, "due", "2026-05-04", "2026-03-15"),
    ]


@pytest.mark.parametrize("doses", [(), ("2025-11-17",), ("2025-06-01", "2025-06-15")])
def test_the_answer_is_valid_and_names_its_author(doses: tuple[str, ...]) -> None:
    given = told(*(infusion(f"i{day}", day, 300) for day in doses))
    assert faults_by_us(given.body) == []
    assert accepted_by_fhir_resources(given.body)
    entries = msgspec.json.decode(given.body)["entry"]
    (story,) = [e["resource"] for e in entries if e["resource"]["resourceType"] == "Provenance"]
    assert KIND in {target["type"] for target in story["target"]}


def test_its_own_recommendation_sent_back_is_named_and_not_read() -> None:
    (found,) = recommendations(told())
    back = told(found | {"id": "back", "patient": {"reference": "Patient/p1"}})
    rows = [alert.finding.row for alert in back.alerts]
    assert rows == [alert.finding.row for alert in told().alerts]
    assert "a recommendation of this service" in back.body.decode()


def test_an_unknown_plan_is_refused() -> None:
    with pytest.raises(Unprocessable) as refused:
        told(asked=({"name": "plan", "valueCode": "diet"},))
    (problem,) = refused.value.problems
    assert (problem.code, problem.text) == (
        "code-invalid",
        "plan takes a code that it knows: vaccines.",
    )
