"""IND-01 to IND-06: the sentences, what they rest on and what they ask for."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis
from app.clinical.finding import Action, Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.indication import (
    IND_01,
    IND_03,
    IND_05,
    indication,
)
from tests.charts import (
    chart,
    coded,
    cs,
    day,
    diagnosis,
    judged,
    only,
)

MS = diagnosis("ms_any", "ms_relapsing_remitting", onset="2024-03-10", name="RRMS")
PRIMARY = ("ms_any", "ms_primary_progressive")


def with_(*found: Diagnosis, answers: tuple[Coded, ...] = ()) -> Chart:
    return chart(replace(cs(), diagnoses=found, coded=answers))


@pytest.mark.row("IND-01")
@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            (),
            (
                "No diagnosis of multiple sclerosis is in the record. Ocrelizumab is approved for "
                "multiple sclerosis only. Supply the diagnosis as a coded Condition."
            ),
        ),
        (
            (diagnosis("ms_mimics_not_indicated", name="Neuromyelitis optica"),),
            (
                "The record holds Neuromyelitis optica, which is not multiple sclerosis. "
                "Ocrelizumab is approved for multiple sclerosis only. Supply the diagnosis as a "
                "coded Condition."
            ),
        ),
        (
            (diagnosis("ms_non_specific_code", name="Demyelinating disease"),),
            (
                "The record holds Demyelinating disease, which does not tell whether it is a "
                "clinically isolated syndrome or another disease. Supply a code of multiple "
                "sclerosis or of a clinically isolated syndrome."
            ),
        ),
        (
            (replace(MS, verification="provisional"),),
            (
                "The diagnosis RRMS is not confirmed. Ocrelizumab is approved for confirmed "
                "multiple sclerosis only. Confirm the diagnosis in the record."
            ),
        ),
        (
            (replace(MS, clinical="resolved"),),
            (
                "The diagnosis RRMS is recorded as resolved or inactive. Correct its status, or "
                "reconsider the treatment."
            ),
        ),
    ],
)
def test_what_is_said_without_an_indication(
    found: tuple[Diagnosis, ...], sentence: str, parameters: Parameters
) -> None:
    finding = only(judged(indication, with_(*found), parameters))
    assert IND_01.sentence(finding) == sentence
    assert finding.missing == (Missing("Condition", "ms_any"),)
    assert finding.because == found
    assert finding.values == {"found": found[0].name if found else ""}


@pytest.mark.row("IND-01")
def test_of_a_vague_and_another_code_the_vague_one_is_asked_about(parameters: Parameters) -> None:
    vague, other = diagnosis("ms_non_specific_code"), diagnosis("ms_mimics_not_indicated")
    finding = only(judged(indication, with_(other, vague), parameters))
    assert (finding.text, finding.because) == ("not_specific", (vague,))
    resolved, doubted = replace(MS, clinical="resolved"), replace(MS, verification="provisional")
    finding = only(judged(indication, with_(resolved, doubted), parameters))
    assert (finding.text, finding.because) == ("unconfirmed", (doubted,))
    finding = only(judged(indication, with_(other, resolved), parameters))
    assert (finding.text, finding.because) == ("not_active", (resolved,))


@pytest.mark.row("IND-01")
def test_the_deciding_diagnosis_clears(parameters: Parameters) -> None:
    (cleared,) = indication.judge(with_(MS), parameters)
    assert (cleared.row, cleared.action, cleared.because) == ("IND-01", Action.CLEAR, (MS,))
    assert cleared.basis is Basis.FINDING


@pytest.mark.row("IND-03")
@pytest.mark.parametrize(
    ("topic", "wanted", "sentence"),
    [
        (
            "ms_secondary_progressive_nonactive",
            None,
            (
                "The multiple sclerosis is recorded as MS here. Secondary progressive disease "
                "without activity is outside the label. A specialist's recorded decision releases "
                "it."
            ),
        ),
        (
            "ms_secondary_progressive_activity_unknown",
            "ms_secondary_progressive_active",
            (
                "The multiple sclerosis is recorded as MS here, and nothing shows a relapse or "
                "other activity. Only active secondary progressive disease is within the label. "
                "Document the activity."
            ),
        ),
        (
            "ms_course_unspecified",
            "ms_relapsing_remitting",
            (
                "The multiple sclerosis is recorded as MS here, without its course. The label "
                "covers relapsing forms and primary progressive disease. Record the course."
            ),
        ),
    ],
)
def test_what_is_said_of_the_course(
    topic: str, wanted: str | None, sentence: str, parameters: Parameters
) -> None:
    found = diagnosis("ms_any", topic, onset="2020-01-01", name="MS here")
    finding = only(judged(indication, with_(found), parameters))
    assert IND_03.sentence(finding) == sentence
    assert finding.missing == ((Missing("Condition", wanted),) if wanted else ())
    assert (finding.because, finding.cause) == ((found,), "")


@pytest.mark.row("IND-03")
def test_of_codes_without_a_course_the_latest_is_quoted(parameters: Parameters) -> None:
    old = diagnosis("ms_any", onset="2019-05-01", name="old")
    for new in (diagnosis("ms_any", onset="2019-05", name="n"), diagnosis("ms_any", name="n")):
        for both in ((old, new), (new, old)):
            finding = only(judged(indication, with_(*both), parameters))
            assert finding.because == (new,)


@pytest.mark.row("IND-03")
def test_an_undated_relapse_shows_no_activity(parameters: Parameters) -> None:
    course = ("ms_any", "ms_secondary_progressive_activity_unknown")
    secondary = diagnosis(*course, onset="2022-05-10")
    relapse = diagnosis("ms_any", "ms_activity")
    same_day = diagnosis("ms_any", "ms_activity", onset="2022-05-10")
    assert only(judged(indication, with_(secondary, relapse), parameters)).text == "activity"
    assert judged(indication, with_(secondary, relapse, same_day), parameters) == ()


SEEN = coded("obs_mri_activity", present=True, name="MRI activity")
BENEFIT = (
    "The benefit is greatest in younger patients with a short duration and with inflammation on "
    "imaging."
)


@pytest.mark.row("IND-05")
@pytest.mark.parametrize(
    ("found", "answers", "text", "sentence"),
    [
        (
            diagnosis(*PRIMARY, name="PPMS"),
            (),
            "no_duration",
            (
                "Primary progressive disease; its duration and the activity on imaging are not "
                f"supplied. {BENEFIT}"
            ),
        ),
        (
            diagnosis(*PRIMARY, onset="2019-04", name="PPMS"),
            (replace(SEEN, present=None), replace(SEEN, problem="not valid")),
            "since",
            (
                "Primary progressive disease since 2019-04: the benefit is greatest in younger "
                "patients with a short duration and with inflammation on imaging, which is not "
                "coded in the record."
            ),
        ),
        (
            diagnosis(*PRIMARY, onset="2019-04", name="PPMS"),
            (SEEN,),
            "imaging",
            (
                "Primary progressive disease since 2019-04. Activity on imaging: MRI activity, "
                f"2025-11-20 (present). {BENEFIT}"
            ),
        ),
        (
            diagnosis(*PRIMARY, "ms_primary_progressive_nonactive", name="non-active PPMS"),
            (replace(SEEN, present=False), replace(SEEN, when=day("2024-01-01"))),
            "imaging_no_duration",
            (
                "Primary progressive disease; its duration is not supplied. Activity on imaging: "
                f"non-active PPMS; MRI activity, 2025-11-20 (absent). {BENEFIT}"
            ),
        ),
        (
            diagnosis(*PRIMARY, "ms_primary_progressive_active", onset="2019", name="active PPMS"),
            (),
            "imaging",
            "Primary progressive disease since 2019. Activity on imaging: active PPMS. " + BENEFIT,
        ),
    ],
)
def test_duration_and_activity_are_told_as_far_as_they_are_supplied(
    *,
    found: Diagnosis,
    answers: tuple[Coded, ...],
    text: str,
    sentence: str,
    parameters: Parameters,
) -> None:
    note = only(judged(indication, with_(found, answers=answers), parameters))
    assert (note.row, note.action, note.text) == ("IND-05", Action.NOTE, text)
    assert IND_05.sentence(note) == sentence
    used = [a for a in answers[:1] if a.present is not None]
    assert note.because == (found, *used)
    assert note.values["since"] == (found.onset.text if found.onset else "")
