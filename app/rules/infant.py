"""The infant of a treated mother: live vaccines wait, the response and the B cells are checked."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import years_between
from app.clinical.facts import Vaccination, VaccineClass
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.infant_rows import NEO_01, NEO_02, NEO_03
from app.rules.maternal_exposure import (
    Cells,
    Count,
    Exposed,
    Exposure,
    b_cells_of,
    exposure_of,
    infancy_ends,
    is_infant,
)
from app.rules.rule import BLOCK, HIGH, HOLD, LOW, MODERATE, WARN, rule
from app.rules.schedule import OCRELIZUMAB
from app.rules.vaccine_days import LIVE_OR_UNKNOWN, cause_of, days_of, name_of

_NOT_LIVE = (VaccineClass.NONLIVE, VaccineClass.LIVE_NONREPLICATING)
_BASIS = {
    Cells.NONE: Basis.MISSING,
    Cells.UNCLEAR: Basis.UNUSABLE,
    Cells.LOW: Basis.FINDING,
}
_PLANNED = {Cells.NONE: "no_count", Cells.UNCLEAR: "unclear", Cells.LOW: "not_normal"}
_NOT_KNOWN = {
    Exposed.DOUBTFUL: "doubtful",
    Exposed.INCOMPLETE: "incomplete",
    Exposed.UNTOLD: "untold",
}


@rule(NEO_01, NEO_02, NEO_03)
def infant_of_treated_mother(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A known exposure keeps live vaccines waiting at any age; the rest is asked of infants."""
    infant = is_infant(chart, p)
    if chart.record.mother is None and not infant:
        yield from _older_child(chart, p)
        return
    exposure, count = exposure_of(chart, p), b_cells_of(chart)
    if exposure.exposed is Exposed.NO:
        yield from (row.clear(*exposure.facts) for row in (NEO_01, NEO_02, NEO_03))
        return
    if infant or exposure.exposed is Exposed.YES:
        yield from _live_vaccines(chart, p, exposure, count)
    if infant:
        yield from _other_vaccines(chart, p, exposure, count)
        yield from _b_cells(chart, p, exposure, count)


