package org.executionsession.domain.refusal;

import java.util.UUID;

/** A session with the given id exists already; it was not touched. */
public final class IdInUseException extends RefusalException {

    private static final long serialVersionUID = 1L;

    private final UUID id;

    /**
     * Refuses an id.
     *
     * @param id the id in use; not null
     */
    public IdInUseException(UUID id) {
        super("an execution session with the id " + id + " exists already");
        this.id = id;
    }

    /**
     * The id in use.
     *
     * @return never null
     */
    public UUID id() {
        return id;
    }
}
