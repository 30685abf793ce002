"""A profile is a site that others build on: values, their sources, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from app.errors import KnowledgeFault
from app.knowledge import Knowledge, load
from tests.knowledge.conftest import Copy

DAY = date(2025, 12, 1)
SHIPPED = "shipped default, release 1.0.0"
HARD = "vaccine.live.hardMinDays"

GROUP = """
title: A group of hospitals
profile: uk
timeZone: Europe/London
identifierSystem: https://fhir.nhs.uk/Id/nhs-number
parameters:
  dose.maintenance.option:
    - {from: 2024-01-01, value: "2", citations: [S7]}
localCodes:
  - {system: "urn:group", code: EDSS, set: obs_edss}
  - {text: EDSS, set: obs_edss}
orderables:
  ocrelizumab-300mg: {system: "urn:group", code: A, display: Ocrevus 300 mg}
  ocrelizumab-600mg: {system: "urn:group", code: B, display: Ocrevus 600 mg}
"""
WARD = """
title: One of its hospitals
profile: group
parameters:
  vaccine.live.hardMinDays:
    - {from: 2025-06-01, value: "56", citations: [S16]}
localCodes:
  - {system: "urn:ward", code: WALK, set: obs_walking_distance}
orderables:
  ocrelizumab-600mg: {system: "urn:ward", code: C, display: Ocrevus 600 mg here}
