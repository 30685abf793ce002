"""Bad input by name: what docs/errors.md says about each is tested against the service."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.bundles import bundle, parameters, patient, screening
from tests.web.asking import EVALUATE, FHIR

MEGABYTE = 1_000_000
USED_KEY = "used-before-with-another-body"


@dataclass(frozen=True)
class Bad:
    """One request that a caller may send by mistake or by malice."""

    body: Callable[[], bytes]
    path: str = EVALUATE
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_headers(self) -> dict[str, str]:
        return {"Content-Type": FHIR} | dict(self.headers)


def _json(content: object) -> Callable[[], bytes]:
    return lambda: json.dumps(content).encode()


def _screened(**replaced: dict[str, object]) -> Callable[[], bytes]:
    return lambda: parameters((screening() | replaced).values())


def _observation(**changed: object) -> dict[str, object]:
    return screening()["alt"] | changed


def _with(more: dict[str, object]) -> Callable[[], bytes]:
    return lambda: parameters(screening().values(), more=[more])


_TWO = [patient(), patient() | {"id": "p2"}]
_NO_RECORD = {
    "resourceType": "Parameters",
    "parameter": [{"name": "asOf", "valueDate": "2025-12-01"}],
}
_STRICT = {"Prefer": "handling=strict"}
_MISSPELT = _screened(alt={"resourceType": "Obsevation", "id": "alt"})
_WRONG_CODE = _screened(alt=_observation(status="done"))
_NO_DAY = _screened(alt=_observation(effectiveDateTime="2025-02-30"))

CASES: dict[str, Bad] = {
    "not-json": Bad(lambda: b"resourceType=Bundle"),
    "empty-body": Bad(lambda: b""),
    "not-utf8": Bad(lambda: b'{"resourceType": "Bundle", "id": "\xff"}'),
    "name-twice": Bad(lambda: b'{"resourceType": "Bundle", "type": "collection", "type": "batch"}'),
    "not-an-object": Bad(lambda: b"[1, 2]"),
    "neither-type": Bad(_json(patient())),
    "wrong-media-type": Bad(_screened(), headers={"Content-Type": "application/fhir+xml"}),
    "encoded-body": Bad(_screened(), headers={"Content-Encoding": "gzip"}),
    "accepts-no-json": Bad(_screened(), headers={"Accept": "application/fhir+xml"}),
    "query-beside-body": Bad(_json(bundle([patient()])), path=f"{EVALUATE}?asOf=2025-12-01"),
    "empty-bundle": Bad(_json({"resourceType": "Bundle", "type": "collection"})),
    "no-patient": Bad(_json(bundle([screening()["alt"]]))),
    "two-patients": Bad(_json(bundle(_TWO))),
    "unreadable-patient": Bad(_json(bundle([patient(born="1987-02-30")]))),
    "unknown-resource-type": Bad(_MISSPELT),
    "unknown-resource-type-strict": Bad(_MISSPELT, headers=_STRICT),
    "wrong-code": Bad(_WRONG_CODE),
    "wrong-code-strict": Bad(_WRONG_CODE, headers=_STRICT),
    "impossible-date": Bad(_NO_DAY),
    "impossible-date-strict": Bad(_NO_DAY, headers=_STRICT),
    "too-large": Bad(lambda: b'{"resourceType": "Bundle", "id": "' + b"x" * 10 * MEGABYTE + b'"}'),
    "too-many-entries": Bad(_json(bundle([{"resourceType": "Basic", "id": "b"}] * 1001))),
    "too-deep": Bad(
        lambda: b'{"resourceType": "Bundle", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    ),
    "not-a-number": Bad(lambda: b'{"resourceType": "Bundle", "total": NaN}'),
    "number-too-long": Bad(
        lambda: b'{"resourceType": "Bundle", "total": ' + b"9" * MEGABYTE + b"}"
    ),
    "no-record": Bad(_json(_NO_RECORD)),
    "unknown-parameter": Bad(_with({"name": "asof", "valueDate": "2025-12-01"})),
    "coarse-as-of": Bad(lambda: parameters(screening().values(), day="2025-12")),
    "unknown-site": Bad(_with({"name": "site", "valueString": "nowhere"})),
    "unknown-code": Bad(_with({"name": "completeFor", "valueCode": "Results"})),
    "other-body-same-key": Bad(_screened(), headers={"Idempotency-Key": USED_KEY}),
    "long-key": Bad(_screened(), headers={"Idempotency-Key": "k" * 300}),
    "unknown-address": Bad(lambda: b"", path="/fhir/Patients", method="GET"),
    "unknown-id": Bad(lambda: b"", path="/fhir/DetectedIssue/never-made", method="GET"),
    "wrong-method": Bad(lambda: b"", path=EVALUATE, method="DELETE"),
    "validate-unknown-type": Bad(_json(patient()), path="/fhir/Patience/$validate"),
    "validate-not-json": Bad(lambda: b"<Patient/>", path="/fhir/Patient/$validate"),
    "validate-profile": Bad(
        _json(
            {
                "resourceType": "Parameters",
                "parameter": [
                    {"name": "resource", "resource": patient()},
                    {"name": "profile", "valueUri": "https://profile.example"},
                ],
            }
        ),
        path="/fhir/$validate",
    ),
}
