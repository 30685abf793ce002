"""PREP-01, PREP-04, ADMIN-01, STORE-01: the bag, its diluent and strength, line and storage."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Diluent, Medication, Mixture
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.handling import handling
from app.rules.preparation import PREP_01, preparation
from app.rules.rule import Row
from tests.charts import chart, cs, day, infusion, judged, medication, on_treatment, only
from tests.rules.spoken import at_site

SALINE, OTHER = Diluent.SALINE, Diluent.OTHER
UNKNOWN, UNCLEAR = Diluent.UNKNOWN, Diluent.UNCLEAR


def ordered(*diluents: Diluent, **other: object) -> Medication:
    """An order for 2025-12-01; `words=`, `volume=`, `strength=` and `mg=` as stated."""
    volume, strength, mg = (other.pop(k, None) for k in ("volume", "strength", "mg"))
    words = str(other.pop("words", ""))
    mixture = Mixture(
        frozenset(diluents),
        words,
        None if volume is None else Decimal(str(volume)),
        None if strength is None else Decimal(str(strength)),
    )
    dose = None if mg is None else Decimal(str(mg))
    made = medication("drug_ocrelizumab_iv", mixture=mixture, dose_mg=dose)
    return replace(made, **({"planned": day("2025-12-01")} | other))  # type: ignore[arg-type]


def with_order(*orders: Medication) -> Chart:
    return chart(replace(cs(), medications=orders))


def alerts(patient: Chart, p: Parameters) -> list[Finding]:
    return [f for f in judged(preparation, patient, p) if f.action > Action.NOTE]


@pytest.mark.row("PREP-01", "PREP-04")
@pytest.mark.parametrize(
    ("record", "mg", "volume"),
    [
        (cs(), "300", "250"),
        (on_treatment(infusion("2025-11-17", "300")), "300", "250"),
        (on_treatment(), "600", "500"),
    ],
)
def test_the_volume_of_the_bag_is_told(
    *, record: Record, mg: str, volume: str, parameters: Parameters
) -> None:
    notes = {f.row: f for f in judged(preparation, chart(record), parameters)}
    assert sorted(notes) == ["PREP-01", "PREP-04"]
    assert all(f.action is Action.NOTE for f in notes.values())
    assert PREP_01.sentence(notes["PREP-01"]) == (
        f"Dilute {mg} mg in {volume} mL sodium chloride 0.9 %, about 1.2 mg/mL."
    )
    assert notes["PREP-04"].text == "discard"


@pytest.mark.row("PREP-01", "PREP-04", "ADMIN-01", "STORE-01")
def test_of_the_subcutaneous_product_nothing_is_diluted(parameters: Parameters) -> None:
    patient = chart(replace(cs(), medications=(ordered(OTHER),)), product="sc")
    assert judged(preparation, patient, parameters) == ()
    assert judged(handling, patient, parameters) == ()


@pytest.mark.row("PREP-01")
@pytest.mark.parametrize(
    ("diluents", "text", "action", "severity", "basis"),
    [
        ((OTHER,), "other", Action.HOLD, Severity.HIGH, Basis.FINDING),
        ((OTHER, UNKNOWN, UNCLEAR), "other", Action.HOLD, Severity.HIGH, Basis.FINDING),
        ((OTHER, SALINE), "other", Action.HOLD, Severity.HIGH, Basis.CONFLICTING),
        ((UNKNOWN,), "unknown", Action.HOLD, Severity.HIGH, Basis.UNUSABLE),
        ((UNKNOWN, SALINE, UNCLEAR), "unknown", Action.HOLD, Severity.HIGH, Basis.UNUSABLE),
        ((UNCLEAR,), "unclear", Action.WARN, Severity.MODERATE, Basis.UNUSABLE),
        ((UNCLEAR, SALINE), "unclear", Action.WARN, Severity.MODERATE, Basis.UNUSABLE),
    ],
)
def test_anything_but_sodium_chloride_is_said(
    *,
    diluents: tuple[Diluent, ...],
    text: str,
    action: Action,
    severity: Severity,
    basis: Basis,
    parameters: Parameters,
) -> None:
    order = ordered(*diluents, words="glucose 5 %")
    finding = only(alerts(with_order(order), parameters))
    assert (finding.row, finding.text, finding.action) == ("PREP-01", text, action)
    assert (finding.severity, finding.basis) == (severity, basis)
    assert (finding.because, finding.implicated) == ((order,), (order,))
    assert finding.target is Target.PREPARATION
    assert finding.cause == "diluent|order|drug_ocrelizumab_iv| of 2025-12-01"
    sentence = PREP_01.sentence(finding)
    assert "order of ocrelizumab of 2025-12-01" in sentence
    assert "glucose 5 %" in sentence


@pytest.mark.row("PREP-01")
def test_sodium_chloride_clears_and_no_diluent_says_nothing(parameters: Parameters) -> None:
    order = ordered(SALINE)
    cleared = [f for f in preparation.judge(with_order(order), parameters) if f.action == 0]
    assert [(f.row, f.because) for f in cleared] == [("PREP-01", (order,))]
    nothing = list(preparation.judge(with_order(ordered()), parameters))
    assert [f.text for f in nothing] == ["volume", "discard"]


@pytest.mark.row("PREP-01")
@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ({"mg": 300, "volume": 250}, None),  # 1.2
        ({"mg": 600, "volume": 520}, None),  # 1.154: the drug's own 20 mL are counted
        ({"mg": 300, "volume": 500}, "0.60"),
        ({"mg": 600, "volume": 250}, "2.40"),
        ({"mg": 330, "volume": 300}, "1.10"),  # 0.1 apart
        ({"mg": 331, "volume": 300}, None),  # 1.1033
        ({"mg": 390, "volume": 300}, "1.30"),
        ({"mg": 389, "volume": 300}, None),  # 1.2967
        ({"strength": "1.2"}, None),
        ({"strength": "30"}, None),  # the vial's own
        ({"strength": "2.4"}, "2.40"),
        ({"strength": "1.2", "mg": 300, "volume": 500}, "0.60"),
    ],
)
def test_the_strength_of_the_bag_is_checked(
    *, stated: dict[str, object], found: str | None, parameters: Parameters
) -> None:
    order = ordered(SALINE, **stated)
    findings = alerts(with_order(order), parameters)
    if found is None:
        assert findings == []
        return
    finding = only(findings)
    assert (finding.row, finding.text, finding.action) == ("PREP-01", "concentration", Action.HOLD)
    assert (finding.severity, finding.basis) == (Severity.HIGH, Basis.FINDING)
    assert (finding.because, finding.implicated) == ((order,), (order,))
    assert finding.cause == "concentration|order|drug_ocrelizumab_iv| of 2025-12-01"
    assert f"order of ocrelizumab of 2025-12-01 comes to {found} mg/mL" in PREP_01.sentence(finding)
    assert "about 1.2 mg/mL" in PREP_01.sentence(finding)


@pytest.mark.row("PREP-01")
def test_the_tolerance_is_a_parameter_of_the_site(parameters: Parameters) -> None:
    close = at_site(parameters, "prep.concentrationTolerance", Decimal("0.05"))
    patient = with_order(ordered(mg=300, volume=265))  # 1.132
    assert alerts(patient, parameters) == []
    assert only(alerts(patient, close)).text == "concentration"


@pytest.mark.row("PREP-01")
def test_a_volume_without_a_dose_is_said_not_to_be_checked(parameters: Parameters) -> None:
    order = ordered(SALINE, volume=250)
    (note,) = [
        f for f in judged(preparation, with_order(order), parameters) if f.text == "unchecked"
    ]
    assert (note.action, note.because) == (Action.NOTE, (order,))
    assert "of 2025-12-01 states a volume of 250 mL" in PREP_01.sentence(note)


@pytest.mark.row("PREP-01")
@pytest.mark.parametrize(
    "order",
    [
        ordered(OTHER, status="completed"),
        ordered(OTHER, ours=True),
        replace(ordered(OTHER), topics=frozenset(("drug_ocrelizumab_sc",))),
    ],
    ids=["carried out", "our own", "other product"],
)
def test_only_standing_orders_of_this_product_are_judged(
    order: Medication, parameters: Parameters
) -> None:
    assert alerts(with_order(order), parameters) == []


@pytest.mark.row("PREP-01")
def test_a_dispensed_bag_is_judged_like_an_order(parameters: Parameters) -> None:
    bag = medication(
        "drug_ocrelizumab_iv",
        kind="MedicationDispense",
        status="completed",
        prepared=day("2025-12-01"),
        mixture=Mixture(frozenset((OTHER,)), "Ringer"),
    )
    finding = only(alerts(with_order(bag), parameters))
    assert finding.cause == "diluent|dispense|drug_ocrelizumab_iv| of 2025-12-01"
    assert "The dispense of ocrelizumab of 2025-12-01" in PREP_01.sentence(finding)


@pytest.mark.row("PREP-01")
def test_an_order_without_any_day_is_judged_all_the_same(parameters: Parameters) -> None:
    finding = only(alerts(with_order(ordered(OTHER, planned=None)), parameters))
    assert "The order of ocrelizumab names" in PREP_01.sentence(finding)


@pytest.mark.row("ADMIN-01", "STORE-01")
def test_line_filter_and_storage_are_told(parameters: Parameters) -> None:
    notes = judged(handling, chart(), parameters)
    assert [(f.row, f.action, f.values) for f in notes] == [
        ("ADMIN-01", Action.NOTE, {"finest": "0.2", "coarsest": "0.22"}),
        ("STORE-01", Action.NOTE, {"lowest": "2", "highest": "8"}),
    ]


def row_of(name: str) -> Row:
    return {r.id: r for r in (*preparation.rows, *handling.rows)}[name]


@pytest.mark.parametrize("name", ["PREP-01", "PREP-04", "ADMIN-01", "STORE-01"])
def test_how_it_is_prepared_is_told_beside_an_order_only(name: str) -> None:
    row = row_of(name)
    assert row.with_order
    assert row.without_order == (("unchecked",) if name == "PREP-01" else ())
