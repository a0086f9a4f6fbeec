package org.executionsession.recorder;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/**
 * Identifies a job across restarts and nodes. The job is recorded as a task whose id is computed from both names.
 *
 * @param scheduler the name of the scheduler, such as {@code quartz} or the name of its instance; never null or blank
 * @param name the name of the job in the scheduler; never null or blank
 */
public record JobId(String scheduler, String name) {

    /** The namespace of the ids of tasks (RFC 9562, section 6.5). */
    private static final UUID NAMESPACE = UUID.fromString("7b7f3f0e-5a55-4c0b-9d0c-0d8f0f6b8a51");

    /** Rejects null and blank names. */
    public JobId {
        requireText(scheduler, "scheduler");
        requireText(name, "name");
    }

    /** Rejects null and blank text. */
    static String requireText(String text, String parameter) {
        if (requireNonNull(text, parameter).isBlank()) {
            throw new IllegalArgumentException(parameter + " must not be blank");
        }
        return text;
    }

    /**
     * Returns the id of the task: a UUID of version 5.
     *
     * @return the same id for equal names, on every node
     */
    public UUID taskId() {
        return UuidCreator.getNameBasedSha1(NAMESPACE, scheduler + '\n' + name);
    }

    /**
     * Returns the id of the session of an execution that schedulers of several nodes know by a key, so that each node records its attempts
     * under the same id.
     *
     * @param key what distinguishes the execution from others of the job; not null
     * @return the id
     */
    public UUID sessionId(String key) {
        return UuidCreator.getNameBasedSha1(taskId(), requireNonNull(key, "key"));
    }
}
