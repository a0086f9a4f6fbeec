-- The subscriptions to notifications of changes by calls of a URL, and how far each is in the change feed. A process that delivers
-- notifications sets leased_by; each change of a row increases its version.

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
