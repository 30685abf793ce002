"""Hepatitis B: the one decision table, from serology, virus, diagnoses and recorded plan."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from app.rules.hepatitis_b_markers import State


class History(StrEnum):
    """What diagnoses say, apart from serology."""

    ACTIVE = "active"
    CARRIER = "carrier"
    PAST = "past or unconfirmed"
    NONE = "none"


class Answer(StrEnum):
    """What the table says; UNCLEAR and UNTESTED are told by HBV-08 and the BASE rows."""

    ACTIVE = "HBV-01 block"
    CARRIER = "HBV-02 block"
    PAST = "HBV-03 hold"
    PAST_PLANNED = "HBV-03 warn"
    HISTORY = "HBV-06 hold"
    UNCLEAR = "HBV-08 hold"
    UNTESTED = "BASE-HBV"
    NEGATIVE = "nothing, or HBV-07"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: it applies when every column holds the state; None is any state."""

    answer: Answer
    hbsag: frozenset[State] | None = None
    anti_hbc: frozenset[State] | None = None
    virus: frozenset[State] | None = None
    history: History | None = None
    plan: bool | None = None

    def applies(self, case: "Case") -> bool:
        return (
            (self.hbsag is None or case.hbsag in self.hbsag)
            and (self.anti_hbc is None or case.anti_hbc in self.anti_hbc)
            and (self.virus is None or case.virus in self.virus)
            and (self.history is None or case.history is self.history)
            and (self.plan is None or case.plan is self.plan)
        )


class Case(NamedTuple):
    """One combination of the table's columns."""

    hbsag: State
    anti_hbc: State
    virus: State
    history: History
    plan: bool


def _in(*states: State) -> frozenset[State]:
    return frozenset(states)


_POS, _PAST, _UNCLEAR, _NEG, _UNKNOWN = (
    _in(s) for s in (State.POSITIVE, State.PAST, State.UNCLEAR, State.NEGATIVE, State.UNKNOWN)
)
EVER = _POS | _PAST

TABLE = (
    # answer               HBsAg     anti-HBc  virus     history  plan; the first line that applies
    Line(Answer.ACTIVE, virus=_POS),
    Line(Answer.ACTIVE, _POS, EVER),
    Line(Answer.ACTIVE, history=History.ACTIVE),
    Line(Answer.CARRIER, _POS),
    Line(Answer.CARRIER, history=History.CARRIER),
    Line(Answer.PAST, anti_hbc=EVER, plan=False),
    Line(Answer.PAST_PLANNED, anti_hbc=EVER, plan=True),
    Line(Answer.PAST, _PAST, plan=False),
    Line(Answer.PAST_PLANNED, _PAST, plan=True),
    Line(Answer.PAST, virus=_PAST, plan=False),
    Line(Answer.PAST_PLANNED, virus=_PAST, plan=True),
    Line(Answer.HISTORY, history=History.PAST),
    Line(Answer.UNCLEAR, _UNCLEAR),
    Line(Answer.UNCLEAR, anti_hbc=_UNCLEAR),
    Line(Answer.UNCLEAR, virus=_UNCLEAR),
    Line(Answer.UNTESTED, _UNKNOWN),
    Line(Answer.UNTESTED, anti_hbc=_UNKNOWN),
    Line(Answer.NEGATIVE, _NEG, _NEG),
)


@cache
def answer(case: Case) -> Answer:
    """Bounded by the number of combinations, so remembered for ever."""
    return next(line.answer for line in TABLE if line.applies(case))
