"""The rows on reactions to ocrelizumab: their words and sources."""

from app.clinical.finding import Action, Severity
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    MONITORING,
    NEVER,
    PREMEDICATION,
    Row,
)

_ALL = (ELIGIBILITY, PREMEDICATION, MONITORING)
SPECIFIC = (
    "reaction_infusion_related",
    "reaction_anaphylaxis",
    "reaction_cytokine_release",
    "reaction_life_threatening_manifestations",
    "reaction_severe_manifestations",
)

CONTRA_IRR_01 = Row(
    id="CONTRA-IRR-01",
    title="Earlier life-threatening reaction to ocrelizumab",
    statement="After a life-threatening or disabling reaction ocrelizumab is never given again; "
    "give supportive treatment.",
    code="RAR",
    cites=("seed-000", "seed-001", "seed-003", "label-4"),
    scope=_ALL,
    texts={
        "reaction": "A life-threatening or disabling reaction to ocrelizumab is recorded: "
        "{reaction}. Ocrelizumab is never given again after it.",
        "pulmonary": "A severe reaction of the airways to ocrelizumab is recorded: {reaction}. The "
        "label of this region stops ocrelizumab for good after it.",
        "allergy": "A life-threatening or disabling allergy to ocrelizumab is recorded: "
        "{reaction}. Ocrelizumab is never given again after it.",
        "missing": "Ocrelizumab was given before, and neither the allergies nor the adverse events "
        "in the record are declared complete. Confirm that there was no life-threatening reaction.",
    },
    parameters=("irr.onsetHours", "irr.severePulmonary"),
    inputs=("AllergyIntolerance", "AdverseEvent"),
    released_by=NEVER,
)
IRR_LT_01 = Row(
    id="IRR-LT-01",
    title="Life-threatening reaction to this infusion",
    statement="A life-threatening or disabling reaction stops the infusion; ocrelizumab is never "
    "restarted. Give supportive treatment.",
    code="REACT",
    cites=("seed-000", "seed-001", "seed-003", "label-4"),
    scope=_ALL,
    texts={
        "reaction": "A life-threatening or disabling reaction to the present infusion is recorded: "
        "{reaction}. Stop the infusion, give supportive treatment and never restart ocrelizumab. "
        "Record it as an allergy to ocrelizumab.",
        "pulmonary": "A severe reaction of the airways to the present infusion is recorded: "
        "{reaction}. Stop the infusion and give supportive treatment. The label of this region "
        "stops ocrelizumab for good after it. Record it as an allergy to ocrelizumab.",
    },
    parameters=("irr.onsetHours", "irr.severePulmonary"),
    released_by=NEVER,
)
IRR_LT_02 = Row(
    id="IRR-LT-02",
    title="Reaction of the airways without a grade",
    statement="Anaphylaxis is life-threatening whatever grade is written; bronchospasm or "
    "laryngeal oedema without a grade is severe.",
    code="REACT",
    cites=("derived", "seed-003"),
    scope=_ALL,
    texts={
        "now": "A reaction of the airways to the present infusion is recorded without a grade: "
        "{reaction}. It counts as severe: stop the infusion at once, give supportive treatment and "
        "call a senior physician. Ocrelizumab waits until their decision is recorded.",
        "grade": "A reaction of the airways to ocrelizumab is recorded without a grade: {reaction}."
        " It counts as severe until it is graded; after a life-threatening one ocrelizumab is never"
        " given again. Grade it before the next dose.",
    },
    parameters=("irr.onsetHours",),
    inputs=("AdverseEvent", "Condition", "Observation"),
    released_by=DECISION,
)
IRR_SEV_01 = Row(
    id="IRR-SEV-01",
    title="Severe reaction to this infusion",
    statement="A severe reaction stops the infusion at once; treat supportively. It may go on "
    "after full resolution only.",
    code="REACT",
    cites=("seed-000", "seed-001", "seed-003"),
    scope=_ALL,
    texts={
        "reaction": "A severe reaction to the present infusion is recorded: {reaction}. Stop the "
        "infusion at once and give supportive treatment. Ocrelizumab waits until its full "
        "resolution is recorded, or a prescriber's decision.",
        "pulmonary": "A severe reaction of the airways to the present infusion is recorded: "
        "{reaction}. Stop the infusion at once, give supportive treatment and call a senior "
        "physician. Ocrelizumab waits until their decision is recorded.",
        "never": "A severe reaction to the present infusion is recorded: {reaction}. Stop the "
        "infusion at once and give supportive treatment. This site does not restart an infusion "
        "after a severe reaction: a prescriber decides on the next one.",
    },
    parameters=("irr.onsetHours", "irr.severePulmonary", "irr.severe.restart"),
    released_by=DECISION,
)
IRR_UNGRADED = Row(
    id="IRR-UNGRADED",
    title="Reaction without a grade",
    statement="A reaction recorded without a grade is graded before the next dose; the bar for "
    "never again is life-threatening, not merely severe.",
    code="RAR",
    cites=("derived", "seed-000", "seed-001", "seed-003"),
    scope=_ALL,
    texts={
        "grade": "A reaction to ocrelizumab is recorded without a grade: {reaction}. After a "
        "life-threatening one ocrelizumab is never given again. Grade it before the next dose.",
        "suspected": "A life-threatening reaction to ocrelizumab is recorded but not confirmed: "
        "{reaction}. After a confirmed one ocrelizumab is never given again. Confirm or refute it.",
        "suspected_pulmonary": "A severe reaction of the airways to ocrelizumab is recorded but "
        "not confirmed: {reaction}. The label of this region stops ocrelizumab for good after a "
        "confirmed one. Confirm or refute it.",
        "undated": "A reaction is recorded without the day it began and without the product that "
        "caused it: {reaction}. If it was a life-threatening reaction to ocrelizumab, ocrelizumab "
        "is never given again. Supply its day, its cause and its grade.",
        "tolerated": "A reaction to ocrelizumab is recorded without a grade: {reaction}. A full "
        "infusion was completed since. Keep to the slower infusion.",
    },
    parameters=("irr.onsetHours", "irr.severePulmonary"),
    inputs=("AdverseEvent", "Condition", "Observation"),
    reads=SPECIFIC,
    released_by=DECISION,
    aliases=("CONTRA-IRR-02", "MON-03", "MON-04"),
)
IRR_NEXT_01 = Row(
    id="IRR-NEXT-01",
    title="Reactions to ocrelizumab so far",
    statement="A reaction to ocrelizumab is shown at the next dose.",
    code="RAR",
    cites=("derived", "seed-000", "seed-002"),
    scope=_ALL,
    texts={
        "mild": "Reactions to ocrelizumab are recorded: {reactions}. A reaction can come back at "
        "the next infusion. Watch closely.",
        "severe": "Reactions to ocrelizumab are recorded, of which one was severe or serious: "
        "{reactions}. A reaction can come back at the next infusion. Watch closely.",
        "now": "Reactions to ocrelizumab are recorded, one of them to the present infusion and "
        "without a grade: {reactions}. Grade it now: a mild or moderate one asks for half of the "
        "rate, a severe one for an end of the infusion.",
    },
    parameters=("irr.onsetHours",),
    inputs=("AdverseEvent", "Condition", "Observation"),
    reads=("symptom_pulmonary", "symptom_reaction_mild", "symptom_reaction_serious"),
    if_unusable=(Action.WARN, Severity.LOW),
)
