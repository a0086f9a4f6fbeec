package org.executionsession.application.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;

/** A store that calls the test at each use of its entities, such as sessions and results, or for each entity that a query reads. */
public final class CountedReads {

    private CountedReads() {}

    public static ExecutionSessionStore of(ExecutionSessionStore store, Runnable onUse) {
        return proxy(ExecutionSessionStore.class, store, arguments -> onUse.run());
    }

    /** Calls the test for each entity that a query reads. */
    public static ExecutionSessionStore ofQueries(ExecutionSessionStore store, Runnable onEntity) {
        return proxy(ExecutionSessionStore.class, store, arguments -> {
            for (int i = 0; arguments != null && i < arguments.length; i++) {
                if (arguments[i] instanceof Consumer<?> reader) {
                    arguments[i] = counting(reader, onEntity);
                }
            }
        });
    }

    private static <E> Consumer<E> counting(Consumer<E> reader, Runnable onEntity) {
        return entity -> {
            onEntity.run();
            reader.accept(entity);
        };
    }

    private static <T> T proxy(Class<T> port, Object part, Consumer<Object[]> onUse) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    if (part instanceof EntityStore<?>) {
                        onUse.accept(arguments);
                    }
                    try {
                        Object result = method.invoke(part, arguments);
                        return result instanceof EntityStore<?> entities
                                ? proxy(EntityStore.class, entities, onUse)
                                : result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }
}
