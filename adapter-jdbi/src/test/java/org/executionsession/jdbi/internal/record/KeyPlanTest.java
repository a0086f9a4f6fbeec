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

/** Tests that PostgreSQL finds rows by their primary key before it has statistics, as in the first minutes of a database. */
class KeyPlanTest {

    private static final int ROWS = 50_000;

    /** The values of a row that differ in no row. Documents of this size give the planner a table of a usual size. */
    private static final String SAME = "now(), now(), 'INTERNAL\\sa_api', decode(repeat('00', 1500), 'hex'), 1";

    private static Jdbi jdbi;

    @BeforeAll
    static void fillTables() {
        String url = TestDatabase.POSTGRESQL.newUrl();
        JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
        jdbi = Jdbi.create(url);
        jdbi.useHandle(handle -> {
            fill(handle, "execution_result", "execution_id, id", "gen_random_uuid(), gen_random_uuid()");
            fill(
                    handle,
                    "execution_result_detail",
                    "execution_id, result_id, position, id",
                    "cast('" + RowBinder.NONE + "' as uuid), cast('" + RowBinder.NONE
                            + "' as uuid), 0, gen_random_uuid()");
        });
    }

    private static void fill(Handle handle, String table, String keyColumns, String key) {
        handle.execute("alter table " + table + " set (autovacuum_enabled = false)");
        handle.execute("insert into " + table + " (" + keyColumns
                + ", created_date, modified_date, modified_by, document, row_format) select " + key + ", " + SAME
                + " from generate_series(1, " + ROWS + ")");
    }

    @Test
    void updateOfAResult() {
        String plan = plan(
                withNulls(Table.RESULT.updateOwnFormat(), ":\\w+"),
                query -> query.bind("old_execution_id", UUID.randomUUID())
                        .bind("old_id", UUID.randomUUID())
                        .bind("row_format", 1));
        assertThat(plan).contains("execution_result_pkey").doesNotContain("execution_result_row_format");
    }

    @Test
    void updateOfResults() {
        String plan = plan(
                withNulls(Table.RESULT.updateRows().toString(), "\\?"),
                query -> query.bind(0, UUID.randomUUID())
                        .bind(1, UUID.randomUUID())
                        .bind(2, 1));
        assertThat(plan).contains("execution_result_pkey").doesNotContain("execution_result_row_format");
    }

    /** The update with null as each new value. */
    private static String withNulls(String update, String parameter) {
        return update.replaceAll("= " + parameter + "(?=.* where )", "= null");
    }

    @Test
    void selectOfResults() {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(256).toList();
        String plan = plan(
                ResultRows.FIND_ALL,
                query -> query.bindArray("execution_ids", UUID.class, ids).bindArray("ids", UUID.class, ids));
        assertThat(plan)
                .containsPattern("Index Cond: \\(\\(execution_id = \\S+\\) AND \\(id = \\S+\\)\\)")
                .doesNotContain("Seq Scan");
    }

    @Test
    void selectOfADetailWithoutAResult() {
        String plan = plan(
                "select d.document" + ReferencedRows.FROM_WITHOUT_RESULT + " for update",
                query -> query.bind("id", UUID.randomUUID()).bind("none", RowBinder.NONE));
        assertThat(plan).containsPattern("Index Cond: .* AND \\(\"position\" = 0\\) AND \\(id = ");
    }

    private static String plan(String sql, Consumer<Query> parameters) {
        try (Handle handle = jdbi.open();
                Query query = handle.createQuery("explain " + sql)) {
            parameters.accept(query);
            return String.join("\n", query.mapTo(String.class).list());
        }
    }
}
