"""Bytes to plain JSON for the walk: decimals as written, whole numbers and fractions apart."""

import json
from decimal import Decimal


def parse(raw: bytes) -> object:
    """The tree of a text that the JSON gate has let through."""
    return json.loads(raw, parse_float=Decimal)
