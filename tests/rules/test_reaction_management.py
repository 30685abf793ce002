"""IRR-MILD-01, IRR-MILD-02 and IRR-MOD-01: half of the rate at onset, for how long, or else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.clinical.facts import Administration, Grade, Reaction
from app.clinical.finding import Action, Basis, Finding, Severity
from app.knowledge.parameters import Parameters
from app.rules.infusion_reaction import reaction_to_ocrelizumab, reactions_to_show
from app.rules.reaction_management import mild_or_moderate_reaction
from app.rules.reaction_management_rows import IRR_MILD_01, IRR_MILD_02, IRR_MOD_01
from tests.charts import day, infusion, judged, only
from tests.rules.infusions import AIRWAYS, IRR, MILD, at_infusion, now, running, step
from tests.rules.spoken import at_site

WARN, NOTE = Action.WARN, Action.NOTE
MILDLY, MODERATELY = Grade.MILD, Grade.MODERATE
STEPS = (
    step("10:00", "10:30", "30"),
    step("10:31", "11:30", "60"),
    running("2025-12-01T11:31:00Z", "90"),
)


def told(
    *found: Reaction, p: Parameters, given: tuple[Administration, ...] | None = None
) -> dict[str, Finding]:
    findings = judged(mild_or_moderate_reaction, at_infusion(*found, given=given), p)
    return {f.row: f for f in findings}


@pytest.mark.row("IRR-MILD-01")
@pytest.mark.parametrize(
    ("given", "text", "rate", "onset"),
    [
        ((running(),), "rate", "90", "180"),  # 180 / 2
        ((running(rate="45"),), "rate", "22.5", "45"),
        (STEPS, "rate", "30", "60"),  # 60 mL/h ran at 11:00
        ((running(rate=None),), "halve", "", ""),
        ((running(), running(rate="60")), "unclear", "", ""),
    ],
)
@pytest.mark.parametrize(
    ("grade", "way"), [(Grade.MILD, ""), (Grade.MODERATE, "moderate_")], ids=["mild", "moderate"]
)
def test_the_rate_is_cut_to_half_of_the_rate_at_onset(
    *,
    given: tuple[Administration, ...],
    text: str,
    rate: str,
    onset: str,
    grade: Grade,
    way: str,
    parameters: Parameters,
) -> None:
    found = now(grade=grade)
    finding = told(found, p=parameters, given=given)["IRR-MILD-01"]
    assert (finding.action, finding.severity, finding.basis) == (
        WARN,
        Severity.MODERATE,
        Basis.FINDING,
    )
    assert finding.text == way + text
    assert finding.values == {
        "reactions": f"{IRR}, 2025-12-01",
        "rate": rate,
        "onset": onset,
        "share": "50%",
    }
    assert finding.because == (found, *(a for a in given if a.rate_ml_h))
    assert (finding.cause, finding.until) == ("2025-12-01", date(2025, 12, 3))


@pytest.mark.row("IRR-MILD-01")
def test_the_nurse_reads_the_computed_rate(parameters: Parameters) -> None:
    finding = told(now(grade=MILDLY), p=parameters)["IRR-MILD-01"]
    assert IRR_MILD_01.sentence(finding) == (
        "A mild reaction to the present infusion is recorded: reaction_infusion_related, "
        "2025-12-01. Cut the rate to 90 mL/h, 50% of the 180 mL/h recorded for the onset; if "
        "another rate ran then, of that one. Watch closely and treat the symptoms as needed."
    )
    unknown = told(now(grade=MILDLY), p=parameters, given=(running(rate=None),))["IRR-MILD-01"]
    assert "not recorded: at least halve the rate at onset (to 50%)" in IRR_MILD_01.sentence(
        unknown
    )


@pytest.mark.row("IRR-MILD-01")
@pytest.mark.parametrize(
    ("found", "given", "text", "rate"),
    [
        # onset known by its day, or only written down then: one rate is known, several are not
        ((now(when="2025-12-01", grade=MILDLY),), (running(),), "rate", "90"),
        ((now(when="2025-12", grade=MILDLY),), (running(),), "rate", "90"),
        ((now(when="2025-12-01", grade=MILDLY),), STEPS, "unclear", ""),
        ((now(onset_stated=False, grade=MILDLY),), STEPS, "unclear", ""),
        ((now(onset_stated=False, grade=MILDLY),), (running(),), "rate", "90"),
        # two symptoms at 60 and at 90 mL/h: the lower half
        (
            (
                now(key="itch", grade=MILDLY),
                now(key="rash", when="2025-12-01T11:45:00Z", grade=MILDLY),
            ),
            STEPS,
            "rate",
            "30",
        ),
        # the same symptom, seen again at 90 mL/h: it began at 60
        ((now(grade=MILDLY), now(when="2025-12-01T11:45:00Z", grade=MILDLY)), STEPS, "rate", "30"),
        ((now(when="2025-12-01T11:45:00Z", grade=MILDLY), now(grade=MILDLY)), STEPS, "rate", "30"),
        ((now(when="2025-12-01", grade=MILDLY), now(grade=MILDLY)), STEPS, "rate", "30"),
        # of two symptoms one without a time
        (
            (now(key="itch", grade=MILDLY), now(key="rash", when="2025-12-01", grade=MILDLY)),
            STEPS,
            "unclear",
            "",
        ),
    ],
)
def test_an_onset_that_is_not_clear_is_not_guessed(
    *,
    found: tuple[Reaction, ...],
    given: tuple[Administration, ...],
    text: str,
    rate: str,
    parameters: Parameters,
) -> None:
    finding = told(*found, p=parameters, given=given)["IRR-MILD-01"]
    assert (finding.text, finding.values["rate"]) == (text, rate)


@pytest.mark.row("IRR-MILD-01")
def test_a_site_may_cut_further(parameters: Parameters) -> None:
    quarter = at_site(parameters, "irr.rateFraction", Decimal("0.25"))
    finding = told(now(grade=MILDLY), p=quarter)["IRR-MILD-01"]
    assert (finding.values["rate"], finding.values["share"]) == ("45", "25%")  # 180 / 4


@pytest.mark.row("IRR-MILD-02")
@pytest.mark.parametrize(
    ("found", "given", "text", "since", "earliest"),
    [
        ((now(grade=MILDLY),), (running(),), "onset", "11:00", "11:30"),
        ((now(grade=MILDLY),), (running(rate=None),), "onset", "11:00", "11:30"),
        # cut to 90 at 11:10, and to 100 before: 100 is no half of 180
        (
            (now(grade=MILDLY),),
            (
                step("10:00", "11:05", "180"),
                step("11:05", "11:10", "100"),
                running("2025-12-01T11:10:00Z", "90"),
            ),
            "cut",
            "11:10",
            "11:40",
        ),
        # the later of two symptoms counts
        (
            (
                now(key="itch", grade=MILDLY),
                now(key="rash", when="2025-12-01T11:45:00Z", grade=MILDLY),
            ),
            (running(),),
            "onset",
            "11:45",
            "12:15",
        ),
        ((now(when="2025-12-01", grade=MILDLY),), (running(),), "no_time", "", ""),
        (
            (now(key="itch", grade=MILDLY), now(key="rash", when="2025-12-01", grade=MILDLY)),
            (running(),),
            "no_time",
            "",
            "",
        ),
    ],
)
def test_the_reduced_rate_is_kept_for_half_an_hour_and_until_symptoms_resolve(
    *,
    found: tuple[Reaction, ...],
    given: tuple[Administration, ...],
    text: str,
    since: str,
    earliest: str,
    parameters: Parameters,
) -> None:
    note = told(*found, p=parameters, given=given)["IRR-MILD-02"]
    assert (note.action, note.text, note.values["minutes"]) == (NOTE, text, 30)
    assert (note.because, note.until) == (found, date(2025, 12, 3))
    for name, clock in (("since", since), ("earliest", earliest)):
        assert note.values.get(name, "") == (f"2025-12-01 {clock}+00:00" if clock else "")
    assert "until the symptoms have resolved" in IRR_MILD_02.sentence(note)


@pytest.mark.row("IRR-MOD-01")
def test_after_a_moderate_reaction_all_three_choices_are_told(parameters: Parameters) -> None:
    found = (now(key="itch", grade=MODERATELY), now(key="rash", grade=MILDLY))
    findings = told(*found, p=parameters)
    assert list(findings) == ["IRR-MILD-01", "IRR-MILD-02", "IRR-MOD-01"]
    note = findings["IRR-MOD-01"]
    assert (note.action, note.because, note.until) == (NOTE, found, date(2025, 12, 3))
    for row, choice in ((IRR_MOD_01, "interrupt the infusion"), (IRR_MILD_01, "An interruption")):
        assert choice in row.sentence(findings[row.id])
        assert "symptoms" in row.sentence(findings[row.id])
    assert list(told(now(grade=MILDLY), p=parameters)) == ["IRR-MILD-01", "IRR-MILD-02"]


@pytest.mark.row("IRR-MILD-01")
@pytest.mark.parametrize(
    ("found", "given"),
    [
        ((), (running(),)),
        ((now(MILD),), (running(),)),  # nobody graded it: IRR-NEXT-01
        ((now(grade=MILDLY),), (running(status="completed"),)),
        ((now(when="2025-06-15", grade=MILDLY),), (running(),)),
        ((now(grade=MILDLY, suspects=frozenset(["drug_ibuprofen"])),), (running(),)),
        # what stops the infusion is not answered by half of a rate
        ((now(grade=MILDLY), now(key="two", grade=Grade.SEVERE)), (running(),)),
        ((now(grade=MILDLY), now("reaction_anaphylaxis")), (running(),)),
        ((now(grade=MILDLY), now(AIRWAYS)), (running(),)),
    ],
)
def test_what_is_no_graded_reaction_of_this_infusion_is_not_halved(
    found: tuple[Reaction, ...], given: tuple[Administration, ...], parameters: Parameters
) -> None:
    assert told(*found, p=parameters, given=given) == {}


@pytest.mark.row("IRR-NEXT-01")
def test_a_reaction_is_told_once(parameters: Parameters) -> None:
    mild, grave = now(grade=MILDLY), now(key="two", grade=Grade.SEVERE)
    assert judged(reactions_to_show, at_infusion(mild), parameters) == ()
    shown = only(judged(reactions_to_show, at_infusion(mild, grave), parameters))
    assert (shown.because, shown.text, shown.until) == ((mild,), "mild", None)
    done = at_infusion(mild, given=(running(status="completed"),))
    assert only(judged(reactions_to_show, done, parameters)).because == (mild,)


@pytest.mark.row("IRR-NEXT-01")
def test_an_injection_has_no_rate(parameters: Parameters) -> None:
    under_skin = replace(running(), topics=frozenset(["drug_ocrelizumab_sc"]))
    mild, patient = now(grade=MILDLY), at_infusion(now(grade=MILDLY), given=(under_skin,))
    assert told(mild, p=parameters, given=(under_skin,)) == {}
    assert only(judged(reactions_to_show, patient, parameters)).text == "mild"


@pytest.mark.row("IRR-MILD-01")
def test_a_mild_reaction_neither_holds_nor_blocks(parameters: Parameters) -> None:
    for status in ("in-progress", "on-hold", "stopped"):
        given = (running(status=status, ended=day("2025-12-01T11:30:00Z")),)
        patient = at_infusion(now(grade=MILDLY), given=given)
        assert judged(reaction_to_ocrelizumab, patient, parameters) == ()
        assert "IRR-MILD-01" in told(now(grade=MILDLY), p=parameters, given=given)
    yesterday = (infusion("2025-11-30", "300", status="stopped"),)
    found = now(when="2025-11-30", grade=MILDLY)
    assert told(found, p=parameters, given=yesterday) == {}
