package org.executionsession.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;

/**
 * Puts what is recorded in the place of references to results and details: of objects of which a caller says nothing but the
 * id. The store then checks that it is still as it was read, and says whether it may be referred to from there. What refers
 * to nothing is left as it is, and begins something new.
 */
final class ReferenceResolver {

    private final EntityStore<ExecutionResultEntity> results;
    private final EntityStore<ExecutionResultDetailEntity> details;
    private final AccessPolicy policy;

    ReferenceResolver(ExecutionSessionStore store, AccessPolicy policy) {
        results = store.results();
        details = store.details();
        this.policy = policy;
    }

    /** What one request refers to. */
    final class OfRequest {

        private final Caller caller;
        private final boolean onlyInHand;
        private final List<AuditedEntity> read = new ArrayList<>();

        OfRequest(Caller caller) {
            this(caller, false);
        }

        /**
         * What a request refers to.
         *
         * @param onlyInHand whether only references to the entity itself are accepted, since no other may be looked up
         */
        OfRequest(Caller caller, boolean onlyInHand) {
            this.caller = caller;
            this.onlyInHand = onlyInHand;
        }

        /** The entities that were found, as they were read. */
        List<AuditedEntity> read() {
            return read;
        }

        /**
         * A result without references that stand for something.
         *
         * @param said what the caller says; null for nothing
         * @param session the session of which it is; null for none, or one without an id as yet
         * @param inHand what the references to it may stand for without being looked up; null for none
         */
        ExecutionResult resolved(ExecutionResult said, UUID session, ExecutionResult inHand) {
            if (!refers(said)) {
                return said;
            }
            ExecutionResult result = said;
            if (inHand != null && (said.id() == null || said.id().equals(inHand.id()))) {
                result = said.resolved(inHand);
            } else if (onlyInHand) {
                throw notInHand(session == null ? "details" : "executionResult");
            } else if (said.id() != null) {
                Optional<ExecutionResultEntity> recorded = ofSession(said.id(), session);
                if (recorded.isEmpty() && said.reference()) {
                    recorded = results.find(said.id());
                }
                if (recorded.isPresent()) {
                    result = said.resolved(
                            referred(recorded.get(), EntityKind.RESULT).result());
                }
            }
            if (onlyInHand && refers(result)) {
                throw notInHand(session == null ? "details" : "executionResult");
            }
            return refers(result) && !result.reference() ? withDetails(result) : result;
        }

        private InvalidDraftException notInHand(String property) {
            return new InvalidDraftException(List.of(new Violation(
                    List.of(property),
                    "must refer to nothing but what the entity has already, in an edit of several")));
        }

        private ExecutionResult withDetails(ExecutionResult result) {
            return result.toBuilder()
                    .details(result.details().stream()
                            .map(detail -> detail.reference() ? resolved(detail) : detail)
                            .toList())
                    .build();
        }

        private ExecutionResultDetail resolved(ExecutionResultDetail said) {
            return details.find(said.id())
                    .map(found -> referred(found, EntityKind.DETAIL).detail())
                    .orElse(said);
        }

        /** The response shows it, so the caller must be allowed to read it; and nothing is in two places. */
        private <E extends AuditedEntity> E referred(E found, EntityKind kind) {
            if (!policy.allowed(caller, found).contains(Privilege.READ)) {
                throw new AccessDeniedException(Privilege.READ, kind);
            }
            if (read.contains(found)) {
                throw ResultConflictException.belongsElsewhere(kind, found.id());
            }
            read.add(found);
            return found;
        }

        private Optional<ExecutionResultEntity> ofSession(UUID id, UUID session) {
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

    /** Most drafts refer to nothing, and cost no look at the store. */
    static boolean refers(ExecutionResult said) {
        return said != null && (said.reference() || said.details().stream().anyMatch(ExecutionResultDetail::reference));
    }
}
