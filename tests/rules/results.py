"""Charts that differ from a record in some of their results."""

from collections.abc import Iterable
from dataclasses import replace

from app.clinical.chart import Chart
from app.clinical.facts import Flag, LabResult, Serology
from app.clinical.record import Record
from tests.charts import chart, lab


def but(record: Record, *facts: LabResult | Serology, without: Iterable[str] = ()) -> Chart:
    """The record with these results in the place of all others of the same tests."""
    gone = {*without, *(f.analyte if isinstance(f, LabResult) else f.marker for f in facts)}
    results = [r for r in record.results if r.analyte not in gone]
    serologies = [s for s in record.serologies if s.marker not in gone]
    results += [f for f in facts if isinstance(f, LabResult)]
    serologies += [f for f in facts if isinstance(f, Serology)]
    return chart(replace(record, results=tuple(results), serologies=tuple(serologies)))


def flagged(analyte: str, flag: Flag | None, problem: str = "") -> LabResult:
    """A result without a number: the laboratory's flag alone, or nothing that can be used."""
    return replace(lab(analyte), value=None, unit="", flag=flag, problem=problem)
