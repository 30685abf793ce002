"""Knowledge that is not sound stops the start and says where."""

from pathlib import Path

import pytest

from app.errors import KnowledgeFault
from app.knowledge import load
from tests.knowledge.conftest import Copy

VACCINES = "parameters/vaccination.yaml"
HARD = 'value: "28"\n      citations: [seed-000, seed-001, seed-003, S1, S3, S5, label-2.1]'


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (VACCINES, "vaccine.nonLive.minDays:", "vaccine.live.hardMinDays:", "hardMinDays twice"),
        (VACCINES, "  type: days\n", "  type: days\n  colour: red\n", "unknown field `colour`"),
        (VACCINES, HARD, 'value: "28"\n      citations: []', "hardMinDays cites no source"),
        (VACCINES, HARD, 'value: "28"\n      citations: [S99]', "cites S99"),
        (VACCINES, HARD, HARD.replace("28", "27", 1), "hardMinDays is outside its bounds"),
        (VACCINES, HARD, HARD.replace("28", "28.5", 1), "must be a whole number"),
        (VACCINES, HARD, HARD.replace("28", "four weeks", 1), "is not a number"),
        (VACCINES, "from: 2017-03-28", "from: 2017-02-30", "Invalid RFC3339"),
        (VACCINES, "bounds: [28, 182]", "bounds: null", "vaccination.yaml"),
        (VACCINES, "status: cited", "status: signed", "Invalid enum value"),
        (VACCINES, 'value: "false"', "value: no", "blocking is not a flag"),
        (VACCINES, "vaccine.nonLive.minDays:", "MinDays:", "not a name"),
        ("parameters/dosing.yaml", 'value: "1"', 'value: "3"', "must be one of 1, 2"),
        ("parameters/switching.yaml", "- drug_natalizumab\n", "- drug_unheard\n", "drug_unheard"),
        ("evidence.yaml", "kind: seed", "kind: rumour", "Invalid enum value"),
        ("release.yaml", "status: unsigned", "status: final", "Invalid enum value"),
        ("release.yaml", "activeFrom: 2026-11-21", "activeFrom: soon", "release.yaml"),
        ("limits.yaml", 'high: "16.0"', 'high: "6.0"', "low limit is not below the high one"),
        ("units.yaml", "    g/L: 1\n", "    g/L: 2\n", "must have the factor 1"),
        ("units.yaml", 'mg/dL: "0.01"', 'mg/dL: "0"', "must be above 0"),
        ("units.yaml", "    g/L: 1\n", "    g/L: 1\n    g/L: 1\n", "g/L twice"),
        ("orders/rates.yaml", '{rate: "180"}', '{rate: "180", minutes: "9"}', "but the last"),
        ("orders/rates.yaml", 'volume: "250"', 'volume: "200"', "empty before the last step"),
        ("orders/ocrelizumab.yaml", 'volumeMl: "500"', 'volumeMl: "250"', "another volume"),
        ("orders/ocrelizumab.yaml", 'code: "1876366"', 'code: "1"', "is in no value set"),
        ("exclusive.yaml", "cvx_live,", "cvx_living,", "cvx_living"),
        (
            "code_systems.yaml",
            "[https://loinc.org,",
            "[http://snomed.info/sct,",
            "two code systems",
        ),
        ("sites/default.yaml", "timeZone:", "timezone:", "unknown field `timezone`"),
    ],
)
def test_a_fault_stops_the_loading_and_names_the_place(
    copy: Copy, *, file: str, old: str, new: str, says: str
) -> None:
    copy.change(file, old, new)
    with pytest.raises(KnowledgeFault, match=says):
        load(None, copy.folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("lab_igg", "2465-3", "2465-4", "2465-4 has a wrong check digit"),
        ("ms_any", "426373005", "426373006", "426373006 has a wrong check digit"),
        ("cvx_live", '"code": "03"', '"code": "133"', "133 is in cvx_live and cvx_nonlive"),
        ("answer_negative", "260385009", "10828004", "answer_negative and answer_positive"),
        ("answer_not_pregnant", "60001007", "77386006", "answer_not_pregnant and answer_pregnant"),
        ("ms_relapsing_remitting", "G35.A", "G35.C1", "ms_secondary_progressive_active"),
        ("cond_malignancy_history", "Z85.3", "C50.1", "C501 is in cond_malignancy_any"),
        ("lab_igg", "loinc.org/license", "loinc.org", "without the LOINC notice"),
        ("lab_igg", '"name": "lab_igg"', '"name": "lab_iga"', "holds the value set lab_iga"),
        ("lab_igg", '"status"', '"state"', "unknown field `state`"),
        ("ms_any", '"is-a"', '"descendent-of"', "only the filter concept is-a"),
    ],
)
def test_a_value_set_that_is_not_sound_stops_the_loading(
    copy: Copy, *, file: str, old: str, new: str, says: str
) -> None:
    copy.change(f"value_sets/{file}.json", old, new)
    with pytest.raises(KnowledgeFault, match=says):
        load(None, copy.folder)


def test_the_same_parameter_in_two_files_is_refused(copy: Copy) -> None:
    text = (copy.folder / "parameters" / "neurology.yaml").read_text(encoding="utf-8")
    (copy.folder / "parameters" / "second.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeFault, match="defined twice"):
        load(None, copy.folder)


def test_values_out_of_order_are_refused(copy: Copy) -> None:
    later = '    - {from: 2016-01-01, value: "30", citations: [S1]}\n'
    copy.change(
        VACCINES, "vaccine.live.preferredMinDays:", later + "vaccine.live.preferredMinDays:"
    )
    with pytest.raises(KnowledgeFault, match="different dates, oldest first"):
        load(None, copy.folder)


def test_a_file_that_is_no_yaml_is_refused(copy: Copy) -> None:
    copy.append("limits.yaml", "\n  - {analyte: [\n")
    with pytest.raises(KnowledgeFault, match="no YAML"):
        load(None, copy.folder)


def test_two_sites_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "default.yaml").write_text("title: Another default\n", encoding="utf-8")
    with pytest.raises(KnowledgeFault, match="two sites are named default"):
        load(tmp_path)
