"""Allergy to an excipient of ocrelizumab, or to proteins of the cells that make it."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    HOLD,
    LOW,
    MODERATE,
    MONITORING,
    WARN,
    Row,
    rule,
)

EXCIPIENT, CELL_PROTEIN = "allergen_ocrelizumab_excipient", "allergen_cho_cell_protein"

HYPS_02 = Row(
    id="HYPS-02",
    title="Allergy to an excipient of ocrelizumab",
    statement="Hypersensitivity to an excipient (sodium acetate, acetic acid, trehalose, "
    "polysorbate 20) or to proteins of Chinese hamster ovary cells holds the dose.",
    code="ALGY",
    cites=("S7", "S10", "S27"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "excipient": "An allergy to {substance} is recorded, and ocrelizumab contains such an "
        "excipient. An infusion may cause an allergic reaction. Clarify the allergy; the recorded "
        "decision of a specialist releases the hold.",
        "cells": "An allergy to {substance} is recorded, and ocrelizumab is made in Chinese "
        "hamster ovary cells. An infusion may cause an allergic reaction. Clarify the allergy; "
        "the recorded decision of a specialist releases the hold.",
        "past": "An allergy to {substance} is recorded as resolved or inactive, and ocrelizumab "
        "may contain traces of it or contains it. Watch closely during the infusion.",
    },
    inputs=("AllergyIntolerance",),
    reads=(EXCIPIENT, CELL_PROTEIN),
    reads_types=("AllergyIntolerance",),
    released_by=DECISION,
)


@rule(HYPS_02)
def allergy_to_excipient(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Each allergen speaks; an allergy that is over only warns."""
    for allergy in chart.allergies(EXCIPIENT, CELL_PROTEIN):
        text = "excipient" if EXCIPIENT in allergy.topics else "cells"
        yield HYPS_02.finding(
            WARN if allergy.over else HOLD,
            LOW if allergy.over else MODERATE,
            "past" if allergy.over else text,
            because=(allergy,),
            cause=allergy.key,
            substance=allergy.display,
        )


RULES = (allergy_to_excipient,)
