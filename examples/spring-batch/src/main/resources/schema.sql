create table if not exists people (
    first_name varchar(20),
    last_name  varchar(20)
);
