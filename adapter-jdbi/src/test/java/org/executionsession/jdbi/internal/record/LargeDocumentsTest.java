package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.support.ForkedJvm;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Documents of a megabyte each behind small ones; together they are larger than the heap. */
class LargeDocumentsTest {

    private static final int LARGE = 160;
    private static final int SMALL = 100;
    private static final int RESULTS = SMALL + LARGE;
    private static final String MEMORY = "-Xmx256m";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aStartAndLists_readDocumentsInBoundedMemory(TestDatabase database) throws Exception {
        String url = switch (database) {
            case H2 -> "jdbc:h2:file:" + folder.resolve("sessions") + ";USER=sa";
            case POSTGRESQL -> database.newUrl();
        };
        addResults(url);
        TestDatabase.execute(url, "update execution_result set q_status = null, row_format = 0");

        assertThat(ForkedJvm.run(StartAndLists.class, List.of(MEMORY), url).lines())
                .hasSize(StartAndLists.LISTS.size())
                .containsOnly(Integer.toString(RESULTS));
        assertThat(TestDatabase.query(url, "select count(*) from execution_result where q_status = 7"))
                .isEqualTo(Integer.toString(RESULTS));
    }

    /** Opens a store, and prints the number of results of several lists. */
    static final class StartAndLists {

        static final List<Query<ExecutionResultEntity>> LISTS = List.of(
                Query.of(Filter.all(), List.of()),
                Query.of(Filter.all(), order("duration")),
                Query.of(Filter.all(), order("scriptLogLocation")),
                new Query<>(Filter.all(), List.of(), 60, 200));

        private StartAndLists() {}

        public static void main(String[] arguments) {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(TestDatabase.dataSource(arguments[0]));
            for (Query<ExecutionResultEntity> list : LISTS) {
                int[] count = {0};
                store.results().forEach(list, result -> count[0]++);
                System.out.println(list.skip() + count[0]);
            }
        }

        private static List<SortKey<ExecutionResultEntity>> order(String path) {
            return List.of(new SortKey<>(QueryableProperties.RESULTS.find(path).orElseThrow(), true));
        }
    }

    private static void addResults(String url) throws SQLException {
        JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
        for (int number = 0; number < SMALL; number++) {
            store.results().add(result(new UUID(0, number), "m"));
        }
        store.results().add(result(new UUID(1, 0), "m".repeat(1_000_000)));
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create table one as select * from execution_result where id = '" + new UUID(1, 0) + "'");
            for (int number = 1; number < LARGE; number++) {
                UUID id = new UUID(1, number);
                statement.execute("update one set id = '" + id + "', execution_id = '" + id + "'");
                statement.execute("insert into execution_result select * from one");
            }
            statement.execute("drop table one");
            connection.commit();
        }
    }

    private static ExecutionResultEntity result(UUID id, String message) {
        return ExecutionResultEntity.create(
                new ExecutionResultDraft(
                        ResultOrigin.UNKNOWN,
                        ExecutionResult.builder()
                                .id(id)
                                .status(TaskExecutionStatus.FINISHED_SUCCESS)
                                .details(List.of(new ExecutionResultDetail(
                                        UUID.randomUUID(), DetailsType.INFORMATION, message, Instant.EPOCH)))
                                .build()),
                Instant.EPOCH,
                Caller.SERVICE,
                UUID::randomUUID);
    }
}
