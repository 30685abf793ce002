"""docs/validation.md says what is checked, so it must be what the code does."""

from tools.validation_page import PAGE, invariants, page, way


def test_the_page_lists_what_the_code_checks() -> None:
    current = PAGE.read_text(encoding="utf-8")
    assert page(current) == current


def test_nothing_but_the_named_invariants_is_left_unchecked() -> None:
    unchecked = {one.key for one in invariants() if way(one.key).startswith("not checked")}
    assert unchecked == {"ctm-1", "eld-11"}
