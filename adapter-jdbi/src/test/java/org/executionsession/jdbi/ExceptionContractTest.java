package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreFailureException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.executionsession.jdbi.support.TestDatabase;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves the store is an exception of the library, with its cause and with the frames of its caller. */
class ExceptionContractTest {

    private static final int MAX_CONNECTIONS = 3;

    private static Stream<ThrowingCallable> reads(ExecutionSessionStore store) {
        return Stream.of(
                () -> store.sessions().find(new UUID(1, 1)),
                () -> store.results().count(Filter.all()),
                () -> store.details().forEach(Query.of(Filter.all()), detail -> {}),
                () -> store.selections().find(new UUID(1, 1)));
    }

    private static Stream<ThrowingCallable> writes(ExecutionSessionStore store) {
        ExecutionSession session = session();
        return Stream.of(
                () -> store.sessions().add(session),
                () -> store.sessions().addAll(List.of(session(), session())),
                () -> store.purgeResults(session.createdDate().plusSeconds(1), 10));
    }

    /** Returns a pool that opens connections only on demand, so that none is opened while a test changes the database. */
    private static HikariDataSource onDemand(HikariDataSource pool) {
        HikariDataSource onDemand = new HikariDataSource();
        onDemand.setJdbcUrl(pool.getJdbcUrl());
        onDemand.setMaximumPoolSize(MAX_CONNECTIONS);
        onDemand.setMinimumIdle(0);
        return onDemand;
    }

