package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests additions of one id by two transactions at the same time: only one succeeds, also if their rows have different primary keys.
 */
@Timeout(60)
class ConcurrentAdditionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");

    /** Adds an entity with an id. Its other values are different each time. */
    private enum Addition implements BiConsumer<ExecutionSessionStore, UUID> {
        RESULT {
            @Override
            public void accept(ExecutionSessionStore store, UUID id) {
                ResultOrigin origin = new ResultOrigin(UUID.randomUUID(), null, null, null);
                ExecutionResult result = ExecutionResult.builder().id(id).build();
                store.results()
                        .add(ExecutionResultEntity.create(
                                new ExecutionResultDraft(origin, result), NOW, JO, UUID::randomUUID));
            }
        },
        DETAIL {
            @Override
            public void accept(ExecutionSessionStore store, UUID id) {
                ExecutionResultDetail detail =
                        ExecutionResultDetail.builder().id(id).build();
                store.details().add(new ExecutionResultDetailEntity(AuditFields.created(NOW, "jo"), detail));
            }
        },
        TASK {
            @Override
            public void accept(ExecutionSessionStore store, UUID id) {
                store.tasks()
                        .add(Task.create(TaskDraft.builder().id(id).name("task").build(), NOW, JO, UUID::randomUUID));
            }
        }
    }

    private record Database(DataSource dataSource, JdbiExecutionSessionStore store) {

        static Database of(TestDatabase database) {
            DataSource dataSource = TestDatabase.dataSource(database.newUrl());
            return new Database(dataSource, JdbiExecutionSessionStore.open(dataSource));
        }

        Connection begin() throws SQLException {
            Connection connection = dataSource.getConnection();
            // A statement that waits for the other transaction of the same thread fails.
            connection.createStatement().execute("set lock_timeout = 1");
            connection.setAutoCommit(false);
            return connection;
        }

        ExecutionSessionStore within(Connection connection) {
            return store.within(connection);
        }
    }

    private static Stream<Arguments> additions() {
        return Stream.of(TestDatabase.values())
                .flatMap(database -> Stream.of(Addition.values()).map(addition -> Arguments.of(database, addition)));
    }

    @ParameterizedTest
    @MethodSource("additions")
    void theSecondAddition_waitsForTheFirstAndIsRejected(TestDatabase on, Addition addition) throws SQLException {
        Database database = Database.of(on);
        UUID id = UUID.randomUUID();
        try (Connection first = database.begin();
                Connection second = database.begin()) {
            addition.accept(database.within(first), id);
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> addition.accept(database.within(second), id));
            first.commit();
            second.rollback();
            assertThatExceptionOfType(DuplicateIdException.class)
                    .isThrownBy(() -> addition.accept(database.within(second), id));
        }
    }
}
