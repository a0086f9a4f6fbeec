-- The tables of tasks and of their runs. The last result of a task is found by the index of results on task and date.

create table if not exists execution_task (
    id                             uuid not null,
    created_date                   timestamp(3) with time zone not null,
    modified_date                  timestamp(3) with time zone not null,
    modified_by                    varchar not null,
    recorded                       boolean not null,
    document                       ${bytes} not null,
    row_format                     integer default 0 not null,

    q_modified_by_user_name        ${text},
    q_name                         ${text},
    q_task_type                    integer,
    q_enabled                      boolean,
    q_task_session_timeout         bigint,
    q_max_retries                  bigint,
    q_is_manually_triggered        boolean,
    q_app_id                       uuid,
    q_app_name                     ${text},
    q_app_app_id                   ${text},
    q_app_publish_time             timestamp(3) with time zone,
    q_app_published                boolean,
    q_app_stream_id                uuid,
    q_app_stream_name              ${text},
    q_app_saved_in_product_version ${text},
    q_app_migration_hash           ${text},
    q_app_availability_status      integer,
    q_operational_next_execution   timestamp(3) with time zone,

    primary key (id)
);

create index if not exists execution_task_row_format on execution_task (row_format);
create index if not exists execution_task_q_name on execution_task (${text_key}q_name${end_of_text_key});
create index if not exists execution_task_q_app_id on execution_task (q_app_id);

-- The primary key allows one run for each task.
create table if not exists execution_task_run (
    task_id      uuid not null,
    session_id   uuid not null,
    attempt      integer not null,
    result_id    uuid not null,
    state        varchar(20) not null,
    abort_reason integer not null,
    failed_calls integer not null,
    started_at   timestamp(3) with time zone not null,
    due_at       timestamp(3) with time zone not null,
    version      bigint not null,
    primary key (task_id)
);

create index if not exists execution_task_run_due_at on execution_task_run (due_at, task_id);
