# ruff: noqa: INP001 - without __init__.py on purpose: with it this folder would hide the library
"""First tables, with tenants, row-level security and the application role from the start.

There is no way down: it would delete what must be kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ROLE = "ocrelizumab_cds_app"
APPEND_ONLY = (
    "rule_release",
    "site_parameter",
    "evaluation",
    "rule_state_history",
    "alert_history",
    "audit_event",
)
CHANGING = ("patient", "resource", "rule_state", "alert", "review", "write_probe")
SHARED = ("rule_release", "write_probe")  # the same for every tenant
# The sub-select runs once a statement; unset it reads as no tenant at all.
TENANT = "tenant_id = (select nullif(current_setting('cds.tenant', true), '')::uuid)"


def upgrade() -> None:
    create_tables()
    make_role()
    for table in APPEND_ONLY + CHANGING:
        op.execute(f"grant select, insert on {table} to {ROLE}")
    for table in CHANGING:
        op.execute(f"grant update on {table} to {ROLE}")
        op.execute(f"alter table {table} set (fillfactor = 70)")  # room to update in place
    for table in (t for t in APPEND_ONLY + CHANGING if t not in SHARED):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({TENANT}) with check ({TENANT})")
    for column in ("input", "output", "parameters"):  # compressed before they come here
        op.execute(f"alter table evaluation alter {column} set storage external")


def make_role() -> None:
    """The role that the service takes on: it owns nothing and cannot pass row-level security."""
    op.execute(
        f"""
        do $$ begin
          if to_regrole('{ROLE}') is null then
            create role {ROLE} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
          end if;
          if not pg_has_role('{ROLE}', 'member') then
            grant {ROLE} to current_user;
          end if;
          execute format('grant usage on schema %I to {ROLE}', current_schema());
        exception when insufficient_privilege then
          raise insufficient_privilege using message = format(
            'role %I may not make the application role; let an administrator run: '
            'create role {ROLE} nologin; grant {ROLE} to %I; and start again',
            current_user, current_user);
        end $$
        """
    )


def create_tables() -> None:
    op.create_table(
        "alert_history",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("tenant_id", "sequence", name=op.f("alert_history_pkey")),
    )
    op.create_index(
        op.f("alert_history_tenant_id_patient_id_identity_idx"),
        "alert_history",
        ["tenant_id", "patient_id", "identity"],
        unique=False,
    )
    op.create_table(
        "audit_event",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False, comment="AuditEvent.action: C R U D E"),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False, comment="AuditEvent.outcome: 0 4 8 12"),
        sa.Column("evaluation_id", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "sequence", name=op.f("audit_event_pkey")),
    )
    op.create_index(
        op.f("audit_event_tenant_id_recorded_at_idx"),
        "audit_event",
        ["tenant_id", "recorded_at"],
        unique=False,
    )
    op.create_table(
        "patient",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "identity", sa.LargeBinary(), nullable=True, comment="sha256 of tenant and identifier"
        ),
        sa.Column(
            "data_key",
            sa.LargeBinary(),
            nullable=True,
            comment="AES-256 key of all that is kept of the patient",
        ),
        sa.Column(
            "sequence", sa.BigInteger(), nullable=False, comment="counts the patient's evaluations"
        ),
        sa.Column(
            "applied_day",
            sa.Date(),
            nullable=True,
            comment="asOf day of the last evaluation that moved the state",
        ),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(erased_at is null) = (data_key is not null)", name=op.f("patient_erased_check")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("patient_pkey")),
        sa.UniqueConstraint("tenant_id", "identity", name=op.f("patient_tenant_id_identity_key")),
    )
    op.create_table(
        "resource",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "type", "id", name=op.f("resource_pkey")),
    )
    op.create_table(
        "rule_release",
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True, comment="empty while unsigned"),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status in ('draft', 'active', 'retired')", name=op.f("rule_release_status_check")
        ),
        sa.PrimaryKeyConstraint("content_hash", "recorded_at", name=op.f("rule_release_pkey")),
    )
    op.create_table(
        "rule_state",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "patient_id", "row_id", name=op.f("rule_state_pkey")),
    )
    op.create_table(
        "rule_state_history",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "patient_id",
            "row_id",
            "evaluation_id",
            name=op.f("rule_state_history_pkey"),
        ),
    )
    op.create_table(
        "site_parameter",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "value", sa.Text(), nullable=False, comment="as written: numbers keep their digits"
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True, comment="empty on a proposal"),
        sa.Column(
            "proposal_id", sa.Uuid(), nullable=True, comment="the proposal that an approval answers"
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(approved_by is null) = (proposal_id is null)",
            name=op.f("site_parameter_approval_check"),
        ),
        sa.CheckConstraint(
            "approved_by <> proposed_by", name=op.f("site_parameter_approved_by_another_check")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("site_parameter_pkey")),
    )
    op.create_index(
        op.f("site_parameter_tenant_id_site_name_valid_from_idx"),
        "site_parameter",
        ["tenant_id", "site", "name", "valid_from"],
        unique=False,
    )
    op.create_table(
        "write_probe",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("write_probe_pkey")),
    )
    op.create_table(
        "alert",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False, comment="DetectedIssue.identifier"),
        sa.Column("resource_id", sa.Uuid(), nullable=False, comment="DetectedIssue.id"),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("openings", sa.SmallInteger(), nullable=False),
        sa.Column(
            "opened_as_of", sa.Text(), nullable=False, comment="DetectedIssue.identifiedDateTime"
        ),
        sa.Column("opened_by", sa.Uuid(), nullable=False, comment="evaluation"),
        sa.Column("confirmed_as_of", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False, comment="evaluation"),
        sa.Column(
            "unconfirmed_as_of",
            sa.Text(),
            nullable=True,
            comment="last time its inputs were not known",
        ),
        sa.Column("closed_as_of", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True, comment="evaluation"),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_by is not null)", name=op.f("alert_closed_check")
        ),
        sa.CheckConstraint(
            "status in ('open', 'not-confirmed', 'closed')", name=op.f("alert_status_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patient.tenant_id", "patient.id"],
            name=op.f("alert_patient_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "patient_id", "identity", name=op.f("alert_pkey")),
    )
    op.create_table(
        "evaluation",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False, comment="as the caller wrote it"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("planned_start", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "applied", sa.Boolean(), nullable=False, comment="whether state and alerts moved"
        ),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("input", sa.LargeBinary(), nullable=False, comment="exact bytes: zlib, AES-GCM"),
        sa.Column("input_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("release_version", sa.Text(), nullable=False),
        sa.Column("release_hash", sa.Text(), nullable=False),
        sa.Column("parameters", sa.LargeBinary(), nullable=False, comment="as resolved: zlib"),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column(
            "output",
            sa.LargeBinary(),
            nullable=False,
            comment="exact answer, then what its view hid",
        ),
        sa.Column(
            "output_length", sa.Integer(), nullable=False, comment="bytes of the answer itself"
        ),
        sa.Column("output_sha256", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patient.tenant_id", "patient.id"],
            name=op.f("evaluation_patient_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("evaluation_pkey")),
        sa.UniqueConstraint(
            "tenant_id", "idempotency_key", name=op.f("evaluation_tenant_id_idempotency_key_key")
        ),
    )
    op.create_index(
        op.f("evaluation_tenant_id_patient_id_recorded_at_idx"),
        "evaluation",
        ["tenant_id", "patient_id", "recorded_at"],
        unique=False,
    )
    op.create_table(
        "review",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patient.tenant_id", "patient.id"],
            name=op.f("review_patient_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "patient_id", name=op.f("review_pkey")),
    )
    op.create_index(op.f("review_tenant_id_due_idx"), "review", ["tenant_id", "due"], unique=False)
