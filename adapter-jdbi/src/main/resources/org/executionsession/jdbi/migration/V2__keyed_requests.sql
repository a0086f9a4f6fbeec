-- Requests that came with an idempotency key, and what was recorded for them, as it was then. Keys and contents are
-- SHA-256 digests in hexadecimal digits.

create table if not exists keyed_request (
    request_key  varchar(64)                 not null,
    content      varchar(64)                 not null,
    kind         varchar(64)                 not null,
    created_date timestamp(3) with time zone not null,
    created_by   varchar                     not null,
    expires      timestamp(3) with time zone not null,
    document     ${bytes}                    not null,
    primary key (request_key)
);

create index if not exists keyed_request_expires on keyed_request (expires);
