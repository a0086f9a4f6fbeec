-- The change feed. A transaction adds a row to the queue for its changes. After the commit, the row moves to execution_change and gets a
-- position there. The one row of execution_change_position has the last position and the date of its change, and the same of the last
-- purged change; its lock is held while positions are assigned.

create table if not exists execution_change_queue (
    id      bigint generated always as identity,
    changes ${bytes} not null,
    primary key (id)
);

create table if not exists execution_change (
    position    bigint not null,
    assigned_at timestamp(3) with time zone not null,
    changes     ${bytes} not null,
    primary key (position)
);

create index if not exists execution_change_assigned_at on execution_change (assigned_at, position);

create table if not exists execution_change_position (
    id              integer not null,
    last_position   bigint not null,
    last_date       timestamp(3) with time zone not null,
    purged_position bigint not null,
    purged_date     timestamp(3) with time zone not null,
    primary key (id)
);

insert into execution_change_position (id, last_position, last_date, purged_position, purged_date)
    select 1, 0, timestamp with time zone '1970-01-01 00:00:00+00', 0, timestamp with time zone '1970-01-01 00:00:00+00'
    where not exists (select 1 from execution_change_position);
