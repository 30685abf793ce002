"""Whether an infant was exposed to its mother's ocrelizumab, and whether its B cells are normal."""

from datetime import date
from enum import Enum, auto
from typing import NamedTuple

from app.clinical.chart import Chart
from app.clinical.dates import add_months, days
from app.clinical.facts import Fact, LabResult, Mother
from app.clinical.newest import may_be_as_new, recency
from app.knowledge.parameters import Parameters
from app.rules.schedule import B_CELLS, OCRELIZUMAB


class Exposed(Enum):
    """What the record tells of the exposure before birth.

    Attributes:
        YES: a dose was surely given in the window.
        DOUBTFUL: something speaks of a dose that may have been given in the window.
        INCOMPLETE: no dose in the window, and the list of doses is not declared complete.
        UNTOLD: the record holds no mother.
        NO: no dose in the window, and the list of doses is declared complete.
    """

    YES = auto()
    DOUBTFUL = auto()
    INCOMPLETE = auto()
    UNTOLD = auto()
    NO = auto()


class Exposure(NamedTuple):
    """The answer with the facts that tell it."""

    exposed: Exposed
    facts: tuple[Fact, ...] = ()

    @property
    def suspected(self) -> bool:
        """The mother's record was sent, or something speaks of her treatment."""
        return self.exposed in (Exposed.YES, Exposed.DOUBTFUL, Exposed.INCOMPLETE)


class _Window(NamedTuple):
    """The days on which a dose to the mother exposes the infant.

    Attributes:
        opens, closes: the widest that an inexact birth date allows.
        opened, closing: the narrowest.
    """

    opens: date
    opened: date
    closing: date
    closes: date
    facts: tuple[Fact, ...]


def infancy_ends(chart: Chart, p: Parameters) -> date | None:
    """The first day on which a child is no longer judged as an infant; None without birth date."""
    birth = chart.patient.birth
    return None if birth is None else add_months(birth.latest, p.months("infant.judgedMonths"))


def is_infant(chart: Chart, p: Parameters) -> bool:
    """Young enough, or a child of unknown age whose mother is in the record."""
    ends = infancy_ends(chart, p)
    return chart.record.mother is not None if ends is None else chart.as_of < ends


def exposure_of(chart: Chart, p: Parameters) -> Exposure:
    """A dose from some months before the last menstruation until birth is an exposure."""
    mother = chart.record.mother
    lost = tuple(f for f in chart.record.unreadable if not f.topics.isdisjoint(OCRELIZUMAB))
    if mother is None:
        return Exposure(Exposed.DOUBTFUL, lost) if lost else Exposure(Exposed.UNTOLD)
    window = _window(chart, mother, p)
    sure: list[Fact] = []
    open_: list[Fact] = [*lost]
    for dose in mother.ocrelizumab:
        if window is None or dose.when is None:
            open_.append(dose)
        elif (
            dose.given
            and window.opened <= dose.when.earliest
            and dose.when.latest <= window.closing
        ):
            sure.append(dose)
        elif window.opens <= dose.when.latest and dose.when.earliest <= window.closes:
            open_.append(dose)
    dated = window.facts if window else ()
    if sure:
        return Exposure(Exposed.YES, (*sure, *dated))
    if open_:
        return Exposure(Exposed.DOUBTFUL, (*open_, *dated))
    if mother.complete:
        return Exposure(Exposed.NO, (*mother.ocrelizumab, *dated))
    return Exposure(Exposed.INCOMPLETE, mother.ocrelizumab)


def _window(chart: Chart, mother: Mother, p: Parameters) -> _Window | None:
    """Without a day of the last menstruation the longest pregnancy is assumed."""
    birth = chart.patient.birth
    if birth is None:
        return None
    months = p.months("infant.exposureMonths")
    longest = days(p.days("infant.longestPregnancyDays"))
    shortest = days(p.days("infant.shortestPregnancyDays"))
    term = days(p.days("infant.termDays"))
    begun: list[tuple[date, Fact]] = []
    for fact in mother.dates:
        if fact.when is None:
            continue
        before = term if fact.expected_delivery else days(0)
        first, last = fact.when.earliest - before, fact.when.latest - before
        if birth.earliest - longest <= last and first <= birth.latest - shortest:
            begun.append((first, fact))
    if not begun:
        opens, opened = (
            add_months(day - longest, -months) for day in (birth.earliest, birth.latest)
        )
        return _Window(opens, opened, birth.earliest, birth.latest, ())
    first = max(min(day for day, _ in begun), birth.earliest - longest)
    opens = add_months(first, -months)
    facts = tuple(fact for _, fact in begun)
    return _Window(opens, opens, birth.earliest, birth.latest, facts)


class Cells(Enum):
    """What the infant's B-cell counts say."""

    NORMAL = auto()
    LOW = auto()
    UNCLEAR = auto()
    NONE = auto()


class Count(NamedTuple):
    """The answer with the results that tell it."""

    cells: Cells
    facts: tuple[LabResult, ...] = ()


def b_cells_of(chart: Chart) -> Count:
    """Normal by the newest final count; any that may be as new and is not normal speaks against.

    The limits are the laboratory's own: the shipped table is for adults only.
    """
    counts = [count for name in B_CELLS for count in chart.results(name)]
    final = [c for c in counts if not (c.problem or c.preliminary) and _since_birth(chart, c)]
    normal = max((c for c in final if c.is_low is False), key=recency, default=None)
    against = [
        c
        for c in counts
        if normal is None
        or (c.is_low is not False and (c.when is None or may_be_as_new(c, normal)))
    ]
    low = tuple(c for c in against if c.is_low)
    if low:
        return Count(Cells.LOW, low)
    if against:
        return Count(Cells.UNCLEAR, tuple(against))
    return Count(Cells.NONE) if normal is None else Count(Cells.NORMAL, (normal,))


def _since_birth(chart: Chart, count: LabResult) -> bool:
    """A count of before birth is not the infant's."""
    birth = chart.patient.birth
    return count.when is not None and (birth is None or count.when.latest >= birth.earliest)
