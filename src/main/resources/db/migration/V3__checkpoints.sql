-- The published checkpoints, the witnesses' signatures on them, and the responses of the timestamping authority.

-- note: the signed note, without cosignatures.
create table log_checkpoint (
  trial        varchar(64) not null,
  number       integer     not null,
  size         bigint      not null,
  note         varchar(2000) not null,
  published_at timestamp(3) with time zone not null,
  primary key (trial, number, size),
  foreign key (trial, number) references log_head (trial, number)
);

create table log_cosignature (
  trial        varchar(64)  not null,
  number       integer      not null,
  size         bigint       not null,
  witness      varchar(255) not null,
  signature    varchar(2000) not null,
  received_at  timestamp(3) with time zone not null,
  primary key (trial, number, size, witness),
  foreign key (trial, number, size) references log_checkpoint (trial, number, size)
);

-- response: an RFC 3161 TimeStampResp in DER, as received.
create table log_timestamp (
  trial        varchar(64)  not null,
  number       integer      not null,
  size         bigint       not null,
  response     bytea        not null,
  received_at  timestamp(3) with time zone not null,
  primary key (trial, number, size),
  foreign key (trial, number, size) references log_checkpoint (trial, number, size)
);
