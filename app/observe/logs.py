"""JSON logs on standard error: what happened and where, never what a record says."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

_LOGGER: Final = logging.getLogger("ocrelizumab-cds")
_FIELDS: Final = "fields"


class _AsJson(logging.Formatter):
    """One line of JSON; the time in UTC as FHIR's instant is written."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        fields: dict[str, object] = getattr(record, _FIELDS, {})
        about = {"event": record.msg, "level": record.levelname.lower(), "timestamp": moment}
        return json.dumps(fields | about)


def configure(level: str) -> None:
    """Log to standard error from `level` on, a name of the logging module in any case."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_AsJson())
    _LOGGER.handlers[:] = [handler]
    _LOGGER.setLevel(level.upper())


def reset() -> None:
    """As before `configure`: warnings and errors only, without their fields."""
    _LOGGER.handlers.clear()
    _LOGGER.setLevel(logging.NOTSET)


def info(event: str, **fields: object) -> None:
    """What went as it should."""
    _LOGGER.info(event, extra={_FIELDS: fields})


def error(event: str, **fields: object) -> None:
    """What an operator should look at."""
    _LOGGER.error(event, extra={_FIELDS: fields})
