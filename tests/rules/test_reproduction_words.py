"""PREG-02 to PREG-04, PREG-06 and LACT-01: the sentences and what they rest on."""

from datetime import date

import pytest

from app.clinical.facts import Fact, Reading
from app.clinical.finding import Action, Basis, Missing
from app.knowledge import load
from app.knowledge.parameters import Parameters
from app.rules.reproduction import (
    LACT_01,
    PREG_02,
    PREG_03,
    PREG_04,
    breast_feeding,
    contraception,
    exposed_pregnancy,
)
from app.rules.reproduction_europe import PREG_06, european_reproduction
from tests.charts import (
    AS_OF,
    chart,
    coded,
    cs,
    diagnosis,
    infusion,
    judged,
    on_treatment,
    only,
    patient,
    procedure,
    serology,
)
from tests.rules.test_reproduction import FEEDING, PREGNANT, record, stopped

ENDED = "cond_pregnancy_ended"


@pytest.mark.row("PREG-02")
def test_what_is_counselled(parameters: Parameters) -> None:
    going_on = only(judged(contraception, chart(record(on_treatment())), parameters))
    assert PREG_02.sentence(going_on) == (
        "No effective contraception is recorded. It is advised during treatment with ocrelizumab "
        "and for 6 months after the last dose. Counsel the patient."
    )
    assert (going_on.because, going_on.until) == ((), None)
    over = stopped("2025-06-10", date(2025, 7, 1))
    ended = only(judged(contraception, over, parameters))
    assert PREG_02.sentence(ended) == (
        "No effective contraception is recorded. It is advised until 2025-12-10, 6 months after "
        "the last dose of ocrelizumab on 2025-06-10. Counsel the patient."
    )
    assert over.course.last is not None
    assert ended.because == over.course.last.facts


@pytest.mark.row("PREG-02")
def test_the_last_possible_day_of_the_last_dose_counts(parameters: Parameters) -> None:
    # June may be 30 June: until 30 December
    finding = only(judged(contraception, stopped("2025-06", date(2025, 12, 30)), parameters))
    assert (finding.values["end"], finding.releases_on) == (date(2025, 12, 30), date(2025, 12, 31))
    assert finding.values["last"] == "2025-06"
    assert judged(contraception, stopped("2025-06", date(2025, 12, 31)), parameters) == ()


@pytest.mark.row("PREG-02")
def test_recorded_contraception_clears_on_all_that_is_recorded(parameters: Parameters) -> None:
    topic = "cond_contraception_effective"
    listed, stated, done = (
        diagnosis(topic),
        coded(topic, present=True),
        procedure(topic, "2024"),
    )
    over, no = diagnosis(topic, clinical="resolved"), coded(topic, present=False)
    patient_chart = chart(record(cs(), over, no, listed, stated, done))
    (cleared,) = contraception.judge(patient_chart, parameters)
    assert (cleared.row, cleared.action) == ("PREG-02", Action.CLEAR)
    assert cleared.because == (listed, stated, done)
    # an observation of contraception is listed among the diagnoses by its own value set
    assert list(contraception.judge(chart(record(cs(), PREGNANT)), parameters)) == []
    asked = chart(record(cs(), diagnosis("obs_contraception")))
    assert judged(contraception, asked, parameters) == ()


@pytest.mark.row("PREG-03", "PREG-04")
@pytest.mark.parametrize(
    ("last", "words"), [("2025-06-10", "on 2025-06-10"), (None, "on an unknown day")]
)
def test_what_the_teams_are_told(last: str | None, words: str, parameters: Parameters) -> None:
    dose, undated = infusion(last), diagnosis("cond_pregnancy", name="Pregnancy")
    told = chart(record(on_treatment(dose), PREGNANT, undated))
    finding, note = judged(exposed_pregnancy, told, parameters)
    assert PREG_03.sentence(finding) == (
        "A pregnancy is recorded (hcg positive, 2025-11-28; Pregnancy), and the last dose of "
        f"ocrelizumab was given {words}; the pregnancy may have been exposed. The newborn may "
        "lack B cells. Tell the obstetric and paediatric team."
    )
    assert (finding.because, note.because) == ((PREGNANT, undated, dose), (PREGNANT, undated))
    assert PREG_04.sentence(note) == (
        "Exposed pregnancies in the US: registry 1-833-872-4370, ocrevuspregnancyregistry.com."
    )


