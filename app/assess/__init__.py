"""The whole story: record, chart, findings, plan, resources, and the record kept."""

from typing import TYPE_CHECKING

from app.assess.call import Call, Judge
from app.assess.telling import Answer, answer

if TYPE_CHECKING:
    from app.assess.keeping import assess

__all__ = ["Answer", "Call", "Judge", "answer", "assess"]


def __getattr__(name: str) -> object:
    """Import what keeps when it is first asked for: the command line keeps nothing."""
    if name != "assess":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from app.assess.keeping import assess  # noqa: PLC0415 - lazily, see above

    return assess
