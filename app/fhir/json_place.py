"""Where in the bytes a JSON fault is: the exact, slow search once a fault is known or suspected.

Places are a line and column, or a path; never a piece of what was sent.
"""

import json
import re
from collections.abc import Iterable
from typing import Final

TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|-?[0-9][0-9.eE+\-]*+', re.DOTALL)
NUL = re.compile(rb"(?<!\\)(?:\\\\)*+\\u0000")
POWER = re.compile(rb"[eE]([+-]?[0-9]+)$")
BYTE = re.compile(r"\(byte (\d+)\)|in position (\d+)")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
MOST_STEPS_TOLD: Final = 12

Step = str | int


def line_and_column(body: bytes, offset: int) -> str:
    line = body.count(b"\n", 0, offset) + 1
    column = offset - body.rfind(b"\n", 0, offset)
    return f"line {line}, column {column}"


def path(steps: list[Step]) -> str:
    """The steps as `entry[3].resource`; a name that could be a value is not repeated."""
    told = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step if NAME.fullmatch(step) else '?'}"
        for step in steps[:MOST_STEPS_TOLD]
    )
    return told.lstrip(".") + (" and deeper" if len(steps) > MOST_STEPS_TOLD else "")


def decoder_place(body: bytes, message: str) -> str:
    found = BYTE.search(message)
    if found is None:  # the decoder names no place where the text ends too early
        return f"it ends too early, {line_and_column(body, len(body))}" if body else "it is empty"
    return line_and_column(body, int(found[1] or found[2]))


def bad_utf8(body: bytes) -> str | None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return line_and_column(body, error.start)
    return None


def nul(body: bytes) -> str | None:
    found = NUL.search(body)
    return None if found is None else line_and_column(body, found.start())


def long_number(body: bytes, most: int, exponent: int) -> str | None:
    """The first number of valid JSON that is too long, or whose power of ten is too large."""
    for found in TOKEN.finditer(body):
        text = found[0]
        if text[:1] != b'"' and (len(text) > most or not _within(text, exponent)):
            return line_and_column(body, found.start())
    return None


def _within(text: bytes, exponent: int) -> bool:
    power = POWER.search(text)
    return power is None or abs(int(power[1])) <= exponent


def long_string(body: bytes, most: int) -> str | None:
    for found in TOKEN.finditer(body):
        if found.end() - found.start() > most + 2 and body[found.start()] == ord('"'):
            return line_and_column(body, found.start())
    return None


def too_deep(tree: object, most: int) -> str | None:
    """Path of the first object or array below the level allowed."""
    level = [tree]
    for _ in range(most):
        level = [inner for outer in level for inner in _in(outer)]
    return _first_below(tree, most) if any(isinstance(v, dict | list) for v in level) else None


def _in(outer: object) -> Iterable[object]:
    if isinstance(outer, dict):
        return outer.values()
    return outer if isinstance(outer, list) else ()


def _first_below(tree: object, most: int) -> str | None:
    todo: list[tuple[list[Step], object]] = [([], tree)]
    while todo:
        steps, value = todo.pop()
        if isinstance(value, dict | list) and len(steps) >= most:
            return path(steps)
        if isinstance(value, dict):
            todo += [([*steps, name], child) for name, child in value.items()]
        elif isinstance(value, list):
            todo += [([*steps, index], child) for index, child in enumerate(value)]
    return None


class _Members(list[tuple[str, object]]):
    """An object with its names as often as they are given."""


def duplicate_name(body: bytes) -> str | None:
    """Path of the first name given twice in one object; the body is valid JSON, not too deep."""
    tree = json.loads(body, object_pairs_hook=_Members, parse_int=str, parse_float=str)
    todo: list[tuple[list[Step], object]] = [([], tree)]
    while todo:
        steps, value = todo.pop()
        if isinstance(value, _Members):
            seen: set[str] = set()
            for name, child in value:
                if name in seen:
                    return path([*steps, name])
                seen.add(name)
                todo.append(([*steps, name], child))
        elif isinstance(value, list):
            todo += [([*steps, index], child) for index, child in enumerate(value)]
    return None
