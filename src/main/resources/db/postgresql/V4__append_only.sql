-- These tables are append-only. The service's user has no right to update or delete their rows. The triggers reject updates and
-- deletes by the owner too, unless the owner drops the triggers.

create function append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the table % is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger log_entry_is_append_only before update or delete on log_entry for each row execute function append_only();
create trigger log_entry_is_never_emptied before truncate on log_entry for each statement execute function append_only();
create trigger assessment_is_append_only before update or delete on assessment for each row execute function append_only();
create trigger assessment_is_never_emptied before truncate on assessment for each statement execute function append_only();
create trigger allocation_is_append_only before update or delete on allocation for each row execute function append_only();
create trigger allocation_is_never_emptied before truncate on allocation for each statement execute function append_only();
create trigger correction_is_append_only before update or delete on correction for each row execute function append_only();
create trigger correction_is_never_emptied before truncate on correction for each statement execute function append_only();
create trigger protocol_version_is_append_only before update or delete on protocol_version for each row execute function append_only();
create trigger protocol_version_is_never_emptied before truncate on protocol_version for each statement execute function append_only();
create trigger log_checkpoint_is_append_only before update or delete on log_checkpoint for each row execute function append_only();
create trigger log_checkpoint_is_never_emptied before truncate on log_checkpoint for each statement execute function append_only();
create trigger log_cosignature_is_append_only before update or delete on log_cosignature for each row execute function append_only();
create trigger log_cosignature_is_never_emptied before truncate on log_cosignature for each statement execute function append_only();
create trigger log_timestamp_is_append_only before update or delete on log_timestamp for each row execute function append_only();
create trigger log_timestamp_is_never_emptied before truncate on log_timestamp for each statement execute function append_only();

-- ${service} is kleroterion.database.username. If this user owns the tables, only the triggers protect them.
grant select, insert on
  log_entry, assessment, allocation, correction, protocol_version, log_checkpoint, log_cosignature, log_timestamp, installation
  to ${service};
grant select, insert, update on trial, trial_site, log_head, stratum_cursor to ${service};
