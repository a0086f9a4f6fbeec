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

/** Does requests that come with an idempotency key once, and answers them as often as they come. */
final class IdempotentExecution {

    private final Clock clock;
    private final Duration life;
    private final Set<Fingerprint> inProgress = ConcurrentHashMap.newKeySet();

    IdempotentExecution(Clock clock, Duration life) {
        this.clock = clock;
        this.life = life;
    }

    /** What a caller asks for, under which key. */
    record Asked(Fingerprint content, Caller caller, IdempotencyKey key) {

        /** To record drafts, which came as a list or did not. */
        static Asked toRecord(
                EntityKind kind, boolean list, List<? extends Record> drafts, Caller caller, IdempotencyKey key) {
            return asked(
                    Stream.concat(Stream.of(kind.schemaPath(), Boolean.toString(list)), DraftFingerprint.of(drafts)),
                    caller,
                    key);
        }

        /** To pick what a filter means: the request is the same when it means other entities later. */
        static Asked toPick(EntityKind kind, Filter<?> filter, Caller caller, IdempotencyKey key) {
            return toPick(
                    Stream.concat(Stream.of("filter", kind.schemaPath()), FilterFingerprint.of(filter)), caller, key);
        }

        /** To pick entities one by one. */
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

        /** Of all callers, for two of them may choose the same key. */
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
     * Looks for the first response before it selects: what the filter means by now may be rejected, and takes time to read. The key
     * is kept as long as the selection, to which it refers, would be at most.
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

    /** The selection that was made for a request, unless that was another one. */
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
