"""HBV-PROPH-01: what guidelines advise whoever has HBsAg or anti-HBc."""

import pytest

from app.clinical.facts import Reading, Serology
from app.knowledge.parameters import Parameters
from app.rules.antiviral_prophylaxis import antiviral_prophylaxis
from tests.charts import cs, on_treatment, only, serology
from tests.rules.results import but
from tests.rules.spoken import NOTE, briefly, spoken

POSITIVE, NEGATIVE = Reading.POSITIVE, Reading.NEGATIVE
OLD = "2020-01-01"


@pytest.mark.row("HBV-PROPH-01")
@pytest.mark.parametrize(
    ("results", "shown"),
    [
        ((serology("hbsag", POSITIVE),), 1),
        ((serology("anti_hbc_total", POSITIVE),), 1),
        ((serology("anti_hbc_igg", POSITIVE),), 1),
        ((serology("hbsag", POSITIVE), serology("anti_hbc_total", POSITIVE)), 2),
        # positive once and negative since: the record never forgets it
        ((serology("hbsag", POSITIVE, OLD), serology("hbsag", NEGATIVE)), 2),
    ],
)
def test_prophylaxis_is_advised(
    results: tuple[Serology, ...], shown: int, parameters: Parameters
) -> None:
    for record in (cs(), on_treatment()):
        found = only(spoken(antiviral_prophylaxis, but(record, *results), parameters))
        assert (found.row, found.action, found.severity) == ("HBV-PROPH-01", NOTE, None)
        assert (found.text, len(found.because)) == ("advice", shown)
        assert set(results) == set(found.because)
        numbers = {k: v for k, v in found.values.items() if k != "found"}
        assert numbers == {"months": 12, "longest": 18, "least": 1, "most": 3}
        assert found.values["found"] == "; ".join(f.display for f in found.because)


@pytest.mark.row("HBV-PROPH-01")
@pytest.mark.parametrize(
    "results",
    [
        (),
        (serology("hbsag", Reading.INDETERMINATE),),
        (serology("anti_hbs", POSITIVE),),
        (serology("hbv_dna", POSITIVE),),
    ],
)
def test_without_a_positive_marker_nothing_is_said(
    results: tuple[Serology, ...], parameters: Parameters
) -> None:
    assert briefly(antiviral_prophylaxis, but(cs(), *results), parameters) == []
