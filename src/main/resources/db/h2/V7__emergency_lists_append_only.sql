create trigger emergency_list_is_append_only before update, delete on emergency_list for each row
  call 'org.kleroterion.storage.AppendOnly';
