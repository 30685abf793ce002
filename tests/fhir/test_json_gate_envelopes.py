"""The gate around whole records: an envelope hides nothing."""

import pytest

from app.errors import BadInput
from app.fhir.json_gate import DEFAULT, gate
from app.fhir.json_place import too_deep

BUNDLE = (b'{"resourceType":"Bundle","entry":[{"resource":', b"}]}")
PARAMETERS = (b'{"resourceType":"Parameters","parameter":[{"resource":', b"}]}")
LATE = (b'{"entry":[{"resource":', b'}],"resourceType":"Bundle"}')
BOTH = (PARAMETERS[0] + BUNDLE[0], BUNDLE[1] + PARAMETERS[1])
ENVELOPES = {"Bundle": BUNDLE, "Parameters": PARAMETERS, "type at the end": LATE, "both": BOTH}
LEVELS_AROUND = {"Bundle": 3, "Parameters": 3, "type at the end": 3, "both": 6}
FORBIDDEN = {
    "name given twice": b'{"a":1,"a":1}',
    "large exponent": b'{"a":[{"b":1e39}]}',
    "whole number of 65 digits": b'{"a":' + b"1" * 65 + b"}",
    "NaN": b'{"a":NaN}',
    "text beyond the limit": b'{"a":"' + b"x" * (DEFAULT.string + 1) + b'"}',
    "text beyond the limit, full of quotation marks": (
        b'{"a":"' + b'\\"' * (DEFAULT.string // 2 + 1) + b'"}'
    ),
}


def within(envelope: str, resource: bytes) -> bytes:
    before, after = ENVELOPES[envelope]
    return before + resource + after


def nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("fault", FORBIDDEN)
def test_an_envelope_hides_no_fault(envelope: str, fault: str) -> None:
    with pytest.raises(BadInput):
        gate(within(envelope, FORBIDDEN[fault]))


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_depth_is_counted_from_the_root(envelope: str) -> None:
    allowed = DEFAULT.depth - LEVELS_AROUND[envelope]
    gate(within(envelope, nested(allowed)))
    with pytest.raises(BadInput, match="nested 64 deep"):
        gate(within(envelope, nested(allowed + 1)))


@pytest.mark.parametrize(
    "text",
    [b"x" * DEFAULT.string, b'\\"' * (DEFAULT.string // 2)],
    ids=["of letters", "of quotation marks"],
)
def test_the_longest_text_passes_in_a_large_body(text: bytes) -> None:
    gate(within("Bundle", b'{"a":"' + text + b'"}'))


def test_the_deep_place_is_told_as_a_path() -> None:
    assert too_deep({"a": [{"b": {}}]}, 3) == "a[0].b"
    assert too_deep({"a": [{"b": {}}]}, 4) is None
    assert too_deep({"a": [{"b": 1}]}, 3) is None
