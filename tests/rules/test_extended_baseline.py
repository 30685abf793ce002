"""BASE-EXT-01: further tests that a site asks for before the first dose."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Diagnosis, LabResult, Procedure, Reading, Serology
from app.clinical.finding import Basis, Missing
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.extended_baseline import TESTS, extended_baseline
from tests.charts import chart, cs, diagnosis, lab, on_treatment, only, patient, procedure, serology
from tests.rules.spoken import LOW, WARN, at_site, briefly, spoken

NEGATIVE, POSITIVE = Reading.NEGATIVE, Reading.POSITIVE
VALUE_SETS = {
    "vzv-igg": "lab_vzv_igg",
    "hiv": "lab_hiv_screen",
    "hcv": "lab_hcv_antibody",
    "tuberculosis": "lab_tb_igra",
    "lymphocyte-subsets": "lab_cd19_absolute",
    "pregnancy-test": "lab_hcg_serum_qualitative",
    "creatinine": "lab_creatinine",
}
WOMAN = replace(cs(), patient=patient(gender="female"))
Fact = LabResult | Serology | Diagnosis | Procedure


def asking(p: Parameters, *names: str) -> Parameters:
    return at_site(p, "baseline.extended", names)


def with_(*facts: Fact, record: Record = WOMAN) -> Chart:
    return chart(
        replace(
            record,
            results=(*record.results, *(f for f in facts if isinstance(f, LabResult))),
            serologies=(*record.serologies, *(f for f in facts if isinstance(f, Serology))),
            diagnoses=(*record.diagnoses, *(f for f in facts if isinstance(f, Diagnosis))),
            procedures=(*record.procedures, *(f for f in facts if isinstance(f, Procedure))),
        )
    )


@pytest.mark.row("BASE-EXT-01")
def test_every_test_that_a_site_may_name_is_known(parameters: Parameters) -> None:
    assert set(parameters.about("baseline.extended").definition.allowed or ()) == set(TESTS)
    assert {name: test.value_set for name, test in TESTS.items()} == VALUE_SETS


@pytest.mark.row("BASE-EXT-01")
@pytest.mark.parametrize("name", VALUE_SETS)
def test_each_missing_test_is_a_low_warning(name: str, parameters: Parameters) -> None:
    found = only(spoken(extended_baseline, with_(), asking(parameters, name)))
    assert (found.row, found.action, found.severity) == ("BASE-EXT-01", WARN, LOW)
    assert (found.text, found.basis, found.cause) == ("missing", Basis.MISSING, name)
    assert found.missing == (Missing("Observation", VALUE_SETS[name]),)
    assert (found.because, found.values) == ((), {"test": TESTS[name].title})


@pytest.mark.row("BASE-EXT-01")
def test_several_are_said_one_by_one_and_none_unless_asked(parameters: Parameters) -> None:
    found = spoken(extended_baseline, with_(), asking(parameters, "hiv", "creatinine"))
    assert [f.cause for f in found] == ["hiv", "creatinine"]
    assert parameters.codes("baseline.extended") == ()
    assert list(extended_baseline.judge(with_(), parameters)) == []


@pytest.mark.row("BASE-EXT-01")
@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("vzv-igg", serology("vzv_igg", POSITIVE)),
        ("hiv", serology("hiv", NEGATIVE, "2019-01-01")),
        ("hiv", diagnosis("cond_hiv")),
        ("hcv", serology("hcv_antibody", NEGATIVE)),
        ("hcv", serology("hcv_rna", NEGATIVE)),
        ("hcv", diagnosis("cond_hcv", clinical="resolved")),
        ("tuberculosis", serology("tb_igra", NEGATIVE)),
        ("tuberculosis", procedure("proc_tb_skin_test", "2025-11")),
        ("tuberculosis", diagnosis("cond_tuberculosis_latent")),
        ("tuberculosis", diagnosis("cond_tuberculosis_active")),
        ("lymphocyte-subsets", lab("cd19")),
        ("lymphocyte-subsets", lab("cd20", "150")),
        ("pregnancy-test", serology("hcg", NEGATIVE)),
        ("creatinine", lab("creatinine", "70")),
        ("creatinine", lab("egfr", "95")),
    ],
)
def test_a_result_of_any_age_or_the_disease_itself_satisfies(
    name: str, fact: Fact, parameters: Parameters
) -> None:
    assert briefly(extended_baseline, with_(fact), asking(parameters, name)) == []
    others = [n for n in VALUE_SETS if n != name]
    asked = asking(parameters, *VALUE_SETS)
    assert [f.cause for f in spoken(extended_baseline, with_(fact), asked)] == others


@pytest.mark.row("BASE-EXT-01")
@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("hiv", serology("hiv", None, problem="no value")),
        ("hiv", serology("hiv", NEGATIVE, None)),
        ("creatinine", lab("creatinine", "70", problem="no unit")),
    ],
)
def test_a_result_that_cannot_be_used_does_not(
    name: str, fact: Fact, parameters: Parameters
) -> None:
    found = only(spoken(extended_baseline, with_(fact), asking(parameters, name)))
    assert (found.text, found.basis) == ("unusable", Basis.UNUSABLE)
    assert found.because == (fact,)


@pytest.mark.row("BASE-EXT-01")
@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("hiv", serology("hiv", NEGATIVE, preliminary=True)),
        ("tuberculosis", procedure("proc_tb_skin_test", None)),
    ],
)
def test_preliminary_or_undated_is_missing(name: str, fact: Fact, parameters: Parameters) -> None:
    found = only(spoken(extended_baseline, with_(fact), asking(parameters, name)))
    assert (found.text, found.basis) == ("missing", Basis.MISSING)


@pytest.mark.row("BASE-EXT-01")
def test_on_treatment_and_of_a_man_less_is_asked(parameters: Parameters) -> None:
    every = asking(parameters, *VALUE_SETS)
    assert briefly(extended_baseline, with_(record=on_treatment()), every) == []
    of_a_man = spoken(extended_baseline, with_(record=cs()), every)
    assert [f.cause for f in of_a_man] == [n for n in VALUE_SETS if n != "pregnancy-test"]
