"""The input of an operation: what is accepted, what is refused and with which place."""

import json
from datetime import date

import pytest

from app.errors import NotReadable, TooLarge, Unprocessable
from app.fhir.json_gate import Limits
from app.fhir.reading.request import Request, read_request
from tests.fhir.reading.builders import Json, bundle, parameters, patient


def asked(body: Json) -> Request:
    return read_request(json.dumps(body).encode())


def with_parameter(**given: object) -> Request:
    body = parameters(bundle(patient()))
    body["parameter"].append(given)
    return asked(body)


def test_a_bare_bundle_is_the_record_with_every_default() -> None:
    found = asked(bundle(patient()))
    assert [page.place for page in found.records] == ["Bundle"]
    assert (found.subject, found.as_of, found.planned_start, found.site) == (None,) * 4
    assert (found.product, found.infusion_option, found.save) == ("iv", "", True)
    assert found.complete_for == found.plan == frozenset()


def test_every_parameter_is_read() -> None:
    body = parameters(
        bundle(patient()),
        bundle(),
        subject={"valueString": "Patient/p1"},
        asOf={"valueDateTime": "2025-12-01T09:12:44-05:00"},
        plannedStart={"valueDate": "2025-12-02"},
        product={"valueCode": "sc"},
        infusionOption={"valueString": "2"},
        completeFor={"valueCode": "Condition"},
        site={"valueString": "default"},
        plan={"valueCode": "vaccines"},
        save={"valueBoolean": False},
    )
    found = asked(body)
    assert [page.place for page in found.records] == [
        "Parameters.parameter[0].resource",
        "Parameters.parameter[1].resource",
    ]
    assert found.as_of is not None
    assert found.as_of.instant is not None
    assert (found.as_of.earliest, found.as_of.instant.hour) == (date(2025, 12, 1), 9)
    assert found.planned_start is not None
    assert found.planned_start.earliest == date(2025, 12, 2)
    assert (found.subject, found.site, found.product) == ("Patient/p1", "default", "sc")
    assert (found.infusion_option, found.save) == ("2", False)
    assert (found.complete_for, found.plan) == (
        frozenset(["Condition"]),
        frozenset(["vaccines"]),
    )


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"name": "colour", "valueString": "red"}, "Parameters.parameter[1]"),
        ({"name": "product", "valueCode": "oral"}, "Parameters.parameter[1]"),
        ({"name": "infusionOption", "valueCode": "3"}, "Parameters.parameter[1]"),
        ({"name": "completeFor", "valueCode": "Imunization"}, "Parameters.parameter[1]"),
        ({"name": "plan", "valueCode": "holiday"}, "Parameters.parameter[1]"),
        ({"name": "save", "valueString": "no"}, "Parameters.parameter[1]"),
        ({"name": "asOf", "valueString": "today"}, "Parameters.parameter[1]"),
        ({"name": "site", "valueBoolean": True}, "Parameters.parameter[1]"),
    ],
)
def test_an_unknown_parameter_or_value_is_refused_with_its_place(given: Json, place: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        with_parameter(**given)
    assert [problem.expression for problem in refused.value.problems] == [place]
    assert "colour" not in str(refused.value)


@pytest.mark.parametrize("written", ["2025", "2025-12"])
@pytest.mark.parametrize("name", ["asOf", "plannedStart"])
def test_a_day_of_judgement_coarser_than_a_day_is_not_readable(name: str, written: str) -> None:
    with pytest.raises(NotReadable, match="must name a day"):
        with_parameter(name=name, valueDateTime=written)


def test_a_parameter_given_twice_is_refused() -> None:
    body = parameters(bundle(patient()))
    body["parameter"] += [{"name": "save", "valueBoolean": True}] * 2
    with pytest.raises(Unprocessable) as refused:
        asked(body)
    assert refused.value.problems[0].expression == "Parameters.parameter[2]"


def test_parameters_without_a_record_are_refused_unless_the_record_is_kept() -> None:
    body = json.dumps(parameters(save={"valueBoolean": True})).encode()
    with pytest.raises(Unprocessable, match="record is missing"):
        read_request(body)
    assert read_request(body, record_required=False).records == ()


@pytest.mark.parametrize(
    "record",
    [
        {"name": "record"},
        {"name": "record", "resource": patient()},
        {"name": "record", "valueCode": "x"},
    ],
)
def test_a_record_that_is_no_bundle_is_refused(record: Json) -> None:
    with pytest.raises(Unprocessable):
        asked({"resourceType": "Parameters", "parameter": [record]})


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"a":1}', b'{"resourceType":"Patient"}', b"\xff"]
)
def test_what_is_neither_parameters_nor_bundle_is_not_readable(body: bytes) -> None:
    with pytest.raises(NotReadable):
        read_request(body)


def test_a_body_beyond_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        read_request(json.dumps(bundle(patient())).encode(), limits=Limits(body=10))
