package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.jdbi.support.TestDatabase;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the pools that people use, with all of their connections in use. */
class PoolTimeoutTest {

    /** Creates pools of one connection with a short timeout. */
    enum Pool {
        HIKARI("orders") {
            @Override
            DataSource create(String url) {
                HikariDataSource pool = new HikariDataSource();
                pool.setJdbcUrl(url);
                pool.setPoolName("orders");
                pool.setMaximumPoolSize(1);
                pool.setConnectionTimeout(250);
                return pool;
            }
        },
        H2("JdbcConnectionPool") {
            @Override
            DataSource create(String url) {
                JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "");
                pool.setMaxConnections(1);
                pool.setLoginTimeout(1);
                return pool;
            }
        },
        AGROAL("DataSource") {
            @Override
            DataSource create(String url) throws SQLException {
                return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(pool -> pool.maxSize(1)
                                .acquisitionTimeout(Duration.ofMillis(250))
                                .connectionFactoryConfiguration(factory -> factory.jdbcUrl(url))));
            }
        },
        DBCP("BasicDataSource") {
            @Override
            DataSource create(String url) {
                BasicDataSource pool = new BasicDataSource();
                pool.setUrl(url);
                pool.setMaxTotal(1);
                pool.setMaxWait(Duration.ofMillis(250));
                return pool;
            }
        },
        TOMCAT("DataSource") {
            @Override
            DataSource create(String url) {
                var pool = new org.apache.tomcat.jdbc.pool.DataSource();
                pool.setUrl(url);
                pool.setDriverClassName("org.h2.Driver");
                pool.setMaxActive(1);
                pool.setMaxIdle(1);
                pool.setMinIdle(1);
                pool.setInitialSize(1);
                pool.setMaxWait(250);
                return pool;
            }
        };

        private final String poolName;

        Pool(String poolName) {
            this.poolName = poolName;
        }

        abstract DataSource create(String url) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource
    void aPoolWithoutAFreeConnection_isNamed(Pool pool) throws Exception {
        DataSource dataSource = pool.create(TestDatabase.H2.newUrl());
        try {
            var store = JdbiExecutionSessionStore.open(dataSource);
            ExecutionSession session = ExecutionSession.create(
                    ExecutionSessionDraft.builder().build(), Instant.now(), Caller.SERVICE, UUID::randomUUID);
            Connection held = dataSource.getConnection();
            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> store.sessions().add(session))
                    .withMessageStartingWith(
                            "no connection to the database became free in time: all connections of the pool "
                                    + pool.poolName);
            held.close();
            store.sessions().add(session);
        } finally {
            if (dataSource instanceof AutoCloseable closeable) {
                closeable.close();
            } else if (dataSource instanceof JdbcConnectionPool h2) {
                h2.dispose();
            }
        }
    }
}
