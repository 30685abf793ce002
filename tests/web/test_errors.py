"""docs/errors.md, row by row: status, code, a valid OperationOutcome; the process stays small."""

import json
import resource
from pathlib import Path

import pytest
from httpx2 import AsyncClient

from tests.web.asking import EVALUATE, of_type, outcome_codes, post
from tests.web.bad_input import CASES, USED_KEY

_ERRORS = Path(__file__).parents[2] / "docs/errors.md"
_OK = 200
GROWTH = 64 * 1024
"""KiB that the process may grow while all of the table is sent."""


def _documented() -> dict[str, tuple[int, str]]:
    """Status and code by case, as the document has them."""
    rows = [line.split("|") for line in _ERRORS.read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row[1:-1]] for row in rows]
    return {case: (int(status), code) for case, _, status, code, _ in cells if status.isdigit()}


DOCUMENTED = _documented()


def test_every_case_is_documented_and_every_row_is_a_case() -> None:
    assert sorted(DOCUMENTED) == sorted(CASES)


@pytest.mark.parametrize("case", sorted(CASES))
async def test_bad_input_is_answered_as_documented(
    case: str, client: AsyncClient, first_infusion: bytes
) -> None:
    await post(client, EVALUATE, first_infusion, {"Idempotency-Key": USED_KEY})
    status, code = DOCUMENTED[case]
    bad = CASES[case]
    given = await client.request(bad.method, bad.path, content=bad.body(), headers=bad.all_headers)
    assert given.status_code == status
    if status != _OK:
        assert code in outcome_codes(given)
        return
    messages = of_type(given, "GuidanceResponse")[0]["contained"]
    assert isinstance(messages, list)
    issues = next(m["issue"] for m in messages if m["id"] == "messages")
    said = [issue for issue in issues if issue["code"] == code]
    assert said
    assert all("entry[" in issue["expression"][0] for issue in said)


async def test_refusals_hold_no_value_of_the_record(client: AsyncClient) -> None:
    canary = "CANARY-7731"
    body = json.dumps(
        {
            "resourceType": "Parameters",
            "parameter": [
                {"name": canary, "valueString": canary},
                {"name": "site", "valueString": canary},
                {"name": "completeFor", "valueCode": canary},
            ],
        }
    )
    given = await post(client, EVALUATE, body.encode())
    assert given.status_code == 422
    assert canary not in given.text


async def test_the_process_stays_small_under_all_of_it(client: AsyncClient) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(3):
        for case in ("too-large", "too-deep", "number-too-long", "too-many-entries"):
            bad = CASES[case]
            await client.request(bad.method, bad.path, content=bad.body(), headers=bad.all_headers)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH
