"""A vaccine is live only when its codes say so, and never silently not live."""

import pytest

from app.clinical.facts import VaccineClass
from app.knowledge import Knowledge
from app.knowledge.vaccines import VaccineVerdict, vaccine_class

CVX = "http://hl7.org/fhir/sid/cvx"
ATC = "http://www.whocc.no/atc"
SCT = "http://snomed.info/sct"

MMR, FLU_UNSPECIFIED, LAIV, PCV13 = (CVX, "03"), (CVX, "88"), (CVX, "111"), (CVX, "133")


@pytest.mark.parametrize(
    ("codings", "verdict"),
    [
        ([MMR], VaccineVerdict.LIVE),
        ([(CVX, "3")], VaccineVerdict.LIVE),
        ([PCV13], VaccineVerdict.NONLIVE),
        ([(CVX, "206")], VaccineVerdict.LIVE_NONREPLICATING),
        ([FLU_UNSPECIFIED], VaccineVerdict.INDETERMINATE),
        ([FLU_UNSPECIFIED, (ATC, "J07BB02")], VaccineVerdict.NONLIVE),
        ([FLU_UNSPECIFIED, LAIV], VaccineVerdict.LIVE),
        ([MMR, PCV13], VaccineVerdict.INDETERMINATE),
        ([(CVX, "206"), MMR], VaccineVerdict.INDETERMINATE),
        ([(CVX, "82")], VaccineVerdict.LIVE),
        ([(CVX, "330")], VaccineVerdict.LIVE),
        ([(CVX, "188")], VaccineVerdict.INDETERMINATE),
        ([(ATC, "J07BX02")], VaccineVerdict.INDETERMINATE),
        ([(SCT, "836495005")], VaccineVerdict.INDETERMINATE),
        ([(SCT, "836382004")], VaccineVerdict.LIVE),
        ([(CVX, "87")], VaccineVerdict.PASSIVE_ANTIBODY),
        ([(CVX, "998")], VaccineVerdict.NOT_A_VACCINE),
        ([(CVX, "58")], VaccineVerdict.UNKNOWN),
        ([(CVX, "9999")], VaccineVerdict.UNKNOWN),
        ([], VaccineVerdict.UNKNOWN),
    ],
)
def test_the_codings_together_decide(
    knowledge: Knowledge, codings: list[tuple[str, str]], verdict: VaccineVerdict
) -> None:
    assert vaccine_class(knowledge.codes, codings) is verdict


def test_what_cannot_be_classed_is_an_unknown_vaccine_and_not_a_non_live_one() -> None:
    assert VaccineVerdict.INDETERMINATE.kind is VaccineClass.UNKNOWN
    assert VaccineVerdict.UNKNOWN.kind is VaccineClass.UNKNOWN


def test_antibodies_and_skin_tests_are_no_vaccines() -> None:
    assert VaccineVerdict.PASSIVE_ANTIBODY.kind is None
    assert VaccineVerdict.NOT_A_VACCINE.kind is None


def test_every_cvx_code_has_one_class(knowledge: Knowledge) -> None:
    sets = [n for n in knowledge.codes.names if n.startswith("cvx_") and n != "cvx_group_all_live"]
    codes = [member.code for name in sets for member in knowledge.codes.members(name)]
    assert len(codes) == len(set(codes)) == 288