    private static ExecutionSession session() {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder().build(), Instant.now(), Caller.SERVICE, UUID::randomUUID);
    }

    private static void isUnavailable(ThrowingCallable call, Condition condition) {
        StoreUnavailableException thrown = catchThrowableOfType(StoreUnavailableException.class, call);
        assertThat(thrown.condition()).isEqualTo(condition);
        assertThat(thrown).hasCauseInstanceOf(Exception.class);
        hasFramesOfTheCaller(thrown);
    }

    private static void hasFramesOfTheCaller(ExecutionSessionException thrown) {
        assertThat(thrown.getStackTrace())
                .extracting(StackTraceElement::getClassName)
                .anyMatch(name -> name.startsWith(ExceptionContractTest.class.getName()));
    }

    @Test
    void aDisposedPoolOfH2_makesTheStoreUnavailable() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
        ExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
        pool.dispose();
        Stream.concat(reads(store), writes(store)).forEach(call -> isUnavailable(call, Condition.CLOSED));
        isUnavailable(() -> JdbiExecutionSessionStore.open(pool), Condition.CLOSED);
    }

    @Test
    void aClosedPoolOfPostgresql_makesTheStoreUnavailable() {
        HikariDataSource pool = EmbeddedPostgresql.newDatabase();
        ExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
        pool.close();
        Stream.concat(reads(store), writes(store)).forEach(call -> isUnavailable(call, Condition.CLOSED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"execution_session", "execution_result"})
    void aDamagedRow_isAFailureOfTheStore(String table) throws SQLException {
        String url = TestDatabase.H2.newUrl();
        ExecutionSessionStore store = JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
        ExecutionSession session = session();
        store.sessions().add(session);
        TestDatabase.execute(url, "update " + table + " set document = X'7b'");
        assertThatExceptionOfType(StoreFailureException.class)
                .isThrownBy(() -> store.sessions().find(session.id()))
                .withMessage("a stored document cannot be read");
        assertThatExceptionOfType(StoreFailureException.class)
                .isThrownBy(() -> store.sessions().forEach(Query.of(Filter.all(), List.of()), any -> {}));
    }

    @Test
    void aPoolWhoseConnectionsAreAllInUse_isOverload() throws SQLException {
        try (HikariDataSource pool = EmbeddedPostgresql.newDatabase();
                HikariDataSource onDemand = onDemand(pool)) {
            onDemand.setConnectionTimeout(250);
            ExecutionSessionStore store = JdbiExecutionSessionStore.open(onDemand);
            for (int i = 0; i < MAX_CONNECTIONS; i++) {
                onDemand.getConnection();
            }
            Stream.concat(reads(store), writes(store))
                    .forEach(call -> assertThatExceptionOfType(OverloadedException.class)
                            .isThrownBy(call)
                            .withMessageStartingWith("no connection to the database became free in time:"
                                    + " all connections of the pool HikariPool-")
                            .withMessageContaining("the pool must be larger"));
        }
    }

    @Test
    void aPoolThatStartsAtTheFirstUse_isUnavailableWithoutADatabase() {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/nothing");
            isUnavailable(() -> JdbiExecutionSessionStore.open(pool), Condition.UNREACHABLE);
        }
    }

    @Test
    void aPoolThatThrowsUncheckedExceptions_makesTheStoreUnavailable() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
        AtomicBoolean broken = new AtomicBoolean();
        DataSource unchecked = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (broken.get()) {
                        throw new IllegalStateException("no transaction");
                    }
                    return method.invoke(pool, arguments);
                });
        ExecutionSessionStore store = JdbiExecutionSessionStore.open(unchecked);
        broken.set(true);
        Stream.concat(reads(store), writes(store)).forEach(call -> isUnavailable(call, Condition.UNREACHABLE));
        isUnavailable(() -> JdbiExecutionSessionStore.open(unchecked), Condition.UNREACHABLE);
        pool.dispose();
    }

    @Test
    void aRoleThatHasBecomeReadOnly_readsButCannotWrite() {
        try (HikariDataSource pool = EmbeddedPostgresql.newDatabase();
                HikariDataSource onDemand = onDemand(pool)) {
            ExecutionSessionStore store = JdbiExecutionSessionStore.open(onDemand);
            String database = pool.getJdbcUrl().replaceAll(".*/(\\w+).*", "$1");
            Jdbi.create(pool)
                    .useHandle(handle ->
                            handle.execute("alter database " + database + " set default_transaction_read_only = on"));
            onDemand.getHikariPoolMXBean().softEvictConnections();
            writes(store).limit(2).forEach(call -> isUnavailable(call, Condition.READ_ONLY));
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> store.sessions().add(session()))
                    .withMessage("the database cannot add: the transaction is read-only");
            assertThat(store.sessions().count(Filter.all())).isZero();
        }
    }

    @Test
    void aRoleWithoutWritePrivileges_cannotWrite() {
        try (HikariDataSource pool = EmbeddedPostgresql.newDatabase();
                HikariDataSource ofReader = new HikariDataSource()) {
            JdbiExecutionSessionStore.open(pool);
            String role = "reader_" + UUID.randomUUID().toString().replace("-", "");
            Jdbi.create(pool).useHandle(handle -> {
                handle.execute("create role " + role + " login");
                handle.execute("grant select, insert, update, delete on all tables in schema public to " + role);
            });
            ofReader.setJdbcUrl(pool.getJdbcUrl());
            ofReader.setConnectionInitSql("set role " + role);
            ofReader.setUsername("postgres");
            isUnavailable(
                    () -> {
                        ExecutionSessionStore store = JdbiExecutionSessionStore.open(ofReader);
                        Jdbi.create(pool)
                                .useHandle(handle -> handle.execute(
                                        "revoke insert, update, delete on all tables in schema public from " + role));
                        store.sessions().add(session());
                    },
                    Condition.DENIED);
        }
    }

    @Test
    void removedTables_areAFailureOfTheStore() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
        ExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
        Jdbi.create(pool).useHandle(handle -> handle.execute("drop table execution_session cascade"));
        Stream.of(
                        (ThrowingCallable) () -> store.sessions().find(new UUID(1, 1)),
                        () -> store.sessions().add(session()))
                .forEach(call -> {
                    StoreFailureException thrown = catchThrowableOfType(StoreFailureException.class, call);
                    assertThat(thrown).hasCauseInstanceOf(Exception.class);
                    hasFramesOfTheCaller(thrown);
                });
        pool.dispose();
    }

    @Test
    void aRejection_hasTheStackFramesOfItsCaller() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
        ExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
        ExecutionSession session = session();
        store.sessions().add(session);
        hasFramesOfTheCaller(catchThrowableOfType(
                DuplicateIdException.class, () -> store.sessions().add(session)));
        pool.dispose();
    }
}
