package org.executionsession.storecontract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Starts actions at the same moment, each in its own thread. */
final class Race implements AutoCloseable {

    /** Enough rounds for the actions to run in every order. */
    static final int ROUNDS = 25;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Returns the results of the actions in their order; throws if an action throws. */
    <T> List<T> run(List<Callable<T>> actions) throws Exception {
        CyclicBarrier start = new CyclicBarrier(actions.size());
        List<Future<T>> running = new ArrayList<>();
        for (Callable<T> action : actions) {
            running.add(threads.submit(() -> {
                start.await();
                return action.call();
            }));
        }
        List<T> results = new ArrayList<>();
        Exception failure = null;
        for (Future<T> action : running) {
            try {
                results.add(action.get());
            } catch (ExecutionException failed) {
                failure = failed;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    /** Returns an action that returns true if the write succeeds, and false if it throws the expected exception. */
    static Callable<Boolean> succeedsUnless(Class<? extends RuntimeException> rejection, Runnable write) {
        return () -> {
            try {
                write.run();
                return true;
            } catch (RuntimeException rejected) {
                if (rejection.isInstance(rejected)) {
                    return false;
                }
                throw rejected;
            }
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
