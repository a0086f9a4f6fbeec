package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.References;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;
import org.jspecify.annotations.Nullable;

/**
 * Replaces references in drafts by the stored results and details. A reference is an object with an id and no other property.
 * The store later checks that the referenced entity has not changed and that the reference is allowed. A reference to an
 * unknown id is left as it is; it creates a new entity. If the access policy decides for each entity, it is rejected as a
 * reference to an unreadable entity is, so that a caller cannot find out which ids exist.
 */
final class ReferenceResolver {

    private final EntityStore<ExecutionResultEntity> results;
    private final EntityStore<ExecutionResultDetailEntity> details;
    private final AccessPolicy policy;
    private final PrivilegeCheck privileges;
    private final EntityBudget budget;

    ReferenceResolver(ExecutionSessionStore store, AccessPolicy policy, EntityBudget budget) {
        this.budget = budget;
        results = store.results();
        details = store.details();
        this.policy = policy;
        privileges = new PrivilegeCheck(policy);
    }

    /** Returns a resolver of references to the entities of another store. */
    ReferenceResolver on(ExecutionSessionStore store) {
        return new ReferenceResolver(store, policy, budget);
    }

    EntityBudget budget() {
        return budget;
    }

    /** Resolves the references of one request, and collects the referenced entities until it is closed. */
    final class OfRequest implements AutoCloseable {

        private final Caller caller;
        private final boolean storedOnly;
        private final List<AuditedEntity> read = new ArrayList<>();
        private final Set<UUID> missingResults = new HashSet<>();
        private final Set<UUID> missingDetails = new HashSet<>();
        /** The size of the referenced entities. */
        private long referenced;

        private long messages;
        private int detailCount;

        /** What is taken from the budget. */
        private long taken;

        /** The position of the current draft in the request; empty if there is only one. */
        private List<String> draftPath = List.of();

        /** The property of the current draft that has the result; empty if the draft is the result. */
        private List<String> resultPath = List.of();

        OfRequest(Caller caller) {
            this(caller, false);
        }

        /**
         * Creates a resolver for one request.
         *
         * @param storedOnly whether a draft may refer only to what its own entity contains, since the store must not be read
         */
        OfRequest(Caller caller, boolean storedOnly) {
            this.caller = caller;
            this.storedOnly = storedOnly;
        }

        /** Returns what the drafts refer to, as it was read. */
        References read() {
            return new References(read, missingResults, missingDetails);
        }

        /** Names the position of the next draft in the request, for messages; empty if there is only one. */
        void enter(List<String> position) {
            draftPath = position;
        }

        /**
         * Resolves the references in a result.
         *
         * @param draft the result of the draft; not null
         * @param session the id of its session; null for no session, or for a new one without an id
         * @param stored the stored result of the entity, which is not read again; null for a new entity
         * @param property the property that has the result; empty if the draft is the result
         * @return the result with its references resolved
         */
        ExecutionResult resolved(
                ExecutionResult draft,
                @Nullable UUID session,
                @Nullable ExecutionResult stored,
                List<String> property) {
            if (!refers(draft)) {
                return draft;
            }
            resultPath = property;
            ExecutionResult resolved = resolvedReferences(draft, session, stored);
            // References to details can make a result larger than any body.
            long size = resolved.messageBytes();
            if (size > budget.maxReferenced() && (stored == null || size > stored.messageBytes())) {
                throw tooLarge(draft.reference() ? EntityKind.RESULT : EntityKind.DETAIL);
            }
            return resolved;
        }

        private ExecutionResult resolvedReferences(
                ExecutionResult draft, @Nullable UUID session, @Nullable ExecutionResult stored) {
            ExecutionResult result = draft;
            UUID id = draft.id();
            if (stored != null && (id == null || id.equals(stored.id()))) {
                result = draft.resolved(stored);
            } else if (storedOnly) {
                throw notStored();
            } else if (id != null) {
                Optional<ExecutionResultEntity> found = readable(
                        () -> ofSession(id, session).or(() -> draft.reference() ? results.find(id) : Optional.empty()),
                        () -> results.storedSize(id).orElse(0),
                        draft.reference(),
                        EntityKind.RESULT);
                if (found.isPresent()) {
                    result = draft.resolved(
                            referred(found.get(), EntityKind.RESULT).result());
                } else if (draft.reference()) {
                    missing(id, missingResults, EntityKind.RESULT);
                }
            }
            if (storedOnly && refers(result)) {
                throw notStored();
            }
            return refers(result) && !result.reference() ? withDetails(result) : result;
        }

        private InvalidDraftException notStored() {
            return new InvalidDraftException(List.of(new Violation(
                    resultPath.isEmpty() ? List.of("details") : resultPath,
                    "must refer only to what the entity already has, in an update of several entities")));
        }

