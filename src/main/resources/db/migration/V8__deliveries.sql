-- What is still to be brought to other systems. Not a record of what happened, which is the log: a row goes once it is delivered.

create sequence delivery_number;

create table delivery (
  trial         varchar(64)   not null references trial,
  destination   varchar(64)   not null,
  number        bigint        not null,
  lane          varchar(255)  not null,
  content       varchar(2000) not null,
  created_at    timestamp(3) with time zone not null,
  due_at        timestamp(3) with time zone not null,
  claims        integer       not null,
  claimed_until timestamp(3) with time zone,
  refusals      integer       not null,
  dead          boolean       not null,
  problem       varchar(500),
  primary key (trial, destination, number)
);
create index delivery_by_lane on delivery (trial, destination, lane, number);

-- Only of destinations that something was the matter with.
create table destination (
  trial        varchar(64)  not null references trial,
  name         varchar(64)  not null,
  failures     integer      not null,
  paused_until timestamp(3) with time zone,
  held         boolean      not null,
  problem      varchar(500),
  primary key (trial, name)
);
