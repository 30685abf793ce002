"""Counselling (catalogue 1.23 with 6.1): what the patient is told, when, and in which answer."""

from dataclasses import replace

import pytest

from app.assess.view import EVALUATE, OPERATIONS, shows
from app.clinical.finding import Action, Finding
from app.knowledge import load
from app.knowledge.parameters import Parameters
from app.rules import BOOK
from app.rules.counselling import counselling, patient_instruction
from app.rules.counselling_rows import AFTER_STOPPING, EVERY_INFUSION, FIRST_DOSE
from app.rules.current_label import current_label
from app.rules.rule import ELIGIBILITY, MONITORING, PREMEDICATION
from tests.charts import chart, cs, day, infusion, lab, medication, on_treatment, only
from tests.rules.spoken import at_site, spoken

EVERY = [f"COUN-0{n}" for n in range(1, 9)] + ["COUN-12"]
FIRST = ["COUN-09", "COUN-10", "COUN-13"]
AFTER = ["COUN-02", "COUN-03", "COUN-04", "COUN-05"]
STOP = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-07-01"))
STOPPED = replace(on_treatment(), medications=(STOP,))


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    assert all(f.action is Action.NOTE for f in findings)
    assert all((f.because, f.until, f.cause) == ((), None, "") for f in findings)
    return [(f.row, f.text) for f in findings]


def sentence(finding: Finding) -> str:
    return BOOK.rows[finding.row].sentence(finding)


@pytest.mark.row("COUN-01", "COUN-06", "COUN-07", "COUN-08", "COUN-12")
def test_a_later_dose_has_the_rows_of_every_infusion(parameters: Parameters) -> None:
    said = spoken(counselling, chart(on_treatment()), parameters)
    assert told(said) == [(row, "told") for row in EVERY]


@pytest.mark.row("COUN-09", "COUN-10", "COUN-13")
def test_the_first_dose_has_more_to_tell(parameters: Parameters) -> None:
    said = spoken(counselling, chart(), parameters)
    assert told(said) == [(row, "told") for row in (*EVERY, *FIRST)]


def test_a_restart_is_a_first_dose(parameters: Parameters) -> None:
    again = chart(on_treatment(infusion("2024-05-01"), infusion("2024-11-30")))
    assert told(spoken(counselling, again, parameters))[-1] == ("COUN-13", "told")


@pytest.mark.row("COUN-02", "COUN-03", "COUN-04", "COUN-05")
@pytest.mark.parametrize(
    ("count", "text"),
    [(None, "stopped"), ("99", "stopped"), ("100", "told")],  # lower limit of normal 100
)
def test_signs_are_told_after_stopping_until_the_b_cells_are_back(
    *, count: str | None, text: str, parameters: Parameters
) -> None:
    cells = () if count is None else (lab("cd19", count, "2025-11-01"),)
    record = replace(STOPPED, results=(*cs().results, *cells))
    said = told(spoken(counselling, chart(record), parameters))
    assert [row for row, key in said if key == text and row in AFTER] == AFTER
    assert [row for row, key in said if key == "stopped"] == (AFTER if text == "stopped" else [])


WORDS = {
    "COUN-01": ["24 hours", "itching", "trouble breathing", "racing heart"],
    "COUN-02": ["every infection", "fever", "chills", "cough that does not go away"],
    "COUN-03": ["sores", "shingles", "eye pain", "headache", "neck pain or stiffness", "confusion"],
    "COUN-04": ["(PML)", "weakness on one side", "clumsy", "sight", "memory", "personality"],
    "COUN-05": ["diarrhoea", "pain in the belly", "blood in the stool"],
    "COUN-06": ["yellow skin or eyes", "pain in the belly"],
    "COUN-07": [
        "heartbeat",
        "slurred speech",
        "vomiting",
        "coordination",
        "stiff muscles",
        "halos",
    ],
    "COUN-08": ["every 6 months", "without advice", "over the counter"],
    "COUN-09": ["6 to 12 months", "prevent", "not to undo"],
    "COUN-10": ["1-800-FDA-1088"],
    "COUN-12": ["neurologist", "Exercise", "eat", "sleep", "stress", "smoke", "overheating"],
    "COUN-13": ["together with the patient", "history", "goals"],
}