def _older_child(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Without the mother an alert of earlier days is not closed: her record told the exposure."""
    birth = chart.patient.birth
    if birth is None or not chart.vaccinations:
        return
    child = years_between(birth.latest, chart.as_of) < p.years("age.minYears")
    if child and b_cells_of(chart).cells is not Cells.NORMAL:
        yield NEO_01.undecided()


def _live_vaccines(
    chart: Chart, p: Parameters, exposure: Exposure, count: Count
) -> Iterator[Finding]:
    told = False
    for vaccine in chart.vaccinations:
        unknown = vaccine.kind is VaccineClass.UNKNOWN
        if vaccine.kind not in LIVE_OR_UNKNOWN or (unknown and vaccine.forecast):
            continue
        told = told or not unknown
        coming = vaccine.planned or vaccine.forecast
        if count.cells is Cells.NORMAL:
            yield NEO_01.clear(vaccine, *count.facts)
        elif unknown and (coming or exposure.suspected):
            yield _unknown_product(chart, p, vaccine, exposure)
        elif unknown:
            yield NEO_01.undecided(vaccine)
        elif exposure.exposed is Exposed.YES or count.cells is Cells.LOW:
            yield _blocked(chart, p, vaccine, exposure, count)
        elif coming or exposure.suspected:
            yield _not_known(chart, p, vaccine, exposure, count)
        else:
            yield NEO_01.undecided(vaccine)
    if exposure.exposed is Exposed.YES and count.cells is not Cells.NORMAL and not told:
        yield NEO_01.note("wait", *exposure.facts, exposure=_shown(exposure))


def _blocked(
    chart: Chart, p: Parameters, vaccine: Vaccination, exposure: Exposure, count: Count
) -> Finding:
    low = count.cells is Cells.LOW
    text = _PLANNED[count.cells]
    if not (vaccine.planned or vaccine.forecast):
        text = "given_not_normal" if low else "given"
    return NEO_01.finding(
        BLOCK,
        HIGH,
        text,
        because=(vaccine, *exposure.facts, *count.facts),
        basis=_BASIS[count.cells],
        missing=() if low else (_cd19(chart),),
        implicated=(vaccine,),
        cause=cause_of(vaccine),
        until=None if exposure.exposed is Exposed.YES else infancy_ends(chart, p),
        vaccine=name_of(vaccine),
        given=days_of(vaccine, chart.as_of).text,
        exposure=_shown(exposure),
        count="; ".join(c.display for c in count.facts),
    )


def _not_known(
    chart: Chart, p: Parameters, vaccine: Vaccination, exposure: Exposure, count: Count
) -> Finding:
    doubtful = exposure.exposed is Exposed.DOUBTFUL
    doses = Missing("MedicationAdministration", OCRELIZUMAB[0], path="medication")
    return NEO_01.finding(
        HOLD,
        MODERATE,
        _NOT_KNOWN[exposure.exposed],
        because=(vaccine, *exposure.facts, *count.facts),
        basis=Basis.UNUSABLE if doubtful else Basis.MISSING,
        missing=(doses, _cd19(chart)),
        implicated=(vaccine,),
        cause=cause_of(vaccine),
        until=infancy_ends(chart, p),
        vaccine=name_of(vaccine),
        given=days_of(vaccine, chart.as_of).text,
        exposure=_shown(exposure),
        months=p.months("infant.exposureMonths"),
    )


def _unknown_product(
    chart: Chart, p: Parameters, vaccine: Vaccination, exposure: Exposure
) -> Finding:
    return NEO_01.finding(
        HOLD if vaccine.planned else WARN,
        MODERATE,
        "unknown_product",
        because=(vaccine, *exposure.facts),
        basis=Basis.UNUSABLE,
        implicated=(vaccine,),
        cause=cause_of(vaccine),
        until=None if exposure.exposed is Exposed.YES else infancy_ends(chart, p),
        vaccine=name_of(vaccine),
        given=days_of(vaccine, chart.as_of).text,
    )


def _other_vaccines(
    chart: Chart, p: Parameters, exposure: Exposure, count: Count
) -> Iterator[Finding]:
    """One warning for all non-live vaccines given before the B cells were normal."""
    if not exposure.suspected:
        yield NEO_02.undecided()
        return
    normal = count.facts[0].when if count.cells is Cells.NORMAL else None
    affected: list[Vaccination] = []
    for vaccine in chart.vaccinations:
        given = not (vaccine.planned or vaccine.forecast or vaccine.problem)
        if vaccine.kind not in _NOT_LIVE or not given:
            continue
        day = days_of(vaccine, chart.as_of).earliest
        if normal is None or day is None or day < normal.latest:
            affected.append(vaccine)
    if affected:
        yield NEO_02.finding(
            WARN,
            LOW,
            "given",
            because=(*affected, *exposure.facts),
            implicated=affected,
            until=infancy_ends(chart, p),
            vaccines="; ".join(v.display or name_of(v) for v in affected),
        )


def _b_cells(chart: Chart, p: Parameters, exposure: Exposure, count: Count) -> Iterator[Finding]:
    """Low B cells or lymphocytes are said of every infant here; a count is asked of the exposed."""
    low = [r for r in chart.current("lymphocytes") if r.is_low]
    if count.cells is Cells.LOW:
        low = [*count.facts, *low]
    if not low and not exposure.suspected:
        yield NEO_03.undecided()
    elif not low and count.cells is Cells.NORMAL:
        yield NEO_03.clear(*count.facts)
    else:
        facts = low or count.facts
        text = "low" if low else "unclear" if facts else "no_count"
        yield NEO_03.finding(
            WARN,
            MODERATE if low else LOW,
            text,
            because=(*facts, *exposure.facts),
            basis=Basis.FINDING if low else _BASIS[count.cells],
            missing=(_cd19(chart),) if count.cells in (Cells.NONE, Cells.UNCLEAR) else (),
            until=infancy_ends(chart, p),
            count="; ".join(c.display for c in facts),
        )


def _cd19(chart: Chart) -> Missing:
    birth = chart.patient.birth
    return Missing("Observation", "lab_cd19_absolute", birth.earliest if birth else None)


def _shown(exposure: Exposure) -> str:
    return "; ".join(fact.display for fact in exposure.facts) or "not known"


RULES = (infant_of_treated_mother,)
