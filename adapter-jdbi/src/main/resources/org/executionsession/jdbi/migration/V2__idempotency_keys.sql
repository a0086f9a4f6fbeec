-- Idempotency keys of requests, and what the first request with a key created. key_hash and request_hash are SHA-256 digests in
-- hexadecimal digits. response is the stored response as JSON in UTF-8.

create table if not exists execution_idempotency_key (
    key_hash     varchar(64) not null,
    request_hash varchar(64) not null,
    kind         varchar(64) not null,
    created_date timestamp(3) with time zone not null,
    created_by   varchar not null,
    expires_at   timestamp(3) with time zone not null,
    response     ${bytes} not null,
    primary key (key_hash)
);

create index if not exists execution_idempotency_key_expires_at on execution_idempotency_key (expires_at);
