package org.executionsession.domain.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A stored entity with an id and audit fields. */
public sealed interface AuditedEntity
        permits ExecutionSession, ExecutionResultEntity, ExecutionResultDetailEntity, Task {

    /** About how many bytes a stored detail takes in memory, besides its message. */
    int DETAIL_BYTES = 200;

    /**
     * Returns the entity's id.
     *
     * @return never null
     */
    UUID id();

    /**
     * Returns the kind of the entity.
     *
     * @return never null
     */
    EntityKind kind();

    /**
     * Returns the name of the entity's type in the contract.
     *
     * @return for example {@code ExecutionSession}
     */
    default String schemaPath() {
        return kind().schemaPath();
    }

    /**
     * Returns its details: those of the result of a session, or of the last result of a task. A detail is the only one of its own.
     *
     * @return never null
     */
    List<ExecutionResultDetail> details();

    /**
     * Returns how much memory the messages of its details can take.
     *
     * @return the number of bytes in JSON, counted as in {@link ExecutionResultDetail#messageBytes}
     */
    default long messageBytes() {
        return details().stream().mapToLong(ExecutionResultDetail::messageBytes).sum();
    }

    /**
     * Returns about how much memory its details can take. All other properties are short.
     *
     * @return {@link #messageBytes}, and {@value #DETAIL_BYTES} bytes for each detail
     */
    default long detailBytes() {
        return messageBytes() + (long) DETAIL_BYTES * details().size();
    }

    /**
     * Returns the entity's audit fields.
     *
     * @return never null
     */
    AuditFields audit();

    /**
     * Returns when it was created, to the millisecond.
     *
     * @return never null
     */
    default Instant createdDate() {
        return audit().createdDate();
    }

    /**
     * Returns when it was last changed, to the millisecond; each change increases it.
     *
     * @return never null
     */
    default Instant modifiedDate() {
        return audit().modifiedDate();
    }

    /**
     * Returns the user who created or last changed it.
     *
     * @return {@code DIR\\user}; never null
     */
    default String modifiedByUserName() {
        return audit().modifiedByUserName();
    }
}
