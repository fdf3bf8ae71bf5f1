create trigger emergency_list_is_append_only before update or delete on emergency_list for each row execute function append_only();
create trigger emergency_list_is_never_emptied before truncate on emergency_list for each statement execute function append_only();

grant select, insert on emergency_list to ${service};
