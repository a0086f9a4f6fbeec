--liquibase formatted sql

--changeset orders:1
--preconditions onFail:HALT
--precondition-sql-check expectedResult:0 select count(*) from information_schema.tables where lower(table_name) = 'execution_session'
create table orders (session uuid primary key);
