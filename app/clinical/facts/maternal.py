"""What the record of an infant's mother tells of exposure; none of it is the infant's own."""

from dataclasses import dataclass

from app.clinical.facts.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class MaternalDose(Fact):
    """Ocrelizumab of the mother, never a dose of the infant. `when` is every day it may have been.

    Attributes:
        given: an administration; False for what only speaks of one: an order that is done or
            stopped, a dispense, a statement, or a resource that could not be used.
    """

    given: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PregnancyDate(Fact):
    """A day that tells when a pregnancy of the mother began; `when` is that day.

    Attributes:
        expected_delivery: the estimated day of delivery, not the last menstruation.
    """

    expected_delivery: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mother:
    """The linked mother of the judged infant, as far as her record is read.

    Attributes:
        complete: absence of an administration means that none was given.
    """

    ocrelizumab: tuple[MaternalDose, ...] = ()
    dates: tuple[PregnancyDate, ...] = ()
    complete: bool = False
