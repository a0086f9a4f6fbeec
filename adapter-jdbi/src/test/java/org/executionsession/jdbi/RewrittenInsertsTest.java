package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.executionsession.jdbi.internal.commit.GroupCommit;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.PostgresqlDialect;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests connections with {@code reWriteBatchedInserts}: the driver does not report which rows of a batch were inserted. */
class RewrittenInsertsTest {

    private final HikariDataSource reporting = EmbeddedPostgresql.newDatabase();
    private final HikariDataSource withRewriting = rewriting(reporting);

    private static HikariDataSource rewriting(HikariDataSource pool) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(pool.getJdbcUrl());
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    @BeforeEach
    void createTable() {
        Jdbi.create(reporting).useHandle(handle -> handle.execute("create table written (number int primary key)"));
    }

    @AfterEach
    void close() {
        withRewriting.close();
        reporting.close();
    }

    @Test
    void openWithRewrittenInserts_isRejectedAndTheCheckLeavesNoRows() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> JdbiExecutionSessionStore.open(withRewriting))
                .withMessageContaining("reWriteBatchedInserts");
        assertThat(count("execution_write_check"))
                .as("rows of the check that failed")
                .isZero();
        JdbiExecutionSessionStore.open(reporting);
        assertThat(count("execution_write_check"))
                .as("rows of the check that succeeded")
                .isZero();
    }

    @Test
    void aWriteWithRewrittenInserts_failsAndLeavesNoRows() {
        WriteOperation<Integer, Integer> insert = WriteOperation.oneByOne("insert", RewrittenInsertsTest::insert);
        GroupCommit writes =
                new GroupCommit(Jdbi.create(withRewriting), new PostgresqlDialect(), 10, Duration.ofMinutes(1));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> writes.run(insert, 2))
                .withMessageContaining("reWriteBatchedInserts");
        assertThat(count("written")).isZero();
        assertThat(writes.run(insert, 1))
                .as("inserts reported for a batch of one")
                .isOne();
        assertThat(count("written")).isOne();
    }

    private static int insert(Handle handle, int rows) {
        String insert = new PostgresqlDialect().insertWhereAbsent("insert into written values (:number)");
        try (PreparedBatch batch = handle.prepareBatch(insert)) {
            for (int number = 0; number < rows; number++) {
                batch.bind("number", number).add();
            }
            return new PostgresqlDialect().insertedWhereAbsent(batch).length;
        }
    }

    private long count(String table) {
        return Jdbi.create(reporting)
                .withHandle(handle -> handle.createQuery("select count(*) from " + table)
                        .mapTo(Long.class)
                        .one());
    }
}
