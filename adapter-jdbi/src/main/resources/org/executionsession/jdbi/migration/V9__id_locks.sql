-- Ids of new entities that a transaction of H2 has locked. It inserts the rows and deletes them again, so no other transaction sees them.
-- PostgreSQL has locks without rows.

create table if not exists execution_id_lock (
    id uuid not null,
    primary key (id)
);
