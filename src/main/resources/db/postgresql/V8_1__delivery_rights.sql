grant select, insert, update, delete on delivery to ${service};
grant select, insert, update on destination to ${service};
grant usage on sequence delivery_number to ${service};
