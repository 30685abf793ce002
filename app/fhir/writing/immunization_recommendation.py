"""The vaccine planner's windows as one ImmunizationRecommendation.

http://hl7.org/fhir/R4/immunizationrecommendation.html
"""

from collections.abc import Sequence
from typing import Final

from app.clinical.facts import VaccineClass
from app.clinical.vaccine_window import Side, Why, Window
from app.fhir.writing.guidance_response import Head
from app.fhir.writing.names import CANONICAL, Json, identifier, quote, quote_facts

_STATUS: Final = "http://terminology.hl7.org/CodeSystem/immunization-recommendation-status"
_CLASS: Final = f"{CANONICAL}/CodeSystem/vaccine-class"
_LOINC: Final = "http://loinc.org"
_CRITERIA: Final = (
    ("earliest", "30981-5", "Earliest date to give"),
    ("due", "30980-7", "Date vaccine due"),
    ("latest", "59777-3", "Latest date to give immunization"),
)
_NAMES: Final = {
    VaccineClass.LIVE: "Live vaccines",
    VaccineClass.NONLIVE: "Non-live vaccines",
    VaccineClass.LIVE_NONREPLICATING: "Live vaccines that do not multiply",
}
_SERIES: Final = {
    Side.BEFORE: "Before the infusion of {infusion}",
    Side.AFTER: "After the infusion of {infusion}",
    Side.STOPPED: "After stopping ocrelizumab",
}
_WORDS: Final = {
    Why.WINDOW: "The response and the safety of the vaccine are best within these days.",
    Why.LATE: "These days have passed. The response may be weaker: check it, or repeat the vaccine "
    "later.",
    Why.NO_DAY_LEFT: "No day is left that is early enough before this infusion. Postpone the "
    "infusion, or do without the vaccine until the B cells are back after treatment.",
    Why.NO_WINDOW: "No days between these two doses are far enough from both. A vaccine that "
    "cannot wait may be given; check the response, or repeat the vaccine later.",
    Why.ON_TREATMENT: "No live vaccine from the first dose of ocrelizumab until treatment has "
    "stopped and the B cells are back.",
    Why.NOT_RECOVERED: "Not before the earliest day, and not before a CD19 count shows that the B "
    "cells are back.",
    Why.RECOVERED: "The B cells are back: the vaccine may be given from the earliest day on.",
    Why.ANY_TIME: "May be given at any time; the response is better once a CD19 count shows that "
    "the B cells are back.",
    Why.UNDATED: "The day of the last dose of ocrelizumab is not known: supply it, then ask again.",
}


def immunization_recommendation(windows: Sequence[Window], head: Head, visit: str) -> Json:
    """One resource for the patient and the visit, one recommendation for each window."""
    return {
        "resourceType": "ImmunizationRecommendation",
        "identifier": [identifier("recommendation", visit)],
        "patient": quote(head.patient),
        "date": head.occurred,
        "recommendation": [_recommendation(window) for window in windows],
    }


def _recommendation(window: Window) -> Json:
    written: Json = {
        "vaccineCode": [_class(kind) for kind in window.classes],
        "forecastStatus": {"coding": [{"system": _STATUS, "code": window.status.value}]},
        "forecastReason": [{"text": _WORDS[window.why]}],
    }
    dates = [
        {"code": {"coding": [_criterion(code, display)]}, "value": day.isoformat()}
        for name, code, display in _CRITERIA
        if (day := getattr(window, name)) is not None
    ]
    if dates:
        written["dateCriterion"] = dates
    written["series"] = _SERIES[window.side].format(infusion=window.infusion)
    if window.because:
        written["supportingPatientInformation"] = quote_facts(window.because)
    return written


def _class(kind: VaccineClass) -> Json:
    return {"coding": [{"system": _CLASS, "code": kind.value}], "text": _NAMES[kind]}


def _criterion(code: str, display: str) -> Json:
    return {"system": _LOINC, "code": code, "display": display}
