-- PostgreSQL's two users of the service, and their database. docs/operations.md says how it is used.
create role kleroterion_owner login;
create role kleroterion login;
create database kleroterion owner kleroterion_owner;
revoke all on database kleroterion from public;
grant connect on database kleroterion to kleroterion;
