-- The heartbeats of the processes that record executions. The pause between two of them is in milliseconds.

create table if not exists execution_node_heartbeat (
    node_id   uuid not null,
    node_name varchar not null,
    pause_ms  bigint not null,
    beats     bigint not null,
    primary key (node_id)
);
