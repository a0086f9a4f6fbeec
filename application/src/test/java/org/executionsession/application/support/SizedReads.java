package org.executionsession.application.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.OptionalLong;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;

/** A store that knows the size of its entities, and calls the test during each read by id. */
public final class SizedReads {

    private SizedReads() {}

    public static ExecutionSessionStore of(ExecutionSessionStore store, long size, Runnable onFind) {
        return (ExecutionSessionStore) Proxy.newProxyInstance(
                SizedReads.class.getClassLoader(),
                new Class<?>[] {ExecutionSessionStore.class},
                (proxy, method, arguments) -> {
                    Object result = method.invoke(store, arguments);
                    return result instanceof EntityStore<?> entities ? sized(entities, size, onFind) : result;
                });
    }

    private static EntityStore<?> sized(EntityStore<?> store, long size, Runnable onFind) {
        return (EntityStore<?>) Proxy.newProxyInstance(
                SizedReads.class.getClassLoader(), new Class<?>[] {EntityStore.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "storedSize":
                            return OptionalLong.of(size);
                        case "find":
                            onFind.run();
                            break;
                        default:
                            break;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
