"""Identities that stay: of alerts by their cause, of orders by their visit, of an evaluation."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid5

from app.clinical.finding import Finding

_NAMESPACE = UUID("6f6c0c2e-4f6e-5a0e-9a52-0d5f3f6e7b11")


def digest(*parts: str) -> str:
    """32 hexadecimal digits that identify these parts in this order."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def uuid_of(*parts: str) -> str:
    """A UUID that is the same for the same parts."""
    return str(uuid5(_NAMESPACE, "\x1f".join(parts)))


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose alerts and orders they are.

    Attributes:
        tenant: the hospital.
        patient: the stable key of the patient; without continuity, the key of this evaluation,
            so that nothing is ever joined by accident (decisions.md 16).
    """

    tenant: str
    patient: str

    def alert(self, finding: Finding) -> str:
        """The same cause is the same alert for life (decisions.md 3)."""
        return digest(self.tenant, self.patient, finding.row, finding.cause)

    def issue(self, alert: str) -> str:
        """The id of the DetectedIssue of an alert."""
        return uuid_of("DetectedIssue", self.tenant, alert)

    def visit(self, planned: str) -> str:
        return digest(self.tenant, self.patient, "visit", planned)

    def order(self, visit: str, action: str) -> str:
        return digest(self.tenant, self.patient, visit, action)
