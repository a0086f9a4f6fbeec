package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.support.TestDatabase;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Tests that lists of H2 do not depend on what other transactions insert. */
class ListPlanTest {

    /** A creation inserts its session first. H2 began with the results then, and kept all documents in memory to sort them. */
    @Test
    void aList_readsSessionsInOrder_alsoWhileThereAreFewerResults() {
        String url = TestDatabase.H2.newUrl();
        JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
        H2Dialect dialect = new H2Dialect();
        KeyedRows<?> rows = new KeyedRows<>(
                Table.SESSION, SessionRecordStore.COLUMNS, SessionRecordStore.FROM, "0", (row, context) -> null);
        Jdbi.create(url).useHandle(handle -> {
            handle.execute("insert into execution_session"
                    + " (id, created_date, modified_date, modified_by, document, result_id)"
                    + " select random_uuid(), now(), now(), '', '', random_uuid() from system_range(1, 1000)");
            assertThat(dialect.readsInOrder(handle, list(rows.from()), parameters -> {}))
                    .isFalse();
            assertThat(dialect.readsInOrder(handle, list(rows.fromInOrder()), parameters -> {}))
                    .isTrue();
        });
    }

    private static String list(String from) {
        return "select " + SessionRecordStore.COLUMNS + " from " + from + " where true order by s.id";
    }
}
