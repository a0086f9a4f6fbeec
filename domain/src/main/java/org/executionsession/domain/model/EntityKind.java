package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/** The kinds of stored entities. */
public enum EntityKind {
    /** An execution session. */
    SESSION("ExecutionSession", "execution session"),
    /** A result of a session. */
    RESULT("ExecutionResult", "execution result"),
    /** A detail of a result. */
    DETAIL("ExecutionResult.Detail", "detail of an execution result"),
    /** A task. */
    TASK("Task", "task");

    private final String schemaPath;
    private final String words;

    EntityKind(String schemaPath, String words) {
        this.schemaPath = schemaPath;
        this.words = words;
    }

    /**
     * Returns the contract's name of the entity.
     *
     * @return for example {@code ExecutionSession}
     */
    public String schemaPath() {
        return schemaPath;
    }

    /**
     * Returns the privileges that a caller can have for entities of this kind.
     *
     * @return never empty
     */
    public Set<Privilege> privileges() {
        return Collections.unmodifiableSet(
                this == TASK ? EnumSet.allOf(Privilege.class) : EnumSet.range(Privilege.CREATE, Privilege.DELETE));
    }

    /**
     * Returns whether a name of the contract is that of this kind, in any letter case. Tasks have several, such as {@code ReloadTask}.
     *
     * @param type the name; not null
     * @return true if it is
     */
    public boolean isNamed(String type) {
        requireNonNull(type, "type");
        return names().anyMatch(type::equalsIgnoreCase);
    }

    private Stream<String> names() {
        return this == TASK
                ? Stream.of(schemaPath, "ReloadTask", "ExternalProgramTask", "UserSyncTask")
                : Stream.of(schemaPath);
    }

    /** Returns the name for messages. */
    @Override
    public String toString() {
        return words;
    }
}
