-- For psql in the database's container of compose.yaml: passwords from the secrets, and Keycloak's own user and database.
\set owner `cat /run/secrets/database-owner-password`
\set service `cat /run/secrets/database-password`
\set keycloak `cat /run/secrets/keycloak-database-password`
alter role kleroterion_owner password :'owner';
alter role kleroterion password :'service';
create role keycloak login password :'keycloak';
create database keycloak owner keycloak;
revoke all on database keycloak from public;
