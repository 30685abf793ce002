"""The laptop's database: a real PostgreSQL, started and stopped with the service or the tests."""

from app.embedded_postgres.binaries import NoPostgres
from app.embedded_postgres.folders import state_folder
from app.embedded_postgres.programs import NotStarted
from app.embedded_postgres.server import Embedded, running

__all__ = ["Embedded", "NoPostgres", "NotStarted", "running", "state_folder"]
