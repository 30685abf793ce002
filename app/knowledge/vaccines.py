"""Whether a vaccine is live, from all its codings (terminology notes, "Unknown CVX or vaccine")."""

from collections.abc import Iterable
from enum import StrEnum

from app.clinical.facts import VaccineClass
from app.knowledge.codes import Codes


class VaccineVerdict(StrEnum):
    """What the codings of one immunization say together."""

    LIVE = "live"
    LIVE_NONREPLICATING = "live_nonreplicating"
    NONLIVE = "nonlive"
    INDETERMINATE = "indeterminate"
    PASSIVE_ANTIBODY = "passive_antibody"
    NOT_A_VACCINE = "not_a_vaccine"
    UNKNOWN = "unknown"

    @property
    def kind(self) -> VaccineClass | None:
        """How the live-vaccine rules see it; None when it is no vaccine."""
        return _KINDS[self]


_KINDS = {
    VaccineVerdict.LIVE: VaccineClass.LIVE,
    VaccineVerdict.LIVE_NONREPLICATING: VaccineClass.LIVE_NONREPLICATING,
    VaccineVerdict.NONLIVE: VaccineClass.NONLIVE,
    VaccineVerdict.INDETERMINATE: VaccineClass.UNKNOWN,
    VaccineVerdict.UNKNOWN: VaccineClass.UNKNOWN,
    VaccineVerdict.PASSIVE_ANTIBODY: None,
    VaccineVerdict.NOT_A_VACCINE: None,
}

# cvx_group_all_live stands beside cvx_indeterminate: the unspecified formulations of a vaccine
# group that has live products only are live.
_SAID_BY = {
    "cvx_live": VaccineVerdict.LIVE,
    "cvx_group_all_live": VaccineVerdict.LIVE,
    "vaccine_live_snomed": VaccineVerdict.LIVE,
    "vaccine_live_atc": VaccineVerdict.LIVE,
    "cvx_live_nonreplicating": VaccineVerdict.LIVE_NONREPLICATING,
    "cvx_nonlive": VaccineVerdict.NONLIVE,
    "vaccine_nonlive_atc": VaccineVerdict.NONLIVE,
    "cvx_passive_antibody": VaccineVerdict.PASSIVE_ANTIBODY,
    "cvx_not_a_vaccine": VaccineVerdict.NOT_A_VACCINE,
    "cvx_indeterminate": VaccineVerdict.INDETERMINATE,
    "vaccine_snomed_ambiguous_do_not_class": VaccineVerdict.INDETERMINATE,
    "vaccine_atc_ambiguous_do_not_class": VaccineVerdict.INDETERMINATE,
}


def vaccine_class(codes: Codes, codings: Iterable[tuple[str, str]]) -> VaccineVerdict:
    """One definite class is the answer; two that contradict each other are indeterminate.

    A coding that cannot be classed (influenza, unspecified) gives way to one that can.
    """
    said = {
        _SAID_BY[name]
        for system, code in codings
        for name in codes.topics(system, code)
        if name in _SAID_BY
    }
    definite = said - {VaccineVerdict.INDETERMINATE}
    match len(definite):
        case 1:
            return definite.pop()
        case 0:
            return VaccineVerdict.INDETERMINATE if said else VaccineVerdict.UNKNOWN
        case _:
            return VaccineVerdict.INDETERMINATE
