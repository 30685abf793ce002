"""What an Observation's code measures: the one table from value sets to analytes and markers."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from app.clinical.facts import NO_TOPICS, Topics

ANALYTES: Final = {
    "lab_igg": "igg",
    "lab_iga": "iga",
    "lab_igm": "igm",
    "lab_alt": "alt",
    "lab_ast": "ast",
    "lab_alp": "alp",
    "lab_bilirubin_total": "bilirubin",
    "lab_neutrophils_absolute": "neutrophils",
    "lab_lymphocytes_absolute": "lymphocytes",
    "lab_leukocytes": "leukocytes",
    "lab_platelets": "platelets",
    "lab_haemoglobin": "haemoglobin",
    "lab_cd19_absolute": "cd19",
    "lab_cd20_absolute": "cd20",
    "lab_egfr": "egfr",
    "lab_creatinine": "creatinine",
    "lab_hbv_dna_quantitative": "hbv_dna",
    "lab_anti_hbs_quantitative": "anti_hbs",
    "lab_hcg_quantitative": "hcg",
    "obs_body_temperature": "temperature",
    "obs_edss": "edss",
    "obs_walking_distance": "walking_distance",
}
"""Numbers, by the value set of their code."""

MARKERS: Final = {
    "lab_hbsag_qualitative": "hbsag",
    "lab_hbsag_quantitative": "hbsag",
    "lab_hbsag_interpretation": "hbsag",
    "lab_hbsag_confirmatory": "hbsag_confirmation",
    "lab_anti_hbc_total": "anti_hbc_total",
    "lab_anti_hbc_igg": "anti_hbc_igg",
    "lab_anti_hbc_igm": "anti_hbc_igm",
    "lab_anti_hbs_qualitative": "anti_hbs",
    "lab_anti_hbs_quantitative": "anti_hbs",
    "lab_hbeag": "hbeag",
    "lab_anti_hbe": "anti_hbe",
    "lab_hbv_dna_qualitative": "hbv_dna",
    "lab_hbv_dna_quantitative": "hbv_dna",
    "lab_hcg_urine_qualitative": "hcg",
    "lab_hcg_serum_qualitative": "hcg",
    "lab_hcg_quantitative": "hcg",
    "lab_jcv_antibody": "jcv_antibody",
    "lab_jcv_dna": "jcv_dna",
    "lab_tb_igra": "tb_igra",
    "lab_vzv_igg": "vzv_igg",
    "lab_hiv_screen": "hiv",
    "lab_hcv_antibody": "hcv_antibody",
    "lab_hcv_rna": "hcv_rna",
}
"""Positive or negative, by the value set of their code."""

IMMUNITY: Final = frozenset(["anti_hbs", "vzv_igg"])
"""Markers of which the laboratory calls the absence abnormal."""

PRESENCE: Final = frozenset(["hbv_dna"])
"""Markers of which any amount at all is positive, and zero negative."""

LAST_MENSTRUATION: Final = "obs_last_menstruation"
EXPECTED_DELIVERY: Final = "obs_expected_delivery"
OF_MOTHERS: Final = frozenset([LAST_MENSTRUATION, EXPECTED_DELIVERY])
"""Days that are read of the mother of a judged infant alone."""

NOT_THE_RESULT: Final = frozenset(
    [
        "lab_hbv_not_for_screening",
        "lab_tb_igra_control_exclude",
        "lab_immunoglobulin_not_total",
        "lab_bilirubin_direct",
        "lab_neutrophils_percent",
        "lab_granulocytes_absolute",
        "lab_cd19_percent",
        "lab_cd20_percent",
        "lab_immunoglobulin_panel",
        "vital_signs",
        "body_measurements",
    ]
)
"""Codes that look like a result that a rule reads and are not."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code measures.

    Attributes:
        analytes, markers: names in facts of LabResult and Serology.
        asked: value sets of a question, a status or a symptom.
    """

    analytes: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    asked: Topics = NO_TOPICS

    @property
    def silent(self) -> bool:
        return not (self.analytes or self.markers or self.asked)


SILENT: Final = Meaning()


@cache
def meaning(topics: Topics) -> Meaning:
    """Bounded by the value sets that exist, so remembered for ever."""
    if not topics:
        return SILENT
    analytes = sorted({ANALYTES[t] for t in topics if t in ANALYTES})
    markers = sorted({MARKERS[t] for t in topics if t in MARKERS})
    asked = NO_TOPICS if analytes or markers else topics - NOT_THE_RESULT - OF_MOTHERS
    return Meaning(tuple(analytes), tuple(markers), asked)
