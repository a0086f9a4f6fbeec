package org.executionsession.http.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.port.inbound.Selections;

/** Reads and changes selections of callers whose user id begins with {@code held} when the test releases them. */
public final class HeldSelections {

    private static final Set<String> HELD = Set.of("find", "endSessions", "updateSessions");

    private final Map<String, Semaphore> entered = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    /** Waits until the next request of a user is here: at first, until the first one is. */
    public void awaitEntry(String userId) throws InterruptedException {
        entriesOf(userId).acquire();
    }

    /** Lets all requests continue. */
    public void release() {
        released.complete(null);
    }

    /** Returns the same use case, which holds requests. */
    public Selections in(Selections selections) {
        return (Selections) Proxy.newProxyInstance(
                Selections.class.getClassLoader(), new Class<?>[] {Selections.class}, (proxy, method, arguments) -> {
                    if (HELD.contains(method.getName())
                            && arguments[arguments.length - 1] instanceof Caller caller
                            && caller.userId().startsWith("held")) {
                        entriesOf(caller.userId()).release();
                        released.join();
                    }
                    try {
                        return method.invoke(selections, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private Semaphore entriesOf(String userId) {
        return entered.computeIfAbsent(userId, user -> new Semaphore(0));
    }
}
