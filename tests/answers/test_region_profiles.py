"""One record asked of several regions: what each answers, and whose values it says it used."""

import json
from dataclasses import replace

import pytest

from app.assess import Answer, Call, Judge, answer
from app.assess.question import resolve
from app.errors import Unprocessable
from app.fhir.reading.request import read_request
from app.knowledge import load
from tests.answers.cases import NOW
from tests.answers.judge import JUDGE
from tests.answers.oracles import faults_by_schema, faults_by_us
from tests.bundles import Json, condition, immunization, observation, parameters, screening

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
HARD, PREFERRED = "vaccine.live.hardMinDays", "vaccine.live.preferredMinDays"
# planned for 2025-12-01: 21 October is 41 days before
MMR = immunization("mmr", "03", "2025-10-21")


def call(site: str, *more: Json, **replaced: Json) -> Call:
    asked: list[Json] = [{"name": "site", "valueString": site}] if site else []
    body = parameters([*(screening() | replaced).values(), *more], more=asked)
    return Call(body=body, operation="evaluate", now=NOW, request_id="r")


def ask(site: str, *more: Json, judge: Judge = JUDGE, **replaced: Json) -> Answer:
    return answer(call(site, *more, **replaced), judge)


def rows(told: Answer) -> dict[str, str]:
    return {a.finding.row: a.finding.action.name for a in told.alerts}


def in_force(told: Answer) -> dict[str, tuple[object, str]]:
    """Name to value and source, of every parameterInForce of the answer."""
    found: dict[str, tuple[object, str]] = {}
    for entry in json.loads(told.body)["entry"]:
        for held in entry["resource"].get("contained", ()):
            for parameter in held.get("parameter", ()):
                if parameter["name"] == "parameterInForce":
                    part = {p["name"]: p for p in parameter["part"]}
                    value = next(v for k, v in part["value"].items() if k != "name")
                    name, source = part["name"]["valueString"], part["source"]["valueString"]
                    found[name] = value, source
    return found


@pytest.mark.parametrize(
    ("site", "decision", "row", "name", "source"),
    [
        ("", "caution", "VAX-LIVE-02", PREFERRED, "shipped default, release 1.0.0"),
        ("us", "caution", "VAX-LIVE-02", PREFERRED, "shipped default, release 1.0.0"),
        ("eu", "hold", "VAX-LIVE-01", HARD, "profile eu, release 1.0.0"),
        ("uk", "hold", "VAX-LIVE-01", HARD, "profile uk, release 1.0.0"),
    ],
)
def test_a_live_vaccine_41_days_before_is_judged_by_the_region_asked(
    *, site: str, decision: str, row: str, name: str, source: str
) -> None:
    told = ask(site, MMR)
    assert told.decision == decision
    assert rows(told)[row] == ("HOLD" if row == "VAX-LIVE-01" else "WARN")
    assert in_force(told)[name] == (42, source)
    assert faults_by_schema(told.body) == []
    assert faults_by_us(told.body) == []


@pytest.mark.parametrize("site", ["us", "eu", "uk"])
def test_the_ordinary_patient_gets_the_same_answer_in_every_region(site: str) -> None:
    told = ask(site)
    assert told.decision == "caution"
    assert rows(told) == rows(ask("")) == {"BASE-VAX-01": "WARN"}


def test_an_active_malignancy_blocks_in_europe_and_waits_in_the_us() -> None:
    cancer = condition("ca", ICD, "C50.911", onsetDateTime="2025-10-01")
    assert [ask(site, cancer).decision for site in ("us", "eu", "uk")] == ["hold", "block", "block"]


def test_primary_progressive_disease_is_asked_for_its_activity_in_europe_only() -> None:
    nonactive = condition("ms", ICD, "G35.B2", onsetDateTime="2020-03-10")
    told = {site: rows(ask(site, ms=nonactive)) for site in ("us", "eu")}
    assert "IND-07" not in told["us"]
    assert told["eu"]["IND-07"] == "HOLD"
    active = condition("ms", ICD, "G35.B1", onsetDateTime="2020-03-10")
    assert rows(ask("uk", ms=active))["IND-07"] == "WARN"  # disability is not supplied


@pytest.mark.parametrize(
    ("own", "asked", "what_if"),
    [("default", "eu", True), ("default", "", False), ("eu", "", False), ("eu", "us", True)],
)
def test_another_region_than_that_of_the_service_is_a_what_if(
    own: str, asked: str, *, what_if: bool
) -> None:
    one = call(asked)
    found = resolve(read_request(one.body), one, replace(JUDGE, site=own))
    assert found.what_if is what_if
    assert found.site.name == (asked or own)


def test_a_region_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Unprocessable, match="No site has this name"):
        ask("EU", MMR)


SITE = """
title: A hospital with codes of its own
profile: uk
localCodes:
  - {system: "urn:local", code: EDSS, set: obs_edss}
  - {system: "urn:local", code: WALK, set: obs_walking_distance}
  - {text: New or enlarging lesions, set: obs_mri_activity}
"""


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    folder = tmp_path_factory.mktemp("sites")
    (folder / "ward.yaml").write_text(SITE, encoding="utf-8")
    return replace(JUDGE, knowledge=load(folder), site="ward")


@pytest.mark.parametrize(
    ("code", "value", "unit", "action"),
    [
        ("EDSS", 6.5, "{score}", None),
        ("EDSS", 7.0, "1", "HOLD"),
        ("WALK", 20, "m", None),
        ("WALK", 0.019, "km", "HOLD"),
        ("WALK", 1900, "cm", "HOLD"),
        ("WALK", 66, "[ft_i]", None),  # 66 feet are 20.1 m, 65 feet 19.8 m
        ("WALK", 65, "[ft_i]", "HOLD"),
        ("EDSS", 6.5, "furlong", "WARN"),
    ],
)
def test_a_hospital_maps_its_codes_of_disability_and_activity(
    hospital: Judge, *, code: str, value: float, unit: str, action: str | None
) -> None:
    amount = {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    measured = observation("score", "1-8", valueQuantity=amount)
    measured["code"] = {"coding": [{"system": "urn:local", "code": code}]}
    lesions = observation("lesions", "1-8", valueBoolean=True)
    lesions["code"] = {"text": "New or enlarging lesions"}
    ill = condition("ms", ICD, "G35.B0", onsetDateTime="2020-03-10")
    told = ask("", measured, lesions, judge=hospital, ms=ill)
    assert rows(told).get("IND-07") == action
