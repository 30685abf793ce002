"""Facts of several topics come newest first and once; unusable results hide no usable one."""

from dataclasses import replace
from itertools import permutations

import pytest

from app.clinical.facts import Reading
from app.clinical.finding import Basis
from tests.charts import chart, cs, diagnosis, lab, serology


def test_facts_of_several_topics_are_newest_first_and_quoted_once() -> None:
    old, new = diagnosis("a", onset="2024-01-01"), diagnosis("b", onset="2025-01-01")
    both = diagnosis("a", "b", onset="2024-06-01")
    undated = diagnosis("b")
    for listed in permutations((old, new, both, undated)):
        patient = chart(replace(cs(), diagnoses=listed))
        assert patient.diagnoses("a", "b") == (new, both, old, undated)
        assert patient.diagnoses("b", "a", "c") == (new, both, old, undated)
        assert patient.diagnoses("a") == (both, old)
        assert patient.diagnoses("c", "a") == (both, old)
        assert patient.diagnoses("c", "d") == patient.diagnoses("c") == ()
    for listed in permutations((old, new)):
        patient = chart(replace(cs(), diagnoses=listed))
        assert patient.diagnoses("a", "b") == patient.diagnoses("b", "a") == (new, old)


@pytest.mark.parametrize(
    "unusable",
    [
        lab("igg", "5", "2025-11-25", problem="no unit"),
        lab("igg", "5", None),
        lab("igg", "5", "2025-11-25", preliminary=True),
    ],
)
def test_the_newest_usable_result_is_found_behind_others(unusable: object) -> None:
    usable, older = lab("igg", "10"), lab("igg", "9", "2024-11-20")
    ancient = lab("igg", "8", "2020-01-01")
    for listed in permutations((unusable, usable, older, ancient)):
        patient = chart(replace(cs(), results=listed))  # type: ignore[arg-type]  # results all
        assert patient.usable("igg") == (usable, older, ancient)
        assert patient.latest("igg") is usable
        assert usable in patient.current("igg")
        assert older not in patient.current("igg")
        assert ancient not in patient.current("igg")


def test_the_newest_readable_serology_of_several_markers() -> None:
    old = serology("hbsag", Reading.NEGATIVE, "2024-01-01")
    new = serology("hbeag", Reading.POSITIVE, "2025-01-01")
    unread = serology("hbsag", None, "2025-06-01")
    patient = chart(replace(cs(), serologies=(old, new, unread)))
    assert patient.latest_serology("hbsag", "hbeag") is new
    assert patient.latest_serology("hbeag", "hbsag") is new
    assert patient.latest_serology("hbsag") is old
    assert patient.latest_serology("anti_hbs") is None
    assert patient.serologies("hbeag", "hbsag") == (new, unread, old)
    assert patient.serologies("hbsag") == (unread, old)


def test_why_a_result_is_absent() -> None:
    unread, undated = lab("igg", problem="no unit"), serology("hbsag", Reading.NEGATIVE, None)
    fine = lab("iga")
    patient = chart(replace(cs(), results=(unread, fine), serologies=(undated,)))
    assert patient.why_absent("igg") == (Basis.UNUSABLE, (unread,))
    assert patient.why_absent("iga", "hbsag") == (Basis.UNUSABLE, (undated,))
    assert patient.why_absent("iga", "igm") == (Basis.MISSING, ())
