package org.executionsession.bootstrap.architecture.violating.domain.model;

import java.sql.Connection;

/** Breaks the allow-list of the domain, which has java but not java.sql. */
record KnowsSql(Connection connection) {}
