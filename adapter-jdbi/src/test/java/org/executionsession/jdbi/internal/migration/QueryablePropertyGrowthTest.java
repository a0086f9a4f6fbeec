package org.executionsession.jdbi.internal.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.executionsession.jdbi.support.ManualCommit;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a database that was written by a version with fewer queryable properties, and the migration that adds more. */
class QueryablePropertyGrowthTest {

    /** More rows than one batch of the backfill. */
    private static final int SESSIONS = 600;

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    /** As a later version adds columns. */
    private static final String MIGRATION = """
            alter table execution_session add column if not exists q_user ${text};
            alter table execution_session add column if not exists q_reload_task_task_session_timeout bigint;
            alter table execution_result add column if not exists q_status integer;
            alter table execution_result_detail add column if not exists q_message ${text};
            create index if not exists execution_session_q_user on execution_session (${text_key}q_user${end_of_text_key});
            create index if not exists execution_result_q_status on execution_result (q_status, created_date);
            """;

    @TempDir
    Path directory;

    @Test
    void anAddedProperty_isFilledInExistingRows() throws Exception {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:file:" + directory.resolve("grown"));
        foundAfterGrowth(dataSource, dataSource);
    }

    @Test
    void anAddedProperty_isFilledOnConnectionsWithoutAutocommit() throws Exception {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:file:" + directory.resolve("manual"));
        foundAfterGrowth(dataSource, ManualCommit.of(dataSource));
    }

    private void foundAfterGrowth(DataSource plain, DataSource dataSource) throws Exception {
        List<ExecutionSession> sessions = IntStream.range(0, SESSIONS)
                .mapToObj(QueryablePropertyGrowthTest::session)
                .toList();
        // H2 closes a database with its last connection. This connection keeps it open, for speed, until the columns
        // are dropped.
        try (Connection connection = plain.getConnection();
                Statement statement = connection.createStatement()) {
            JdbiExecutionSessionStore.open(dataSource).sessions().addAll(sessions);
            statement.execute("alter table execution_session drop column q_user");
            statement.execute("alter table execution_session drop column q_reload_task_task_session_timeout");
            statement.execute("drop index execution_result_q_status");
            statement.execute("alter table execution_result drop column q_status");
            statement.execute("alter table execution_result_detail drop column q_message");
        }

        Migration later = new Migration(1_000, "V1000__more_properties.sql", MIGRATION);
        List<Migration> migrations =
                Stream.concat(Schema.MIGRATIONS.stream(), Stream.of(later)).toList();
        new Schema(Jdbi.create(dataSource), new H2Dialect(), migrations).migrate();
        JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(dataSource);
        assertThat(store.sessions().count(Filter.all())).isEqualTo(SESSIONS);
        // The columns exist again. Their texts are case-folded, as in newly written rows.
        assertThat(found(
                        store.sessions(),
                        comparison(QueryableProperties.SESSIONS, "user", Operator.EQ, "ACME\\USER 599")))
                .containsExactly(sessions.get(599));
        assertThat(found(
                        store.sessions(),
                        comparison(QueryableProperties.SESSIONS, "reloadTask.taskSessionTimeout", Operator.GE, 500L)))
                .hasSize(50);
        assertThat(store.sessions()
                        .count(comparison(
                                QueryableProperties.SESSIONS, "executionResult.details.message", Operator.EW, "OF 7")))
                .isEqualTo(1);
        assertThat(found(store.results(), comparison(QueryableProperties.RESULTS, "status", Operator.EQ, 7)))
                .hasSize(SESSIONS / 2);
        assertThat(found(
                        store.details(),
                        comparison(QueryableProperties.DETAILS, "message", Operator.EQ, "second of 7")))
                .extracting(ExecutionResultDetailEntity::id)
                .containsExactly(
                        sessions.get(7).executionResult().details().get(1).id());
        assertThat(store.sessions().find(sessions.get(0).id())).contains(sessions.get(0));

        ExecutionSession next = session(SESSIONS);
        store.sessions().add(next);
        assertThat(found(
                        store.results(),
                        comparison(QueryableProperties.RESULTS, "executionID", Operator.EQ, next.id())))
                .containsExactly(ExecutionResultEntity.of(next));
        assertThat(indexesOn(plain, "q_user")).isEqualTo(1);
        assertThat(indexesOn(plain, "q_status")).isEqualTo(1);
    }

    private static ExecutionSession session(int number) {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .id(UUID.randomUUID())
                        .user("ACME\\user " + number)
                        .reloadTask(
                                number % 2 == 0
                                        ? new TaskReference(null, "task", TaskType.RELOAD, true, number, 0, null)
                                        : null)
                        .executionResult(ExecutionResult.builder()
                                .status(
                                        number % 2 == 0
                                                ? TaskExecutionStatus.FINISHED_SUCCESS
                                                : TaskExecutionStatus.STARTED)
                                .details(List.of(detail("First of " + number), detail("Second of " + number)))
                                .build())
                        .build(),
                NOW,
                Caller.SERVICE,
                UUID::randomUUID);
    }

    private static ExecutionResultDetail detail(String message) {
        return new ExecutionResultDetail(null, DetailsType.INFORMATION, message, NOW);
    }

    private static <E> Filter<E> comparison(
            QueryableProperties<E> catalogue, String path, Operator operator, Object value) {
        return new Filter.Comparison<>(catalogue.find(path).orElseThrow(), operator, value);
    }

    private static <E extends AuditedEntity> List<E> found(EntityStore<E> store, Filter<E> filter) {
        List<E> found = new ArrayList<>();
        store.forEach(Query.of(filter, List.of()), found::add);
        return found;
    }

    private static int indexesOn(DataSource dataSource, String column) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from information_schema.index_columns"
                        + " where lower(column_name) = '" + column + "'")) {
            count.next();
            return count.getInt(1);
        }
    }
}
