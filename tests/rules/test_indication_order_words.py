"""IND-04 and IND-06: the sentences on an order's reason and on the yearly review."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.finding import Action
from app.knowledge.parameters import Parameters
from app.rules.indication import IND_04, IND_06, other_reason, yearly_review
from tests.charts import chart, cs, day, infusion, judged, medication, on_treatment, only


@pytest.mark.row("IND-04")
@pytest.mark.parametrize(
    ("dates", "when", "cause"),
    [
        ({"planned": day("2025-12-01"), "when": day("2025-11-20")}, " of 2025-12-01", "2025-12-01"),
        ({"when": day("2025-11-20")}, " of 2025-11-20", "2025-11-20"),
        ({}, "", "undated"),
    ],
)
@pytest.mark.parametrize("status", ["active", "draft", "on-hold"])
def test_what_is_said_of_an_order_for_another_reason(
    *, dates: dict[str, object], when: str, cause: str, status: str, parameters: Parameters
) -> None:
    known = medication(
        "drug_ocrelizumab_iv",
        reasons=frozenset(["ms_any"]),
        reason_stated=True,
        when=day("2025-11-30"),  # the newest, judged first
    )
    other = medication("drug_ocrelizumab_iv", status=status, reason_stated=True, **dates)  # type: ignore[arg-type]  # tests name the fields
    for coded_, sentence in (
        (
            True,
            (
                f"The order of ocrelizumab{when} names a reason that is not multiple sclerosis. "
                "Ocrelizumab is approved for multiple sclerosis only. A specialist's recorded "
                "decision releases the dose."
            ),
        ),
        (
            False,
            (
                f"The order of ocrelizumab{when} names a reason that could not be recognised as "
                "multiple sclerosis. Confirm the reason of the order."
            ),
        ),
    ):
        order = replace(other, reason_coded=coded_)
        for orders in ((known, order), (order, known)):
            patient = chart(replace(cs(), medications=orders))
            finding = only(judged(other_reason, patient, parameters))
            assert IND_04.sentence(finding) == sentence
            assert (finding.because, finding.cause) == ((order,), cause)


@pytest.mark.row("IND-06")
def test_the_review_names_the_first_day_and_rests_on_the_last_dose(parameters: Parameters) -> None:
    first, last = infusion("2024-11-20"), infusion("2025-06-01")
    note = only(judged(yearly_review, chart(on_treatment(first, last)), parameters))
    assert IND_06.sentence(note) == (
        "On treatment since 2024-11-20. Continue while it is effective and tolerated; review the "
        "benefit every 12 months."
    )
    assert note.because == (last,)


@pytest.mark.row("IND-06")
def test_the_review_is_ahead_in_the_first_year_and_none_without_treatment(
    parameters: Parameters,
) -> None:
    # 15 June 2025 was the second half of the first dose of 1 June: a year after it 2026-06-01
    (cleared,) = yearly_review.judge(chart(on_treatment()), parameters)
    assert (cleared.action, cleared.until) == (Action.CLEAR, date(2026, 6, 1))
    assert list(yearly_review.judge(chart(), parameters)) == []
    stop = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-07-01"))
    stopped = replace(
        on_treatment(infusion("2024-01-01"), infusion("2025-06-01")), medications=(stop,)
    )
    assert list(yearly_review.judge(chart(stopped), parameters)) == []
