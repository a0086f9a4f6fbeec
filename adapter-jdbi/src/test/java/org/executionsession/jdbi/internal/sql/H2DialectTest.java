package org.executionsession.jdbi.internal.sql;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the locks of H2. */
class H2DialectTest {

    private final H2Dialect dialect = new H2Dialect();

    @ParameterizedTest
    @EnumSource
    void theAdditionOfRows_isLockedUntilTheTransactionEnds(LimitedRows rows) {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:locks;DB_CLOSE_DELAY=-1", "sa", "");
        JdbiExecutionSessionStore.open(pool);
        Jdbi jdbi = Jdbi.create(pool);
        try (Handle first = jdbi.open();
                Handle second = jdbi.open()) {
            second.execute("set lock_timeout 1");
            first.begin();
            dialect.lockAddition(first, rows);
            second.begin();
            assertThatExceptionOfType(JdbiException.class).isThrownBy(() -> dialect.lockAddition(second, rows));
            first.commit();
            dialect.lockAddition(second, rows);
            second.rollback();
        } finally {
            pool.dispose();
        }
    }
}
