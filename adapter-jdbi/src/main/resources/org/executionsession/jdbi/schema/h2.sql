-- The tables of Execution Sessions in H2. Each statement can be repeated.

-- The migrations that were applied.
create table if not exists execution_schema_migration (
    version integer not null,
    name varchar(200) not null,
    checksum varchar(64) not null,
    applied_at timestamp(3) with time zone not null,
    primary key (version));

-- V1__sessions_results_details_selections.sql

-- The formats in which versions of the server write rows. A format is the list of columns and document properties of a version.
-- A row has the number of its format in row_format. The number is negative if the document has properties that the version does
-- not know, and 0 if the version registers no format.
create table if not exists execution_row_format (
    id          integer     not null,
    fingerprint varchar(64) not null,
    properties  varchar     not null,
    primary key (id),
    unique (fingerprint)
);

create table if not exists execution_session (
    id                                           uuid not null,
    created_date                                 timestamp(3) with time zone not null,
    modified_date                                timestamp(3) with time zone not null,
    modified_by                                  varchar not null,
    result_id                                    uuid not null,
    document                                     varbinary not null,
    row_format                                   integer default 0 not null,

    q_modified_by_user_name                      varchar,
    q_executing_node_id                          uuid,
    q_abort_at                                   timestamp(3) with time zone,
    q_abort_reason                               integer,
    q_reload_task_id                             uuid,
    q_reload_task_name                           varchar,
    q_reload_task_task_type                      integer,
    q_reload_task_enabled                        boolean,
    q_reload_task_task_session_timeout           bigint,
    q_reload_task_max_retries                    bigint,
    q_reload_task_last_result_status             integer,
    q_reload_task_next_execution                 timestamp(3) with time zone,
    q_user_sync_task_id                          uuid,
    q_user_sync_task_name                        varchar,
    q_user_sync_task_task_type                   integer,
    q_user_sync_task_enabled                     boolean,
    q_user_sync_task_task_session_timeout        bigint,
    q_user_sync_task_max_retries                 bigint,
    q_user_sync_task_last_result_status          integer,
    q_user_sync_task_next_execution              timestamp(3) with time zone,
    q_external_program_task_id                   uuid,
    q_external_program_task_name                 varchar,
    q_external_program_task_task_type            integer,
    q_external_program_task_enabled              boolean,
    q_external_program_task_task_session_timeout bigint,
    q_external_program_task_max_retries          bigint,
    q_external_program_task_last_result_status   integer,
    q_external_program_task_next_execution       timestamp(3) with time zone,
    q_retries                                    bigint,
    q_user                                       varchar,
    q_app_id                                     uuid,
    q_app_name                                   varchar,
    q_app_app_id                                 varchar,
    q_app_publish_time                           timestamp(3) with time zone,
    q_app_published                              boolean,
    q_app_stream_id                              uuid,
    q_app_stream_name                            varchar,
    q_app_saved_in_product_version               varchar,
    q_app_migration_hash                         varchar,
    q_app_availability_status                    integer,

    primary key (id)
);

create index if not exists execution_session_row_format on execution_session (row_format);
create index if not exists execution_session_created_date on execution_session (created_date);
create index if not exists execution_session_modified_date on execution_session (modified_date);
create index if not exists execution_session_q_executing_node_id on execution_session (q_executing_node_id);
create index if not exists execution_session_q_reload_task_id on execution_session (q_reload_task_id);
create index if not exists execution_session_q_user_sync_task_id on execution_session (q_user_sync_task_id);
create index if not exists execution_session_q_external_program_task_id on execution_session (q_external_program_task_id);
create index if not exists execution_session_q_user on execution_session (q_user);
create index if not exists execution_session_q_app_id on execution_session (q_app_id);

-- Clients reuse the ids of results in other sessions. The zero GUID in execution_id means that there is no session.
create table if not exists execution_result (
    id                      uuid not null,
    execution_id            uuid not null,
    created_date            timestamp(3) with time zone not null,
    modified_date           timestamp(3) with time zone not null,
    modified_by             varchar not null,
    document                varbinary not null,
    row_format              integer default 0 not null,

    q_executing_node_name   varchar,
    q_status                integer,
    q_start_time            timestamp(3) with time zone,
    q_stop_time             timestamp(3) with time zone,
    q_duration              bigint,
    q_file_reference_id     uuid,
    q_script_log_available  boolean,
    q_script_log_location   varchar,
    q_script_log_size       bigint,
    q_modified_by_user_name varchar,
    q_task_id               uuid,
    q_app_id                uuid,
    q_executing_node_id     uuid,

    primary key (execution_id, id)
);

