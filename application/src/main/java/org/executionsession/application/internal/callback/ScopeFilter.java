package org.executionsession.application.internal.callback;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.text.FilterParser;

/**
 * Selects the changes of which a subscription is notified. If that depends on the entities, the changed entities are read, as they are now. A
 * change of an entity that was deleted since is then left out; its deletion follows. The filter does not apply to deletions: the deleted entity
 * cannot be compared any more.
 */
public record ScopeFilter(ExecutionSessionStore store, AccessPolicy policy) {

    /**
     * Rejects a filter that cannot be parsed.
     *
     * @throws org.executionsession.domain.exception.InvalidQueryException with the rule that it breaks
     */
    public static void check(NotificationScope scope) {
        comparisons(scope);
    }

    /** Returns how many comparisons the filter of a scope has. */
    public static int comparisons(NotificationScope scope) {
        return FilterParser.parse(scope.filter(), properties(scope)).comparisons();
    }

    /** Returns the queryable properties of the entities of a scope. */
    public static QueryableProperties<? extends AuditedEntity> properties(NotificationScope scope) {
        return switch (scope.type().kind()) {
            case SESSION -> QueryableProperties.SESSIONS;
            case RESULT -> QueryableProperties.RESULTS;
            case DETAIL -> QueryableProperties.DETAILS;
            case TASK -> QueryableProperties.TASKS;
        };
    }

    /** Selects changes, in their order. */
    List<Change> select(List<Change> changes, NotificationScope scope, Caller owner) {
        List<Change> candidates = changes.stream()
                .filter(change -> scope.mayContain(change.entity()))
                .toList();
        Optional<Set<Privilege>> ofAll = policy.allowedForAll(owner);
        if (candidates.isEmpty()
                || ofAll.filter(privileges -> !privileges.contains(Privilege.READ))
                        .isPresent()) {
            return List.of();
        }
        boolean readsAll = ofAll.isPresent();
        return switch (scope.type().kind()) {
            case SESSION -> select(candidates, store.sessions(), sessionFilter(scope), readsAll, owner);
            case RESULT -> select(candidates, store.results(), resultFilter(scope), readsAll, owner);
            case TASK -> select(candidates, store.tasks(), taskFilter(scope), readsAll, owner);
            case DETAIL -> List.of();
        };
    }

    private static Filter<ExecutionSession> sessionFilter(NotificationScope scope) {
        return FilterParser.parse(scope.filter(), QueryableProperties.SESSIONS);
    }

    private static Filter<ExecutionResultEntity> resultFilter(NotificationScope scope) {
        return FilterParser.parse(scope.filter(), QueryableProperties.RESULTS);
    }

    private static Filter<Task> taskFilter(NotificationScope scope) {
        Filter<Task> own = FilterParser.parse(scope.filter(), QueryableProperties.TASKS);
        return scope.type()
                .taskType()
                .<Filter<Task>>map(type -> new Filter.Comparison<>(
                                QueryableProperties.TASKS.find("taskType").orElseThrow(), Operator.EQ, type.number())
                        .and(own))
                .orElse(own);
    }

    private <E extends AuditedEntity> List<Change> select(
            List<Change> candidates, EntityStore<E> entities, Filter<E> filter, boolean readsAll, Caller owner) {
        if (readsAll && filter.equals(Filter.all())) {
            return candidates;
        }
        Set<Change> selected = new HashSet<>();
        Set<UUID> ids = new HashSet<>();
        for (Change change : candidates) {
            if (change.entity().type() == ChangeType.DELETE) {
                selected.add(change);
            } else {
                ids.add(change.entity().id());
            }
        }
        if (!ids.isEmpty()) {
            Filter<E> byId = new Filter.OneOf<>(ids);
            // The search for a long text can take a database very long, and the other subscriptions would wait.
            boolean searches = searches(filter);
            entities.forEach(Query.of(searches ? byId : byId.and(filter), List.of()), entity -> {
                if ((!searches || filter.matches(entity))
                        && (readsAll || policy.allowed(owner, entity).contains(Privilege.READ))) {
                    candidates.stream()
                            .filter(change -> change.entity().concerns(entity))
                            .forEach(selected::add);
                }
            });
        }
        return candidates.stream().filter(selected::contains).toList();
    }

    /** Returns whether a filter looks for parts of texts. */
    private static boolean searches(Filter<?> filter) {
        if (filter instanceof Filter.And<?> and) {
            return and.filters().stream().anyMatch(ScopeFilter::searches);
        }
        if (filter instanceof Filter.Or<?> or) {
            return or.filters().stream().anyMatch(ScopeFilter::searches);
        }
        return filter instanceof Filter.Comparison<?> comparison && comparison.operator() == Operator.SO;
    }
}
