"""Which of several statements on one question may be the newest."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from app.clinical.facts import Fact

_Stated = TypeVar("_Stated", bound=Fact)


def newest_of(stated: Sequence[_Stated]) -> list[_Stated]:
    """All but those surely older than another one; an undated one may be the newest."""
    since = max((s.when.earliest for s in stated if s.when is not None), default=date.min)
    return [s for s in stated if s.when is None or s.when.latest >= since]
