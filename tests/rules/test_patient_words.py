"""PAT-01, PAED-01, GER-01, REN-01, REN-02 and HEP-02: the sentences and what they rest on."""

from dataclasses import replace

import pytest

from app.clinical.facts import Diagnosis, Flag, LabResult
from app.clinical.finding import Action, Basis
from app.knowledge.parameters import Parameters
from app.rules.organs import HEP_02, REN_01, REN_02, kidney, liver_function
from app.rules.patient import GER_01, PAED_01, PAT_01, alive_and_active, of_age, older_patient
from tests.charts import chart, cs, diagnosis, only, patient
from tests.rules.spoken import spoken
from tests.rules.test_organs import MILD, SEVERE, UNSTAGED, egfr, with_
from tests.rules.test_patient import born


@pytest.mark.row("PAT-01")
def test_what_is_said_of_the_dead_and_of_a_closed_record(parameters: Parameters) -> None:
    gone = chart(replace(cs(), patient=patient(deceased=True, active=False)))
    dead, closed = spoken(alive_and_active, gone, parameters)
    assert (dead.text, closed.text) == ("deceased", "inactive")
    assert PAT_01.sentence(dead) == (
        "The record says that the patient has died. Nothing is proposed. If that is wrong, "
        "correct the patient's record and ask again."
    )
    assert PAT_01.sentence(closed) == (
        "The patient's record is marked as not active, so it may be closed or replaced by "
        "another. Nothing is proposed. Use the active record, or correct this one."
    )


@pytest.mark.row("PAED-01")
@pytest.mark.parametrize(
    ("birth", "sentence"),
    [
        (
            "2007-12-02",
            (
                "The patient, born on 2007-12-02, is younger than 18 years on the planned day "
                "2025-12-01. Efficacy and safety are not established below that age. The dose is "
                "not given."
            ),
        ),
        (
            "2007",
            (
                "The patient was born in 2007: the exact date is needed. On the planned day "
                "2025-12-01 some days of 2007 give an age below 18 years, and ocrelizumab is not "
                "given below that."
            ),
        ),
        (
            None,
            (
                "The record has no usable birth date. Ocrelizumab is not given below 18 years. "
                "Supply the birth date."
            ),
        ),
    ],
)
def test_what_is_said_below_the_age_of_use(
    birth: str | None, sentence: str, parameters: Parameters
) -> None:
    young = born(birth)
    found = only(spoken(of_age, young, parameters))
    assert PAED_01.sentence(found) == sentence
    assert found.because == (young.patient,)


@pytest.mark.row("PAED-01", "GER-01")
def test_an_ordinary_age_clears_on_the_patient(parameters: Parameters) -> None:
    grown = born("1987-06-15")
    for judge in (of_age, older_patient):
        (cleared,) = judge.judge(grown, parameters)
        assert (cleared.action, cleared.because) == (Action.CLEAR, (grown.patient,))


@pytest.mark.row("GER-01")
@pytest.mark.parametrize(
    ("birth", "sentence"),
    [
        (
            "1960-12-01",
            (
                "The patient, born on 1960-12-01, is 65 years or older on the planned day "
                "2025-12-01. Data at this age are limited. The dose does not change; watch more "
                "closely for infections."
            ),
        ),
        (
            "1960",
            (
                "The patient was born in 1960 and may be 65 years or older on the planned day "
                "2025-12-01. Data at this age are limited; watch more closely for infections. The "
                "exact birth date would settle it."
            ),
        ),
    ],
)
def test_what_is_said_at_an_older_age(birth: str, sentence: str, parameters: Parameters) -> None:
    old = born(birth)
    found = only(spoken(older_patient, old, parameters))
    assert GER_01.sentence(found) == sentence
    assert found.because == (old.patient,)


@pytest.mark.row("REN-02")
@pytest.mark.parametrize(
    "facts",
    [
        (egfr("45"),),
        (egfr("45"), diagnosis(*SEVERE, onset="2020-01-01")),
        # may be below 60, but the recorded stage is sure
        (egfr("90", comparator="<"), diagnosis(*SEVERE)),
    ],
)
def test_what_is_said_of_renal_impairment(
    facts: tuple[LabResult | Diagnosis, ...], parameters: Parameters
) -> None:
    found = only(spoken(kidney, with_(*facts), parameters))
    shown = "; ".join(f.display for f in facts)
    assert REN_02.sentence(found) == (
        f"The record shows moderate or severe renal impairment ({shown}). Ocrelizumab has too few "
        "data there: decide with caution. The dose does not change."
    )
    assert found.because == facts
    assert (found.basis, found.missing) == (Basis.FINDING, ())


