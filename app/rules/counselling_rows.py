"""Counselling: what a patient is told, row by row, in the patient's own words (catalogue 1.23)."""

from app.rules.rule import ELIGIBILITY, MONITORING, PREMEDICATION, Row

TOLD, STOPPED, PATIENT = "told", "stopped", "patient"
"""Keys of the texts: beside an order, after stopping, and the patient's words alone."""


def _for_the_patient(
    id_: str,
    title: str,
    statement: str,
    words: str,
    *,
    code: str,
    cites: tuple[str, ...],
    parameters: tuple[str, ...] = (),
    after_stopping: bool = False,
) -> Row:
    """A row whose note and whose part of the patient's instruction are the same words."""
    texts = {TOLD: f"Tell the patient: {words}", PATIENT: words}
    if after_stopping:
        texts[STOPPED] = (
            "Treatment is stopped and the B cells are not shown to be back, so this still holds. "
            f"Tell the patient: {words}"
        )
    return Row(
        id=id_,
        title=title,
        statement=statement,
        code=code,
        cites=cites,
        scope=(PREMEDICATION, MONITORING) if after_stopping else (PREMEDICATION,),
        texts=texts,
        parameters=parameters,
        with_order=True,
        without_order=(STOPPED,) if after_stopping else (),
    )


COUN_01 = _for_the_patient(
    "COUN-01",
    "Counselling: reaction after the infusion",
    "Call at once for signs of a reaction, up to 24 hours after the infusion.",
    "Tell the nurse or call your treatment team at once if, during the infusion or within {hours} "
    "hours after it, you have itching, a rash, hives or flushing, a sore or swollen mouth or "
    "throat, trouble breathing, fever, headache, dizziness, nausea, a racing heart, or feel faint "
    "or very tired.",
    code="REACT",
    cites=("seed-001", "seed-003"),
    parameters=("irr.onsetHours",),
)
COUN_02 = _for_the_patient(
    "COUN-02",
    "Counselling: infection",
    "Report fever, chills, persistent cough and any infection; at every infusion, once when "
    "treatment stops, until B-cell recovery.",
    "Report every infection, and call at once for fever, chills or a cough that does not go away.",
    code="COND",
    cites=("seed-002", "seed-003", "seed-004"),
    after_stopping=True,
)
COUN_03 = _for_the_patient(
    "COUN-03",
    "Counselling: herpes",
    "Report signs of herpes: sores, shingles, eye symptoms, headache, neck pain or stiffness, "
    "mental change; at every infusion, once when treatment stops, until B-cell recovery.",
    "Call at once for signs of a herpes infection: sores on the mouth or genitals, shingles, a "
    "painful or itching rash, eye pain, redness or changed sight, or headache with fever, neck "
    "pain or stiffness, or confusion.",
    code="COND",
    cites=("seed-003",),
    after_stopping=True,
)
COUN_04 = _for_the_patient(
    "COUN-04",
    "Counselling: brain infection (PML)",
    "Report signs of PML; at every infusion, once when treatment stops, until B-cell recovery.",
    "Call at once for signs of a rare brain infection (PML): growing weakness on one side, clumsy "
    "arms or legs, changed sight, confusion, or changes of thinking, memory or personality.",
    code="COND",
    cites=("seed-003",),
    after_stopping=True,
)
COUN_05 = _for_the_patient(
    "COUN-05",
    "Counselling: bowel inflammation",
    "Report diarrhoea, abdominal pain and blood in the stool; at every infusion, once when "
    "treatment stops, until B-cell recovery.",
    "Call at once for signs of an inflamed bowel: diarrhoea, pain in the belly or blood in the "
    "stool.",
    code="COND",
    cites=("seed-003",),
    after_stopping=True,
)
COUN_06 = _for_the_patient(
    "COUN-06",
    "Counselling: liver",
    "Report jaundice and abdominal pain.",
    "Call at once for signs of liver trouble: yellow skin or eyes, or pain in the belly.",
    code="COND",
    cites=("seed-000",),
)
COUN_07 = _for_the_patient(
    "COUN-07",
    "Counselling: when to get urgent help",
    "Urgent: palpitations with breathlessness; severe headache, confusion, slurred speech, "
    "vomiting, incoordination; rigidity with high fever; sudden eye symptoms.",
    "Get urgent help for a fast, pounding or fluttering heartbeat with shortness of breath or "
    "sudden dizziness; for a severe headache, confusion, slurred speech, severe weakness, "
    "vomiting, loss of coordination or unsteadiness; for very stiff muscles with high fever, "
    "sweating, tremors or fainting; for blurred or tunnel vision, eye pain or swelling, or halos "
    "around lights.",
    code="COND",
    cites=("seed-003",),
)
COUN_08 = _for_the_patient(
    "COUN-08",
    "Counselling: visits and other medicines",
    "Keep the six-monthly visits; start or stop no medicine without advice; tell the prescriber "
    "all medicines, over-the-counter ones too.",
    "Keep your visits every {interval} months. Do not start or stop a medicine without advice, and "
    "tell your prescriber every medicine you take, also those bought over the counter.",
    code="DRG",
    cites=("seed-002", "seed-003"),
    parameters=("dose.intervalMonths",),
)
COUN_09 = _for_the_patient(
    "COUN-09",
    "Counselling: what to expect",
    "An effect on MRI is expected in 6 to 12 months; the aim is prevention, not reversal.",
    "MRI is expected to show the effect after {least} to {most} months. The treatment is meant to "
    "prevent relapses and new damage, not to undo the symptoms you have.",
    code="TIME",
    cites=("seed-002",),
    parameters=("counselling.mriEffect.minMonths", "counselling.mriEffect.maxMonths"),
)
COUN_10 = _for_the_patient(
    "COUN-10",
    "Counselling: report side effects",
    "Report side effects to the regulator.",
    "You can report side effects to the authority for medicines; in the United States that is the "
    "FDA, telephone 1-800-FDA-1088.",
    code="REACT",
    cites=("seed-003",),
)
COUN_12 = _for_the_patient(
    "COUN-12",
    "Counselling: living with MS",
    "Regular neurology visits, exercise, diet, sleep, stress, no smoking, heat.",
    "See your neurologist regularly. Exercise as suits you, eat well, sleep enough, keep stress "
    "low, do not smoke and avoid overheating.",
    code="COND",
    cites=("seed-002",),
)
COUN_13 = Row(
    id="COUN-13",
    title="Decide together",
    statement="Decide together with the patient, weighing history, progression and goals, before "
    "the first dose.",
    code="COND",
    cites=("seed-001", "seed-004"),
    scope=(ELIGIBILITY,),
    texts={
        TOLD: "Decide on the treatment together with the patient, weighing the medical history, "
        "the course of the disease and the goals of treatment."
    },
    with_order=True,
)

EVERY_INFUSION = (
    COUN_01,
    COUN_02,
    COUN_03,
    COUN_04,
    COUN_05,
    COUN_06,
    COUN_07,
    COUN_08,
    COUN_12,
)
FIRST_DOSE = (COUN_09, COUN_10, COUN_13)
AFTER_STOPPING = (COUN_02, COUN_03, COUN_04, COUN_05)
