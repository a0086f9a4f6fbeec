package org.executionsession.http.internal.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.executionsession.domain.model.Caller;

/** The verified tokens that were used last. The key and the rules for tokens do not change while the server runs, so only their expiry is checked again. */
final class VerifiedTokens {

    /** If more are in use at the same time, those whose last use is longest ago are verified again. */
    static final int MAX_TOKENS = 500;

    /** A longer token is verified each time, so that all of them need at most about two megabytes. The names of their callers need at most one more. */
    static final int MAX_LENGTH = 4_096;

    private static final float LOAD_FACTOR = 0.75f;

    /** Guarded by itself. The tokens that were used last are at the end. */
    private final Map<String, Verified> tokens = new LinkedHashMap<>(MAX_TOKENS, LOAD_FACTOR, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
            return size() > MAX_TOKENS;
        }
    };

    /**
     * What a token says.
     *
     * @param caller the caller that it names
     * @param expiryMillis the milliseconds since 1970 at which it expires
     */
    record Verified(Caller caller, long expiryMillis) {}

    /** Finds a token. It can have expired. */
    Optional<Verified> find(String token) {
        synchronized (tokens) {
            return Optional.ofNullable(tokens.get(token));
        }
    }

    /** Remembers a token. */
    void add(String token, Verified verified) {
        if (token.length() <= MAX_LENGTH) {
            synchronized (tokens) {
                tokens.put(token, verified);
            }
        }
    }
}