@pytest.mark.row("REN-02")
@pytest.mark.parametrize(
    ("other", "text"),
    [
        ({"value": None, "flag": Flag.NORMAL}, None),
        ({"value": None, "flag": Flag.LOW}, "impaired"),
        ({"value": None, "flag": None}, "impaired"),
        ({"comparator": "<", "flag": Flag.NORMAL}, "impaired"),  # below 90 may be below 60
        ({"comparator": "<", "flag": Flag.LOW}, "impaired"),
    ],
)
def test_an_egfr_that_does_not_show_a_number_may_be_low(
    other: dict[str, object], text: str | None, parameters: Parameters
) -> None:
    shown = replace(egfr("90"), **other)  # type: ignore[arg-type]  # tests name the fields
    found = [f for f in spoken(kidney, with_(shown), parameters) if f.row == "REN-02"]
    assert [(f.text, f.basis) for f in found] == ([(text, Basis.UNUSABLE)] if text else [])


@pytest.mark.row("REN-02")
def test_one_egfr_surely_low_is_sure(parameters: Parameters) -> None:
    open_, sure = egfr("90", comparator="<", preliminary=True), egfr("45", "2025-11-19")
    found = only(spoken(kidney, with_(open_, sure), parameters))
    assert (found.basis, set(found.because)) == (Basis.FINDING, {open_, sure})


@pytest.mark.row("REN-02")
def test_what_is_said_where_the_stage_is_not_known(parameters: Parameters) -> None:
    listed = diagnosis(*UNSTAGED, onset="2020-01-01", name="Kidney disease")
    over = diagnosis(*UNSTAGED, clinical="resolved")
    spoilt = egfr(None, problem="no unit")
    found = only(spoken(kidney, with_(listed, over, spoilt), parameters))
    assert REN_02.sentence(found) == (
        "Renal impairment of unstated degree is recorded (Kidney disease, 2020-01-01) and there "
        "is no usable eGFR. It may be moderate or severe, where ocrelizumab has too few data. "
        "Supply an eGFR or the stage."
    )
    assert found.because == (listed, spoilt)


@pytest.mark.row("REN-01")
def test_what_is_said_of_mild_impairment(parameters: Parameters) -> None:
    mild = diagnosis(*MILD, onset="2021-01-01", name="Mild")
    other = diagnosis(*UNSTAGED, onset="2020-01-01", name="Kidney disease")
    low = egfr("75")
    note = only(spoken(kidney, with_(mild, other, low), parameters))
    assert REN_01.sentence(note) == (
        f"The record shows renal impairment that is at most mild ({low.display}; Mild, "
        "2021-01-01; Kidney disease, 2020-01-01). The dose does not change."
    )
    assert note.because == (low, mild, other)
    (_, cleared) = kidney.judge(with_(low), parameters)
    assert (cleared.row, cleared.action, cleared.because) == ("REN-02", Action.CLEAR, (low,))
    (unknown,) = kidney.judge(chart(), parameters)
    assert REN_01.sentence(unknown) == (
        "The record has no usable eGFR. None is required; mild renal impairment changes nothing."
    )


@pytest.mark.row("HEP-02")
def test_what_is_said_of_hepatic_impairment(parameters: Parameters) -> None:
    over = diagnosis("cond_hepatic_impairment", clinical="resolved")
    one = diagnosis("cond_hepatic_impairment", onset="2020", name="Cirrhosis")
    two = diagnosis("cond_hepatic_impairment", onset="2019", name="Liver failure")
    found = only(spoken(liver_function, with_(over, one, two), parameters))
    assert HEP_02.sentence(found) == (
        "Hepatic impairment is recorded (Cirrhosis, 2020; Liver failure, 2019). No source says "
        "how ocrelizumab behaves there. Ask hepatology before the dose."
    )
    assert found.because == (one, two)
