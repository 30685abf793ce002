"""PREG-06: contraception and breast-feeding by UK and EU texts, as notes."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Fact, Patient, Reading
from app.clinical.finding import Action, Basis, Target
from app.clinical.record import Record
from app.knowledge import load
from app.knowledge.parameters import Parameters
from app.rules.reproduction_europe import PREG_06, european_reproduction
from app.rules.rule import ELIGIBILITY, MONITORING
from tests.charts import (
    AS_OF,
    chart,
    coded,
    cs,
    day,
    diagnosis,
    infusion,
    judged,
    medication,
    on_treatment,
    only,
    patient,
    procedure,
    serology,
)

WOMAN = patient(born="1995-05-01", gender="female")
FEEDING = "obs_breastfeeding_status"
FEEDS = coded(FEEDING, answers=frozenset(["answer_breastfeeding"]))
FEEDS_NOT = coded(FEEDING, answers=frozenset(["answer_not_breastfeeding"]))


def of(site: str, on: date = AS_OF) -> Parameters:
    return load().parameters(on, site)


def record(who: Patient = WOMAN, base: Record | None = None, **facts: tuple[Fact, ...]) -> Record:
    return replace(base or cs(), patient=who, **facts)  # type: ignore[arg-type]  # tests name fields


@pytest.mark.row("PREG-06")
@pytest.mark.parametrize("site", ["eu", "uk"])
def test_a_woman_is_told_how_long_contraception_is_advised(site: str) -> None:
    for base in (cs(), on_treatment()):
        note = only(judged(european_reproduction, chart(record(base=base)), of(site)))
        assert (note.row, note.action, note.text) == ("PREG-06", Action.NOTE, "contraception")
        assert (note.severity, note.basis, note.until) == (None, Basis.FINDING, None)
        assert (note.target, note.because) == (Target.OCRELIZUMAB, ())
        assert note.values == {"months": 4}
    assert PREG_06.scope == (ELIGIBILITY, MONITORING)


@pytest.mark.row("PREG-06")
def test_the_us_label_and_the_older_european_text_say_nothing_of_it() -> None:
    feeding = chart(record(coded=(FEEDS,)))
    assert judged(european_reproduction, feeding, of("us")) == ()
    assert judged(european_reproduction, feeding, of("default")) == ()
    assert judged(european_reproduction, feeding, of("eu", date(2025, 7, 31))) == ()


@pytest.mark.row("PREG-06")
def test_a_man_is_told_nothing() -> None:
    assert judged(european_reproduction, chart(record(patient())), of("eu")) == ()
    born = (diagnosis("cond_pregnancy_ended", onset="2025-11-01"),)
    assert judged(european_reproduction, chart(record(patient(), diagnoses=born)), of("eu")) == ()


@pytest.mark.row("PREG-06")
@pytest.mark.parametrize(
    ("as_of", "told"), [(date(2025, 10, 10), True), (date(2025, 10, 11), False)]
)
def test_after_stopping_it_is_told_until_four_months_have_passed(
    as_of: date, *, told: bool
) -> None:
    order = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-05-01"))
    stopped = record(base=on_treatment(infusion("2025-06-10")), medications=(order,))
    notes = judged(european_reproduction, chart(stopped, start=as_of, as_of=as_of), of("eu"))
    assert [(n.text, n.until) for n in notes] == (
        [("contraception", date(2025, 10, 11))] if told else []
    )


@pytest.mark.row("PREG-06")
@pytest.mark.parametrize(
    ("facts", "texts", "found"),
    [
        ({"coded": (FEEDS,)}, ["contraception", "breast_feeding"], f"{FEEDING}, 2025-11-20"),
        ({"coded": (FEEDS_NOT,)}, ["contraception"], None),
        (
            # a birth counts for twelve months: 2 December 2024 + 12 months is after the start
            {"procedures": (procedure("cond_pregnancy_ended", "2024-12-02"),)},
            ["contraception", "breast_feeding"],
            "cond_pregnancy_ended, 2024-12-02",
        ),
        (
            {"procedures": (procedure("cond_pregnancy_ended", "2024-12-01"),)},
            ["contraception"],
            None,
        ),
        (
            {
                "coded": (FEEDS_NOT,),
                "procedures": (procedure("cond_pregnancy_ended", "2025-11-01"),),
            },
            ["contraception"],
            None,
        ),
        (
            {"serologies": (serology("hcg", Reading.POSITIVE, "2025-11-28"),)},
            ["breast_feeding"],
            "hcg positive, 2025-11-28",
        ),
    ],
)
def test_breast_feeding_is_told_where_it_is_or_may_come_up(
    facts: dict[str, tuple[Fact, ...]], texts: list[str], found: str | None
) -> None:
    woman = record(WOMAN, None, **facts)
    notes = judged(european_reproduction, chart(woman), of("uk"))
    assert [n.text for n in notes] == texts
    assert all(n.action is Action.NOTE for n in notes)
    about = [n for n in notes if n.text == "breast_feeding"]
    assert [n.values["found"] for n in about] == ([found] if found else [])
    assert all(n.because for n in about)
