-- Every record has the marks of who recorded and changed it when, and what a caller said of it as one JSON document in
-- UTF-8, which the database keeps without looking into it. The columns that are searched by are not here: they are
-- drawn from the domain's catalogue of properties and added behind these, with the prefix q_.

create table execution_session (
    id            uuid                        not null,
    created_date  timestamp(3) with time zone not null,
    modified_date timestamp(3) with time zone not null,
    modified_by   varchar                     not null,
    result_id     uuid                        not null,
    document      ${bytes}                    not null,
    primary key (id)
);

-- Recorders use the same ids again for the results of other sessions. The zero GUID stands for no session.
create table execution_result (
    id            uuid                        not null,
    execution_id  uuid                        not null,
    created_date  timestamp(3) with time zone not null,
    modified_date timestamp(3) with time zone not null,
    modified_by   varchar                     not null,
    document      ${bytes}                    not null,
    primary key (id, execution_id)
);

create index execution_result_execution_id on execution_result (execution_id);

-- The details of a result are in its document; here they are once more, to be searched and named one by one. A detail
-- without a result has zero GUIDs and stands at 0.
create table execution_result_detail (
    id            uuid                        not null,
    result_id     uuid                        not null,
    execution_id  uuid                        not null,
    place         integer                     not null,
    created_date  timestamp(3) with time zone not null,
    modified_date timestamp(3) with time zone not null,
    modified_by   varchar                     not null,
    document      ${bytes}                    not null,
    primary key (id, result_id, execution_id, place)
);

create index execution_result_detail_result on execution_result_detail (result_id, execution_id);

create table selection (
    id           uuid                        not null,
    created_date timestamp(3) with time zone not null,
    created_by   varchar                     not null,
    expires      timestamp(3) with time zone not null,
    document     ${bytes}                    not null,
    primary key (id)
);

create index selection_expires on selection (expires);
