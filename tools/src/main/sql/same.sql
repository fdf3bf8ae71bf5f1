-- For pgbench: the same writes as the service's. Only a transaction that holds the lock on the log's head knows the next position
-- and number without gaps, so both inserts follow that lock. The stratum's cursor moves too; this script also locks it, but the
-- service does not. The service's further reads are left out. Rows have the same size as the service's.
\set k :k + 1
\set t 1 + (:client_id * 7 + :k) % :trials
\set v random(0, 1)
\set m random(0, 1)
\set r random(0, 1)
\set a random(1, :assessed)
begin;
select trial, stratum, issued from stratum_cursor
  where trial = case :trials::int when 1 then 'wlrt-obc' else 'load-' || :t end
    and stratum = 'visceral=' || case :v::int when 0 then 'no' else 'yes' end
      || ',metastases=' || case :m::int when 0 then '1-2' else '3-5' end
      || ',receptor=' || case :r::int when 0 then 'positive' else 'negative' end
  for no key update \gset
select number, size from log_head where trial = :trial and not ended for no key update \gset
insert into log_entry (trial, entry_index, recorded_at, type, actor, subject, site, leaf, hashes)
  values (:trial, :size, now(), 'ALLOCATION_ISSUED', 'evaluation-enroller',
    'P-' || :run || '-' || :client_id || '-' || :k, 'cams', decode(repeat('7b', 400), 'hex'), decode(repeat('5a', 64), 'hex'))
  returning subject \gset
insert into allocation (trial, subject, number, entry_index, site, stratum, ordinal, arm, protocol_version, assessment,
    allocated_at, allocated_by)
  values (:trial, :subject, :size, :size, 'cams', :stratum, :issued, 'WLRT', 1,
    md5(:trial || ' ' || :a)::uuid, now(), 'evaluation-enroller');
update stratum_cursor set issued = issued + 1, block = :issued::bigint / 6, position = :issued::bigint % 6
  where trial = :trial and stratum = :stratum;
update log_head set size = size + 1, frontier = decode(repeat('5a', 320), 'hex'), last_time = now()
  where trial = :trial and number = :number;
commit;