create index if not exists execution_result_row_format on execution_result (row_format);
create index if not exists execution_result_id on execution_result (id, created_date, execution_id);
create index if not exists execution_result_q_status on execution_result (q_status, created_date);
create index if not exists execution_result_q_start_time on execution_result (q_start_time);
create index if not exists execution_result_q_task_id on execution_result (q_task_id, created_date);
create index if not exists execution_result_q_app_id on execution_result (q_app_id);

-- The document of a result contains its details. This table repeats them, so that each can be queried and found by its id.
-- A detail without a result has zero GUIDs and position 0. The last modification of another detail is that of its result; the columns
-- modified_date, modified_by and q_modified_by_user_name say when its row was written.
create table if not exists execution_result_detail (
    id                      uuid not null,
    result_id               uuid not null,
    execution_id            uuid not null,
    position                integer not null,
    created_date            timestamp(3) with time zone not null,
    modified_date           timestamp(3) with time zone not null,
    modified_by             varchar not null,
    document                varbinary not null,
    row_format              integer default 0 not null,

    q_details_type          integer,
    q_message               varchar,
    q_detail_created_date   timestamp(3) with time zone,
    q_modified_by_user_name varchar,

    primary key (execution_id, result_id, position, id)
);

create index if not exists execution_result_detail_row_format on execution_result_detail (row_format);
create index if not exists execution_result_detail_id
    on execution_result_detail (id, created_date, result_id, execution_id, position);

create table if not exists execution_selection (
    id           uuid not null,
    created_date timestamp(3) with time zone not null,
    created_by   varchar not null,
    owned_by     varchar not null,
    expires_at   timestamp(3) with time zone not null,
    item_count   integer not null,
    document     varbinary not null,
    primary key (id)
);

-- Covers the queries that check the limits of selections, so that they read no document.
create index if not exists execution_selection_usage on execution_selection (expires_at, owned_by, item_count);

-- Has no rows: the server inserts one and removes it to find out whether the database accepts changes.
create table if not exists execution_write_check (
    id      uuid not null,
    content varbinary not null,
    primary key (id)
);

insert into execution_schema_migration (version, name, checksum, applied_at)
select 1, 'V1__sessions_results_details_selections.sql', '3d9602a63a8fe30c2705ed4adae527f85d9578e9eab00c83c160a427d3dccc68', current_timestamp
where not exists (select 1 from execution_schema_migration where version = 1);

-- V2__idempotency_keys.sql

create table if not exists execution_idempotency_key (
    key_hash     varchar(64) not null,
    request_hash varchar(64) not null,
    kind         varchar(64) not null,
    created_date timestamp(3) with time zone not null,
    created_by   varchar not null,
    expires_at   timestamp(3) with time zone not null,
    response     varbinary not null,
    primary key (key_hash)
);

create index if not exists execution_idempotency_key_expires_at on execution_idempotency_key (expires_at);

insert into execution_schema_migration (version, name, checksum, applied_at)
select 2, 'V2__idempotency_keys.sql', 'ae21e2b7b5b19f9625a9fabc3526f3fb6f5ee027dd947eb64ecea58d9e1eca37', current_timestamp
where not exists (select 1 from execution_schema_migration where version = 2);

-- V3__tasks.sql

create table if not exists execution_task (
    id                             uuid not null,
    created_date                   timestamp(3) with time zone not null,
    modified_date                  timestamp(3) with time zone not null,
    modified_by                    varchar not null,
    recorded                       boolean not null,
    document                       varbinary not null,
    row_format                     integer default 0 not null,

    q_modified_by_user_name        varchar,
    q_name                         varchar,
    q_task_type                    integer,
    q_enabled                      boolean,
    q_task_session_timeout         bigint,
    q_max_retries                  bigint,
    q_is_manually_triggered        boolean,
    q_app_id                       uuid,
    q_app_name                     varchar,
    q_app_app_id                   varchar,
    q_app_publish_time             timestamp(3) with time zone,
    q_app_published                boolean,
    q_app_stream_id                uuid,
    q_app_stream_name              varchar,
    q_app_saved_in_product_version varchar,
    q_app_migration_hash           varchar,
    q_app_availability_status      integer,
    q_operational_next_execution   timestamp(3) with time zone,

    primary key (id)
);

