-- H2 evaluates "in (…)" in a check constraint with the session that created the constraint. Once that connection is closed, H2
-- rejects every row until the database is opened again. The following constraints have the same meaning and need no session.

execute immediate 'alter table installation drop constraint "' || (
  select c.constraint_name from information_schema.table_constraints t
    join information_schema.check_constraints c using (constraint_schema, constraint_name)
    where t.table_name = 'installation' and c.check_clause like '%mode%') || '"';
alter table installation add constraint installation_mode check (mode = any (array['EVALUATION', 'PRODUCTION']));

execute immediate 'alter table trial drop constraint "' || (
  select c.constraint_name from information_schema.table_constraints t
    join information_schema.check_constraints c using (constraint_schema, constraint_name)
    where t.table_name = 'trial' and c.check_clause like '%status%') || '"';
alter table trial add constraint trial_status check (status = any (array['REGISTERED', 'OPEN', 'PAUSED', 'CLOSED']));

execute immediate 'alter table assessment drop constraint "' || (
  select c.constraint_name from information_schema.table_constraints t
    join information_schema.check_constraints c using (constraint_schema, constraint_name)
    where t.table_name = 'assessment' and c.check_clause like '%verdict%') || '"';
alter table assessment add constraint assessment_verdict check (verdict = any (array['ELIGIBLE', 'INELIGIBLE', 'INCOMPLETE']));

execute immediate 'alter table correction drop constraint "' || (
  select c.constraint_name from information_schema.table_constraints t
    join information_schema.check_constraints c using (constraint_schema, constraint_name)
    where t.table_name = 'correction' and c.check_clause like '%kind%') || '"';
alter table correction add constraint correction_kind check (kind = any (array['STRATUM_CORRECTED', 'RANDOMIZED_IN_ERROR']));