def test_the_notes_say_what_the_catalogue_asks(parameters: Parameters) -> None:
    said = {f.row: sentence(f) for f in spoken(counselling, chart(), parameters)}
    assert sorted(said) == sorted(WORDS)
    for row, words in WORDS.items():
        assert [word for word in words if word not in said[row]] == []
    assert all(
        words.startswith("Tell the patient: ") for row, words in said.items() if row != "COUN-13"
    )


def test_numbers_are_those_in_force(parameters: Parameters) -> None:
    site = at_site(parameters, "irr.onsetHours", 48)
    first = spoken(counselling, chart(), site)[0]
    assert "48 hours" in sentence(first)
    assert "48 hours" in patient_instruction(chart(), site)


def test_after_stopping_the_words_stay_and_the_reason_is_added(parameters: Parameters) -> None:
    (infection,) = [
        f for f in spoken(counselling, chart(STOPPED), parameters) if f.row == "COUN-02"
    ]
    assert sentence(infection) == (
        "Treatment is stopped and the B cells are not shown to be back, so this still holds. "
        "Tell the patient: Report every infection, and call at once for fever, chills or a cough "
        "that does not go away."
    )


def test_the_instruction_is_the_patients_part_of_the_notes(parameters: Parameters) -> None:
    for patient, rows in ((chart(on_treatment()), EVERY), (chart(), [*EVERY, *FIRST[:2]])):
        notes = {f.row: sentence(f) for f in spoken(counselling, patient, parameters)}
        lines = patient_instruction(patient, parameters).split("\n")
        assert lines == [notes[row].removeprefix("Tell the patient: ") for row in rows]


@pytest.mark.parametrize(
    ("row", "operations"),
    [
        ("COUN-01", {PREMEDICATION, EVALUATE}),
        ("COUN-02", {PREMEDICATION, MONITORING, EVALUATE}),
        ("COUN-09", {PREMEDICATION, EVALUATE}),
        ("COUN-13", {ELIGIBILITY, EVALUATE}),
    ],
)
def test_counselling_is_shown_where_the_visit_is_prepared(
    *, row: str, operations: set[str], parameters: Parameters
) -> None:
    (note,) = [f for f in spoken(counselling, chart(), parameters) if f.row == row]
    assert {o for o in OPERATIONS if shows(o, note, BOOK.rows)} == operations
    assert not [o for o in OPERATIONS if shows(o, note, BOOK.rows, ordered=False)]


def test_after_stopping_it_is_shown_without_an_order(parameters: Parameters) -> None:
    said = spoken(counselling, chart(STOPPED), parameters)
    shown = [f.row for f in said if shows(MONITORING, f, BOOK.rows, ordered=False)]
    assert shown == AFTER


def test_rows_of_the_table() -> None:
    assert [row.id for row in EVERY_INFUSION] == EVERY
    assert [row.id for row in FIRST_DOSE] == FIRST
    assert [row.id for row in AFTER_STOPPING] == AFTER


@pytest.mark.row("COUN-11")
def test_every_answer_tells_its_rules_and_its_label(parameters: Parameters) -> None:
    note = only(spoken(current_label, chart(), parameters))
    assert sentence(note) == (
        "Rule set 1.0.0 (label revision 2025-08) is not signed by a clinician. Drug information "
        "changes: check the current label."
    )
    assert all(shows(o, note, BOOK.rows, ordered=False) for o in OPERATIONS)


def test_a_signed_rule_set_still_says_to_check_the_label() -> None:
    row = BOOK.rows["COUN-11"]
    release = load().release
    note = row.note("signed", release=release.version, label=release.label_revision)
    assert row.sentence(note) == (
        "Rule set 1.0.0 follows label revision 2025-08. Drug information changes: check the "
        "current label."
    )
