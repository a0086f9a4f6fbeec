package org.executionsession.bootstrap.architecture.violating.jdbi.internal.sql;

import org.executionsession.bootstrap.architecture.violating.jdbi.internal.record.Row;

final class KnowsARecord {

    private KnowsARecord() {}

    static Class<?> row() {
        return Row.class;
    }
}
