-- The lists for the hours in which the service is down. What was allocated from one stands with the other allocations, in a
-- stratum of the list's own.

create table emergency_list (
  trial       varchar(64)   not null references trial,
  number      integer       not null,
  site        varchar(64)   not null,
  places      integer       not null,
  entry_index bigint        not null,
  reason      varchar(2000) not null,
  issued_at   timestamp(3) with time zone not null,
  issued_by   varchar(255)  not null,
  primary key (trial, number),
  foreign key (trial, site) references trial_site,
  foreign key (trial, entry_index) references log_entry
);
