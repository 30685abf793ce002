"""Which of two dates comes first, at the precision that both are known."""

from datetime import datetime

_DAY = 10
_SECONDS = slice(16, 19)
_LEAP_SECOND = ":60"


def certainly_after(first: str, second: str) -> bool:
    """Whether `first` is later than `second` at the precision that both share."""
    if len(first) > _DAY and len(second) > _DAY:
        return _moment(first) > _moment(second)
    shared = min(len(first), len(second), _DAY)
    return first[:shared] > second[:shared]


def _moment(text: str) -> datetime:
    # A leap second counts as the second before it: datetime knows no second 60.
    if text[_SECONDS] == _LEAP_SECOND:
        text = f"{text[: _SECONDS.start]}:59{text[_SECONDS.stop :]}"
    return datetime.fromisoformat(text)
