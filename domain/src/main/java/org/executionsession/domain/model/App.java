package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * An app that tasks or sessions name. The store has no apps of their own.
 *
 * @param audit the audit fields of the task or session from which the app is known; never null
 * @param reference what that task or session says of the app; never null, with an id
 */
public record App(AuditFields audit, AppReference reference) {

    /** The contract's name of the type. */
    public static final String SCHEMA_PATH = "App";

    /** Rejects null, and an app without an id. */
    public App {
        requireNonNull(audit, "audit");
        requireNonNull(requireNonNull(reference, "reference").id(), "reference.id");
    }

    /**
     * Returns the id of the app.
     *
     * @return never null
     */
    public UUID id() {
        return requireNonNull(reference.id(), "reference.id");
    }
}
