package org.executionsession.jdbi.support;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.arjuna.objectstore.VolatileStore;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.executionsession.jdbi.config.HostTransactions;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Binds connections to the transactions of an application: the real Spring, and the real Narayana with the pool Agroal. */
public enum TransactionPlatform {
    SPRING {
        @Override
        public Bound bind(TestDatabase database, String url) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(url);
            return new Spring(pool);
        }
    },

    JTA {
        @Override
        public Bound bind(TestDatabase database, String url) throws SQLException {
            return new Jta(agroal(database, url));
        }
    };

    /** Creates a data source for a database that binds its connections. */
    public abstract Bound bind(TestDatabase database, String url) throws SQLException;

    /** A data source that binds its connections to transactions. */
    public interface Bound extends HostTransactions, AutoCloseable {

        DataSource dataSource();

        /** Runs an action in a transaction, and then commits it or rolls it back. A nested call suspends the outer transaction. */
        void run(boolean commit, SqlAction action);

        /** Runs an action in a transaction whose timeout has passed. */
        void runAfterTimeout(SqlAction action);

        @Override
        void close();
    }

    /** An action with statements of the application. */
    public interface SqlAction {
        void run() throws SQLException;
    }

    private static void run(SqlAction action) {
        try {
            action.run();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static final class Spring implements Bound {

        private final HikariDataSource target;
        private final DataSource dataSource;
        private final DataSourceTransactionManager transactions;

        Spring(HikariDataSource target) {
            this.target = target;
            dataSource = new TransactionAwareDataSourceProxy(target);
            transactions = new DataSourceTransactionManager(target);
        }

        @Override
        public DataSource dataSource() {
            return dataSource;
        }

        @Override
        public void run(boolean commit, SqlAction action) {
            template().executeWithoutResult(status -> {
                TransactionPlatform.run(action);
                if (!commit) {
                    status.setRollbackOnly();
                }
            });
        }

        @Override
        public void runAfterTimeout(SqlAction action) {
            TransactionTemplate template = template();
            template.setTimeout(1);
            template.executeWithoutResult(status -> {
                long start = System.nanoTime();
                while (System.nanoTime() - start < Duration.ofSeconds(1).toNanos()) {
                    Thread.onSpinWait();
                }
                TransactionPlatform.run(action);
            });
        }

        private TransactionTemplate template() {
            TransactionTemplate template = new TransactionTemplate(transactions);
            template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
            return template;
        }

        @Override
        public boolean isActive() {
            return TransactionSynchronizationManager.isActualTransactionActive();
        }

        @Override
        public void afterCommit(Runnable action) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    action.run();
                }
            });
        }

        @Override
        public void close() {
            target.close();
        }
    }

    private static AgroalDataSource agroal(TestDatabase database, String url) throws SQLException {
        // One-phase commits need no log, so nothing is written to the working directory.
        for (String store : new String[] {null, "communicationStore", "stateStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
                    .setObjectStoreType(VolatileStore.class.getName());
        }
        // The XA driver of H2 rejects a user in the URL.
        Class<? extends XADataSource> driver = database == TestDatabase.H2
                ? org.h2.jdbcx.JdbcDataSource.class
                : org.postgresql.xa.PGXADataSource.class;
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(10)
                        .acquisitionTimeout(Duration.ofSeconds(30))
                        .transactionIntegration(new NarayanaTransactionIntegration(
                                jta(), new TransactionSynchronizationRegistryImple()))
                        .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(driver)
                                .principal(new NamePrincipal(database == TestDatabase.H2 ? "sa" : "postgres"))
                                .jdbcUrl(url.replace(";USER=sa", "")))));
    }

    private static TransactionManager jta() {
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    private record Jta(AgroalDataSource dataSource) implements Bound {

        private static final JtaTransactions TRANSACTIONS =
                new JtaTransactions(new TransactionSynchronizationRegistryImple());

        @Override
        public void run(boolean commit, SqlAction action) {
            try {
                Transaction outer = jta().suspend();
                try {
                    jta().begin();
                    TransactionPlatform.run(action);
                    end(commit);
                } finally {
                    if (jta().getStatus() != Status.STATUS_NO_TRANSACTION) {
                        jta().rollback();
                    }
                    if (outer != null) {
                        jta().resume(outer);
                    }
                }
            } catch (RuntimeException failure) {
                throw failure;
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }

        private static void end(boolean commit) throws Exception {
            if (commit) {
                jta().commit();
            } else {
                jta().rollback();
            }
        }

        @Override
        public void runAfterTimeout(SqlAction action) {
            try {
                jta().setTransactionTimeout(1);
                run(true, () -> {
                    while (!hasTimedOut()) {
                        Thread.onSpinWait();
                    }
                    action.run();
                });
            } catch (SystemException failure) {
                throw new IllegalStateException(failure);
            } finally {
                try {
                    jta().setTransactionTimeout(0);
                } catch (SystemException failure) {
                    throw new IllegalStateException(failure);
                }
            }
        }

        private static boolean hasTimedOut() {
            try {
                return jta().getStatus() != Status.STATUS_ACTIVE;
            } catch (SystemException failure) {
                throw new IllegalStateException(failure);
            }
        }

        @Override
        public boolean isActive() {
            return TRANSACTIONS.isActive();
        }

        @Override
        public void afterCommit(Runnable action) {
            TRANSACTIONS.afterCommit(action);
        }

        @Override
        public void close() {
            dataSource.close();
        }
    }
}
