"""The infusion under way: whether its reactions stop it, and whether it may be restarted."""

from collections.abc import Sequence

from app.clinical.chart import Chart
from app.knowledge.parameters import Parameters
from app.rules.infusion_reaction_rows import IRR_LT_02, IRR_SEV_01
from app.rules.reaction_attribution import Attributed, Weight, severe_airways

_STOPPING = (Weight.LIFE_THREATENING, Weight.SEVERE)
_WITH_CONFIRMATION = "allowed-with-confirmation"


def present(ours: Sequence[Attributed]) -> list[Attributed]:
    return [one for one in ours if one.present]


def stopping(ours: Sequence[Attributed]) -> list[Attributed]:
    """Reactions of the infusion under way that stop it at once."""
    return [o for o in present(ours) if o.weight in _STOPPING or o.airways_ungraded]


def may_restart(ours: Sequence[Attributed], p: Parameters) -> bool:
    """All of this infusion is graded and fully resolved, and no severe one was of the airways."""
    if p.code("irr.severe.restart") != _WITH_CONFIRMATION:
        return False
    return bool(stopping(ours)) and all(_is_over(one) for one in present(ours))


def restart_decided(ours: Sequence[Attributed], chart: Chart, p: Parameters) -> bool:
    """A person decided on the one reaction that stopped it, and no other waits for a grade."""
    holding = stopping(ours)
    if len(holding) != 1 or p.code("irr.severe.restart") != _WITH_CONFIRMATION:
        return False
    (one,) = holding
    others = [o for o in present(ours) if o is not one]
    if one.weight is Weight.LIFE_THREATENING or not one.infused:
        return False
    if any(o.weight is Weight.UNGRADED for o in others):
        return False
    row = IRR_LT_02 if one.airways_ungraded else IRR_SEV_01
    return chart.decision(row.id, (one.reaction,)) is not None


def _is_over(one: Attributed) -> bool:
    severe = one.weight is Weight.SEVERE and not severe_airways(one.reaction)
    gentle = severe or one.weight is Weight.GRADED
    return gentle and one.infused and one.reaction.resolved_fully
