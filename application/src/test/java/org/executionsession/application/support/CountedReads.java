package org.executionsession.application.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;

/** A store that calls the test at each use of its entities, such as sessions and results. */
public final class CountedReads {

    private CountedReads() {}

    public static ExecutionSessionStore of(ExecutionSessionStore store, Runnable onUse) {
        return proxy(ExecutionSessionStore.class, store, onUse, false);
    }

    private static <T> T proxy(Class<T> port, Object part, Runnable onUse, boolean isCounted) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    if (isCounted) {
                        onUse.run();
                    }
                    try {
                        Object result = method.invoke(part, arguments);
                        return result instanceof EntityStore<?> entities
                                ? proxy(EntityStore.class, entities, onUse, true)
                                : result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }
}
