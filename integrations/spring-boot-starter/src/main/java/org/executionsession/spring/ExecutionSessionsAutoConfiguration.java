package org.executionsession.spring;

import java.time.Clock;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.port.inbound.AbortOverdueSessions;
import org.executionsession.domain.port.inbound.AdvanceTaskRuns;
import org.executionsession.domain.port.inbound.ChangeNotifications;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.FindApps;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.FindTaskStatistics;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.inbound.NodeHeartbeats;
import org.executionsession.domain.port.inbound.PurgeExpired;
import org.executionsession.domain.port.inbound.PurgeResults;
import org.executionsession.domain.port.inbound.ScriptLogs;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.port.inbound.StopTask;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NotificationSender;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.config.CommitListener;
import org.executionsession.jdbi.config.SchemaConfig;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.SingletonTargetSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Provides the use cases and their ports as beans, on the only or primary data source of the application, or in a database of their own. In a
 * transaction of Spring on the data source of the application, they take part in it. Beans of the application take precedence: a store, an access policy, a clock, listeners, an
 * executor of tasks.
 */
@AutoConfiguration(
        afterName = {
            // Spring Boot 3
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration",
            "org.springframework.boot.autoconfigure.liquibase.LiquibaseAutoConfiguration",
            // Spring Boot 4
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration"
        })
