"""The table of contents of the medicine: every rule, in the order of the catalogue."""

from app.rules import (
    baseline_tests,
    corticosteroid,
    delay,
    dose_history,
    dosing,
    infusion_visit,
    live_vaccine,
    ordering,
    organs,
    patient,
    premedication,
    rate,
    switching,
)
from app.rules.engine import RuleBook

TOPICS = (
    patient,
    baseline_tests,
    live_vaccine,
    corticosteroid,
    premedication,
    dose_history,
    dosing,
    rate,
    infusion_visit,
    ordering,
    organs,
    switching,
    delay,
)
BOOK = RuleBook([rule for topic in TOPICS for rule in topic.RULES])

NOT_JUDGED = (
    "preparation and storage (catalogue 1.7)",
    "monitoring during the infusion (1.8)",
    "management of an infusion reaction but for stopping and grading it (1.9)",
    "recurrent, opportunistic and chronic infections and symptoms of infection (1.10)",
    "yearly MRI (1.12)",
    "breast screening (1.16)",
    "symptoms of colitis (1.17)",
    "the infant of a treated mother (1.19)",
    "MRI and JC virus after natalizumab, and interactions (1.21)",
    "counselling (1.23)",
    "the subcutaneous product, antihypertensives, heart failure, excipients, immunodeficiency, "
    "late neutropenia, overdose, dysphagia and the extended baseline (3.2)",
)
"""Groups of the catalogue that this release does not judge; every answer names them."""
