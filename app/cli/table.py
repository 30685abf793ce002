"""An answer as a table: decision, orders, issues with action and release date."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.assess import Answer
    from app.clinical.plan import Alert, Plan

WIDTH = 96
_INDENT = "    "


def table(name: str, answer: "Answer") -> str:
    lines = [name, f"  Decision  {answer.decision.upper()}"]
    if answer.plan is not None:
        lines.extend(_orders(answer.plan))
    lines.extend(_issues([alert for alert in answer.alerts if not alert.closed]))
    lines.append("  Notes")
    lines.extend(line for note in answer.notes for line in _paragraph(note))
    return "\n".join([*lines, ""])


def _orders(plan: "Plan") -> Iterator[str]:
    if plan.due:
        window = f", from {plan.earliest}" if plan.earliest else ""
        yield f"  Next dose due {plan.due}{window}"
    if not plan.proposals:
        yield "  No order is proposed."
        return
    yield "  Orders proposed"
    for order in plan.proposals:
        yield f"{_INDENT}{order.action}"
        yield from _paragraph(order.text, _INDENT * 2)


def _issues(alerts: Sequence["Alert"]) -> Iterator[str]:
    if not alerts:
        yield "  No issue."
        return
    yield f"  {'Issue':<20}{'Severity':<10}{'Action':<8}{'On':<13}{'Basis':<18}Released on"
    for alert in alerts:
        found = alert.finding
        action = found.action.name.lower()
        severity = found.severity.value if found.severity else "-"
        ends = found.releases_on.isoformat() if found.releases_on else "-"
        basis, target = found.basis.value, found.target.value
        yield f"  {found.row:<20}{severity:<10}{action:<8}{target:<13}{basis:<18}{ends}"
        yield from _paragraph(alert.detail)


def _paragraph(text: str, indent: str = _INDENT) -> list[str]:
    return wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
