-- The queryable columns and the indexes of Execution Sessions. Text that queries compare is in lower case.
create table if not exists execution_session (
    id                                           uuid not null,
    created_date                                 timestamp(3) with time zone not null,
    modified_date                                timestamp(3) with time zone not null,
    modified_by                                  varchar not null,
    result_id                                    uuid not null,
    document                                     ${bytes} not null,

    q_modified_by_user_name                      ${text},
    q_executing_node_id                          uuid,
    q_abort_at                                   timestamp(3) with time zone,
    q_abort_reason                               integer,
    q_reload_task_id                             uuid,
    q_reload_task_name                           ${text},
    q_reload_task_task_type                      integer,
    q_reload_task_enabled                        boolean,
    q_reload_task_task_session_timeout           bigint,
    q_reload_task_max_retries                    bigint,
    q_reload_task_last_result_status             integer,
    q_reload_task_next_execution                 timestamp(3) with time zone,
    q_user_sync_task_id                          uuid,
    q_user_sync_task_name                        ${text},
    q_user_sync_task_task_type                   integer,
    q_user_sync_task_enabled                     boolean,
    q_user_sync_task_task_session_timeout        bigint,
    q_user_sync_task_max_retries                 bigint,
    q_user_sync_task_last_result_status          integer,
    q_user_sync_task_next_execution              timestamp(3) with time zone,
    q_external_program_task_id                   uuid,
    q_external_program_task_name                 ${text},
    q_external_program_task_task_type            integer,
    q_external_program_task_enabled              boolean,
    q_external_program_task_task_session_timeout bigint,
    q_external_program_task_max_retries          bigint,
    q_external_program_task_last_result_status   integer,
    q_external_program_task_next_execution       timestamp(3) with time zone,
    q_retries                                    bigint,
    q_user                                       ${text},
    q_app_id                                     uuid,
    q_app_name                                   ${text},
    q_app_app_id                                 ${text},
    q_app_publish_time                           timestamp(3) with time zone,
    q_app_published                              boolean,
    q_app_stream_id                              uuid,
    q_app_stream_name                            ${text},
    q_app_saved_in_product_version               ${text},
    q_app_migration_hash                         ${text},
    q_app_availability_status                    integer,

    primary key (id)
);

create index if not exists execution_session_created_date on execution_session (created_date);
create index if not exists execution_session_modified_date on execution_session (modified_date);
create index if not exists execution_session_q_executing_node_id on execution_session (q_executing_node_id);
create index if not exists execution_session_q_reload_task_id on execution_session (q_reload_task_id);
create index if not exists execution_session_q_user_sync_task_id on execution_session (q_user_sync_task_id);
create index if not exists execution_session_q_external_program_task_id on execution_session (q_external_program_task_id);
create index if not exists execution_session_q_user on execution_session (${text_key}q_user${end_of_text_key});
create index if not exists execution_session_q_app_id on execution_session (q_app_id);

create table if not exists execution_result (
    id                      uuid not null,
    execution_id            uuid not null,
    created_date            timestamp(3) with time zone not null,
    modified_date           timestamp(3) with time zone not null,
    modified_by             varchar not null,

    q_executing_node_name   ${text},
    q_status                integer,
    q_start_time            timestamp(3) with time zone,
    q_stop_time             timestamp(3) with time zone,
    q_duration              bigint,
    q_file_reference_id     uuid,
    q_script_log_available  boolean,
    q_script_log_location   ${text},
    q_script_log_size       bigint,
    q_modified_by_user_name ${text},
    q_task_id               uuid,
    q_app_id                uuid,
    q_executing_node_id     uuid,

    primary key (execution_id, id)
);

create index if not exists execution_result_id on execution_result (id, created_date, execution_id);
create index if not exists execution_result_q_status on execution_result (q_status, created_date);
create index if not exists execution_result_q_start_time on execution_result (q_start_time);
create index if not exists execution_result_q_task_id on execution_result (q_task_id);
create index if not exists execution_result_q_app_id on execution_result (q_app_id);

create table if not exists execution_result_detail (
    id                      uuid not null,
    result_id               uuid not null,
    execution_id            uuid not null,
    position                integer not null,
    created_date            timestamp(3) with time zone not null,
    modified_date           timestamp(3) with time zone not null,
    modified_by             varchar not null,

    q_details_type          integer,
    q_message               ${text},
    q_detail_created_date   timestamp(3) with time zone,
    q_modified_by_user_name ${text},

    primary key (execution_id, result_id, position, id)
);

create index if not exists execution_result_detail_id
    on execution_result_detail (id, created_date, result_id, execution_id, position);
