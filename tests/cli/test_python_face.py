"""`app.evaluate`: bytes, a dict or a fhir.resources Bundle in; bytes and typed models out."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle

import app
from app.errors import BadInput
from app.evaluation import judge_of
from app.rules.schedule import shipped_orders
from app.settings import Settings
from tests.bundles import COMPLETE, bundle, screening

_EXAMPLE = (Path(__file__).parents[2] / "docs/examples/first-infusion.json").read_bytes()
_NOW = datetime(2025, 12, 1, 9, 0, tzinfo=UTC)
_DAY = date(2025, 12, 1)


def test_bytes_are_judged_as_they_are() -> None:
    told = app.evaluate(_EXAMPLE, now=_NOW)
    assert told.decision == "caution"
    assert json.loads(told.body)["resourceType"] == "Bundle"


def test_answer_is_a_typed_bundle_on_demand() -> None:
    assert isinstance(app.evaluate(_EXAMPLE, now=_NOW).bundle(), Bundle)


def test_dict_keeps_the_digits_of_its_decimals() -> None:
    tree = json.loads(_EXAMPLE, parse_float=Decimal)
    given = app.evaluate(tree, now=_NOW)
    assert given.decision == app.evaluate(_EXAMPLE, now=_NOW).decision
    low = {"value": Decimal("5.20"), "unit": "g/L", "system": "http://unitsofmeasure.org"}
    igg = screening()["igg"] | {"valueQuantity": low | {"code": "g/L"}}
    record = bundle((screening() | {"igg": igg}).values())
    told = app.evaluate(record, as_of=_DAY, complete_for=COMPLETE, now=_NOW)
    assert b"5.20 g/L" in told.body


def test_model_of_fhir_resources_is_judged() -> None:
    model = Bundle.model_validate(bundle(screening().values()))
    told = app.evaluate(model, as_of="2025-12-01", complete_for=COMPLETE, now=_NOW)
    assert told.decision == "caution"


def test_options_are_the_parameters_of_the_operation() -> None:
    record = bundle(screening().values())
    held = app.evaluate(record, as_of=_DAY, now=_NOW)
    assert held.decision == "hold"
    whole = app.evaluate(
        record, as_of=_DAY, planned_start=_DAY, complete_for=COMPLETE, site="default", now=_NOW
    )
    assert whole.decision == "caution"


def test_refusal_names_the_places() -> None:
    with pytest.raises(BadInput) as refused:
        app.evaluate(b'{"resourceType": "Bundle", "type": "collection"}', now=_NOW)
    assert refused.value.problems[0].code == "required"


def test_rules_read_the_knowledge_that_the_judge_has_loaded() -> None:
    assert judge_of(Settings()).knowledge.orders is shipped_orders()


def test_importing_the_package_loads_nothing() -> None:
    program = "import sys, app; print([m for m in sys.modules if m.startswith(('app.', 'fhir'))])"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
