"""The SQL of one evaluation: a look before it and one write after it, each a single round trip.

Both set the tenant in the statement itself. What reads a table must do so after that: the lateral
sub-selects with `offset 0` cannot be moved before `here`, and what is written takes its tenant
from it. Were it otherwise, row-level security would show and admit nothing.
"""

HERE = (
    "here as materialized (select set_config('cds.tenant', $1::uuid::text, true)::uuid as tenant)"
)

# $2 idempotency key, $3 identity of the patient
LOOK = f"""
with {HERE}
select e.id, e.request_hash, e.output, e.output_length, e.data_key,
  p.id as patient_id, p.data_key as patient_key, p.sequence, p.applied_day, p.applied_at,
  a.alerts, s.states
from here
left join lateral (
  select e.id, e.request_hash, e.output, e.output_length, k.data_key
  from evaluation e join patient k on k.tenant_id = e.tenant_id and k.id = e.patient_id
  where e.tenant_id = here.tenant and e.idempotency_key = $2::text offset 0
) e on true
left join lateral (
  select * from patient where tenant_id = here.tenant and identity = $3::bytea offset 0
) p on true
left join lateral (
  select json_agg(x)::text as alerts from (
    select identity, row_id as "row", action, severity, basis, target, resource_id, status,
      opened_as_of, opened_by, confirmed_as_of, unconfirmed_as_of
    from alert where tenant_id = here.tenant and patient_id = p.id and status <> 'closed'
    order by identity collate "C" offset 0
  ) x
) a on true
left join lateral (
  select json_agg(x)::text as states from (
    select row_id as "row", verdict, until
    from rule_state where tenant_id = here.tenant and patient_id = p.id offset 0
  ) x
) s on true
"""  # noqa: S608 - composed of constants

FIND = f"""
with {HERE}
select e.* from here cross join lateral (
  select e.id, e.request_hash, e.output, e.output_length, k.data_key
  from evaluation e join patient k on k.tenant_id = e.tenant_id and k.id = e.patient_id
  where e.tenant_id = here.tenant and e.idempotency_key = $2::text offset 0
) e
"""  # noqa: S608 - composed of constants

RESOURCE = f"""
with {HERE}
select e.* from here cross join lateral (
  select e.id, e.output, r.start, r.length, k.data_key
  from resource r join evaluation e on e.tenant_id = r.tenant_id and e.id = r.evaluation_id
    join patient k on k.tenant_id = e.tenant_id and k.id = e.patient_id
  where r.tenant_id = here.tenant and r.type = $2::text and r.id = $3::uuid offset 0
) e
"""  # noqa: S608 - composed of constants

INPUT = f"""
with {HERE}
select e.* from here cross join lateral (
  select e.input, k.data_key
  from evaluation e join patient k on k.tenant_id = e.tenant_id and k.id = e.patient_id
  where e.tenant_id = here.tenant and e.id = $2::uuid offset 0
) e
"""  # noqa: S608 - composed of constants

