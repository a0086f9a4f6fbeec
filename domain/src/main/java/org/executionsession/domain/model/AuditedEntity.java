package org.executionsession.domain.model;

import java.time.Instant;
import java.util.UUID;

/** What every recorded entity has: an id, and the marks of who recorded and changed it when. */
public sealed interface AuditedEntity permits ExecutionSession, ExecutionResultEntity, ExecutionResultDetailEntity {

    /**
     * The entity's id.
     *
     * @return never null
     */
    UUID id();

    /**
     * When it was recorded, to the millisecond.
     *
     * @return never null
     */
    Instant createdDate();

    /**
     * When it was last changed, to the millisecond; it strictly grows.
     *
     * @return never null
     */
    Instant modifiedDate();

    /**
     * Who recorded or last changed it.
     *
     * @return {@code DIR\\user}; never null
     */
    String modifiedByUserName();
}
