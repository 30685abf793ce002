"""Hepatitis B: the rows of the decision table and what they say."""

from app.rules.rule import DECISION, ELIGIBILITY, HIGH, HOLD, MONITORING, NEVER, Row

INFECTION = "cond_hbv_infection_active_or_chronic"
CARRIER = ("cond_hbv_carrier", "cond_hbv_chronic_or_carrier")
FINDINGS = ("finding_hbsag_positive", "finding_anti_hbc_positive")
HBV_TOPICS = (INFECTION, *CARRIER, *FINDINGS)
_SCOPE = (ELIGIBILITY, MONITORING)
_INPUTS = ("hbsag", "anti_hbc_total")
# A positive that is no longer sent was positive all the same: only a complete record closes.
_COMPLETE = (*_INPUTS, "Condition", "Observation")

HBV_01 = Row(
    id="HBV-01",
    title="Active hepatitis B",
    statement="Active hepatitis B contraindicates ocrelizumab: HBsAg and anti-HBc positive, or HBV "
    "DNA detectable, or HBeAg positive, or the diagnosis, whatever the rest.",
    code="COND",
    cites=("seed-001", "seed-003", "label-4"),
    scope=_SCOPE,
    texts={
        "active": "The record shows active hepatitis B: {found}. Ocrelizumab can make it fulminant "
        "and is contraindicated. Refer to hepatology.",
    },
    parameters=("hbv.hbsagPositive",),
    inputs=_COMPLETE,
    reads=(INFECTION,),
    if_unusable=(HOLD, HIGH),
    released_by=NEVER,
    aliases=("CONTRA-HBV-01",),
)
HBV_02 = Row(
    id="HBV-02",
    title="Hepatitis B carrier",
    statement="An HBsAg-positive carrier is treated only under a liver specialist; a carrier "
    "cannot be told from active infection here, so the dose is blocked. Only where the site allows "
    "it a recorded hepatology clearance releases.",
    code="COND",
    cites=("seed-000", "seed-001", "seed-003", "label-2.1"),
    scope=_SCOPE,
    texts={
        "carrier": "The record shows a carrier of hepatitis B: {found}. The infection can "
        "reactivate under ocrelizumab and the dose is not given. Refer to hepatology.",
        "cleared": "The record shows a carrier of hepatitis B: {found}. Hepatology cleared the "
        "treatment on {cleared}. Follow its plan, HBV DNA and liver tests included.",
    },
    parameters=("hbv.hbsagPositive", "hbv.allowHepatologyRelease"),
    inputs=_COMPLETE,
    reads=(*CARRIER, "finding_hbsag_positive"),
    if_unusable=(HOLD, HIGH),
    released_by=NEVER,
)
HBV_03 = Row(
    id="HBV-03",
    title="Hepatitis B in the past",
    statement="HBsAg negative and anti-HBc positive (total, IgG or IgM), or a positive HBsAg that "
    "turned negative: a liver specialist before and during treatment. A positive stays a fact.",
    code="COND",
    cites=("seed-000", "seed-003", "label-2.1", "S17"),
    scope=_SCOPE,
    texts={
        "hold": "The record shows hepatitis B in the past: {found}. It can reactivate under "
        "ocrelizumab.{acute}{dna} A hepatology plan recorded after these results releases the "
        "hold.",
        "planned": "The record shows hepatitis B in the past: {found}. Hepatology recorded a plan "
        "on {planned}: follow it at this dose.{acute}{dna}",
    },
    parameters=("hbv.antiHbcPositive",),
    inputs=_COMPLETE,
    reads=("finding_anti_hbc_positive",),
    if_unusable=(HOLD, HIGH),
    released_by=DECISION,
)
HBV_06 = Row(
    id="HBV-06",
    title="Hepatitis B in the history",
    statement="Past or current hepatitis B can reactivate: a recorded hepatitis B that the "
    "serology does not show asks to confirm anti-HBc.",
    code="COND",
    cites=("seed-002", "seed-003"),
    scope=_SCOPE,
    texts={
        "history": "Hepatitis B is listed in the history or unconfirmed ({found}), and the "
        "serology in the record does not show it. It can reactivate under ocrelizumab. Confirm "
        "anti-HBc; a recorded decision releases the hold.",
    },
    inputs=("Condition",),
    reads=HBV_TOPICS,
    if_unusable=(HOLD, HIGH),
    released_by=DECISION,
)
HBV_07 = Row(
    id="HBV-07",
    title="Immune to hepatitis B by vaccine",
    statement="Anti-HBs alone, with HBsAg and anti-HBc negative, means immunity by vaccine and "
    "hinders nothing.",
    code="LAB",
    cites=("derived", "seed-001", "seed-003"),
    texts={
        "immune": "Anti-HBs is positive ({found}) with HBsAg and anti-HBc negative: immune to "
        "hepatitis B by vaccine, no hindrance.",
    },
    parameters=("hbv.antiHbs.immuneFrom",),
    inputs=_INPUTS,
)
HBV_08 = Row(
    id="HBV-08",
    title="Hepatitis B result unclear",
    statement="An indeterminate or contradictory hepatitis B result is repeated before the dose; "
    "so is an anti-HBc that turned negative.",
    code="LAB",
    cites=("derived", "seed-001", "seed-003"),
    scope=_SCOPE,
    texts={
        "unclear": "A hepatitis B result is indeterminate or contradicts itself or another of the "
        "same time: {found}. Repeat the test; a clear result releases the hold.",
        "lost": "Anti-HBc was positive and is negative now: {found}. One of the results is wrong "
        "or the antibody was lost. Repeat the test: a second result, of another day, settles it.",
    },
    inputs=_INPUTS,
    if_unusable=(HOLD, HIGH),
)
