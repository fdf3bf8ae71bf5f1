-- The same migrations run on H2 and PostgreSQL. The key of every table of a trial starts with the trial, so that a distributed
-- database can store the trial's rows together.

-- The mode that the database was made for. There is one row.
create table installation (
  id         integer primary key check (id = 1),
  mode       varchar(16) not null check (mode in ('EVALUATION', 'PRODUCTION'))
);

-- version: the protocol version in force. commitment: the commitment to the trial's key.
create table trial (
  code       varchar(64) primary key,
  commitment varchar(71) not null,
  version    integer     not null,
  status     varchar(16) not null check (status in ('REGISTERED', 'OPEN', 'PAUSED', 'CLOSED'))
);

-- document: the exact text of the protocol file. sha256: the hash of its UTF-8 bytes in hexadecimal.
create table protocol_version (
  trial         varchar(64) not null references trial,
  version       integer     not null,
  sha256        varchar(64) not null,
  document      text        not null,
  registered_at timestamp(3) with time zone not null,
  primary key (trial, version)
);

-- The sites of the protocol, and the sites that a manager has added.
create table trial_site (
  trial     varchar(64)   not null references trial,
  code      varchar(64)   not null,
  name      varchar(2000) not null,
  time_zone varchar(64)   not null,
  primary key (trial, code)
);

-- The head of a trial's log. A transaction that appends locks it first, before it reads anything that it decides on.
-- V2 (LogTreeMigration.java) replaces this table: a trial can then have several logs, and a head holds the tree's frontier.
create table log_head (
  trial     varchar(64) primary key references trial,
  size      bigint      not null,
  last_time timestamp(3) with time zone not null
);

-- entry_index: the 0-based position among all entries of the trial, over restarts of its log. leaf: the exact bytes of the entry.
-- V2 adds the column hashes, and changes the reference to log_head to one to trial.
create table log_entry (
  trial       varchar(64)  not null references log_head,
  entry_index bigint       not null,
  recorded_at timestamp(3) with time zone not null,
  type        varchar(32)  not null,
  actor       varchar(255) not null,
  subject     varchar(64),
  site        varchar(64),
  leaf        bytea        not null,
  primary key (trial, entry_index)
);
create index log_entry_by_type on log_entry (trial, type, entry_index);
create index log_entry_by_subject on log_entry (trial, subject, entry_index);

-- screening: canonical JSON. outcomes: a JSON object, the outcome of each criterion by its id.
-- stratum: null if it cannot be derived from the screening.
create table assessment (
  trial            varchar(64)  not null references trial,
  id               uuid         not null,
  entry_index      bigint       not null,
  subject          varchar(64)  not null,
  site             varchar(64)  not null,
  protocol_version integer      not null,
  screening        text         not null,
  outcomes         text         not null,
  verdict          varchar(16)  not null check (verdict in ('ELIGIBLE', 'INELIGIBLE', 'INCOMPLETE')),
  stratum          varchar(2000),
  assessed_at      timestamp(3) with time zone not null,
  assessed_by      varchar(255) not null,
  requested_by     varchar(255),
  primary key (trial, id),
  unique (trial, entry_index),
  foreign key (trial, protocol_version) references protocol_version,
  foreign key (trial, site) references trial_site,
  foreign key (trial, entry_index) references log_entry
);
create index assessment_by_subject on assessment (trial, subject, entry_index);

-- The next slot of each stratum: issued is its ordinal, block the 0-based number of its block, position its 0-based offset there.
-- The lock on the log's head protects it.
create table stratum_cursor (
  trial    varchar(64)   not null references trial,
  stratum  varchar(2000) not null,
  issued   bigint        not null,
  block    bigint        not null,
  position integer       not null,
  primary key (trial, stratum)
);

-- number: 1-based in the trial, without gaps. ordinal: the slot's 0-based number in its stratum.
create table allocation (
  trial         varchar(64)   not null references trial,
  subject       varchar(64)   not null,
  number        bigint        not null,
  entry_index   bigint        not null,
  site          varchar(64)   not null,
  stratum       varchar(2000) not null,
  ordinal       bigint        not null,
  arm           varchar(64)   not null,
  protocol_version integer    not null,
  assessment    uuid          not null,
  allocated_at  timestamp(3) with time zone not null,
  allocated_by  varchar(255)  not null,
  requested_by  varchar(255),
  primary key (trial, subject),
  unique (trial, number),
  unique (trial, stratum, ordinal),
  foreign key (trial, stratum) references stratum_cursor,
  foreign key (trial, protocol_version) references protocol_version,
  foreign key (trial, assessment) references assessment,
  foreign key (trial, entry_index) references log_entry
);

-- A correction does not change its allocation. stratum and screening: the right values; null for RANDOMIZED_IN_ERROR.
create table correction (
  trial        varchar(64)   not null,
  subject      varchar(64)   not null,
  sequence     integer       not null,
  entry_index  bigint        not null,
  kind         varchar(32)   not null check (kind in ('STRATUM_CORRECTED', 'RANDOMIZED_IN_ERROR')),
  reason       varchar(2000) not null,
  stratum      varchar(2000),
  screening    text,
  corrected_at timestamp(3) with time zone not null,
  corrected_by varchar(255)  not null,
  primary key (trial, subject, sequence),
  foreign key (trial, subject) references allocation,
  foreign key (trial, entry_index) references log_entry
);
