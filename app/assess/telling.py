"""An answer that is kept nowhere: the command line, the Python face, `save=false`."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.assess.call import Call, Judge
from app.assess.composing import composed
from app.assess.identity import Owner, uuid_of
from app.assess.judging import Judged, judged
from app.clinical.plan import Alert, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the caller gets.

    Attributes:
        body: the answer's Bundle as FHIR JSON.
        decision: proceed, caution, hold or block.
        evaluation: id of the evaluation.
        kept: it was kept, now or when the same request came before.
        replayed: the same request came before; this is its answer, byte for byte.
        alerts, plan, notes: the same in words, empty when replayed.
    """

    body: bytes
    decision: str
    evaluation: str
    kept: bool = False
    replayed: bool = False
    alerts: tuple[Alert, ...] = ()
    plan: Plan | None = None
    notes: Sequence[str] = ()


def answer(call: Call, judge: Judge) -> Answer:
    """Judge a record and keep nothing.

    Raises:
        BadInput: what was sent cannot be judged; says where and how to mend it.
    """
    return told(judged(call, judge), judge)


def told(case: Judged, judge: Judge) -> Answer:
    """The answer to a judged call without identities of resources: they are not kept."""
    evaluation = uuid_of("unkept", case.call.operation, case.input_sha256.hex())
    owner = Owner(str(judge.tenant), case.read.patient_key or evaluation)
    made = composed(case, judge, owner, evaluation=evaluation, known={}, closed=(), kept=False)
    return Answer(
        body=made.body,
        decision=made.plan.decision.value,
        evaluation=evaluation,
        alerts=made.alerts,
        plan=made.plan,
        notes=made.notes,
    )
