-- For pgbench: the smallest transaction that could record an allocation. It locks the stratum's row, inserts the entry and the
-- allocation, then locks and updates the head of the log. Positions and numbers come from a sequence, because the head is not
-- locked yet. So a failed transaction leaves gaps, which the service must not have. Rows have the same size as the service's.
\set k :k + 1
\set t 1 + (:client_id * 7 + :k) % :trials
\set v random(0, 1)
\set m random(0, 1)
\set r random(0, 1)
\set a random(1, :assessed)
begin;
select trial, stratum from stratum_cursor
  where trial = case :trials::int when 1 then 'wlrt-obc' else 'load-' || :t end
    and stratum = 'visceral=' || case :v::int when 0 then 'no' else 'yes' end
      || ',metastases=' || case :m::int when 0 then '1-2' else '3-5' end
      || ',receptor=' || case :r::int when 0 then 'positive' else 'negative' end
  for no key update \gset
insert into log_entry (trial, entry_index, recorded_at, type, actor, subject, site, leaf, hashes)
  values (:trial, nextval('load_position'), now(), 'ALLOCATION_ISSUED', 'evaluation-enroller',
    'P-' || :run || '-' || :client_id || '-' || :k, 'cams', decode(repeat('7b', 400), 'hex'), decode(repeat('5a', 64), 'hex'))
  returning subject, entry_index \gset
insert into allocation (trial, subject, number, entry_index, site, stratum, ordinal, arm, protocol_version, assessment,
    allocated_at, allocated_by)
  values (:trial, :subject, :entry_index, :entry_index, 'cams', :stratum, :entry_index, 'WLRT', 1,
    md5(:trial || ' ' || :a)::uuid, now(), 'evaluation-enroller');
select number from log_head where trial = :trial and not ended for no key update \gset
update log_head set size = size + 1, frontier = decode(repeat('5a', 320), 'hex'), last_time = now()
  where trial = :trial and number = :number;
commit;