"""


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = tmp_path_factory.mktemp("sites")
    (folder / "group.yaml").write_text(GROUP, encoding="utf-8")
    (folder / "ward.yaml").write_text(WARD, encoding="utf-8")
    return load(folder)


@pytest.mark.parametrize(
    ("name", "us", "eu", "uk"),
    [
        ("vaccine.live.hardMinDays", 28, 42, 42),
        ("vaccine.live.preferredMinDays", 42, 42, 42),
        ("vaccine.nonLive.minDays", 14, 42, 42),
        ("contraception.monthsAfterLastDose", 6, 4, 4),
        ("lactation.allowedAfterBirth", False, True, True),
        ("irr.severePulmonary", "hold-senior-review", "block", "block"),
        ("malignancy.active.action", "hold", "block", "block"),
        ("prep.policy", "either-or", "sum", "either-or"),
        ("indication.profile", "US", "EU", "EU"),
        ("indication.ppms.requireActivity", False, True, True),
        ("immune.checkEachDose", False, True, True),
        ("age.minYears", 18, 18, 18),  # no region differs in what could be read (C34)
        ("pregnancy.action", "block", "block", "block"),
    ],
)
def test_each_region_has_its_values(
    knowledge: Knowledge, *, name: str, us: object, eu: object, uk: object
) -> None:
    values = [knowledge.parameters(DAY, site).value(name) for site in ("us", "eu", "uk")]
    assert values == [us, eu, uk]
    assert knowledge.parameters(DAY).value(name) == us


@pytest.mark.parametrize(
    ("site", "name", "source"),
    [
        ("us", HARD, SHIPPED),
        ("default", HARD, SHIPPED),
        ("eu", HARD, "profile eu, release 1.0.0"),
        ("eu", "age.minYears", SHIPPED),
        ("uk", HARD, "profile uk, release 1.0.0"),
        ("uk", "irr.severePulmonary", "profile eu, release 1.0.0"),  # no UK text was seen
        ("uk", "age.minYears", SHIPPED),
    ],
)
def test_a_value_says_where_it_comes_from(
    knowledge: Knowledge, site: str, name: str, source: str
) -> None:
    assert knowledge.parameters(DAY, site).source(name) == source


def test_the_profiles_say_on_what_they_build(knowledge: Knowledge) -> None:
    built = {name: knowledge.sites.site(name).profile for name in knowledge.sites.names}
    assert built == {"default": "us", "eu": "us", "uk": "eu", "us": ""}


def test_what_differs_cites_other_sources_and_argues_why(knowledge: Knowledge) -> None:
    for name in ("eu", "uk"):
        for parameter, steps in knowledge.sites.site(name).overrides.items():
            shipped = knowledge.definitions[parameter].steps
            for step in steps:
                assert "(C" in step.note or "(catalogue 3.2)" in step.note, parameter
                known = set(step.citations) - {"general-knowledge", "derived"}
                assert known, parameter
                assert step.since >= shipped[0].since


def test_a_value_holds_from_its_day_on_and_the_profile_until_then(knowledge: Knowledge) -> None:
    months = "contraception.monthsAfterLastDose"
    for site, day, expected in (
        ("eu", date(2018, 1, 11), 6),  # before the European licence: the shipped value
        ("eu", date(2018, 1, 12), 12),
        ("eu", date(2025, 7, 31), 12),
        ("eu", date(2025, 8, 1), 4),
        ("uk", date(2025, 7, 31), 12),  # that of the EU, on which the UK builds
        ("uk", date(2025, 8, 1), 4),
    ):
        assert knowledge.parameters(day, site).months(months) == expected
    before = knowledge.parameters(date(2025, 7, 31), "uk")
    assert before.source(months) == "profile eu, release 1.0.0"


def test_a_hospital_builds_on_a_profile_and_overrides_further(hospital: Knowledge) -> None:
    ward = hospital.parameters(DAY, "ward")
    assert (ward.days(HARD), ward.source(HARD)) == (56, "site ward")
    assert (ward.code("dose.maintenance.option"), ward.source("dose.maintenance.option")) == (
        "2",
        "site group",
    )
    assert ward.source("malignancy.active.action") == "profile uk, release 1.0.0"
    assert ward.source("irr.severePulmonary") == "profile eu, release 1.0.0"
    assert ward.source("vaccine.live.postStop.minMonths") == SHIPPED
    before = hospital.parameters(date(2025, 5, 31), "ward")
    assert (before.days(HARD), before.source(HARD)) == (42, "profile uk, release 1.0.0")
    assert hospital.parameters(DAY, "uk").days(HARD) == 42


def test_clock_codes_and_orderables_are_inherited_too(hospital: Knowledge) -> None:
    group, ward = hospital.sites.site("group"), hospital.sites.site("ward")
    assert str(ward.zone) == "Europe/London"
    assert ward.identifier_system == "https://fhir.nhs.uk/Id/nhs-number"
    assert ward.codes.topics("urn:group", "EDSS") == {"obs_edss"}
    assert ward.codes.of_text("EDSS") == {"obs_edss"}
    assert ward.codes.topics("urn:ward", "WALK") == {"obs_walking_distance"}
    assert group.codes.topics("urn:ward", "WALK") == frozenset()
    assert [ward.orderables[f"ocrelizumab-{mg}mg"][1] for mg in (300, 600)] == ["A", "C"]
    assert [group.orderables[f"ocrelizumab-{mg}mg"][1] for mg in (300, 600)] == ["A", "B"]


def test_own_clock_and_identifier_win_over_those_of_the_profile(tmp_path: Path) -> None:
    own = "timeZone: Europe/Dublin\nidentifierSystem: urn:own\n"
    (tmp_path / "group.yaml").write_text(GROUP, encoding="utf-8")
    (tmp_path / "ward.yaml").write_text(f"title: Ward\nprofile: group\n{own}", encoding="utf-8")
    ward = load(tmp_path).sites.site("ward")
    assert (str(ward.zone), ward.identifier_system) == ("Europe/Dublin", "urn:own")


@pytest.mark.parametrize(
    ("profiles", "says"),
    [
        ({"a": "a"}, "a.yaml builds on itself: a, a$"),
        ({"a": "b", "b": "c", "c": "a"}, "c.yaml builds on itself: a, b, c, a$"),
        ({"a": "us", "b": "eurpoe"}, "b.yaml: no profile is named eurpoe; there are a, b, default"),
        ({"eu": "us"}, "two sites are named eu"),
    ],
)
def test_a_profile_that_cannot_be_is_refused(
    tmp_path: Path, profiles: dict[str, str], says: str
) -> None:
    for name, profile in profiles.items():
        text = f"title: Site {name}\nprofile: {profile}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeFault, match=says):
        load(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('value: "42"', 'value: "183"', "eu.yaml: vaccine.live.hardMinDays is outside its bounds"),
        ("citations: [S7, S16]", "citations: [S7, S160]", "cites S160"),
        ("irr.severePulmonary:", "irr.severePulmonory:", "eu.yaml sets unknown parameters"),
        ("profile: us", "profile: uk", "builds on itself"),
    ],
)
def test_a_shipped_profile_is_checked_like_any_site(
    copy: Copy, old: str, new: str, says: str
) -> None:
    copy.change("sites/eu.yaml", old, new)
    with pytest.raises(KnowledgeFault, match=says):
        load(None, copy.folder)
