"""SW-PRIOR-01 and SW-NAT-01: the words, the evidence and the days of an earlier drug."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration, Medication
from app.clinical.finding import Action, Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.prior_treatment import (
    SW_NAT_01,
    SW_PRIOR_01,
    after_natalizumab,
    prior_treatment,
)
from app.rules.rule import Rule
from tests.charts import COMPLETE, chart, cs, day, infusion, judged, medication, only

NATALIZUMAB, RITUXIMAB = "drug_natalizumab", "drug_rituximab"


def given(topic: str, when: str | None) -> Administration:
    name = topic.removeprefix("drug_").capitalize()
    return infusion(when, None, topics=frozenset((topic,)), key=topic, name=name)


def said(rule: Rule, p: Parameters, *facts: Administration | Medication) -> tuple[Finding, ...]:
    record = replace(
        cs(),
        administrations=tuple(f for f in facts if isinstance(f, Administration)),
        medications=tuple(f for f in facts if isinstance(f, Medication)),
    )
    return judged(rule, chart(record), p)


def on(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


@pytest.mark.row("SW-PRIOR-01")
@pytest.mark.parametrize(
    ("fact", "until", "release", "sentence"),
    [
        (  # 1 July + 5 months, and a day
            given(RITUXIMAB, "2025-07-01"),
            "2025-12-02",
            "2025-12-02",
            (
                "Rituximab was last given or taken on 2025-07-01. Its effect lasts, and the first "
                "dose is planned for 2025-12-01. From 2025-12-02 on the interval is kept; before "
                "that a specialist decides."
            ),
        ),
        (  # 1 July + 5 months, and a day: from then on the exact date matters
            given("drug_ublituximab", "2025-07"),
            "2025-12-02",
            "2026-01-01",
            (
                "Ublituximab was last given or taken on 2025-07. Its effect lasts, and the first "
                "dose is planned for 2025-12-01. From 2026-01-01 on the interval is kept; before "
                "that a specialist decides."
            ),
        ),
        (  # 31 December + 6 months, and a day
            given("drug_mitoxantrone", "2025"),
            "2026-07-01",
            "2026-07-01",
            (
                "Mitoxantrone was last given or taken on 2025: the exact date is needed, because "
                "the planned day 2025-12-01 keeps the interval for some of these days only."
            ),
        ),
        (
            given("drug_teriflunomide", None),
            None,
            None,
            (
                "Teriflunomide is recorded without any date. Whether it still acts on 2025-12-01 "
                "cannot be told. Supply the last day it was taken."
            ),
        ),
        (  # the supply lasts: taken until today, + 5 months, and a day
            medication(RITUXIMAB, when=day("2025-01-01"), ends=day("2026-03-01"), name="Rituximab"),
            "2026-05-02",
            "2026-05-02",
            (
                "Rituximab was last given or taken on 2025-12-01. Its effect lasts, and the first "
                "dose is planned for 2025-12-01. From 2026-05-02 on the interval is kept; before "
                "that a specialist decides."
            ),
        ),
        (  # until some day of this month, 31 December + 5 months, and a day
            medication(RITUXIMAB, ends=day("2025-12"), name="Rituximab"),
            "2026-05-02",
            "2026-06-01",
            (
                "Rituximab was last given or taken on 2025-12. Its effect lasts, and the first "
                "dose is planned for 2025-12-01. From 2026-06-01 on the interval is kept; before "
                "that a specialist decides."
            ),
        ),
        (  # planned for today counts, + 28 days, and a day
            medication(
                "drug_fingolimod",
                when=day("2025-01-01"),
                planned=day("2025-12-01"),
                name="Fingolimod",
            ),
            "2025-12-30",
            "2025-12-30",
            (
                "Fingolimod was last given or taken on 2025-12-01. Its effect lasts, and the "
                "first dose is planned for 2025-12-01. From 2025-12-30 on the interval is kept; "
                "before that a specialist decides."
            ),
        ),
    ],
)
def test_a_drug_that_still_acts_is_quoted(
    *,
    fact: Administration | Medication,
    until: str | None,
    release: str | None,
    sentence: str,
    parameters: Parameters,
) -> None:
    over = given("drug_alemtuzumab", "2020-01-01")
    finding = only(said(prior_treatment, parameters, over, fact))
    assert SW_PRIOR_01.sentence(finding) == sentence
    assert (finding.because, finding.cause) == ((fact,), fact.key)
    assert (finding.until, finding.releases_on) == (on(until), on(release))


@pytest.mark.row("SW-PRIOR-01")
@pytest.mark.parametrize(
    "status", ["cancelled", "draft", "not-taken", "intended", "declined", "preparation"]
)
def test_what_was_never_taken_is_no_exposure(status: str, parameters: Parameters) -> None:
    for change in ({"status": status}, {"ours": True}, {"planned": day("2025-12-02")}):
        never = replace(medication(RITUXIMAB, when=day("2025-11-01")), **change)
        assert said(prior_treatment, parameters, never) == ()


@pytest.mark.row("SW-PRIOR-01")
def test_each_drug_speaks_for_itself(parameters: Parameters) -> None:
    facts = (given("drug_cladribine", "2025-11-01"), given(RITUXIMAB, "2025-11-01"))
    found = said(prior_treatment, parameters, *facts)
    assert [f.because for f in found] == [facts[1:], facts[:1]]


@pytest.mark.row("SW-PRIOR-01", "SW-NAT-01")
def test_an_administration_without_a_day_may_be_the_last(parameters: Parameters) -> None:
    for rule, topic in ((prior_treatment, RITUXIMAB), (after_natalizumab, NATALIZUMAB)):
        lost, known = given(topic, None), given(topic, "2024-01-01")
        finding = only(said(rule, parameters, lost, known))
        assert (finding.text, finding.action) == ("undated", Action.HOLD)
        assert finding.because == (lost,)


@pytest.mark.row("SW-NAT-01")
@pytest.mark.parametrize(
    ("last", "until", "sentence"),
    [
        (  # 4 November + 28 days
            "2025-11-04",
            "2025-12-02",
            (
                "Natalizumab was last given on 2025-11-04, 27 days before the planned first dose "
                "on 2025-12-01. Under 28 days the switch is a decision of a specialist, with a "
                "magnetic resonance image against PML. The hold ends on 2025-12-02."
            ),
        ),
        (  # 30 November + 28 days
            "2025-11",
            "2025-12-28",
            (
                "Natalizumab was last given on 2025-11: the exact date is needed, because the "
                "planned day 2025-12-01 is 28 days later for some of these days only."
            ),
        ),
        (
            None,
            None,
            (
                "Natalizumab is in the record, but not the day it was last given. Supply the day: "
                "the interval before the first dose depends on it."
            ),
        ),
        (  # 20 October + 85 days
            "2025-10-20",
            "2026-01-13",
            (
                "Natalizumab was last given on 2025-10-20, 42 days before the planned first dose: "
                "within the usual 28 to 84 days."
            ),
        ),
        (  # 7 September + 12 months, and a day
            "2025-09-07",
            "2026-09-08",
            (
                "Natalizumab was last given on 2025-09-07, 85 days before the planned first dose. "
                "Beyond 84 days disease activity can return: do not delay further."
            ),
        ),
        (  # 1 September is 91 days before, too late at that end
            "2025-09",
            "2026-10-01",
            (
                "Natalizumab was last given on 2025-09, 91 days before the planned first dose. "
                "Beyond 84 days disease activity can return: do not delay further."
            ),
        ),
    ],
)
def test_the_interval_from_natalizumab_is_quoted(
    last: str | None, until: str | None, sentence: str, parameters: Parameters
) -> None:
    fact = given(NATALIZUMAB, last)
    finding = only(said(after_natalizumab, parameters, fact))
    assert SW_NAT_01.sentence(finding) == sentence
    assert (finding.because, finding.until) == ((fact,), on(until))
    asked = (Missing("MedicationAdministration", NATALIZUMAB, path="medication"),)
    assert finding.missing == (() if last else asked)


@pytest.mark.row("SW-NAT-01")
def test_an_order_of_natalizumab_is_silent_a_year_after_it_was_written(
    parameters: Parameters,
) -> None:
    order = medication(NATALIZUMAB, when=day("2024-12-01"))
    finding = only(said(after_natalizumab, parameters, order))
    assert (finding.because, finding.basis) == ((order,), Basis.MISSING)
    assert finding.until == date(2025, 12, 2)


@pytest.mark.row("SW-NAT-01")
@pytest.mark.parametrize(("written", "text"), [("2025-10-20", "usual"), ("2025-10-21", "undated")])
def test_an_order_of_the_day_it_was_last_given_adds_nothing(
    written: str, text: str, parameters: Parameters
) -> None:
    record = replace(
        cs(),
        administrations=(given(NATALIZUMAB, "2025-10-20"),),
        medications=(medication(NATALIZUMAB, status="completed", when=day(written)),),
        complete=COMPLETE - {"MedicationAdministration"},
    )
    assert only(judged(after_natalizumab, chart(record), parameters)).text == text
    undated = replace(record, medications=(medication(NATALIZUMAB, status="completed"),))
    assert only(judged(after_natalizumab, chart(undated), parameters)).text == "usual"


def asked_on(today: str, *facts: Administration) -> Chart:
    on_day = date.fromisoformat(today)
    return chart(replace(cs(), administrations=facts), start=on_day, as_of=on_day)


@pytest.mark.row("SW-PRIOR-01")
def test_the_first_day_of_a_month_decides_whether_the_date_matters(parameters: Parameters) -> None:
    # 1 July + 5 months, and a day
    fact = given(RITUXIMAB, "2025-07")
    texts = [
        only(judged(prior_treatment, asked_on(today, fact), parameters)).text
        for today in ("2025-12-01", "2025-12-02")
    ]
    assert texts == ["recent", "inexact"]


@pytest.mark.row("SW-NAT-01")
def test_a_month_of_natalizumab_is_early_until_its_first_day_is_not(
    parameters: Parameters,
) -> None:
    # 1 October + 28 days = 29 October; 31 October + 28 days = 28 November
    fact = given(NATALIZUMAB, "2025-10")
    told = []
    for today in ("2025-10-28", "2025-10-29"):
        finding = only(judged(after_natalizumab, asked_on(today, fact), parameters))
        told.append((finding.text, finding.until, finding.releases_on))
    assert told == [
        ("early", date(2025, 10, 29), date(2025, 11, 28)),
        ("inexact", date(2025, 11, 28), date(2025, 11, 28)),
    ]


@pytest.mark.row("SW-PRIOR-01")
def test_a_supply_that_ends_after_the_last_administration_counts(parameters: Parameters) -> None:
    supply = medication(RITUXIMAB, status="stopped", ends=day("2025-08-01"))
    found = said(prior_treatment, parameters, given(RITUXIMAB, "2024-01-01"), supply)
    assert only(found).because == (supply,)
