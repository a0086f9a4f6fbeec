package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests how sessions make their tasks known, with several processes and transactions of hosts. */
class RecordedTasksTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    /** A database with the stores of two processes. */
    private record Nodes(
            String url, DataSource dataSource, JdbiExecutionSessionStore one, JdbiExecutionSessionStore other) {

        static Nodes on(TestDatabase database) {
            String url = database.newUrl();
            DataSource dataSource = TestDatabase.dataSource(url);
            return new Nodes(
                    url,
                    dataSource,
                    JdbiExecutionSessionStore.open(dataSource),
                    JdbiExecutionSessionStore.open(dataSource));
        }

        Connection begin() throws SQLException {
            return TestDatabase.begin(dataSource, 2_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskOfARolledBackTransaction_becomesKnownWithTheNextSession(TestDatabase database) throws SQLException {
        Nodes nodes = Nodes.on(database);
        UUID id = UUID.randomUUID();
        List<Runnable> afterCommit = new ArrayList<>();
        try (Connection connection = nodes.begin()) {
            nodes.one().within(connection, afterCommit::add).sessions().add(sessionOf(id, "task"));
            connection.rollback();
        }
        assertThat(nodes.one().tasks().find(id)).isEmpty();
        nodes.one().sessions().add(sessionOf(id, "task"));
        assertThat(nodes.one().tasks().find(id)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void sessionsOfOneTask_doNotWaitForEachOther(TestDatabase database) throws SQLException {
        Nodes nodes = Nodes.on(database);
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        UUID third = UUID.randomUUID();
        try (Connection connection = nodes.begin();
                Connection another = nodes.begin()) {
            ExecutionSessionStore within = nodes.one().within(connection);
            ExecutionSessionStore withinAnother = nodes.other().within(another);
            within.sessions().add(sessionOf(first, "task"));
            withinAnother.sessions().add(sessionOf(second, "task"));
            // In the opposite order: if they waited, they would deadlock.
            within.sessions().add(sessionOf(second, "task"));
            withinAnother.sessions().addAll(List.of(sessionOf(first, "task"), sessionOf(third, "task")));
            nodes.other().sessions().addAll(List.of(sessionOf(first, "task"), sessionOf(second, "task")));
            connection.commit();
            another.commit();
        }
        for (UUID id : List.of(first, second, third)) {
            assertThat(nodes.one().tasks().find(id)).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSession_doesNotWaitForAChangeOfItsTask(TestDatabase database) throws SQLException {
        Nodes nodes = Nodes.on(database);
        UUID renamed = UUID.randomUUID();
        UUID removed = UUID.randomUUID();
        Task created = Task.create(
                TaskDraft.builder().id(UUID.randomUUID()).name("created").build(),
                NOW,
                Caller.SERVICE,
                UUID::randomUUID);
        nodes.one().sessions().addAll(List.of(sessionOf(renamed, "before"), sessionOf(removed, "before")));
        try (Connection connection = nodes.begin()) {
            ExecutionSessionStore within = nodes.one().within(connection);
            within.sessions().add(sessionOf(renamed, "after"));
            within.tasks().remove(removed);
            within.tasks().add(created);
            List<ExecutionSession> sessions = List.of(
                    sessionOf(renamed, "meanwhile"),
                    sessionOf(removed, "meanwhile"),
                    sessionOf(created.id(), "meanwhile"));
            nodes.other().sessions().addAll(sessions);
            connection.commit();
            for (ExecutionSession session : sessions) {
                assertThat(nodes.one().sessions().find(session.id())).contains(session);
            }
        }
        assertThat(nodes.one().tasks().find(renamed)).map(Task::name).contains("after");
        nodes.other().sessions().add(sessionOf(renamed, "meanwhile"));
        nodes.other().sessions().add(sessionOf(removed, "again"));
        assertThat(nodes.one().tasks().find(renamed)).map(Task::name).contains("meanwhile");
        assertThat(nodes.one().tasks().find(removed)).map(Task::name).contains("again");
        assertThat(nodes.one().tasks().find(created.id())).map(Task::name).contains("created");
    }

    @ParameterizedTest
    @EnumSource
    void aConflictInAnIsolatedTransaction_doesNotRejectTheSession(TestDatabase database) throws SQLException {
        Nodes nodes = Nodes.on(database);
        UUID existing = UUID.randomUUID();
        UUID added = UUID.randomUUID();
        nodes.one().sessions().add(sessionOf(existing, "before"));
        ExecutionSession ofExisting = sessionOf(existing, "after");
        ExecutionSession ofAdded = sessionOf(added, "after");
        try (Connection connection = nodes.begin()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            ExecutionSessionStore within = nodes.one().within(connection);
            // The transaction now has its snapshot.
            assertThat(within.tasks().find(existing)).isPresent();
            nodes.other().sessions().addAll(List.of(sessionOf(existing, "meanwhile"), sessionOf(added, "meanwhile")));
            within.sessions().add(ofExisting);
            within.sessions().add(ofAdded);
            connection.commit();
        }
        assertThat(nodes.one().sessions().find(ofExisting.id())).contains(ofExisting);
        assertThat(nodes.one().sessions().find(ofAdded.id())).contains(ofAdded);
        assertThat(nodes.one().tasks().find(added)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void aKnownTask_isNotLookedUp(TestDatabase database) throws SQLException {
        Nodes nodes = Nodes.on(database);
        UUID id = UUID.randomUUID();
        nodes.one().sessions().add(sessionOf(id, "task"));
        nodes.other().sessions().add(sessionOf(id, "task"));
        // As another process does.
        TestDatabase.execute(nodes.url(), "delete from execution_task");
        nodes.one().sessions().add(sessionOf(id, "task"));
        nodes.other().sessions().add(sessionOf(id, "task"));
        assertThat(nodes.one().tasks().find(id)).isEmpty();
        nodes.one().tasks().remove(id);
        nodes.one().sessions().add(sessionOf(id, "task"));
        assertThat(nodes.one().tasks().find(id)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void aTaskThatATransactionRemoves_isForgottenAfterItsCommit(TestDatabase database) throws SQLException {
        Nodes nodes = Nodes.on(database);
        UUID id = UUID.randomUUID();
        nodes.one().sessions().add(sessionOf(id, "task"));
        List<Runnable> afterCommit = new ArrayList<>();
        try (Connection connection = nodes.begin()) {
            nodes.one().within(connection, afterCommit::add).tasks().removeAll(Set.of(id));
            // This session sees the task, which is stored until the commit.
            nodes.one().sessions().add(sessionOf(id, "task"));
            connection.commit();
        }
        afterCommit.forEach(Runnable::run);
        assertThat(nodes.one().tasks().find(id)).isEmpty();
        nodes.one().sessions().add(sessionOf(id, "task"));
        assertThat(nodes.one().tasks().find(id)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void propertiesOfANewerBuild_stayWhenASessionRenamesTheTask(TestDatabase database) throws SQLException {
        Nodes nodes = Nodes.on(database);
        UUID id = UUID.randomUUID();
        nodes.one().sessions().add(sessionOf(id, "before"));
        String convert = database == TestDatabase.H2 ? "stringtoutf8('%s')" : "convert_to('%s', 'UTF8')";
        TestDatabase.execute(
                nodes.url(),
                "update execution_task set row_format = -1, document = "
                        + convert.formatted("{\"name\":\"before\",\"taskType\":0,\"enabled\":true,\"planted\":7}"));
        nodes.one().sessions().add(sessionOf(id, "after"));
        assertThat(nodes.one().tasks().find(id)).map(Task::name).contains("after");
        assertThat(TestDatabase.query(
                        nodes.url(),
                        database == TestDatabase.H2
                                ? "select utf8tostring(document) from execution_task"
                                : "select convert_from(document, 'UTF8') from execution_task"))
                .contains("\"name\":\"after\"", "\"planted\":7");
    }

    private static ExecutionSession sessionOf(UUID task, String name) {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .reloadTask(TaskReference.of(task, name, TaskType.RELOAD))
                        .build(),
                NOW,
                Caller.SERVICE,
                UUID::randomUUID);
    }
}
