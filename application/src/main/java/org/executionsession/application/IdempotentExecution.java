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
import org.executionsession.domain.model.References;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.query.Filter;

/** Executes a request with an idempotency key once, and returns the stored response when the client repeats it. */
final class IdempotentExecution {

    private final Clock clock;
    private final Duration timeToLive;
    private final Set<Fingerprint> inProgress = ConcurrentHashMap.newKeySet();

    IdempotentExecution(Clock clock, Duration timeToLive) {
        this.clock = clock;
        this.timeToLive = timeToLive;
    }

    /** A request: the fingerprint of its content, its caller and its idempotency key. */
    record ClientRequest(Fingerprint content, Caller caller, IdempotencyKey key) {

        /** Returns a request to create entities; {@code list} is whether the client sent the drafts as a list. */
        static ClientRequest toCreate(
                EntityKind kind, boolean list, List<? extends Record> drafts, Caller caller, IdempotencyKey key) {
            return of(
                    Stream.concat(Stream.of(kind.schemaPath(), Boolean.toString(list)), DraftFingerprint.of(drafts)),
                    caller,
                    key);
        }

        /** Returns a request to select by a filter. It stays the same request if the filter later matches other entities. */
        static ClientRequest toSelect(EntityKind kind, Filter<?> filter, Caller caller, IdempotencyKey key) {
            return toSelect(
                    Stream.concat(Stream.of("filter", kind.schemaPath()), FilterFingerprint.of(filter)), caller, key);
        }

        /** Returns a request to select entities by id. */
        static ClientRequest toSelect(List<Selection.Item> items, Caller caller, IdempotencyKey key) {
            Stream<String> words = items.stream()
                    .flatMap(item -> Stream.of(item.type(), item.objectId().toString()));
            return toSelect(Stream.concat(Stream.of("items"), words), caller, key);
        }

        private static ClientRequest toSelect(Stream<String> words, Caller caller, IdempotencyKey key) {
            return of(Stream.concat(Stream.of("Selection"), words), caller, key);
        }

        private static ClientRequest of(Stream<String> words, Caller caller, IdempotencyKey key) {
            return new ClientRequest(Fingerprint.of(words.toArray(String[]::new)), caller, key);
        }

        /** Returns the key under which the request is stored. It includes the caller, since two callers may choose the same key. */
        Fingerprint name() {
            return Fingerprint.of(caller.key(), key.value());
        }
    }

    <E extends AuditedEntity> List<E> add(
            List<E> entities, References references, EntityStore<E> store, ClientRequest sent) {
        return once(
                sent,
                timeToLive,
                (request, now) -> (references.isEmpty()
                                ? store.addAll(entities, request, now)
                                : store.addAll(entities, references, request, now))
                        .orElseGet(() -> new StoredResponse<>(request.content(), entities)));
    }

    /**
     * Adds a selection, or returns the one of the first request. Looks for the stored response before it evaluates the filter,
     * since that takes time, and its result may now be rejected. The key expires no later than the selection.
     */
    Selection add(Supplier<Selection> select, SelectionStore store, SelectionLimits limits, ClientRequest sent) {
        Duration lifetime =
                timeToLive.compareTo(SelectionService.LIFETIME) < 0 ? timeToLive : SelectionService.LIFETIME;
        return once(sent, lifetime, (request, now) -> {
                    Optional<StoredResponse<UUID>> first = store.findStoredResponse(request, now);
                    if (first.isEmpty()) {
                        Selection selection = select.get();
                        first = store.add(selection, request, limits, now);
                        if (first.isEmpty()) {
                            return new StoredResponse<>(request.content(), List.of(selection));
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
            ClientRequest sent, Duration lifetime, BiFunction<IdempotentRequest, Instant, StoredResponse<E>> response) {
        Fingerprint name = sent.name();
        if (!inProgress.add(name)) {
            throw new RequestInProgressException(sent.key());
        }
        try {
            Instant now = clock.instant();
            IdempotentRequest request = new IdempotentRequest(name, sent.content(), now.plus(lifetime));
            StoredResponse<E> first = response.apply(request, now);
            if (!first.content().equals(request.content())) {
                throw new IdempotencyKeyReusedException(sent.key());
            }
            return first.entities();
        } finally {
            inProgress.remove(name);
        }
    }
}
