-- Lists of sealed arms that a site uses while the service is down. Allocations from a list are rows of the table allocation, in
-- strata that belong to the list. places: the number of places for each stratum.

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