@ConditionalOnClass({TransactionAwareDataSourceProxy.class, TransactionSynchronizationManager.class})
@Conditional(ExecutionSessionsAutoConfiguration.OnDatabase.class)
@ConditionalOnProperty(prefix = "execution-sessions", name = "enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(ExecutionSessionsProperties.class)
public class ExecutionSessionsAutoConfiguration {

    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    /** Lets the store know when a transaction is being committed, with each transaction manager of the application. */
    @Bean
    static BeanPostProcessor executionSessionsTransactionCompletion() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof ConfigurableTransactionManager manager) {
                    manager.addListener(new TransactionCompletion());
                }
                return bean;
            }
        };
    }

    /** The application has a data source, or the store has its own. */
    static final class OnDatabase extends AnyNestedCondition {

        OnDatabase() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnSingleCandidate(DataSource.class)
        static final class OfTheApplication {}

        @ConditionalOnProperty(prefix = "execution-sessions.datasource", name = "url")
        static final class OfItsOwn {}
    }

    /** The store closes before its database. */
    @Bean(destroyMethod = "close")
    @ConditionalOnProperty(prefix = "execution-sessions.datasource", name = "url")
    OwnDatabase executionSessionsDatabase(ExecutionSessionsProperties properties) {
        return OwnDatabase.of(properties.datasource());
    }

    /** Opens the store in the database of its own. */
    @Bean
    @ConditionalOnBean(OwnDatabase.class)
    @ConditionalOnMissingBean(ExecutionSessionStore.class)
    JdbiExecutionSessionStore executionSessionStoreOfItsOwn(
            OwnDatabase database,
            ExecutionSessionsProperties properties,
            ObjectProvider<CommitListener> commitListener) {
        return open(JdbiExecutionSessionStore.builder(database.pool()), properties, commitListener);
    }

    /** Opens the store after the migrations of the application. */
    @Bean
    @ConditionalOnMissingBean(ExecutionSessionStore.class)
    @DependsOnDatabaseInitialization
    JdbiExecutionSessionStore executionSessionStore(
            DataSource dataSource,
            ExecutionSessionsProperties properties,
            ObjectProvider<CommitListener> commitListener) {
        SpringTransactions transactions = new SpringTransactions(dataSource);
        JdbiExecutionSessionStore.Builder builder =
                JdbiExecutionSessionStore.builder(transactions.dataSource()).hostTransactions(transactions);
        return open(builder, properties, commitListener);
    }

    private static JdbiExecutionSessionStore open(
            JdbiExecutionSessionStore.Builder builder,
            ExecutionSessionsProperties properties,
            ObjectProvider<CommitListener> commitListener) {
        ExecutionSessionsProperties.Schema schema = properties.schema();
        builder.durability(properties.durability());
        Configured.property("execution-sessions.query-timeout", () -> builder.queryTimeout(properties.queryTimeout()));
        Configured.property(
                "execution-sessions.max-queued-writes", () -> builder.maxQueuedWrites(properties.maxQueuedWrites()));
        Configured.property(
                "execution-sessions.schema.name or .table-prefix",
                () -> builder.schema(new SchemaConfig(schema.name(), schema.tablePrefix(), schema.migrate())));
        CommitListener listener = Configured.bean(CommitListener.class, commitListener);
        if (listener != null) {
            builder.commitListener(listener);
        }
        return Configured.store(schema, builder::open);
    }

    /** Builds the use cases. The context closes them before the data source. */
    @Bean
    @ConditionalOnMissingBean
    ExecutionSessions executionSessions(
            ExecutionSessionStore store,
            ExecutionSessionsProperties properties,
            ObjectProvider<AccessPolicy> accessPolicy,
            ObjectProvider<Clock> clock,
            ObjectProvider<ExecutionSessionListener> listeners,
            ListableBeanFactory beans,
            Environment environment) {
        ExecutionSessions.Builder builder = ExecutionSessions.builder(store)
                .idempotencyKeyTtl(properties.idempotencyKeyTtl())
                .changeRetention(properties.changeRetention());
        AccessPolicy policy = Configured.bean(AccessPolicy.class, accessPolicy);
        if (policy != null) {
            builder.accessPolicy(policy);
        }
        clock.ifUnique(builder::clock);
        listeners.orderedStream().forEach(builder::listener);
        TaskBeans.of(beans).addTo(builder);
        NotificationSender sender =
                Configured.bean(NotificationSender.class, beans.getBeanProvider(NotificationSender.class));
        if (sender != null) {
            builder.notificationSender(sender);
        }
        if (usesVirtualThreads(environment)) {
            ThreadFactory threads = new VirtualThreadTaskExecutor("execution-sessions-").getVirtualThreadFactory();
            builder.listenerThreads(threads).taskThreads(threads);
        }
        return builder.build();
    }

    private static boolean usesVirtualThreads(Environment environment) {
        return environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false)
                && Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS;
    }

    /** Runs the periodic tasks while the context runs. */
    @Bean
    @ConditionalOnMissingBean
    HousekeepingLifecycle executionSessionsHousekeeping(
            ExecutionSessions sessions, ExecutionSessionsProperties properties, ListableBeanFactory beans) {
        boolean executesTasks = TaskBeans.of(beans).isPresent();
        return new HousekeepingLifecycle(sessions, properties.housekeeping(), executesTasks);
    }

    @Bean
    @ConditionalOnMissingBean
    CreateExecutionSession createExecutionSession(ExecutionSessions sessions) {
        return port(CreateExecutionSession.class, sessions.createExecutionSession());
    }

    @Bean
    @ConditionalOnMissingBean
    FindExecutionSessions findExecutionSessions(ExecutionSessions sessions) {
        return port(FindExecutionSessions.class, sessions.findExecutionSessions());
    }

    @Bean
    @ConditionalOnMissingBean
    UpdateExecutionSession updateExecutionSession(ExecutionSessions sessions) {
        return port(UpdateExecutionSession.class, sessions.updateExecutionSession());
    }

    @Bean
    @ConditionalOnMissingBean
    EndExecutionSession endExecutionSession(ExecutionSessions sessions) {
        return port(EndExecutionSession.class, sessions.endExecutionSession());
    }

    @Bean
    @ConditionalOnMissingBean
    ExecutionResults executionResults(ExecutionSessions sessions) {
        return port(ExecutionResults.class, sessions.executionResults());
    }

    @Bean
    @ConditionalOnMissingBean
    ExecutionResultDetails executionResultDetails(ExecutionSessions sessions) {
        return port(ExecutionResultDetails.class, sessions.executionResultDetails());
    }

    @Bean
    @ConditionalOnMissingBean
    Selections executionSessionSelections(ExecutionSessions sessions) {
        return port(Selections.class, sessions.selections());
    }

    @Bean
    @ConditionalOnMissingBean
    ManageTasks manageTasks(ExecutionSessions sessions) {
        return port(ManageTasks.class, sessions.manageTasks());
    }

    @Bean
    @ConditionalOnMissingBean
    StartTask startTask(ExecutionSessions sessions) {
        return port(StartTask.class, sessions.startTask());
    }

    @Bean
    @ConditionalOnMissingBean
    StopTask stopTask(ExecutionSessions sessions) {
        return port(StopTask.class, sessions.stopTask());
    }

    @Bean
    @ConditionalOnMissingBean
    FindTaskStatistics findTaskStatistics(ExecutionSessions sessions) {
        return port(FindTaskStatistics.class, sessions.findTaskStatistics());
    }

    @Bean
    @ConditionalOnMissingBean
    FindApps findApps(ExecutionSessions sessions) {
        return port(FindApps.class, sessions.findApps());
    }

    @Bean
    @ConditionalOnMissingBean
    ScriptLogs scriptLogs(ExecutionSessions sessions) {
        return port(ScriptLogs.class, sessions.scriptLogs());
    }

    @Bean
    @ConditionalOnMissingBean
    AdvanceTaskRuns advanceTaskRuns(ExecutionSessions sessions) {
        return port(AdvanceTaskRuns.class, sessions.advanceTaskRuns());
    }

    @Bean
    @ConditionalOnMissingBean
    NodeHeartbeats nodeHeartbeats(ExecutionSessions sessions) {
        return port(NodeHeartbeats.class, sessions.nodeHeartbeats());
    }

    @Bean
    @ConditionalOnMissingBean
    ChangeNotifications changeNotifications(ExecutionSessions sessions) {
        return port(ChangeNotifications.class, sessions.changeNotifications());
    }

    @Bean
    @ConditionalOnMissingBean
    WatchExecutions watchExecutions(ExecutionSessions sessions) {
        return port(WatchExecutions.class, sessions.watchExecutions());
    }

    @Bean
    @ConditionalOnMissingBean
    EvaluatePrivileges evaluatePrivileges(ExecutionSessions sessions) {
        return port(EvaluatePrivileges.class, sessions.evaluatePrivileges());
    }

    @Bean
    @ConditionalOnMissingBean
    AbortOverdueSessions abortOverdueSessions(ExecutionSessions sessions) {
        return port(AbortOverdueSessions.class, sessions.abortOverdueSessions());
    }

    @Bean
    @ConditionalOnMissingBean
    PurgeResults purgeResults(ExecutionSessions sessions) {
        return port(PurgeResults.class, sessions.purgeResults());
    }

    @Bean
    @ConditionalOnMissingBean
    PurgeExpired purgeExpired(ExecutionSessions sessions) {
        return port(PurgeExpired.class, sessions.purgeExpired());
    }

    /** One object of the library has several ports. As a bean, each has only one type, so that it can be injected by its type. */
    private static <T> T port(Class<T> type, T port) {
        return ProxyFactory.getProxy(type, new SingletonTargetSource(port));
    }
}
