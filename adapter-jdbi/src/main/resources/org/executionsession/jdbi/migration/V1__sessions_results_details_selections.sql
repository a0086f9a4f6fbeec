-- The tables of sessions, results, details and selections, with all columns and indexes.
--
-- Placeholders stand for what the databases have different names for:
--   ${bytes}       bytes: varbinary on H2, bytea on PostgreSQL
--   ${text}        text that queries compare: varchar on H2, varchar collate "C" on PostgreSQL
--   ${text_key} and ${end_of_text_key}
--                  what surrounds such text in an index: nothing on H2; on PostgreSQL, left( and , 500) so that a long text fits
--
-- Each entity has audit columns (created_date, modified_date, modified_by) and the document, which is the content as JSON in
-- UTF-8. The database does not parse the document. Columns with the prefix q_ repeat values of the document for queries: one for
-- each property in QueryableProperties, unless another column holds it. They are nullable, because rows of an older version lack
-- the values until the server fills them. Text in them is folded to one letter case.
--
-- An index whose new entries arrive in random order is expensive: each row rewrites a page of its own. Each table has one such
-- index, which begins with the id of the session. New entries of the other indexes arrive in order, or repeat few values.

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
    document                                     ${bytes} not null,
    row_format                                   integer default 0 not null,

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

create index if not exists execution_session_row_format on execution_session (row_format);
create index if not exists execution_session_created_date on execution_session (created_date);
create index if not exists execution_session_modified_date on execution_session (modified_date);
create index if not exists execution_session_q_executing_node_id on execution_session (q_executing_node_id);
create index if not exists execution_session_q_reload_task_id on execution_session (q_reload_task_id);
create index if not exists execution_session_q_user_sync_task_id on execution_session (q_user_sync_task_id);
create index if not exists execution_session_q_external_program_task_id on execution_session (q_external_program_task_id);
create index if not exists execution_session_q_user on execution_session (${text_key}q_user${end_of_text_key});
create index if not exists execution_session_q_app_id on execution_session (q_app_id);

-- Clients reuse the ids of results in other sessions. The zero GUID in execution_id means that there is no session.
create table if not exists execution_result (
    id                      uuid not null,
    execution_id            uuid not null,
    created_date            timestamp(3) with time zone not null,
    modified_date           timestamp(3) with time zone not null,
    modified_by             varchar not null,
    document                ${bytes} not null,
    row_format              integer default 0 not null,

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
    document                ${bytes} not null,
    row_format              integer default 0 not null,

    q_details_type          integer,
    q_message               ${text},
    q_detail_created_date   timestamp(3) with time zone,
    q_modified_by_user_name ${text},

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
    document     ${bytes} not null,
    primary key (id)
);

-- Covers the queries that check the limits of selections, so that they read no document.
create index if not exists execution_selection_usage on execution_selection (expires_at, owned_by, item_count);

-- Has no rows: the server inserts one and removes it to find out whether the database accepts changes.
create table if not exists execution_write_check (
    id      uuid not null,
    content ${bytes} not null,
    primary key (id)
);
