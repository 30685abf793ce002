"""What the routes need of an answer: small and plain, so that it passes between processes."""

from dataclasses import dataclass

from app import errors
from app.assess import Answer
from app.errors import BadInput, OcrelizumabError, Problem


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it goes out.

    Attributes:
        raised: row and action of each alert that stands; empty when replayed.
    """

    body: bytes
    decision: str
    kept: bool
    replayed: bool
    raised: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """An error of ours on its way from another process: exceptions do not travel well.

    Attributes:
        kind: name of a class of app.errors.
        problems: of a BadInput; of others none, and the message says it.
    """

    kind: str
    problems: tuple[Problem, ...]
    message: str

    def error(self) -> OcrelizumabError:
        kind = getattr(errors, self.kind)
        made: OcrelizumabError = kind(self.problems or self.message)
        return made


def told(answer: Answer) -> Told:
    standing = () if answer.replayed else (a for a in answer.alerts if not a.closed)
    raised = tuple((a.finding.row, a.finding.action.name.lower()) for a in standing)
    return Told(answer.body, answer.decision, answer.kept, answer.replayed, raised)


def refused(error: OcrelizumabError) -> Refused:
    """The error by its nearest class in the published tree."""
    kind = next(c for c in type(error).__mro__ if c.__module__ == errors.__name__)
    problems = error.problems if isinstance(error, BadInput) else ()
    return Refused(kind.__name__, problems, str(error))
