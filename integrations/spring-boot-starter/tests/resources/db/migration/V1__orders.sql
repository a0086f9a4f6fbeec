create table orders (session uuid primary key);
