package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotificationUsage;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests subscriptions that two servers on one database add or enable at the same time: the second one counts the first. */
@Timeout(60)
class ConcurrentSubscriptionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");

    private static NotificationSubscription subscription(String url) {
        return NotificationSubscription.of(
                url, NotificationScope.of(NotifiedType.EXECUTION_RESULT), JO, ChangeCursor.START, NOW);
    }

    private static NotificationSubscription disabled(NotificationSubscription enabled) {
        NotificationFailure gone = new NotificationFailure("it is gone", "it is gone");
        return enabled.with(enabled.delivery().failed(ChangeCursor.START, 1, gone, NOW, null));
    }

    private static boolean add(ExecutionSessionStore store, NotificationSubscription added) {
        return store.notifications().add(added, usage -> Optional.empty());
    }

    private static Connection begin(DataSource database) throws SQLException {
        return TestDatabase.begin(database, 1);
    }

    @ParameterizedTest
    @EnumSource
    void anAddition_waitsForThatOfAnotherServerAndCountsIt(TestDatabase on) throws SQLException {
        DataSource database = TestDatabase.dataSource(on.newUrl());
        JdbiExecutionSessionStore server = JdbiExecutionSessionStore.open(database);
        JdbiExecutionSessionStore other = JdbiExecutionSessionStore.open(database);
        NotificationSubscription added = subscription("https://receiver.example/1");
        NotificationSubscription next = subscription("https://receiver.example/2");
        List<NotificationUsage> usages = new ArrayList<>();
        try (Connection first = begin(database);
                Connection second = begin(database)) {
            assertThat(add(server.within(first), added)).isTrue();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> add(other.within(second), next));
            second.rollback();
            first.commit();
            assertThat(other.within(second).notifications().add(next, usage -> {
                        usages.add(usage);
                        return Optional.empty();
                    }))
                    .isTrue();
            second.commit();
        }
        assertThat(usages).containsExactly(new NotificationUsage(1, 0, List.of(added)));
    }

    @ParameterizedTest
    @EnumSource
    void anEnabling_waitsForThatOfAnotherServerAndCountsIt(TestDatabase on) throws SQLException {
        DataSource database = TestDatabase.dataSource(on.newUrl());
        JdbiExecutionSessionStore server = JdbiExecutionSessionStore.open(database);
        JdbiExecutionSessionStore other = JdbiExecutionSessionStore.open(database);
        NotificationSubscription one = disabled(subscription("https://receiver.example/1"));
        NotificationSubscription next = disabled(subscription("https://receiver.example/2"));
        add(server, one);
        add(server, next);
        NotificationSubscription enabled = one.registeredAgain(ChangeCursor.START, NOW, NOW);
        NotificationSubscription nextEnabled = next.registeredAgain(ChangeCursor.START, NOW, NOW);
        List<NotificationUsage> usages = new ArrayList<>();
        try (Connection first = begin(database);
                Connection second = begin(database)) {
            assertThat(server.within(first).notifications().enable(enabled, one, usage -> {}))
                    .isTrue();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> other.within(second).notifications().enable(nextEnabled, next, usage -> {}));
            second.rollback();
            first.commit();
            assertThat(other.within(second).notifications().enable(nextEnabled, next, usages::add))
                    .isTrue();
            second.commit();
        }
        assertThat(usages).hasSize(1);
        assertThat(usages.get(0).ofOwner()).containsExactlyInAnyOrder(enabled, next);
    }
}
