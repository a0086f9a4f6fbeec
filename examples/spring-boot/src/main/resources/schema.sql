create table if not exists sales_report (
    session_id uuid not null primary key,
    content    varchar not null
);
