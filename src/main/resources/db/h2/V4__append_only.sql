-- These tables are append-only: the triggers reject updates and deletes. The only user of the embedded database is its owner, who
-- can drop a trigger. On PostgreSQL the service's user cannot.

create trigger log_entry_is_append_only before update, delete on log_entry for each row
  call 'org.kleroterion.storage.AppendOnly';
create trigger assessment_is_append_only before update, delete on assessment for each row
  call 'org.kleroterion.storage.AppendOnly';
create trigger allocation_is_append_only before update, delete on allocation for each row
  call 'org.kleroterion.storage.AppendOnly';
create trigger correction_is_append_only before update, delete on correction for each row
  call 'org.kleroterion.storage.AppendOnly';
create trigger protocol_version_is_append_only before update, delete on protocol_version for each row
  call 'org.kleroterion.storage.AppendOnly';
create trigger log_checkpoint_is_append_only before update, delete on log_checkpoint for each row
  call 'org.kleroterion.storage.AppendOnly';
create trigger log_cosignature_is_append_only before update, delete on log_cosignature for each row
  call 'org.kleroterion.storage.AppendOnly';
create trigger log_timestamp_is_append_only before update, delete on log_timestamp for each row
  call 'org.kleroterion.storage.AppendOnly';
