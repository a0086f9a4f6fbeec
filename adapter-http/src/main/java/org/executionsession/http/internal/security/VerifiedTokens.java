package org.executionsession.http.internal.security;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.executionsession.domain.model.Caller;

/**
 * The verified tokens that were used last. The key and the rules for tokens do not change while the server runs, so only their expiry is checked again.
 *
 * <p>Each request asks it, so a find has no lock. A map keeps the tokens that were used since the last one was full, and the one before it is
 * kept, too.
 */
final class VerifiedTokens {

    /** At least as many that were used last are kept, and at most twice as many. */
    static final int TOKENS_OF_MAP = 250;

    /** A longer token is verified each time, so that all of them need at most about two megabytes. The names of their callers need at most one more. */
    static final int MAX_LENGTH = 4_096;

    private volatile Maps maps = new Maps(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

    private record Maps(ConcurrentMap<String, Verified> last, ConcurrentMap<String, Verified> before) {}

    /**
     * What a token says.
     *
     * @param caller the caller that it names
     * @param expiryMillis the milliseconds since 1970 at which it expires
     */
    record Verified(Caller caller, long expiryMillis) {}

    /** Finds a token. It can have expired. */
    Optional<Verified> find(String token) {
        Maps present = maps;
        Verified found = present.last.get(token);
        if (found == null) {
            found = present.before.get(token);
            if (found != null) {
                keep(token, found);
            }
        }
        return Optional.ofNullable(found);
    }

    /** Remembers a token. */
    void add(String token, Verified verified) {
        if (token.length() <= MAX_LENGTH) {
            keep(token, verified);
        }
    }

    private synchronized void keep(String token, Verified verified) {
        if (maps.last.size() == TOKENS_OF_MAP) {
            maps = new Maps(new ConcurrentHashMap<>(), maps.last);
        }
        maps.last.put(token, verified);
    }
}
