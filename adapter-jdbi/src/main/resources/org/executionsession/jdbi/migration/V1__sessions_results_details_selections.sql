-- Every record has the marks of who recorded and changed it when, and what a caller said of it as one JSON document in
-- UTF-8, which the database keeps without looking into it. Most columns that are searched by are not here: they are
-- drawn from the domain's catalogue of properties and added behind these, with the prefix q_.
--
-- A key or index that new rows enter at random places costs more than all others together, since each row then rewrites a
-- page of its own. There is one for each table, led by the id of the session; ids that recorders use again and again, and
-- the time-ordered ones that are given here, enter the others at their ends.

-- The format of a row says which build has written it: its number in row_format, negative when the document holds
-- properties that this build does not know. Builds that know no formats leave 0.

create table if not exists execution_row_format (
    id           integer     not null,
    fingerprint  varchar(64) not null,
    properties   varchar     not null,
    primary key (id),
    unique (fingerprint)
);

create table if not exists execution_session (
    id            uuid                        not null,
    created_date  timestamp(3) with time zone not null,
    modified_date timestamp(3) with time zone not null,
    modified_by   varchar                     not null,
    result_id     uuid                        not null,
    document      ${bytes}                    not null,
    row_format    integer default 0           not null,
    primary key (id)
);

create index if not exists execution_session_row_format on execution_session (row_format);
create index if not exists execution_session_created_date on execution_session (created_date);
create index if not exists execution_session_modified_date on execution_session (modified_date);

-- Recorders use the same ids again for the results of other sessions. The zero GUID stands for no session.
create table if not exists execution_result (
    id            uuid                        not null,
    execution_id  uuid                        not null,
    created_date  timestamp(3) with time zone not null,
    modified_date timestamp(3) with time zone not null,
    modified_by   varchar                     not null,
    document      ${bytes}                    not null,
    row_format    integer default 0           not null,
    primary key (execution_id, id)
);

create index if not exists execution_result_row_format on execution_result (row_format);

create index if not exists execution_result_id on execution_result (id, created_date, execution_id);

-- The details of a result are in its document; here they are once more, to be searched and named one by one. A detail
-- without a result has zero GUIDs and stands at 0.
create table if not exists execution_result_detail (
    id            uuid                        not null,
    result_id     uuid                        not null,
    execution_id  uuid                        not null,
    position      integer                     not null,
    created_date  timestamp(3) with time zone not null,
    modified_date timestamp(3) with time zone not null,
    modified_by   varchar                     not null,
    document      ${bytes}                    not null,
    row_format    integer default 0           not null,
    primary key (execution_id, result_id, position, id)
);

create index if not exists execution_result_detail_row_format on execution_result_detail (row_format);

create index if not exists execution_result_detail_id on execution_result_detail (id, created_date, result_id, execution_id, position);

create table if not exists execution_selection (
    id           uuid                        not null,
    created_date timestamp(3) with time zone not null,
    created_by   varchar                     not null,
    owned_by     varchar                     not null,
    expires_at   timestamp(3) with time zone not null,
    item_count   integer                     not null,
    document     ${bytes}                    not null,
    primary key (id)
);

-- Holds all that the bounds of selections are checked by, so that no document is read for it.
create index if not exists execution_selection_usage on execution_selection (expires_at, owned_by, item_count);

-- Nothing stays here: it is written to only to find out whether the database can be written to.

create table if not exists execution_write_check (
    id      uuid     not null,
    content ${bytes} not null,
    primary key (id)
);
