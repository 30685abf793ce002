"""The tables. Every key begins with the tenant; the migrations must equal this page.

What guards the rows (row-level security, rights of the application role) stands in the migrations.
Foreign keys lead to the patient only: all other links are written in the statement that writes
their target, and what they lead to is never deleted.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)

APPLICATION_ROLE = "ocrelizumab_cds_app"
"""The role that the service works in; it owns nothing and cannot bypass row-level security."""

HEAD = "0001"
"""The migration that these tables are at; a test holds it to the scripts."""

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(referred_table_name)s_fkey",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)


def _tenant() -> Column[object]:
    return Column("tenant_id", Uuid, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _recorded() -> Column[object]:
    return Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now())


def _of_patient() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "patient_id"], ["patient.tenant_id", "patient.id"])


# Knowledge as published, the same for every tenant. Append-only: a new status is a new row.
rule_release = Table(
    "rule_release",
    metadata,
    Column("content_hash", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("active_from", Date),
    Column("signed_by", Text, comment="empty while unsigned"),
    _recorded(),
    PrimaryKeyConstraint("content_hash", "recorded_at"),
    CheckConstraint("status in ('draft', 'active', 'retired')", name="status"),
)

# A site's settings in two times: from when it holds, and since when we know. Append-only: an
# approval is a second row that repeats the proposal's value.
site_parameter = Table(
    "site_parameter",
    metadata,
    _tenant(),
    Column("id", Uuid, nullable=False),
    Column("site", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False, comment="as written: numbers keep their digits"),
    Column("valid_from", Date, nullable=False),
    _recorded(),
    Column("proposed_by", Text, nullable=False),
    Column("approved_by", Text, comment="empty on a proposal"),
    Column("proposal_id", Uuid, comment="the proposal that an approval answers"),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("tenant_id", "id"),
    CheckConstraint("approved_by <> proposed_by", name="approved_by_another"),
    CheckConstraint("(approved_by is null) = (proposal_id is null)", name="approval"),
    Index(None, "tenant_id", "site", "name", "valid_from"),
)

# Identity and key are destroyed on erasure; what refers to the row stays, and says nothing.
patient = Table(
    "patient",
    metadata,
    _tenant(),
    Column("id", Uuid, nullable=False),
    Column("identity", LargeBinary, comment="sha256 of tenant and identifier"),
    Column("data_key", LargeBinary, comment="AES-256 key of all that is kept of the patient"),
    Column("sequence", BigInteger, nullable=False, comment="counts the patient's evaluations"),
    Column("applied_day", Date, comment="asOf day of the last evaluation that moved the state"),
    _instant("applied_at", nullable=True),
    _instant("erased_at", nullable=True),
    PrimaryKeyConstraint("tenant_id", "id"),
    UniqueConstraint("tenant_id", "identity"),
    CheckConstraint("(erased_at is null) = (data_key is not null)", name="erased"),
)

# Append-only.
evaluation = Table(
    "evaluation",
    metadata,
    _tenant(),
    Column("id", Uuid, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("request_hash", LargeBinary, nullable=False),
    Column("route", Text, nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("as_of", Text, nullable=False, comment="as the caller wrote it"),
    Column("day", Date, nullable=False),
    Column("planned_start", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("applied", Boolean, nullable=False, comment="whether state and alerts moved"),
    Column("site", Text, nullable=False),
    Column("input", LargeBinary, nullable=False, comment="exact bytes: zlib, AES-GCM"),
    Column("input_sha256", LargeBinary, nullable=False),
    Column("release_version", Text, nullable=False),
    Column("release_hash", Text, nullable=False),
    Column("parameters", LargeBinary, nullable=False, comment="as resolved: zlib"),
    Column("decision", Text, nullable=False),
    Column("output", LargeBinary, nullable=False, comment="exact answer, then what its view hid"),
    Column("output_length", Integer, nullable=False, comment="bytes of the answer itself"),
    Column("output_sha256", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant_id", "id"),
    UniqueConstraint("tenant_id", "idempotency_key"),
    _of_patient(),
    Index(None, "tenant_id", "patient_id", "recorded_at"),
)

# Where a kept resource stands: bytes start .. start + length of its evaluation's output.
resource = Table(
    "resource",
    metadata,
    _tenant(),
    Column("type", Text, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("evaluation_id", Uuid, nullable=False),
    Column("start", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("applied", Boolean, nullable=False),
    PrimaryKeyConstraint("tenant_id", "type", "id"),
)

rule_state = Table(
    "rule_state",
    metadata,
    _tenant(),
    Column("patient_id", Uuid, nullable=False),
    Column("row_id", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("evaluation_id", Uuid, nullable=False),
    PrimaryKeyConstraint("tenant_id", "patient_id", "row_id"),
)

rule_state_history = Table(
    "rule_state_history",
    metadata,
    _tenant(),
    Column("patient_id", Uuid, nullable=False),
    Column("row_id", Text, nullable=False),
    Column("evaluation_id", Uuid, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    PrimaryKeyConstraint("tenant_id", "patient_id", "row_id", "evaluation_id"),
)

# One per cause, for life: closed and opened again it is the same alert.
alert = Table(
    "alert",
    metadata,
    _tenant(),
    Column("patient_id", Uuid, nullable=False),
    Column("identity", Text, nullable=False, comment="DetectedIssue.identifier"),
    Column("resource_id", Uuid, nullable=False, comment="DetectedIssue.id"),
    Column("row_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("severity", Text),
    Column("basis", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("openings", SmallInteger, nullable=False),
    Column("opened_as_of", Text, nullable=False, comment="DetectedIssue.identifiedDateTime"),
    Column("opened_by", Uuid, nullable=False, comment="evaluation"),
    Column("confirmed_as_of", Text, nullable=False),
    Column("confirmed_by", Uuid, nullable=False, comment="evaluation"),
    Column("unconfirmed_as_of", Text, comment="last time its inputs were not known"),
    Column("closed_as_of", Text),
    Column("closed_by", Uuid, comment="evaluation"),
    PrimaryKeyConstraint("tenant_id", "patient_id", "identity"),
    CheckConstraint("status in ('open', 'not-confirmed', 'closed')", name="status"),
    CheckConstraint("(status = 'closed') = (closed_by is not null)", name="closed"),
    _of_patient(),
)

# Append-only. What people did (acknowledged, overridden) comes as events with actor and reason.
alert_history = Table(
    "alert_history",
    metadata,
    _tenant(),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("identity", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("as_of", Text, nullable=False),
    Column("evaluation_id", Uuid),
    Column("actor", Text),
    Column("reason", Text),
    _recorded(),
    PrimaryKeyConstraint("tenant_id", "sequence"),
    Index(None, "tenant_id", "patient_id", "identity"),
)

# When a patient's findings change by time alone; empty when they do not.
review = Table(
    "review",
    metadata,
    _tenant(),
    Column("patient_id", Uuid, nullable=False),
    _instant("due", nullable=True),
    Column("evaluation_id", Uuid, nullable=False),
    PrimaryKeyConstraint("tenant_id", "patient_id"),
    _of_patient(),
    Index(None, "tenant_id", "due"),
)

# Append-only; the two hashes chain a tenant's events.
audit_event = Table(
    "audit_event",
    metadata,
    _tenant(),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    _recorded(),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False, comment="AuditEvent.action: C R U D E"),
    Column("what", Text, nullable=False),
    Column("outcome", Text, nullable=False, comment="AuditEvent.outcome: 0 4 8 12"),
    Column("evaluation_id", Uuid),
    Column("patient_id", Uuid),
    Column("request_id", Text),
    Column("previous_hash", LargeBinary),
    Column("hash", LargeBinary),
    PrimaryKeyConstraint("tenant_id", "sequence"),
    Index(None, "tenant_id", "recorded_at"),
)

# One row, written to learn whether writing works.
write_probe = Table(
    "write_probe",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    _instant("written_at"),
)
