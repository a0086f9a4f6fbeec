package org.executionsession.jdbi.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
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
                (proxy, method, arguments) -> isPart(method)
                        ? part(method)
                        : inTransaction(false, within -> invoke(within, method, arguments)));
    }

    /** A part of the store, such as its tasks, is not a call, but each call of the part is. */
    private static boolean isPart(Method method) {
        Class<?> type = method.getReturnType();
        return type.isInterface() && type.getPackage().equals(ExecutionSessionStore.class.getPackage());
    }

    private Object part(Method part) {
        return Proxy.newProxyInstance(
                TransactionPerCall.class.getClassLoader(),
                new Class<?>[] {part.getReturnType()},
                (proxy, method, arguments) -> inTransaction(
                        method.getName().equals("forEach"),
                        within -> invoke(invoke(within, part, null), method, arguments)));
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
                List<Runnable> afterCommit = new ArrayList<>();
                Object result = call.on(store.within(connection, afterCommit::add));
                connection.commit();
                afterCommit.forEach(Runnable::run);
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
