-- Whose a selection is and how many items it has, to bound both. A server of an older version leaves them null. The index
-- holds all that the bounds are checked by, so that no document is read for it.

alter table selection add column owned_by varchar;
alter table selection add column item_count integer;

create index selection_usage on selection (expires, owned_by, item_count);
