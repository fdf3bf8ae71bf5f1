-- Messages that other systems have not accepted yet. A row is deleted once it is delivered; the record of events is the log.

create sequence delivery_number;

-- claims: how often a replica has taken the row to send it. refusals: attempts that the destination rejected.
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

-- The pause and failure state of another system. No row exists before the first failure or pause.
-- failures: consecutive attempts to which it was unavailable. held: paused until a manager resumes it.
create table destination (
  trial        varchar(64)  not null references trial,
  name         varchar(64)  not null,
  failures     integer      not null,
  paused_until timestamp(3) with time zone,
  held         boolean      not null,
  problem      varchar(500),
  primary key (trial, name)
);
