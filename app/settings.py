"""The environment, read once into a frozen object."""

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import msgspec

from app.errors import KnowledgeFault

PREFIX = "CDS_"
_PLAIN = {"DATABASE_URL": "database_url", "PORT": "port"}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a deployment may set, each as CDS_<NAME>; DATABASE_URL and PORT keep their usual names.

    Attributes:
        host: the address to bind; only loopback is accepted until callers are authenticated.
        public_url: the address that callers see, for links in answers.
        data: folder of the embedded database, "" for the usual place.
        pg_bin: folder of PostgreSQL programs, "" for those of the wheel.
        time_zone: IANA zone of the site; "" takes the offset of the request.
        site: name of the parameter set that applies when a request names none.
        sites: folder of the hospital's own parameter sets, "" for none.
        workers: processes that judge large records, beside the one that serves.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    database_url: str = ""
    data: str = ""
    pg_bin: str = ""
    time_zone: str = ""
    site: str = "default"
    sites: str = ""
    workers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 1
    log_level: str = "info"

    @property
    def base(self) -> str:
        """The public address without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def fhir_base(self) -> str:
        return f"{self.base}/fhir"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def read(environment: Mapping[str, str], **given: str | int) -> Settings:
    """Settings from the environment; `given` (command line options) wins.

    Raises:
        KnowledgeFault: a misspelt CDS_ name or a value of the wrong kind; says which.
    """
    named: dict[str, str | int] = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    named |= {field: environment[name] for name, field in _PLAIN.items() if name in environment}
    try:
        return msgspec.convert(named | given, Settings, strict=False)
    except msgspec.ValidationError as error:
        message = f"the environment is not understood: {error} (names begin with {PREFIX})"
        raise KnowledgeFault(message) from None


def project_folder() -> Path:
    """The checkout or the installed package's parent: where .data/ lives on a laptop."""
    return Path(__file__).resolve().parent.parent
