"""What is done about a reaction to the infusion under way: the words and sources of the rows."""

from collections.abc import Mapping

from app.rules.rule import ELIGIBILITY, MONITORING, PREMEDICATION, Row

_ALL = (ELIGIBILITY, PREMEDICATION, MONITORING)
_HALF = {
    "rate": "{verb} {rate} mL/h, {share} of the {onset} mL/h recorded for the onset; if another "
    "rate ran then, of that one.",
    "halve": "The rate at onset is not recorded: at least halve the rate at onset (to {share}).",
    "unclear": "The recorded rates do not tell which one ran at onset: at least halve the rate at "
    "onset (to {share}).",
}
"""By what is known of the rate at onset."""

_RESOLVED = (
    "The severe reaction to the present infusion is recorded as fully resolved: {reactions}. The "
    "infusion may restart once the prescriber confirms it."
)
_DECIDED = (
    "A decision is recorded on the severe reaction to the present infusion: {reactions}. Where it "
    "is to restart, do so after complete resolution only."
)


def _texts(said: Mapping[str, tuple[str, str]], verb: str) -> dict[str, str]:
    """Each way to speak, before and after the rate that is asked for."""
    return {
        f"{way}{known}": f"{before} {half.replace('{verb}', verb)} {after}"
        for way, (before, after) in said.items()
        for known, half in _HALF.items()
    }


IRR_MILD_01 = Row(
    id="IRR-MILD-01",
    title="Mild or moderate reaction to this infusion",
    statement="After a mild or moderate reaction the rate is cut to half of the rate at onset.",
    code="REACT",
    cites=("seed-000", "seed-001", "seed-002", "seed-003", "S6"),
    scope=_ALL,
    texts=_texts(
        {
            "": (
                "A mild reaction to the present infusion is recorded: {reactions}.",
                "Watch closely and treat the symptoms as needed.",
            ),
            "moderate_": (
                "A moderate reaction to the present infusion is recorded: {reactions}.",
                "An interruption, treatment of the symptoms, or both, may be needed instead.",
            ),
        },
        "Cut the rate to",
    ),
    parameters=("irr.onsetHours", "irr.rateFraction"),
)
IRR_MILD_02 = Row(
    id="IRR-MILD-02",
    title="How long the reduced rate is kept",
    statement="The reduced rate is kept for at least half an hour and until the symptoms resolve, "
    "then raised step by step as tolerated.",
    code="REACT",
    cites=("seed-000", "seed-001", "seed-002", "seed-003", "S6"),
    scope=_ALL,
    texts={
        "cut": "The rate was cut at {since}. Keep it for at least {minutes} minutes and until the "
        "symptoms have resolved: raise it at {earliest} at the earliest, step by step as "
        "tolerated.",
        "onset": "The reaction began at {since}. Keep the reduced rate for at least {minutes} "
        "minutes and until the symptoms have resolved: raise it at {earliest} at the earliest, "
        "later if it was cut later, and step by step as tolerated.",
        "no_time": "Keep the reduced rate for at least {minutes} minutes, counted from the cut, "
        "and until the symptoms have resolved; then raise it step by step as tolerated.",
    },
    parameters=("irr.mild.holdMinutes", "irr.rateFraction"),
)
IRR_MOD_01 = Row(
    id="IRR-MOD-01",
    title="Choices after a moderate reaction",
    statement="A moderate reaction may instead need an interruption of the infusion, treatment of "
    "the symptoms, or both.",
    code="REACT",
    cites=("seed-003",),
    scope=_ALL,
    texts={
        "choices": "After a moderate reaction there are three choices, alone or together: reduce "
        "the rate, interrupt the infusion, treat the symptoms. A prescriber chooses.",
    },
)
IRR_SEV_02 = Row(
    id="IRR-SEV-02",
    title="Restart after a severe reaction",
    statement="After complete resolution of a severe reaction the infusion restarts at half of "
    "the rate at onset and is raised as tolerated.",
    code="REACT",
    cites=("seed-000", "seed-003", "S6", "S7"),
    scope=_ALL,
    texts=_texts(
        {
            "": (
                _RESOLVED,
                "Then raise the rate as tolerated.",
            ),
            "decided_": (
                _DECIDED,
                "Then raise the rate as tolerated.",
            ),
        },
        "Restart at no more than",
    ),
    parameters=("irr.onsetHours", "irr.rateFraction", "irr.severe.restart", "irr.severePulmonary"),
)
IRR_SEV_03 = Row(
    id="IRR-SEV-03",
    title="No two-hour infusion after a severe reaction",
    statement="An earlier severe reaction excludes the two-hour infusion.",
    code="RAR",
    cites=("derived", "seed-000"),
    texts={
        "slow": "An earlier reaction to ocrelizumab was severe or serious: {reactions}. The "
        "two-hour infusion is not for this patient: the slow table applies.",
    },
    parameters=("irr.onsetHours",),
    inputs=("AdverseEvent", "Condition", "Observation"),
)
IRR_LATER_01 = Row(
    id="IRR-LATER-01",
    title="Rate of the infusions after a reaction",
    statement="After a mild, moderate or severe reaction the rate of later infusions is not "
    "changed unless a reaction recurs (EU).",
    code="RAR",
    cites=("S7",),
    scope=_ALL,
    texts={
        "same": "After the earlier reaction ({reactions}) the rates of this infusion need not be "
        "changed unless a reaction recurs.",
    },
    parameters=("irr.later.tellEu", "irr.onsetHours"),
    with_order=True,
)
