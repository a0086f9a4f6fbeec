-- The script logs of results, and the tickets with which they are read. log is the text in UTF-8. execution_id is the session of the
-- result, or the zero id.

create table if not exists execution_script_log (
    execution_id uuid not null,
    result_id    uuid not null,
    log          ${bytes} not null,
    primary key (execution_id, result_id)
);

create table if not exists execution_script_log_ticket (
    id           uuid not null,
    execution_id uuid not null,
    result_id    uuid not null,
    owned_by     varchar not null,
    expires_at   timestamp(3) with time zone not null,
    primary key (id)
);

create index if not exists execution_script_log_ticket_expires_at on execution_script_log_ticket (expires_at);