@pytest.mark.row("PREG-03")
@pytest.mark.parametrize(
    ("onset", "exposed"),
    [
        # without the day it began a pregnancy may have begun 300 days before the day that is
        # recorded, and a dose reaches it for six months: 10 June 2025 + 6 months = 10 December,
        # + 300 days = 6 October 2026
        ("2026-10-06", True),
        ("2026-10", True),
        ("2026-10-07", False),
    ],
)
def test_without_the_day_it_began_the_overlap_is_the_longest_possible(
    onset: str, *, exposed: bool, parameters: Parameters
) -> None:
    found = diagnosis("cond_pregnancy", onset=onset)
    day = date(2026, 11, 1)
    told = chart(record(on_treatment(infusion("2025-06-10")), found), start=day, as_of=day)
    findings = judged(exposed_pregnancy, told, parameters)
    assert [f.because for f in findings if f.row == "PREG-03"] == (
        [(found, *(told.course.last.facts if told.course.last else ()))] if exposed else []
    )


@pytest.mark.row("LACT-01")
def test_what_is_said_of_breast_feeding(parameters: Parameters) -> None:
    answer = coded(FEEDING, present=True, name="Breast-feeding")
    listed = diagnosis("answer_breastfeeding", onset="2025-11-20", name="Lactating")
    no = coded(FEEDING, present=False)
    finding = only(judged(breast_feeding, chart(record(cs(), no, answer, listed)), parameters))
    assert LACT_01.sentence(finding) == (
        "Breast-feeding is recorded: Breast-feeding, 2025-11-20; Lactating, 2025-11-20. There are "
        "no human data on ocrelizumab; human IgG passes into milk, and the drug into the milk of "
        "monkeys. Weigh benefit and risk and record the decision."
    )
    assert (finding.because, finding.missing) == ((answer, listed), ())


@pytest.mark.row("LACT-01")
def test_what_is_asked_after_a_birth(parameters: Parameters) -> None:
    loss = diagnosis(ENDED, "cond_pregnancy_loss", onset="2025-10-01")
    old, born = diagnosis(ENDED, onset="2020-01-01"), diagnosis(ENDED, name="Birth")
    section = procedure(ENDED, "2025-10-01")
    finding = only(
        judged(breast_feeding, chart(record(cs(), loss, old, born, section)), parameters)
    )
    assert LACT_01.sentence(finding) == (
        "An end of pregnancy is recorded (Birth; cond_pregnancy_ended, 2025-10-01) less than 12 "
        "months before the planned dose, and nothing on breast-feeding. Ask whether the patient "
        "breast-feeds."
    )
    assert finding.because == (born, section)
    assert finding.missing == (Missing("Observation", FEEDING),)


@pytest.mark.row("LACT-01")
@pytest.mark.parametrize("gender", ["female", "other", "unknown", ""])
def test_a_birth_asks_everyone_but_a_man_and_feeding_is_said_of_all(
    gender: str, parameters: Parameters
) -> None:
    who = patient(born="1995-05-01", gender=gender)
    born = diagnosis(ENDED, onset="2025-10-01")
    asked = only(judged(breast_feeding, chart(record(cs(), born, who=who)), parameters))
    assert (asked.text, asked.basis) == ("ask", Basis.MISSING)
    man = patient(gender="male")
    feeds = coded(FEEDING, present=True)
    said = only(judged(breast_feeding, chart(record(cs(), feeds, who=man)), parameters))
    assert said.text == "feeding"


@pytest.mark.row("PREG-06")
@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (
            (coded(FEEDING, present=True, name="Feeds"), procedure(ENDED, "2025-11-01")),
            "Feeds, 2025-11-20",
        ),
        (
            (serology("hcg", Reading.POSITIVE, "2025-11-28"), procedure(ENDED, "2025-10-01")),
            "cond_pregnancy_ended, 2025-10-01; hcg positive, 2025-11-28",
        ),
    ],
)
def test_what_the_european_texts_add(facts: tuple[Fact, ...], found: str) -> None:
    eu = load().parameters(AS_OF, "eu")
    notes = judged(european_reproduction, chart(record(cs(), *facts)), eu)
    (about,) = [n for n in notes if n.text == "breast_feeding"]
    assert PREG_06.sentence(about) == (
        f"Current UK and EU texts allow breast-feeding from a few days after birth ({found}). The "
        "US label weighs benefit and risk, and older European texts advise against it."
    )
    contraception_notes = [PREG_06.sentence(n) for n in notes if n.text == "contraception"]
    assert contraception_notes == (
        [
            (
                "Contraception is advised here during treatment and until 4 months after the last "
                "dose of ocrelizumab. The US label and older European texts ask for longer."
            )
        ]
        if "Feeds" in found
        else []
    )
