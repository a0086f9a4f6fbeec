package org.executionsession.domain.model;

import java.time.Instant;
import java.util.UUID;

/** A stored entity with an id and audit fields. */
public sealed interface AuditedEntity
        permits ExecutionSession, ExecutionResultEntity, ExecutionResultDetailEntity, Task {

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
     * Returns how much memory the messages of its details can take. The details of a session are those of its result, and the details of a task
     * are those of its last result.
     *
     * @return the number of bytes in JSON, counted as in {@link ExecutionResultDetail#messageBytes}
     */
    long messageBytes();

    /**
     * Returns the number of its details.
     *
     * @return 1 for a detail
     */
    int detailCount();

    /**
     * Returns about how much memory its details can take. All other properties are short.
     *
     * @return {@link #messageBytes}, and 200 bytes for each detail
     */
    default long detailBytes() {
        return messageBytes() + 200L * detailCount();
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
