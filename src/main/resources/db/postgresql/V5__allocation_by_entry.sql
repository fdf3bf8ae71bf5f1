-- The check of a log asks for the allocations of each page of entries; H2 has this index with the foreign key.
create index allocation_by_entry on allocation (trial, entry_index);
