package org.executionsession.application.internal.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.TaskRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that a function has reported and that are not stored yet. They are stored together a few times a second, since each write
 * stores all messages of the result again.
 */
final class ReportedMessages {

    private static final Logger LOG = LoggerFactory.getLogger(ReportedMessages.class);

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final TaskRun run;
    private final RunSessions sessions;
    private final Executor later;

    /** Only one thread writes, so that the messages keep their order. */
    private final ReentrantLock writing = new ReentrantLock();

    private final List<ExecutionResultDetail> waiting = new ArrayList<>();
    private int leftOut;
    private boolean isScheduled;
    private boolean isEnded;

    /**
     * Creates an empty list.
     *
     * @param threads run the writes
     */
    ReportedMessages(TaskRun run, RunSessions sessions, Executor threads) {
        this.run = run;
        this.sessions = sessions;
        this.later = CompletableFuture.delayedExecutor(INTERVAL.toMillis(), TimeUnit.MILLISECONDS, threads);
    }

    synchronized void add(String message) {
        if (waiting.size() < ExecutionResult.DETAILS_MAX) {
            waiting.add(sessions.message(message));
        } else {
            leftOut++;
        }
        schedule();
    }

    private synchronized void schedule() {
        if (!isScheduled && !isEnded && !waiting.isEmpty()) {
            isScheduled = true;
            later.execute(this::storeScheduled);
        }
    }

    private void storeScheduled() {
        synchronized (this) {
            isScheduled = false;
        }
        try {
            store();
        } catch (ExecutionSessionException unavailable) {
            LOG.debug("messages of the task {} cannot be stored yet", run.taskId(), unavailable);
            schedule();
        }
    }

    /**
     * Stores the rest, since the attempt has ended.
     *
     * @return how many messages were left out, since there was no room for them
     */
    int end() {
        synchronized (this) {
            isEnded = true;
        }
        store();
        synchronized (this) {
            return leftOut;
        }
    }

    private void store() {
        writing.lock();
        try {
            List<ExecutionResultDetail> messages = copy();
            if (!messages.isEmpty()) {
                stored(messages.size(), sessions.report(run, messages));
            }
        } finally {
            writing.unlock();
        }
    }

    private synchronized List<ExecutionResultDetail> copy() {
        return List.copyOf(waiting);
    }

    private synchronized void stored(int count, int withoutRoom) {
        waiting.subList(0, count).clear();
        leftOut += withoutRoom;
    }
}
