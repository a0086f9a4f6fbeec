package org.executionsession.jdbi.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.function.Function;
import javax.sql.DataSource;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.executionsession.jdbi.JdbiExecutionSessionStore;

/** A store that makes each call in a transaction of a host, which the host commits, or rolls back after an exception. */
public final class TransactionPerCall {

    private final DataSource host;
    private final JdbiExecutionSessionStore store;

    private TransactionPerCall(DataSource host, JdbiExecutionSessionStore store) {
        this.host = host;
        this.store = store;
    }

    public static ExecutionSessionStore of(DataSource host, JdbiExecutionSessionStore store) {
        return new TransactionPerCall(host, store).store();
    }

    private ExecutionSessionStore store() {
        return (ExecutionSessionStore) Proxy.newProxyInstance(
                TransactionPerCall.class.getClassLoader(),
                new Class<?>[] {ExecutionSessionStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "sessions" -> part(EntityStore.class, ExecutionSessionStore::sessions);
                    case "results" -> part(EntityStore.class, ExecutionSessionStore::results);
                    case "details" -> part(EntityStore.class, ExecutionSessionStore::details);
                    case "tasks" -> part(EntityStore.class, ExecutionSessionStore::tasks);
                    case "taskRuns" -> part(TaskRunStore.class, ExecutionSessionStore::taskRuns);
                    case "scriptLogs" -> part(ScriptLogStore.class, ExecutionSessionStore::scriptLogs);
                    case "selections" -> part(SelectionStore.class, ExecutionSessionStore::selections);
                    default -> inTransaction(false, within -> invoke(within, method, arguments));
                });
    }

    private Object part(Class<?> type, Function<ExecutionSessionStore, ?> part) {
        return Proxy.newProxyInstance(
                TransactionPerCall.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> inTransaction(
                        method.getName().equals("forEach"), within -> invoke(part.apply(within), method, arguments)));
    }

    private interface Call {
        Object on(ExecutionSessionStore store) throws Throwable;
    }

    /** Lists must be of one moment, so their transactions need another isolation level than the default. */
    private Object inTransaction(boolean isList, Call call) throws Throwable {
        try (Connection connection = host.getConnection()) {
            connection.setAutoCommit(false);
            if (isList) {
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
            try {
                Object result = call.on(store.within(connection));
                connection.commit();
                return result;
            } catch (Throwable failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
