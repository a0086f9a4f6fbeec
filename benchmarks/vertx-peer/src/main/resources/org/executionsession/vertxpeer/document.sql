create table if not exists execution_session (
    id       uuid not null,
    document ${bytes} not null,
    primary key (id)
);
