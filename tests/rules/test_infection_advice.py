"""INF-RISK-01 and INF-COV-01: what is told about infections."""

from dataclasses import replace

import pytest

from app.knowledge.parameters import Parameters
from app.rules.infection_advice import INF_RISK_01, infection_advice
from tests.charts import chart, cs, day, infusion, lab, medication, on_treatment
from tests.rules.spoken import NOTE, briefly, spoken


@pytest.mark.row("INF-RISK-01")
@pytest.mark.row("INF-COV-01")
def test_the_risk_and_how_to_avoid_it_are_told_until_b_cells_are_back(
    parameters: Parameters,
) -> None:
    told = [("INF-RISK-01", NOTE, None, "risk"), ("INF-COV-01", NOTE, None, "avoid")]
    stopped = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-11-01"))
    after = replace(on_treatment(infusion("2025-06-01")), medications=(stopped,))
    for record in (cs(), on_treatment(), after):
        assert briefly(infection_advice, chart(record), parameters) == told
    back = replace(after, results=(lab("cd19", "150", "2025-11-20"),))
    assert briefly(infection_advice, chart(back), parameters) == []


@pytest.mark.row("INF-RISK-01")
def test_the_frequencies_are_those_of_the_source(parameters: Parameters) -> None:
    finding = spoken(infection_advice, chart(cs()), parameters)[0]
    said = INF_RISK_01.sentence(finding)
    assert all(number in said for number in ("40-49 %", "14 %", "2.1-5 %"))
