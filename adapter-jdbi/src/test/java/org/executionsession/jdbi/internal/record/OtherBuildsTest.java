package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.executionsession.domain.model.AuditFields;
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
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests a database to which servers of other versions write at the same time. */
class OtherBuildsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    private static final List<String> TABLES =
            List.of("execution_session", "execution_result", "execution_result_detail");

    private final ObjectMapper json = new ObjectMapper();

    @ParameterizedTest
    @EnumSource
    void rowsOfAnOlderBuild_areFoundByPropertiesThatItDoesNotKnow(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        JdbiExecutionSessionStore store = open(url);
        store.sessions().add(session());
        asWrittenByABuildWithoutColumns(url, 0);

        assertThat(store.sessions().count(comparison(QueryableProperties.SESSIONS, "retries", Operator.EQ, 5L)))
                .isEqualTo(1);
        asWrittenByABuildWithoutColumns(url, register(url, "execution_session.q_user"));
        assertThat(store.sessions()
                        .count(comparison(QueryableProperties.SESSIONS, "executionResult.status", Operator.EQ, 7)))
                .isEqualTo(1);
        asWrittenByABuildWithoutColumns(url, 0);
        assertThat(store.sessions()
                        .count(comparison(
                                QueryableProperties.SESSIONS, "executionResult.details.message", Operator.SW, "a")))
                .isEqualTo(1);
        asWrittenByABuildWithoutColumns(url, 0);
        assertThat(store.results()
                        .count(comparison(QueryableProperties.RESULTS, "executingNodeName", Operator.EQ, "n1")))
                .isEqualTo(1);
        asWrittenByABuildWithoutColumns(url, 0);
        assertThat(store.details().count(comparison(QueryableProperties.DETAILS, "message", Operator.EQ, "A DETAIL")))
                .isEqualTo(1);
        assertThat(open(url)
                        .details()
                        .count(comparison(QueryableProperties.DETAILS, "message", Operator.EQ, "a detail")))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfAnOlderBuild_areOrderedByPropertiesThatItDoesNotKnow(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        JdbiExecutionSessionStore store = open(url);
        store.sessions().add(session());
        store.sessions().add(session());
        TestDatabase.execute(url, "update execution_session set q_retries = -1, row_format = 0");
        store.sessions()
                .forEach(
                        Query.of(
                                Filter.all(),
                                List.of(new SortKey<>(
                                        QueryableProperties.SESSIONS
                                                .find("retries")
                                                .orElseThrow(),
                                        false))),
                        session -> {});
        assertThat(TestDatabase.query(url, "select min(q_retries) from execution_session"))
                .isEqualTo("5");
    }

    @ParameterizedTest
    @EnumSource
    void buildsThatLackColumnsOfEachOther_doNotRefillTheSameRowsRepeatedly(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        JdbiExecutionSessionStore store = open(url);
        store.sessions().add(session());
        asWrittenByABuildWithoutColumns(url, register(url, "execution_session.q_of_another_build"));
        store.backfillColumns();

        String format = TestDatabase.query(url, "select row_format from execution_session");
        assertThat(TestDatabase.query(url, "select properties from execution_row_format where id = " + format))
                .contains("execution_session.q_of_another_build", "execution_session.q_retries");
        store.backfillColumns();
        open(url).backfillColumns();
        assertThat(TestDatabase.query(url, "select row_format from execution_session"))
                .isEqualTo(format);
    }

    @ParameterizedTest
    @EnumSource
    void propertiesOfANewerBuild_stayWhenThisBuildChangesOthers(TestDatabase database) throws Exception {
        String url = database.newUrl();
        JdbiExecutionSessionStore store = open(url);
        ExecutionSession session = session();
        store.sessions().add(session);
        writtenByANewerBuild(url);

        // Twice: after the first update, rows that this build has written have unknown properties, too.
        // Only the second one changes the detail.
        ExecutionSession changed = session;
        for (int change = 1; change <= 2; change++) {
            ExecutionResultDetail detail = changed.executionResult().details().get(0);
            ExecutionSession next = changed.update(
                    changed.content().toBuilder()
                            .user("ACME\\other " + change)
                            .executionResult(changed.executionResult().toBuilder()
                                    .status(TaskExecutionStatus.FINISHED_FAIL)
                                    .duration(change)
                                    .details(List.of(new ExecutionResultDetail(
                                            detail.id(),
                                            detail.detailsType(),
                                            change == 1 ? detail.message() : "changed",
                                            detail.detailCreatedDate())))
                                    .build())
                            .build(),
                    NOW.plusSeconds(change),
                    Caller.SERVICE,
                    UUID::randomUUID);
            assertThat(store.sessions().replace(next, changed)).isTrue();
            changed = next;
            assertThat(planted(documents(url, "execution_result_detail").get(0)))
                    .isEqualTo(1);
            ExecutionResultEntity result = store.results()
                    .find(requireNonNull(next.executionResult().id()))
                    .orElseThrow();
            assertThat(store.details().find(requireNonNull(detail.id())))
                    .isEqualTo(result.detailEntities().findFirst());
        }

        assertThat(store.sessions().find(session.id())).contains(changed);
        for (String table : TABLES) {
            for (JsonNode document : documents(url, table)) {
                assertThat(planted(document)).as("%s: %s", table, document).isEqualTo(objects(document));
            }
            assertThat(TestDatabase.query(url, "select max(row_format) from " + table))
                    .as("row_format of %s marks unknown properties", table)
                    .startsWith("-");
        }
        store.backfillColumns();
        assertThat(store.sessions()
                        .count(comparison(QueryableProperties.SESSIONS, "user", Operator.EQ, "acme\\other 2")))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void propertiesOfANewerBuildInADetail_stayWhenThisBuildChangesIt(TestDatabase database) throws Exception {
        String url = database.newUrl();
        JdbiExecutionSessionStore store = open(url);
        ExecutionResultDetailEntity detail =
                new ExecutionResultDetailEntity(AuditFields.created(NOW, "by"), detail("before"));
        store.details().add(detail);
        writtenByANewerBuild(url);
        ExecutionResultDetailEntity next = new ExecutionResultDetailEntity(
                new AuditFields(NOW, NOW.plusSeconds(1), "by"),
                new ExecutionResultDetail(detail.id(), DetailsType.ERROR, "after", NOW));
        assertThat(store.details().replace(next, detail)).isTrue();
        JsonNode document = documents(url, "execution_result_detail").get(0);
        assertThat(document.path("message").asText()).isEqualTo("after");
        assertThat(planted(document)).isEqualTo(1);
    }

    @Test
    void manyRows_areFilledInBatchesWithTheirOwnTransactions() throws SQLException {
        String url = TestDatabase.POSTGRESQL.newUrl();
        JdbiExecutionSessionStore store = open(url);
        store.sessions()
                .addAll(IntStream.range(0, 1_000).mapToObj(number -> session()).toList());
        asWrittenByABuildWithoutColumns(url, 0);
        try (Connection other = DriverManager.getConnection(url)) {
            // A row lock of another transaction must not prevent the backfill of the other rows.
            other.setAutoCommit(false);
            String held = TestDatabase.query(url, "select id from execution_session order by id limit 1 offset 500");
            other.createStatement().execute("select 1 from execution_session where id = '" + held + "' for update");
            assertThat(fillsAllBut(url, store, other)).isEqualTo(1);
        }
        for (String table : TABLES) {
            assertThat(Integer.parseInt(TestDatabase.query(url, "select count(distinct xmin::text) from " + table)))
                    .as("transactions that have written the rows of %s", table)
                    .isGreaterThanOrEqualTo(5);
        }
        assertThat(store.sessions().count(comparison(QueryableProperties.SESSIONS, "retries", Operator.EQ, 5L)))
                .isEqualTo(1_000);
    }

    /**
     * Starts the backfill and waits until at most one row is left. Then releases the locks of the other connection, so that the
     * backfill can end. Returns how many rows were left.
     */
    private static int fillsAllBut(String url, JdbiExecutionSessionStore store, Connection other) throws SQLException {
        Thread filling = new Thread(store::backfillColumns, "filling");
        filling.start();
        int left;
        do {
            left = Integer.parseInt(
                    TestDatabase.query(url, "select count(*) from execution_session where q_retries is null"));
        } while (left > 1 && filling.isAlive());
        other.rollback();
        try {
            filling.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return left;
    }

    private static JdbiExecutionSessionStore open(String url) {
        return JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
    }

    private static void asWrittenByABuildWithoutColumns(String url, int format) throws SQLException {
        TestDatabase.execute(
                url,
                "update execution_session set q_retries = null, row_format = " + format,
                "update execution_result set q_status = null, q_executing_node_name = null, row_format = " + format,
                "update execution_result_detail set q_message = null, row_format = " + format);
    }

    private static int register(String url, String properties) throws SQLException {
        TestDatabase.execute(
                url,
                "insert into execution_row_format (id, fingerprint, properties) select max(id) + 1, '" + properties
                        + "', '" + properties + "' from execution_row_format");
        return Integer.parseInt(TestDatabase.query(url, "select max(id) from execution_row_format"));
    }

    /** Adds a property that this build does not know to each object of each document. */
    private void writtenByANewerBuild(String url) throws SQLException, IOException {
        int format = register(url, "of a newer build");
        try (Connection connection = DriverManager.getConnection(url)) {
            for (String table : TABLES) {
                try (ResultSet rows = connection.createStatement().executeQuery("select id, document from " + table);
                        PreparedStatement update = connection.prepareStatement(
                                "update " + table + " set document = ?, row_format = ? where id = ?")) {
                    while (rows.next()) {
                        JsonNode document = json.readTree(rows.getBytes("document"));
                        plant(document);
                        update.setBytes(1, json.writeValueAsBytes(document));
                        update.setInt(2, format);
                        update.setObject(3, rows.getObject("id", UUID.class));
                        update.executeUpdate();
                    }
                }
            }
        }
    }

    private static void plant(JsonNode node) {
        node.forEach(OtherBuildsTest::plant);
        if (node instanceof ObjectNode object) {
            object.putObject("planted").put("by", "a newer build");
        }
    }

    private List<JsonNode> documents(String url, String table) throws SQLException, IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet rows = connection.createStatement().executeQuery("select document from " + table)) {
            while (rows.next()) {
                documents.add(json.readTree(rows.getBytes(1)));
            }
        }
        return documents;
    }

    private static int planted(JsonNode document) {
        return document.findValues("planted").size();
    }

    /** Counts the objects of a document, without those of the added properties. */
    private static int objects(JsonNode node) {
        int objects = node.isObject() && !node.has("by") ? 1 : 0;
        for (JsonNode child : node) {
            objects += objects(child);
        }
        return objects;
    }

    private static ExecutionSession session() {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .id(UUID.randomUUID())
                        .retries(5)
                        .user("ACME\\jo")
                        .reloadTask(new TaskReference(UUID.randomUUID(), "task", TaskType.RELOAD, true, 1, 0, null))
                        .executionResult(ExecutionResult.builder()
                                .status(TaskExecutionStatus.FINISHED_SUCCESS)
                                .executingNodeName("n1")
                                .details(List.of(detail("a detail"), detail("another one")))
                                .build())
                        .build(),
                NOW,
                Caller.SERVICE,
                UUID::randomUUID);
    }

    private static ExecutionResultDetail detail(String message) {
        return new ExecutionResultDetail(UUID.randomUUID(), DetailsType.INFORMATION, message, NOW);
    }

    private static <E> Filter<E> comparison(
            QueryableProperties<E> catalogue, String path, Operator operator, Object value) {
        return new Filter.Comparison<>(catalogue.find(path).orElseThrow(), operator, value);
    }
}
