-- The milliseconds between two heartbeats of a node; null in the rows of older versions, which do not know the column.

alter table execution_node_heartbeat add column if not exists pause_ms bigint;
