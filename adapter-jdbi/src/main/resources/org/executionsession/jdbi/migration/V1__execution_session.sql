-- One row a session. What the server says of it has columns of its own; what the caller said is one JSON document
-- in UTF-8, which the database keeps without looking into it.
create table execution_session (
    id            uuid                           primary key,
    created_date  timestamp(3) with time zone    not null,
    modified_date timestamp(3) with time zone    not null,
    modified_by   varchar                        not null,
    document      varbinary                      not null
);
