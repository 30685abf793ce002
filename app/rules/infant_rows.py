"""The rows on the infant of a treated mother: their words and sources."""

from app.clinical.finding import Target
from app.rules.rule import ELIGIBILITY, INPUT, MONITORING, Row

# An invalid resource that names ocrelizumab is one of the doubts of the exposure. The rows do not
# list it in `reads`: they would then answer for every adult too.

NEO_01 = Row(
    id="NEO-01",
    title="Live vaccine for an infant exposed before birth",
    statement="No live vaccine to an infant exposed in pregnancy until the B-cell count is "
    "confirmed normal.",
    code="PEALRT",
    cites=("seed-003", "derived"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "no_count": "{vaccine}, a live vaccine, is planned for {given}, and the infant was exposed "
        "to ocrelizumab before birth ({exposure}). A live vaccine can cause an infection while B "
        "cells are depleted. Obtain a CD19 count; no live vaccine until it is confirmed normal.",
        "not_normal": "{vaccine}, a live vaccine, is planned for {given}, but the infant's B cells "
        "are not normal: {count}. Exposure to the mother's ocrelizumab: {exposure}. A live vaccine "
        "can cause an infection while B cells are depleted; none until a count is confirmed "
        "normal.",
        "unclear": "{vaccine}, a live vaccine, is planned for {given}, the infant was exposed to "
        "ocrelizumab before birth ({exposure}), and its B-cell count does not tell: {count}. "
        "Obtain a final, dated CD19 count with the laboratory's limits for this age; no live "
        "vaccine until it is confirmed normal.",
        "given": "{vaccine}, a live vaccine, was given on {given} to an infant exposed to "
        "ocrelizumab before birth ({exposure}), and no B-cell count is confirmed normal. It can "
        "cause an infection while B cells are depleted. Examine the infant now; no further live "
        "vaccine until a CD19 count is confirmed normal.",
        "given_not_normal": "{vaccine}, a live vaccine, was given on {given} to an infant whose B "
        "cells are not normal: {count}. Exposure to the mother's ocrelizumab: {exposure}. Examine "
        "the infant now; no further live vaccine until a count is confirmed normal.",
        "doubtful": "{vaccine}, a live vaccine, is in the record for {given}. Whether the infant "
        "was exposed to the mother's ocrelizumab in pregnancy or up to {months} months before "
        "it is not certain: {exposure}. The vaccine waits for the exact dates of her doses and of "
        "the birth, or for a normal CD19 count.",
        "incomplete": "{vaccine}, a live vaccine, is in the record for {given}. No ocrelizumab of "
        "the mother is recorded in pregnancy or up to {months} months before it, but the list "
        "of her doses is not declared complete. The vaccine waits for her complete list, or for a "
        "normal CD19 count of the infant.",
        "untold": "{vaccine}, a live vaccine, is planned for {given}. The record of the infant's "
        "mother was not sent, so whether she received ocrelizumab in pregnancy or up to "
        "{months} months before it is not known. The vaccine waits for her record, or for a normal "
        "CD19 count of the infant.",
        "unknown_product": "{vaccine} is in the record for {given}, and the record does not tell "
        "whether it is a live vaccine. An infant who may have been exposed to ocrelizumab before "
        "birth is given none until its B cells are confirmed normal. Find out which product it is.",
        "wait": "The infant was exposed to ocrelizumab before birth ({exposure}): no live vaccine "
        "(rotavirus, BCG, measles, varicella) until its CD19 count is confirmed normal.",
    },
    parameters=(
        "infant.exposureMonths",
        "infant.longestPregnancyDays",
        "infant.shortestPregnancyDays",
        "infant.termDays",
        "infant.judgedMonths",
        "age.minYears",
    ),
    inputs=("Immunization", "MedicationRequest"),
    released_by=INPUT,
    target=Target.VACCINE,
)
NEO_02 = Row(
    id="NEO-02",
    title="Response to vaccines of an infant exposed before birth",
    statement="Non-live vaccines on schedule; check the response.",
    code="PEALRT",
    cites=("seed-003",),
    scope=(MONITORING,),
    texts={
        "given": "Given to an infant who was or may have been exposed to ocrelizumab before birth: "
        "{vaccines}. Non-live vaccines stay on schedule, but the response may be weaker while B "
        "cells are depleted. Check it by serology.",
    },
    parameters=NEO_01.parameters[:-1],
    inputs=("Immunization",),
)
NEO_03 = Row(
    id="NEO-03",
    title="B cells of an infant exposed before birth",
    statement="Transient B-cell depletion and lymphopenia were seen in infants of mothers treated "
    "with anti-CD20 antibodies.",
    code="PEALRT",
    cites=("seed-003",),
    scope=(MONITORING,),
    texts={
        "low": "B cells or lymphocytes of an infant who was or may have been exposed to "
        "ocrelizumab before birth are low: {count}. Depletion is mostly transient but raises the "
        "risk of infection. Ask paediatric immunology.",
        "no_count": "No B-cell count of an infant who was or may have been exposed to ocrelizumab "
        "before birth is in the record. Depletion was seen after other antibodies of this kind. "
        "Obtain a CD19 count.",
        "unclear": "The B-cell count of an infant who was or may have been exposed to ocrelizumab "
        "before birth does not tell whether it is normal: {count}. Obtain a final, dated CD19 "
        "count with the laboratory's limits for this age.",
    },
    parameters=NEO_01.parameters[:-1],
    inputs=("cd19",),
)