        private ExecutionResult withDetails(ExecutionResult result) {
            return result.toBuilder()
                    .details(result.details().stream()
                            .map(detail -> detail.reference() ? resolved(detail) : detail)
                            .toList())
                    .build();
        }

        private ExecutionResultDetail resolved(ExecutionResultDetail draft) {
            UUID id = requireNonNull(draft.id(), "a reference has an id");
            return readable(() -> details.find(id), () -> ExecutionResultDetail.MESSAGE_MAX, true, EntityKind.DETAIL)
                    .map(found -> referred(found, EntityKind.DETAIL).detail())
                    .orElseGet(() -> {
                        missing(id, missingDetails, EntityKind.DETAIL);
                        return draft;
                    });
        }

        /**
         * Returns the stored entity if the caller may read it. The response must not disclose whether an unreadable id exists.
         * Therefore a caller who may read no entity is rejected before the look-up. If the policy decides for each entity,
         * references to missing and to unreadable entities are rejected alike.
         */
        private <E extends AuditedEntity> Optional<E> readable(
                Supplier<Optional<E>> lookUp, LongSupplier storedSize, boolean reference, EntityKind kind) {
            privileges.requireForAll(caller, kind, Privilege.READ);
            Optional<E> found = counted(
                    () -> lookUp.get().filter(entity -> privileges.allows(Privilege.READ, entity, caller)),
                    storedSize,
                    kind);
            if (reference && found.isEmpty() && policy.allowedForAll(caller).isEmpty()) {
                throw new AccessDeniedException(Privilege.READ, kind);
            }
            return found;
        }

        /**
         * Reads an entity within the limits. Takes its size from the budget before the read, so that concurrent requests cannot all read
         * large entities first. Afterwards it keeps as much as the entity has.
         */
        private <E extends AuditedEntity> Optional<E> counted(
                Supplier<Optional<E>> lookUp, LongSupplier storedSize, EntityKind kind) {
            hold(referenced + storedSize.getAsLong());
            Optional<E> found = lookUp.get();
            if (found.isPresent()) {
                referenced += found.get().detailBytes();
                messages += found.get().messageBytes();
                detailCount += found.get().details().size();
            }
            hold(referenced);
            if (messages > budget.maxReferenced()) {
                throw tooLarge(kind);
            }
            if (detailCount > ExecutionResult.DETAILS_OF_REQUEST_MAX) {
                throw tooManyDetails(kind);
            }
            return found;
        }

        /** Takes as much as is needed from the budget, up to the share of one request. */
        private void hold(long bytes) {
            long wanted = Math.min(bytes, budget.maxReferenced());
            if (wanted > taken) {
                budget.take(wanted - taken);
            } else {
                budget.giveBack(taken - wanted);
            }
            taken = wanted;
        }

        /** Collects a referenced entity; each may be used only once. */
        private <E extends AuditedEntity> E referred(E found, EntityKind kind) {
            if (read.contains(found)) {
                throw ResultConflictException.belongsElsewhere(kind, found.id());
            }
            read.add(found);
            return found;
        }

        /** Collects the id of a missing entity. The first reference creates the entity, so it may be used only once, too. */
        private void missing(UUID id, Set<UUID> ids, EntityKind kind) {
            if (!ids.add(id)) {
                throw ResultConflictException.belongsElsewhere(kind, id);
            }
        }

        private InvalidDraftException tooLarge(EntityKind kind) {
            return rejection(
                    kind,
                    "must have at most " + budget.maxReferenced()
                            + " bytes of JSON in all messages, if it refers to stored results or details");
        }

        private InvalidDraftException tooManyDetails(EntityKind kind) {
            return rejection(
                    kind,
                    "must refer to stored results and details with at most " + ExecutionResult.DETAILS_OF_REQUEST_MAX
                            + " details, together with the others of the request");
        }

        /** Returns the rejection of a reference to an entity of a kind. */
        private InvalidDraftException rejection(EntityKind kind, String rule) {
            List<String> path = new ArrayList<>(draftPath);
            path.addAll(resultPath);
            if (kind == EntityKind.DETAIL) {
                path.add("details");
            }
            return new InvalidDraftException(List.of(new Violation(path, rule)));
        }

        @Override
        public void close() {
            budget.giveBack(taken);
            taken = 0;
        }

        private Optional<ExecutionResultEntity> ofSession(UUID id, @Nullable UUID session) {
            List<ExecutionResultEntity> found = new ArrayList<>();
            if (session != null) {
                results.forEach(
                        Query.of(
                                new Filter.And<>(List.of(
                                        new Filter.OneOf<>(Set.of(id)), ResultProperties.EXECUTION_ID.eq(session))),
                                List.of()),
                        found::add);
            }
            return found.stream().findFirst();
        }
    }

    /** Returns whether a result has references. Most drafts have none, and then the store is not read. */
    static boolean refers(ExecutionResult draft) {
        return draft.reference() || draft.details().stream().anyMatch(ExecutionResultDetail::reference);
    }
}
