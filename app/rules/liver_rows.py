"""Liver tests out of range: the rows and what they say."""

from app.rules.rule import DECISION, ELIGIBILITY, LOW, MONITORING, WARN, Row

_SCOPE = (ELIGIBILITY, MONITORING)
_ALT = ("alt", "ast", "bilirubin")

LIV_01 = Row(
    id="LIV-01",
    title="Possible liver injury",
    statement="Unexplained ALT or AST above 3 times the upper limit with raised bilirubin: "
    "discontinue; restart only if another cause is found and it has resolved.",
    code="LAB",
    cites=("seed-001", "S10", "S11", "label-5.7"),
    scope=_SCOPE,
    texts={
        "injury": "ALT or AST is above {multiple} times the upper limit and bilirubin is raised: "
        "{found}. This may be liver injury by the drug. Evaluate now; without another cause "
        "treatment ends. A recorded decision releases the hold.",
        "injury_dili": "ALT or AST is above {multiple} times the upper limit and bilirubin above "
        "{dili} times: {found}. That meets the criterion of severe drug-induced liver injury. "
        "Evaluate now; without another cause treatment ends. A recorded decision releases the "
        "hold.",
        "repeat": "The newest liver tests are older than {months} months and showed ALT or AST "
        "above {multiple} times the upper limit with raised bilirubin: {found}. Repeat them "
        "before the dose.",
    },
    parameters=(
        "liver.altMultiple",
        "liver.biliMultiple",
        "liver.dili.biliMultiple",
        "liver.pairedDays",
        "result.alertMaxAgeMonths",
    ),
    inputs=_ALT,
    released_by=DECISION,
)
LIV_03 = Row(
    id="LIV-03",
    title="ALT or AST far above normal",
    statement="ALT or AST above 3 times the upper limit, bilirubin normal or not measured: repeat, "
    "obtain bilirubin, look for a cause. A flag of high without a number does not prove less.",
    code="LAB",
    cites=("seed-001", "derived"),
    scope=_SCOPE,
    texts={
        "high": "ALT or AST is above {multiple} times the upper limit, bilirubin is not raised: "
        "{found}. Repeat the tests and look for a cause. A recorded decision releases the hold.",
        "no_bilirubin": "ALT or AST is above {multiple} times the upper limit: {found}. No usable "
        "bilirubin within {days} days is in the record. Measure bilirubin, repeat the tests and "
        "look for a cause.",
        "unproven": "ALT or AST is raised, and the report does not show that it is at most "
        "{multiple} times the upper limit: {found}. Supply the number and its limit, or repeat "
        "the tests.",
        "repeat": "The newest ALT or AST is older than {months} months and was above {multiple} "
        "times the upper limit: {found}. Repeat the tests before the dose.",
    },
    parameters=("liver.altMultiple", "liver.pairedDays", "result.alertMaxAgeMonths"),
    inputs=_ALT,
    released_by=DECISION,
)
LIV_04 = Row(
    id="LIV-04",
    title="ALT or AST raised",
    statement="ALT or AST above the upper limit, up to 3 times: said; with bilirubin of at least 2 "
    "times the upper limit the dose waits; without an upper limit it cannot be judged.",
    code="LAB",
    cites=("seed-000", "seed-001", "derived"),
    scope=_SCOPE,
    texts={
        "raised": "ALT or AST is above the upper limit, not above {multiple} times: {found}. "
        "Repeat the tests and look for a cause.",
        "with_bilirubin": "ALT or AST is above the upper limit, not above {multiple} times, and "
        "bilirubin is raised: {found}. Repeat the tests soon and look for a cause.",
        "mixed": "ALT or AST is above the upper limit and bilirubin is at least {mixed} times its "
        "own: {found}. Evaluate the liver before the dose; better results release the hold.",
        "unusable": "Whether ALT or AST is raised cannot be told: {found} has no usable upper "
        "limit. Supply the laboratory's limit or repeat the tests.",
        "repeat": "The newest ALT or AST is older than {months} months and was raised: {found}. "
        "Repeat the tests.",
    },
    parameters=(
        "liver.altMultiple",
        "liver.mixed.biliMultiple",
        "liver.pairedDays",
        "result.alertMaxAgeMonths",
    ),
    inputs=_ALT,
)
LIV_07 = Row(
    id="LIV-07",
    title="Bilirubin or alkaline phosphatase raised alone",
    statement="Alkaline phosphatase or total bilirubin above the upper limit with normal ALT and "
    "AST: said; bilirubin above 2 times or alkaline phosphatase above 3 times: evaluate first.",
    code="LAB",
    cites=("derived", "general-knowledge"),
    scope=_SCOPE,
    texts={
        "raised": "Above the upper limit without a raised ALT or AST of the same time: {found}. "
        "Repeat the tests and look for a cause.",
        "high": "Bilirubin above {bilirubin} times or alkaline phosphatase above {alp} times the "
        "upper limit, or not shown to be less: {found}. Evaluate before the dose; a recorded "
        "decision releases the hold.",
        "gilbert": "Bilirubin is above {bilirubin} times the upper limit ({found}) and Gilbert "
        "syndrome is recorded, which explains it. Check that nothing else does.",
        "unusable": "Whether it is raised cannot be told from {found}: it has no usable upper "
        "limit or no exact number. Supply them or repeat the tests.",
        "repeat": "Raised bilirubin or alkaline phosphatase older than {months} months: {found}. "
        "Repeat the tests.",
    },
    parameters=(
        "liver.alone.biliMultiple",
        "liver.alone.alpMultiple",
        "liver.pairedDays",
        "result.alertMaxAgeMonths",
    ),
    inputs=("alp", "bilirubin"),
    reads=("cond_gilbert",),
    if_unusable=(WARN, LOW),
    released_by=DECISION,
)
