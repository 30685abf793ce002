"""Narratives: well-formed, passive, filled; what is active is warned of and never repeated."""

import pytest

from app.fhir.validation.narrative import ACTIVE, BEYOND, EMPTY, NO_NAMESPACE, NOT_XHTML, check_div
from tests.fhir.validation.judged import walked

NAMESPACE = 'xmlns="http://www.w3.org/1999/xhtml"'


def _told(inner: str) -> list[tuple[str, str]]:
    issues = check_div(f"<div {NAMESPACE}>{inner}</div>", "Patient.text.div")
    return [(issue.severity, issue.text) for issue in issues]


@pytest.mark.parametrize(
    "inner",
    [
        "plain text",
        "a&nbsp;b &lt; 3 &#160;",
        '<p class="x" xml:lang="en">a <b>b</b><br/></p>',
        '<table border="1"><tr><td colspan="2">x</td></tr></table>',
        '<a href="https://example.org/x" title="t">link</a> <a href="#part">part</a>',
        '<a href="Patient/1">link</a>',
        '<img src="#picture" alt="x"/>',
        '<img src="data:image/png;base64,AAAA" alt="x"/>',
        '<span style="color: red">x</span>',
    ],
)
def test_a_passive_narrative_has_no_issue(inner: str) -> None:
    assert _told(inner) == []


@pytest.mark.parametrize(
    "inner",
    [
        "x<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<p OnMouseOver="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" JavaScript:alert(1)">x</a>',
        '<a href="java&#10;script:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        'x<iframe src="https://example.org"/>',
        'x<form action="https://example.org"></form>',
        '<img src="https://example.org/pixel.png"/>',
        '<table background="https://example.org/p.png"><tr><td>x</td></tr></table>',
        '<p style="background: url(https://example.org/p.png)">x</p>',
        'x<object data="x"></object>',
    ],
)
def test_active_or_external_content_is_a_warning(inner: str) -> None:
    assert ("warning", ACTIVE) in _told(inner)


@pytest.mark.parametrize("inner", ["x<video/>", '<p custom="1">x</p>', "x<?php echo?>"])
def test_markup_beyond_the_basics_is_a_warning(inner: str) -> None:
    assert _told(inner) == [("warning", BEYOND)]


@pytest.mark.parametrize("inner", ["", "  \n ", "<p> </p>"])
def test_a_narrative_without_content_is_an_error(inner: str) -> None:
    assert _told(inner) == [("error", EMPTY)]


@pytest.mark.parametrize(
    "div",
    [
        "plain",
        "",
        "<p>x</p>",
        "<div>x",
        "<div>x</div><div>y</div>",
        "<div><b>x</div>",
        "<div>a & b</div>",
        '<!DOCTYPE div [<!ENTITY a "b">]><div>&a;</div>',
        '<div xmlns="http://example.org/other">x</div>',
    ],
)
def test_what_is_not_one_xhtml_div_is_an_error(div: str) -> None:
    issues = check_div(div, "Patient.text.div")
    assert [(issue.severity, issue.text) for issue in issues] == [("error", NOT_XHTML)]


def test_a_div_without_its_namespace_is_a_warning() -> None:
    issues = check_div("<div>text</div>", "Patient.text.div")
    assert [(issue.severity, issue.text) for issue in issues] == [("warning", NO_NAMESPACE)]


def test_a_billion_laughs_are_refused_without_being_expanded() -> None:
    declared = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE div [<!ENTITY l0 "ha">{declared}]><div>&l9;</div>'
    assert [issue.text for issue in check_div(bomb, "x")] == [NOT_XHTML]


def test_nothing_of_a_narrative_is_ever_repeated() -> None:
    text = {"status": "generated", "div": f"<div {NAMESPACE}>CANARY<script>CANARY</script></div>"}
    assert "CANARY" not in repr(walked({"resourceType": "Patient", "text": text}))
