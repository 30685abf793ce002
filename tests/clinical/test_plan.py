"""A dose is ordered by a proposal of this answer, or by an order that stands."""

from datetime import date
from decimal import Decimal

import pytest

from app.clinical.plan import Coding, Decision, Plan, Proposal
from tests.charts import medication

PROPOSED = Proposal(
    action="ocrelizumab-600mg",
    title="Ocrelizumab",
    medication="ocrelizumab",
    codings=(),
    text="600 mg",
    route=Coding("", ""),
    dose_mg=Decimal(600),
    start=date(2025, 12, 1),
)


@pytest.mark.parametrize(
    ("proposed", "stands", "ordered"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_whether_the_dose_is_ordered(*, proposed: bool, stands: bool, ordered: bool) -> None:
    plan = Plan(
        decision=Decision.PROCEED,
        proposals=(PROPOSED,) if proposed else (),
        due=None,
        earliest=None,
        latest=None,
        review_on=None,
        standing=medication("drug_ocrelizumab_iv") if stands else None,
    )
    assert plan.ordered is ordered
