package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.References;

/** The entity was changed after the caller read it; the request changed nothing (contract, part 5.2). */
public final class VersionConflictException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects an outdated change.
     *
     * @param kind the kind of the entity; not null
     * @param id its id; not null
     */
    public VersionConflictException(EntityKind kind, UUID id) {
        super("the " + requireNonNull(kind, "kind") + " " + requireNonNull(id, "id")
                + " was changed after the modifiedDate of the request, or the request has no modifiedDate");
    }

    /**
     * Returns the rejection of a write because what it refers to has changed.
     *
     * @param references the references; not null, not empty
     * @return the exception; it names any one of the referenced entities, since a client must read all of them again; never null
     * @throws java.util.NoSuchElementException if there are no references
     */
    public static VersionConflictException of(References references) {
        requireNonNull(references, "references");
        return Stream.of(
                        references.found().stream()
                                .map(entity -> new VersionConflictException(entity.kind(), entity.id())),
                        references.missingResults().stream()
                                .map(id -> new VersionConflictException(EntityKind.RESULT, id)),
                        references.missingDetails().stream()
                                .map(id -> new VersionConflictException(EntityKind.DETAIL, id)))
                .flatMap(conflicts -> conflicts)
                .findFirst()
                .orElseThrow();
    }
}
