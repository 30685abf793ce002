"""Parameters answer by name and type, dated, each with its source."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.errors import KnowledgeFault, Unprocessable
from app.knowledge import Knowledge, UnknownSite, load
from tests.knowledge.conftest import Copy

DAY = date(2025, 12, 1)


def test_each_type_has_its_getter(knowledge: Knowledge) -> None:
    p = knowledge.parameters(DAY)
    assert p.days("vaccine.live.hardMinDays") == 28
    assert p.months("dose.minIntervalMonths") == 5
    assert p.years("age.minYears") == 18
    assert p.hours("prep.roomHours") == 8
    assert p.minutes("mon.observeMinutes") == 60
    assert p.count("dose.option2.excludeGradeGE") == 3
    assert p.decimal("cbc.anc.alert") == Decimal("1.0")
    assert p.flag("hbv.allowHepatologyRelease") is False
    assert p.code("dose.firstMaintenanceAnchor") == "infusion1"
    assert p.codes("hbv.requiredTests") == ("hbsag", "anti-hbc-total")


def test_the_source_of_a_shipped_value_names_the_release(knowledge: Knowledge) -> None:
    p = knowledge.parameters(DAY)
    assert p.source("vaccine.live.hardMinDays") == "shipped default, release 1.0.0"
    assert p.value("vaccine.live.hardMinDays") == 28


def test_an_unknown_name_is_refused_at_once(knowledge: Knowledge) -> None:
    p = knowledge.parameters(DAY)
    for look in (p.days, p.decimal, p.flag, p.code, p.codes, p.value, p.source):
        with pytest.raises(KnowledgeFault, match=r"vaccine\.unheard"):
            look("vaccine.unheard")


def test_another_type_is_refused_at_once(knowledge: Knowledge) -> None:
    p = knowledge.parameters(DAY)
    with pytest.raises(KnowledgeFault, match="in months"):
        p.months("vaccine.live.hardMinDays")
    with pytest.raises(KnowledgeFault, match="decimal"):
        p.decimal("vaccine.live.hardMinDays")


def test_every_parameter_cites_known_sources_and_says_what_it_does(knowledge: Knowledge) -> None:
    p = knowledge.parameters(DAY)
    assert len(p.names) > 120
    for name in p.names:
        found = p.about(name)
        assert found.describes.endswith("."), name
        assert found.citations, name
        unverified = {"general-knowledge", "derived", "terminology-notes"}
        if found.status == "cited":
            assert set(found.citations) - unverified, name
        else:
            assert set(found.citations) & unverified, name


def test_a_day_before_anything_encoded_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(Unprocessable, match="Nothing is encoded"):
        knowledge.parameters(date(2017, 3, 27))
    assert knowledge.parameters(date(2017, 3, 28)).names


def test_the_same_values_are_resolved_once(knowledge: Knowledge) -> None:
    assert knowledge.parameters(DAY) is knowledge.parameters(date(2026, 1, 1))


def test_a_later_value_holds_from_its_day_on(copy: Copy) -> None:
    later = '    - {from: 2026-01-15, value: "42", citations: [S7]}\n'
    anchor = "vaccine.live.preferredMinDays:"
    copy.change("parameters/vaccination.yaml", anchor, later + anchor)
    knowledge = load(None, copy.folder)
    name = "vaccine.live.hardMinDays"
    assert knowledge.parameters(date(2026, 1, 14)).days(name) == 28
    assert knowledge.parameters(date(2026, 1, 15)).days(name) == 42


SITE = """
title: A clinic of the European Union
timeZone: Europe/Copenhagen
identifierSystem: urn:oid:1.2.208.176.1.2
parameters:
  vaccine.live.hardMinDays:
    - {from: 2025-01-01, value: "42", citations: [S7, S8]}
localCodes:
  - {system: "urn:oid:1.2.208.176.2.1", code: NPU19748, set: lab_alt}
  - {text: HBsAg (P), set: lab_hbsag_qualitative}
orderables:
  ocrelizumab-300mg: {system: "urn:local:orders", code: OCR300, display: Ocrevus 300 mg}
"""


def test_a_site_lays_its_values_over_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "aarhus.yaml").write_text(SITE, encoding="utf-8")
    knowledge = load(tmp_path)
    p = knowledge.parameters(DAY, "aarhus")
    assert p.days("vaccine.live.hardMinDays") == 42
    assert p.source("vaccine.live.hardMinDays") == "site aarhus"
    assert p.source("vaccine.live.preferredMinDays") == "shipped default, release 1.0.0"
    assert knowledge.parameters(date(2024, 12, 31), "aarhus").days("vaccine.live.hardMinDays") == 28
    assert knowledge.parameters(DAY).days("vaccine.live.hardMinDays") == 28


def test_a_site_has_its_own_clock_codes_and_orderables(tmp_path: Path) -> None:
    (tmp_path / "aarhus.yaml").write_text(SITE, encoding="utf-8")
    site = load(tmp_path).sites.site("aarhus")
    assert str(site.zone) == "Europe/Copenhagen"
    assert site.codes.topics("urn:oid:1.2.208.176.2.1", "NPU19748") == {"lab_alt"}
    assert site.codes.of_text("HBsAg (P)") == {"lab_hbsag_qualitative"}
    assert site.orderables["ocrelizumab-300mg"][1] == "OCR300"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('value: "42"', 'value: "14"', "outside its bounds"),
        ("vaccine.live.hardMinDays:", "vaccine.live.softMinDays:", "softMinDays"),
        ("[S7, S8]", "[]", "cites no source"),
        ("Europe/Copenhagen", "Europe/Aarhus", "no time zone"),
        ("set: lab_alt", "set: lab_unheard", "lab_unheard"),
    ],
)
def test_a_site_that_is_not_sound_stops_the_loading(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    (tmp_path / "aarhus.yaml").write_text(SITE.replace(old, new), encoding="utf-8")
    with pytest.raises(KnowledgeFault, match=says):
        load(tmp_path)


def test_an_unknown_site_is_refused_without_repeating_its_name(knowledge: Knowledge) -> None:
    with pytest.raises(UnknownSite) as caught:
        knowledge.parameters(DAY, "somewhere")
    assert "somewhere" not in str(caught.value)
    assert caught.value.problems[0].expression
