package org.executionsession.application.internal.run;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.jspecify.annotations.Nullable;

/** The gates of the functions that run, each for its thread. */
public final class InterruptGates {

    /** The parts of a store, which its methods return. */
    private static final Set<Class<?>> PARTS = Set.of(
            EntityStore.class,
            TaskAttemptStore.class,
            TaskRunStore.class,
            ScriptLogStore.class,
            NodeHeartbeatStore.class,
            ChangeStore.class,
            NotificationStore.class,
            SelectionStore.class);

    private final ThreadLocal<@Nullable InterruptGate> ofThread = new ThreadLocal<>();

    /** Opens a gate for the calling thread, in which a function begins. Returns false if the function must not begin. */
    boolean open(InterruptGate gate) {
        if (!gate.open()) {
            return false;
        }
        ofThread.set(gate);
        return true;
    }

    /** Closes a gate in the thread that has opened it. */
    void close(InterruptGate gate) {
        ofThread.remove();
        gate.close();
    }

    /**
     * Returns a store whose calls are not interrupted. It is a proxy, so that a method which a port gets later has the same protection,
     * also if it has a default.
     */
    public ExecutionSessionStore protect(ExecutionSessionStore store) {
        return protect(ExecutionSessionStore.class, store);
    }

    private <T> T protect(Class<T> port, Object part) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Object result = call(part, method, arguments);
            Class<?> type = method.getReturnType();
            return PARTS.contains(type) && result != null ? protect(type, result) : result;
        };
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
    }

    private @Nullable Object call(Object part, Method method, Object @Nullable [] arguments) throws Throwable {
        InterruptGate gate = ofThread.get();
        if (gate != null) {
            gate.beginUse();
        }
        try {
            return method.invoke(part, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        } finally {
            if (gate != null) {
                gate.endUse();
            }
        }
    }
}