create index if not exists execution_task_row_format on execution_task (row_format);
create index if not exists execution_task_q_name on execution_task (q_name);
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

insert into execution_schema_migration (version, name, checksum, applied_at)
select 3, 'V3__tasks.sql', '433c56b4aa080bdb2cc90f88479d97c08b23371e333d9f2a9cfb5d244abde91f', current_timestamp
where not exists (select 1 from execution_schema_migration where version = 3);

-- V4__script_logs.sql

create table if not exists execution_script_log (
    execution_id uuid not null,
    result_id    uuid not null,
    log          varbinary not null,
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

insert into execution_schema_migration (version, name, checksum, applied_at)
select 4, 'V4__script_logs.sql', '7840aec5a7d030d584f9614a1b4ef7a24f14212aa2a8422e11d7b0a60ccdd3c4', current_timestamp
where not exists (select 1 from execution_schema_migration where version = 4);

-- V5__node_heartbeats.sql

create table if not exists execution_node_heartbeat (
    node_id   uuid not null,
    node_name varchar not null,
    pause_ms  bigint not null,
    beats     bigint not null,
    primary key (node_id)
);

insert into execution_schema_migration (version, name, checksum, applied_at)
select 5, 'V5__node_heartbeats.sql', 'da9ab8b688e91e4ca06869ccb36f7369c4669123d2dd3ac98bf1ce5ca6f7a3e5', current_timestamp
where not exists (select 1 from execution_schema_migration where version = 5);

-- V6__changes.sql

create table if not exists execution_change_queue (
    id      bigint generated always as identity,
    changes varbinary not null,
    primary key (id)
);

create table if not exists execution_change (
    position    bigint not null,
    assigned_at timestamp(3) with time zone not null,
    changes     varbinary not null,
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

insert into execution_schema_migration (version, name, checksum, applied_at)
select 6, 'V6__changes.sql', 'd9d9d5ffc6b34e5809d9f8116a199f6d49f44600dbd0ca0b0efa78c7fb9f9757', current_timestamp
where not exists (select 1 from execution_schema_migration where version = 6);

-- V8__notifications.sql

create table if not exists execution_notification (
    id                uuid not null,
    owner_directory   varchar not null,
    owner_id          varchar not null,
    callback_url      varchar not null,
    entity_type       varchar(40) not null,
    entity_id         uuid,
    filter            varchar not null,
    change_types      varchar(40) not null,
    property_name     varchar not null,
    registered_at     timestamp(3) with time zone not null,
    feed_position     bigint not null,
    feed_index        integer not null,
    batch_position    bigint,
    batch_index       integer,
    leased_by         uuid,
    enabled           boolean not null,
    failed_attempts   integer not null,
    failing_since     timestamp(3) with time zone,
    due_at            timestamp(3) with time zone not null,
    pending           integer not null,
    succeeded_at      timestamp(3) with time zone,
    failed_at         timestamp(3) with time zone,
    failure           varchar,
    disclosed_failure varchar,
    version           bigint not null,
    primary key (id)
);

insert into execution_schema_migration (version, name, checksum, applied_at)
select 8, 'V8__notifications.sql', 'd1a529e0b0b0616bbecf70ef5660e1047a8a8e27f04d14a2a698fb957cf03545', current_timestamp
where not exists (select 1 from execution_schema_migration where version = 8);

-- V9__id_locks.sql

create table if not exists execution_id_lock (
    id uuid not null,
    primary key (id)
);

insert into execution_schema_migration (version, name, checksum, applied_at)
select 9, 'V9__id_locks.sql', '5b8b39366ea795e66837f17bfcbc2537439c0eac4abc509a275782b6ad7326d3', current_timestamp
where not exists (select 1 from execution_schema_migration where version = 9);
