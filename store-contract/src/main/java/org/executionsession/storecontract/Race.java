package org.executionsession.storecontract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Lets actions begin at the same moment, each in a thread of its own. */
final class Race implements AutoCloseable {

    /** Enough that the actions meet in every order. */
    static final int ROUNDS = 25;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** The responses of the actions, in their order; throws when one of them does. */
    <T> List<T> run(List<Callable<T>> actions) throws Exception {
        CyclicBarrier start = new CyclicBarrier(actions.size());
        List<Future<T>> running = new ArrayList<>();
        for (Callable<T> action : actions) {
            running.add(threads.submit(() -> {
                start.await();
                return action.call();
            }));
        }
        List<T> answers = new ArrayList<>();
        Exception failure = null;
        for (Future<T> answer : running) {
            try {
                answers.add(answer.get());
            } catch (ExecutionException failed) {
                failure = failed;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return answers;
    }

    /** True or false, or the kind of rejection that is awaited. */
    static Callable<Boolean> unless(Class<? extends RuntimeException> rejection, Runnable write) {
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
