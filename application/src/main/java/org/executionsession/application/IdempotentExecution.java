package org.executionsession.application;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.query.Filter;

/** Executes a request with an idempotency key once, and returns the stored response when the client repeats it. */
final class IdempotentExecution {

    private final Clock clock;
    private final Duration life;
    private final Set<Fingerprint> inProgress = ConcurrentHashMap.newKeySet();

    IdempotentExecution(Clock clock, Duration life) {
        this.clock = clock;
        this.life = life;
    }

    /** A request: the fingerprint of its content, its caller and its idempotency key. */
    record Asked(Fingerprint content, Caller caller, IdempotencyKey key) {

        /** Returns a request to create entities; {@code list} is whether the client sent the drafts as a list. */
        static Asked toRecord(
                EntityKind kind, boolean list, List<? extends Record> drafts, Caller caller, IdempotencyKey key) {
            return asked(
                    Stream.concat(Stream.of(kind.schemaPath(), Boolean.toString(list)), DraftFingerprint.of(drafts)),
                    caller,
                    key);
        }

        /** Returns a request to select by a filter. It stays the same request if the filter later matches other entities. */
        static Asked toPick(EntityKind kind, Filter<?> filter, Caller caller, IdempotencyKey key) {
            return toPick(
                    Stream.concat(Stream.of("filter", kind.schemaPath()), FilterFingerprint.of(filter)), caller, key);
        }

        /** Returns a request to select entities by id. */
        static Asked toPick(List<Selection.Item> items, Caller caller, IdempotencyKey key) {
            Stream<String> words = items.stream()
                    .flatMap(item -> Stream.of(item.type(), item.objectId().toString()));
            return toPick(Stream.concat(Stream.of("items"), words), caller, key);
        }

        private static Asked toPick(Stream<String> words, Caller caller, IdempotencyKey key) {
            return asked(Stream.concat(Stream.of("Selection"), words), caller, key);
        }

        private static Asked asked(Stream<String> words, Caller caller, IdempotencyKey key) {
            return new Asked(Fingerprint.of(words.toArray(String[]::new)), caller, key);
        }

        /** Returns the key under which the request is stored. It includes the caller, since two callers may choose the same key. */
        Fingerprint name() {
            return Fingerprint.of(caller.key(), key.value());
        }
    }

    <E extends AuditedEntity> List<E> add(
            List<E> entities, List<AuditedEntity> references, EntityStore<E> store, Asked asked) {
        return once(
                asked,
                life,
                (request, now) -> (references.isEmpty()
                                ? store.addAll(entities, request, now)
                                : store.addAll(entities, references, request, now))
                        .orElseGet(() -> new StoredResponse<>(request.content(), entities)));
    }

    /**
     * Adds a selection, or returns the one of the first request. Looks for the stored response before it evaluates the filter,
     * since that takes time, and its result may now be rejected. The key expires no later than the selection.
     */
    Selection add(Supplier<Selection> pick, SelectionStore store, SelectionLimits limits, Asked asked) {
        Duration kept = life.compareTo(SelectionService.LIFE) < 0 ? life : SelectionService.LIFE;
        return once(asked, kept, (request, now) -> {
                    Optional<StoredResponse<UUID>> first = store.findStoredResponse(request, now);
                    if (first.isEmpty()) {
                        Selection picked = pick.get();
                        first = store.add(picked, request, limits, now);
                        if (first.isEmpty()) {
                            return new StoredResponse<>(request.content(), List.of(picked));
                        }
                    }
                    return found(first.get(), request, store);
                })
                .get(0);
    }

    /** Returns the selection of the stored response; none if the key belongs to a different request. */
    private static StoredResponse<Selection> found(
            StoredResponse<UUID> first, IdempotentRequest request, SelectionStore store) {
        List<Selection> selections = first.content().equals(request.content())
                ? first.entities().stream()
                        .map(id -> store.find(id).orElseThrow(() -> new NotFoundException(id)))
                        .toList()
                : List.of();
        return new StoredResponse<>(first.content(), selections);
    }

    private <E> List<E> once(
            Asked asked, Duration kept, BiFunction<IdempotentRequest, Instant, StoredResponse<E>> answer) {
        Fingerprint name = asked.name();
        if (!inProgress.add(name)) {
            throw new RequestInProgressException(asked.key());
        }
        try {
            Instant now = clock.instant();
            IdempotentRequest request = new IdempotentRequest(name, asked.content(), now.plus(kept));
            StoredResponse<E> first = answer.apply(request, now);
            if (!first.content().equals(request.content())) {
                throw new IdempotencyKeyReusedException(asked.key());
            }
            return first.entities();
        } finally {
            inProgress.remove(name);
        }
    }
}
