"""Advice on antiviral prophylaxis for whoever carries or has met hepatitis B."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.hepatitis_b_markers import anti_hbc, hbsag
from app.rules.hepatitis_b_table import EVER
from app.rules.rule import ELIGIBILITY, MONITORING, Row, rule

HBV_PROPH_01 = Row(
    id="HBV-PROPH-01",
    title="Antiviral prophylaxis against hepatitis B",
    statement="Guidelines advise antiviral prophylaxis for HBsAg, and with anti-CD20 treatment for "
    "anti-HBc, continued for 12 months or longer after it, with HBV DNA and ALT every 1 to 3 "
    "months.",
    code="LAB",
    cites=("S17",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "advice": "The record shows HBsAg or anti-HBc ({found}). Guidelines advise antiviral "
        "prophylaxis with anti-CD20 treatment, continued for at least {months} months after the "
        "last dose (one says {longest}), with HBV DNA and ALT every {least} to {most} months. "
        "Decide with hepatology.",
    },
    parameters=(
        "hbv.prophylaxis.monthsAfter",
        "hbv.prophylaxis.monthsAfterLongest",
        "hbv.prophylaxis.testMinMonths",
        "hbv.prophylaxis.testMaxMonths",
    ),
)


@rule(HBV_PROPH_01)
def antiviral_prophylaxis(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A positive marker is never forgotten; it is advised whatever the other rows decide."""
    told = (chart.once(hbsag), chart.once(anti_hbc))
    shown = tuple(f for t in told if t.state in EVER for f in t.because)
    if shown:
        yield HBV_PROPH_01.note(
            "advice",
            *shown,
            found="; ".join(f.display for f in shown),
            months=p.months("hbv.prophylaxis.monthsAfter"),
            longest=p.months("hbv.prophylaxis.monthsAfterLongest"),
            least=p.months("hbv.prophylaxis.testMinMonths"),
            most=p.months("hbv.prophylaxis.testMaxMonths"),
        )


RULES = (antiviral_prophylaxis,)
