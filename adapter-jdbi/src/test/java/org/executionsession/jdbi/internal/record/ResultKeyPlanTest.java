package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.support.TestDatabase;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tests that PostgreSQL finds results by their primary key alone before it has statistics, which is in the first minutes of a
 * database.
 */
class ResultKeyPlanTest {

    private static Jdbi jdbi;

    @BeforeAll
    static void fillTable() {
        String url = TestDatabase.POSTGRESQL.newUrl();
        JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
        jdbi = Jdbi.create(url);
        jdbi.useHandle(handle -> {
            handle.execute("alter table execution_result set (autovacuum_enabled = false)");
            handle.execute(
                    "insert into execution_result (execution_id, id, created_date, modified_date, modified_by, document,"
                            + " row_format) select gen_random_uuid(), gen_random_uuid(), now(), now(), 'INTERNAL\\sa_api', decode(repeat('00', 1500), 'hex'), 1"
                            + " from generate_series(1, 50000)");
        });
    }

    @Test
    void updateOfOneRow() {
        String plan = plan(
                Table.RESULT.updateOwnFormat().replaceAll("= :\\w+(?=.* where )", "= null"),
                query -> query.bind("old_execution_id", UUID.randomUUID())
                        .bind("old_id", UUID.randomUUID())
                        .bind("row_format", 1));
        assertThat(plan).contains("execution_result_pkey").doesNotContain("execution_result_row_format");
    }

    @Test
    void updateOfManyRows() {
        String plan = plan(
                Table.RESULT.updateRows().toString().replaceAll("= \\?(?=.* where )", "= null"),
                query -> query.bind(0, UUID.randomUUID())
                        .bind(1, UUID.randomUUID())
                        .bind(2, 1));
        assertThat(plan).contains("execution_result_pkey").doesNotContain("execution_result_row_format");
    }

    /** The index would be searched for 10,000 combinations. */
    @Test
    void selectOfManyRows() {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(100).toList();
        String plan = plan(
                ResultRows.FIND_ALL,
                query -> query.bindArray("execution_ids", UUID.class, ids).bindArray("ids", UUID.class, ids));
        assertThat(plan)
                .contains("execution_result_pkey")
                .contains("Index Cond: (execution_id = ANY")
                .doesNotContainPattern("Index Cond: .* AND ");
    }

    private static String plan(String sql, Consumer<Query> parameters) {
        try (Handle handle = jdbi.open();
                Query query = handle.createQuery("explain " + sql)) {
            parameters.accept(query);
            return String.join("\n", query.mapTo(String.class).list());
        }
    }
}
