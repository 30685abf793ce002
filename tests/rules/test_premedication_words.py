"""PREMED rows: the words of what is given before the infusion, and their evidence."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Allergy
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.definitions import Value
from app.knowledge.parameters import Parameters
from app.rules.allergy_list import PREMED_01, allergies_known
from app.rules.corticosteroid import (
    PREMED_STER_01,
    PREMED_STER_02,
    PREMED_STER_03,
    corticosteroid,
    steroid_choice,
)
from app.rules.premedication import (
    PREMED_AH_01,
    PREMED_AH_02,
    PREMED_AH_03,
    antihistamine,
    antihistamine_choice,
)
from tests.charts import COMPLETE, allergy, chart, cs, day, judged, patient
from tests.rules.spoken import HOLD, at_site

ROWS = {
    row.id: row
    for row in (
        PREMED_01,
        PREMED_STER_01,
        PREMED_STER_02,
        PREMED_STER_03,
        PREMED_AH_01,
        PREMED_AH_02,
        PREMED_AH_03,
    )
}
DIPHENHYDRAMINE = allergy("drug_antihistamine", "drug_diphenhydramine", name="diphenhydramine")
CETIRIZINE = allergy("drug_antihistamine", "drug_cetirizine", name="cetirizine")
LORATADINE = allergy("drug_antihistamine", name="loratadine")
METHYLPREDNISOLONE = allergy(
    "drug_methylprednisolone", name="methylprednisolone", when=day("2020-01-02")
)
MEDROL = allergy("drug_methylprednisolone_oral", name="Medrol", when=day("2020-01-01"))
DEXAMETHASONE = allergy("drug_dexamethasone", name="dexamethasone")
ROUTE = "The antihistamine is given by the oral route."
TIME = "The antihistamine is given 30 to 60 minutes before the infusion."
STEROID_TIME = "The corticosteroid is given 30 minutes before the infusion."


def words(findings: tuple[Finding, ...]) -> list[str]:
    return [ROWS[f.row].sentence(f) for f in findings]


def allergic(*allergies: Allergy, born: str = "1987-06-15", product: str = "iv") -> Chart:
    return chart(replace(cs(), allergies=allergies, patient=patient(born)), product=product)


@pytest.mark.row("PREMED-01")
def test_premedication_is_announced_and_allergies_are_asked_for(parameters: Parameters) -> None:
    latex = allergy("latex")
    record = replace(cs(), allergies=(latex,), complete=COMPLETE - {"AllergyIntolerance"})
    given, asked = judged(allergies_known, chart(record), parameters)
    assert words((given, asked)) == [
        "A corticosteroid and an antihistamine are given before this dose, as before every one.",
        (
            "The record has no list of allergies that is said to be complete. Every dose is given "
            "with a corticosteroid and an antihistamine: ask for allergies to them before they "
            "are given."
        ),
    ]
    assert (asked.because, asked.missing) == ((latex,), (Missing("AllergyIntolerance"),))


@pytest.mark.row("PREMED-AH-01", "PREMED-AH-02", "PREMED-AH-03")
@pytest.mark.parametrize(
    ("allergies", "born", "because", "sentences"),
    [
        ((), "1987-06-15", [], []),
        (
            (DIPHENHYDRAMINE,),
            "1987-06-15",
            [(DIPHENHYDRAMINE,)],
            [
                (
                    "An allergy to diphenhydramine is recorded. Cetirizine is proposed instead of "
                    "diphenhydramine."
                )
            ],
        ),
        (
            (LORATADINE, replace(LORATADINE, key="again")),
            "1987-06-15",
            [(LORATADINE, replace(LORATADINE, key="again"))],
            [
                (
                    "An allergy to loratadine, another antihistamine, is recorded. "
                    "Diphenhydramine is proposed all the same: check that the patient tolerates "
                    "it."
                )
            ],
        ),
        (
            (DIPHENHYDRAMINE, CETIRIZINE),
            "1987-06-15",
            [(DIPHENHYDRAMINE, CETIRIZINE)],
            [
                (
                    "An allergy to diphenhydramine, cetirizine is recorded, and no antihistamine "
                    "is left that the site names. Choose one, or correct the allergy."
                )
            ],
        ),
        (
            (),
            "1960-12-01",
            None,
            ["From 65 years of age on diphenhydramine is proposed at its reduced dose."],
        ),
    ],
)
def test_the_antihistamine_in_words(
    *,
    allergies: tuple[Allergy, ...],
    born: str,
    because: list[tuple[Allergy, ...]] | None,
    sentences: list[str],
    parameters: Parameters,
) -> None:
    patient_chart = allergic(*allergies, born=born)
    found = judged(antihistamine, patient_chart, parameters)
    assert words(found) == [ROUTE, TIME, *sentences]
    if because is None:
        assert found[-1].because == (patient_chart.patient,)
    else:
        assert [f.because for f in found[2:]] == because
    injected = judged(antihistamine, allergic(*allergies, born=born, product="sc"), parameters)
    assert words(injected) == [ROUTE, *sentences]


@pytest.mark.row("PREMED-AH-01")
@pytest.mark.parametrize(
    ("name", "value", "allergies", "choice"),
    [
        ("premed.antihistamine.product", "cetirizine", (DIPHENHYDRAMINE,), ("cetirizine", False)),
        ("premed.antihistamine.product", "cetirizine", (CETIRIZINE,), None),
        ("premed.antihistamine.substitute", "none", (DIPHENHYDRAMINE,), None),
        ("premed.antihistamine.substitute", "none", (), ("diphenhydramine", False)),
    ],
)
def test_the_site_names_the_antihistamines(
    name: str,
    value: Value,
    allergies: tuple[Allergy, ...],
    choice: tuple[str, bool] | None,
    parameters: Parameters,
) -> None:
    site = at_site(parameters, name, value)
    patient_chart = allergic(*allergies)
    assert antihistamine_choice(patient_chart, site) == choice
    found = judged(antihistamine, patient_chart, site)
    holds = [f for f in found if f.action is HOLD]
    assert [f.because for f in holds] == ([] if choice else [allergies])
    others = [f.because for f in found if f.cause == "other antihistamine"]
    assert others == ([allergies] if choice and allergies else [])


@pytest.mark.row("PREMED-STER-01", "PREMED-STER-02", "PREMED-STER-03")
@pytest.mark.parametrize(
    ("equivalent", "allergies", "sentence"),
    [
        (
            "none",
            (METHYLPREDNISOLONE,),
            (
                "An allergy to methylprednisolone is recorded, and methylprednisolone is given "
                "before every infusion. Choose an equivalent with a specialist, name it for the "
                "site, or correct the allergy."
            ),
        ),
        (
            "dexamethasone",
            (DEXAMETHASONE,),
            (
                "An allergy to dexamethasone is recorded. It may extend to all corticosteroids, "
                "so none is put in the place of methylprednisolone. Clarify the allergy with a "
                "specialist before the infusion."
            ),
        ),
        (
            "dexamethasone",
            (METHYLPREDNISOLONE, MEDROL),
            (
                "An allergy to methylprednisolone, Medrol is recorded. The site gives "
                "dexamethasone instead of methylprednisolone: check its dose and the allergy "
                "before it is given."
            ),
        ),
    ],
)
def test_the_corticosteroid_in_words(
    equivalent: str, allergies: tuple[Allergy, ...], sentence: str, parameters: Parameters
) -> None:
    site = at_site(parameters, "premed.steroid.equivalent", equivalent)
    found = judged(corticosteroid, allergic(*allergies), site)
    assert words(found) == [STEROID_TIME, sentence]
    assert found[-1].because == allergies
    assert found[-1].basis is Basis.FINDING


@pytest.mark.row("PREMED-STER-01")
def test_before_an_injection_the_subcutaneous_row_speaks(parameters: Parameters) -> None:
    injected = allergic(METHYLPREDNISOLONE, product="sc")
    assert judged(corticosteroid, injected, parameters) == ()
    assert steroid_choice(injected, parameters) is None
    assert steroid_choice(allergic(product="sc"), parameters) == "dexamethasone"
    assert steroid_choice(allergic(), parameters) == "methylprednisolone"
