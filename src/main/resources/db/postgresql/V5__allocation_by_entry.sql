-- The guard reads the allocations of each page of entries. H2 needs no such statement: it makes this index for the foreign key.
create index allocation_by_entry on allocation (trial, entry_index);