# The first insert locks the patient and goes on only if nobody wrote since the look ($5) and the
# state moves forwards; all others take their rows from it. The values stand in writing.py.
WRITE = f"""
with {HERE},
moved as (
  insert into patient as p
    (tenant_id, id, identity, data_key, sequence, applied_day, applied_at)
  select tenant, $2::uuid, $3::bytea, $4::bytea, 1,
    case when $6::boolean then $7::date end, case when $6 then $8::timestamptz end
  from here
  on conflict (tenant_id, identity) do update set sequence = p.sequence + 1,
    applied_day = coalesce(excluded.applied_day, p.applied_day),
    applied_at = coalesce(excluded.applied_at, p.applied_at)
  where p.id = $2 and p.sequence = $5::bigint
    and (not $6 or p.applied_day is null or (p.applied_day, p.applied_at) <= ($7, $8))
  returning p.tenant_id, p.id
),
kept as (
  insert into evaluation (tenant_id, patient_id, applied, day, recorded_at, id, idempotency_key,
    request_hash, route, as_of, planned_start, site, input, input_sha256, release_version,
    release_hash, parameters, decision, output, output_length, output_sha256)
  select tenant_id, id, $6, $7, $8, $9::uuid, $10::text, $11::bytea, $12::text, $13::text,
    $14::text, $15::text, $16::bytea, $17::bytea, $18::text, $19::text, $20::bytea, $21::text,
    $22::bytea, $23::integer, $24::bytea
  from moved
  returning tenant_id, patient_id, id
),
change as materialized (
  select * from json_to_recordset($25::text::json) as c(identity text, "row" text, action text,
    severity text, basis text, target text, resource_id uuid, status text, event text)
),
raised as (
  insert into alert as a (tenant_id, patient_id, identity, resource_id, row_id, action, severity,
    basis, target, status, openings, opened_as_of, opened_by, confirmed_as_of, confirmed_by,
    unconfirmed_as_of, closed_as_of, closed_by)
  select k.tenant_id, k.patient_id, c.identity, c.resource_id, c."row", c.action, c.severity,
    c.basis, c.target, c.status, 1, $13, k.id, $13, k.id,
    case when c.status = 'not-confirmed' then $13 end,
    case when c.status = 'closed' then $13 end, case when c.status = 'closed' then k.id end
  from kept k cross join change c
  on conflict (tenant_id, patient_id, identity) do update set
    action = excluded.action, severity = excluded.severity, basis = excluded.basis,
    target = excluded.target, status = excluded.status,
    openings = a.openings + (a.status = 'closed')::integer,
    opened_as_of = case when a.status = 'closed' then excluded.opened_as_of else a.opened_as_of end,
    opened_by = case when a.status = 'closed' then excluded.opened_by else a.opened_by end,
    confirmed_as_of = case when excluded.status = 'open' then excluded.confirmed_as_of
      else a.confirmed_as_of end,
    confirmed_by = case when excluded.status = 'open' then excluded.confirmed_by
      else a.confirmed_by end,
    unconfirmed_as_of = excluded.unconfirmed_as_of,
    closed_as_of = excluded.closed_as_of, closed_by = excluded.closed_by
  returning a.identity, a.openings
),
told as (
  insert into alert_history
    (tenant_id, patient_id, identity, event, as_of, evaluation_id, recorded_at)
  select k.tenant_id, k.patient_id, c.identity,
    case when c.event = 'opened' and r.openings > 1 then 'reopened' else c.event end, $13, k.id, $8
  from kept k cross join change c join raised r on r.identity = c.identity
  where c.event <> ''
),
judged as (
  insert into rule_state as s
    (tenant_id, patient_id, row_id, verdict, since, until, evaluation_id)
  select k.tenant_id, k.patient_id, c."row", c.verdict, $7, c.until, k.id
  from kept k cross join json_to_recordset($26::text::json)
    as c("row" text, verdict text, until date)
  on conflict (tenant_id, patient_id, row_id) do update set verdict = excluded.verdict,
    since = case when s.verdict = excluded.verdict then s.since else excluded.since end,
    until = excluded.until, evaluation_id = excluded.evaluation_id
  returning tenant_id, patient_id, row_id, evaluation_id, verdict, since, until
),
judged_before as (
  insert into rule_state_history
    (tenant_id, patient_id, row_id, evaluation_id, verdict, since, until)
  select tenant_id, patient_id, row_id, evaluation_id, verdict, since, until from judged
),
shelved as (
  insert into resource as r (tenant_id, type, id, evaluation_id, start, length, applied)
  select k.tenant_id, c.type, c.id, k.id, c.start, c.length, $6
  from kept k cross join json_to_recordset($27::text::json)
    as c(type text, id uuid, start integer, length integer)
  on conflict (tenant_id, type, id) do update set evaluation_id = excluded.evaluation_id,
    start = excluded.start, length = excluded.length, applied = excluded.applied
  where excluded.applied or not r.applied
),
planned as (
  insert into review (tenant_id, patient_id, due, evaluation_id)
  select tenant_id, patient_id, $28::timestamptz, id from kept where $6
  on conflict (tenant_id, patient_id) do update set due = excluded.due,
    evaluation_id = excluded.evaluation_id
),
audited as (
  insert into audit_event (tenant_id, recorded_at, actor, action, what, outcome, evaluation_id,
    patient_id, request_id)
  select tenant_id, $8, $29::text, 'C', $12, '0', id, patient_id, $30::text from kept
)
select id from kept
"""  # noqa: S608 - composed of constants
