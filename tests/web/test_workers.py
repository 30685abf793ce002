"""Large bodies are judged in another process, with the same answers and the same errors."""

import json

from httpx2 import AsyncClient

from app.web.workers import INLINE_RECORD
from tests.bundles import parameters, screening
from tests.web.asking import EVALUATE, of_type, outcome_codes, post


def _large(**replaced: dict[str, object]) -> bytes:
    """The screening with a long text in a note, beyond what is judged at once."""
    record = screening() | replaced
    record["alt"] = record["alt"] | {"note": [{"text": "x" * INLINE_RECORD}]}
    return parameters(record.values())


async def test_large_record_gets_the_answer_of_a_small_one(client: AsyncClient) -> None:
    small = await post(client, EVALUATE, parameters(screening().values()))
    large = await post(client, EVALUATE, _large())
    assert large.status_code == 200
    titles = [o["instantiatesCanonical"] for o in of_type(small, "MedicationRequest")]
    assert [o["instantiatesCanonical"] for o in of_type(large, "MedicationRequest")] == titles
    assert titles


async def test_large_evaluation_is_kept_for_the_same_tenant(client: AsyncClient) -> None:
    large = await post(client, EVALUATE, _large())
    guidance = of_type(large, "GuidanceResponse")[0]
    read = await client.get(f"/fhir/GuidanceResponse/{guidance['id']}")
    assert json.loads(read.content) == guidance


async def test_refusal_of_a_large_record_names_the_place(client: AsyncClient) -> None:
    broken = screening()["igg"] | {"status": "done"}
    refused = await post(client, EVALUATE, _large(igg=broken), {"Prefer": "handling=strict"})
    assert refused.status_code == 422
    assert outcome_codes(refused) == ["code-invalid"]
    assert "entry[" in json.loads(refused.content)["issue"][0]["expression"][0]


async def test_large_resource_is_validated_with_places(client: AsyncClient) -> None:
    given = await post(client, "/fhir/$validate", _large(igg=screening()["igg"] | {"status": "x"}))
    assert given.status_code == 200
    errors = [i for i in json.loads(given.content)["issue"] if i["severity"] == "error"]
    assert "Parameters.parameter[0].resource.entry[4].resource.status" in [
        place for issue in errors for place in issue["expression"]
    ]
