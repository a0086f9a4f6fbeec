package org.executionsession.application;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Fingerprint;
import org.executionsession.domain.model.IdempotencyKey;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.refusal.KeyReusedException;
import org.executionsession.domain.refusal.RequestInProgressException;

/** Does requests that come with an idempotency key once, and answers them as often as they come. */
final class KeyedRequests {

    private final Clock clock;
    private final Duration life;
    private final Set<Fingerprint> inProgress = ConcurrentHashMap.newKeySet();

    KeyedRequests(Clock clock, Duration life) {
        this.clock = clock;
        this.life = life;
    }

    /** What a caller asks for: drafts to record, and whether they came as a list. */
    record Asked(EntityKind kind, boolean list, List<?> drafts, Caller caller, IdempotencyKey key) {

        /** Of all callers, for two of them may choose the same key. */
        Fingerprint name() {
            return Fingerprint.of(caller.userDirectory(), caller.userId(), key.value());
        }

        /** The records say all of themselves in words, and say the same again after a restart. */
        Fingerprint content() {
            return Fingerprint.of(kind.schemaPath(), Boolean.toString(list), drafts.toString());
        }
    }

    <E extends Recorded> List<E> add(List<E> entities, RecordStore<E> store, Asked asked) {
        Fingerprint name = asked.name();
        if (!inProgress.add(name)) {
            throw new RequestInProgressException(asked.key());
        }
        try {
            Instant now = clock.instant();
            KeyedRequest request = new KeyedRequest(name, asked.content(), now.plus(life));
            Optional<KeyedAnswer<E>> before = store.addAll(entities, request, now);
            if (before.isEmpty()) {
                return entities;
            }
            if (!before.get().content().equals(request.content())) {
                throw new KeyReusedException(asked.key());
            }
            return before.get().entities();
        } finally {
            inProgress.remove(name);
        }
    }
}
