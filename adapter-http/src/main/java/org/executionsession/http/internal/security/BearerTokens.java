package org.executionsession.http.internal.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.executionsession.domain.model.Caller;
import org.executionsession.http.config.SecurityConfig;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.ReservedClaimNames;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/** Authenticates callers by JSON Web Tokens (RFC 7519). The class is loaded only if tokens are configured. */
public final class BearerTokens {

    private static final int RSA_BITS_MIN = 2048;
    private static final int P_256_BITS = 256;

    /** The permitted difference between the clocks of issuer and server. */
    private static final int CLOCK_SKEW_SECONDS = 30;

    /** Header, claims and signature. */
    private static final int PARTS = 3;

    /** The last second of the year 9999, in seconds since 1970. */
    private static final double LAST_SECOND = 253_402_300_799d;

    /** The claims with times. */
    private static final List<String> TIMES =
            List.of(ReservedClaimNames.EXPIRATION_TIME, ReservedClaimNames.NOT_BEFORE, ReservedClaimNames.ISSUED_AT);

    /** The character that replaces bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private final JwtConsumer consumer;
    private final SecurityConfig.Tokens tokens;
    private final VerifiedTokens verified = new VerifiedTokens();

    /** Tests give a consumer that counts. */
    BearerTokens(JwtConsumer consumer, SecurityConfig.Tokens tokens) {
        this.consumer = consumer;
        this.tokens = tokens;
    }

    /** Reads the key. Throws an exception if the file has no supported key; the message of its cause is one line. */
    public static BearerTokens of(SecurityConfig.Tokens tokens) {
        try {
            PublicKey key = Pem.read(tokens.publicKey(), null)
                    .publicKey()
                    .orElseThrow(() -> new IOException("there is no public key in the file " + tokens.publicKey()));
            JwtConsumerBuilder builder = new JwtConsumerBuilder()
                    .setVerificationKey(key)
                    // The key determines the algorithm, so that a token cannot choose how it is verified.
                    .setJwsAlgorithmConstraints(ConstraintType.PERMIT, algorithm(key, tokens))
                    .setRequireExpirationTime()
                    .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS);
            if (tokens.issuer() != null) {
                builder.setExpectedIssuer(tokens.issuer());
            }
            if (tokens.audience() != null) {
                builder.setExpectedAudience(tokens.audience());
            } else {
                builder.setSkipDefaultAudienceValidation();
            }
            return new BearerTokens(builder.build(), tokens);
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /**
     * What a token says.
     *
     * @param caller the caller that it names
     * @param left for how long it is accepted, by the clock that verifies it
     */
    record Named(Caller caller, Duration left) {}

    /** Returns the caller that a token names; empty if the token is invalid. */
    public Optional<Caller> caller(String token) {
        return read(token).map(Named::caller);
    }

    /**
     * Returns what a token says; empty if the token is invalid. Verifying a signature takes longer than the rest of a short request, so verified tokens are
     * remembered.
     */
    Optional<Named> read(String token) {
        Optional<VerifiedTokens.Verified> known = verified.find(token).or(() -> {
            Optional<VerifiedTokens.Verified> read = verify(token);
            read.ifPresent(valid -> verified.add(token, valid));
            return read;
        });
        return known.flatMap(valid -> named(valid, NumericDate.now().getValueInMillis()));
    }

    /** Returns what a verified token says; empty if it has expired since. */
    static Optional<Named> named(VerifiedTokens.Verified token, long nowMillis) {
        Duration left = Duration.ofMillis(token.expiryMillis() - nowMillis).plusSeconds(CLOCK_SKEW_SECONDS);
        return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(new Named(token.caller(), left));
    }

    private Optional<VerifiedTokens.Verified> verify(String token) {
        if (!isCanonical(token)) {
            return Optional.empty();
        }
        try {
            JwtClaims claims = consumer.processToClaims(token);
            if (!TIMES.stream().map(claims::getClaimValue).allMatch(BearerTokens::isTime)) {
                return Optional.empty();
            }
            String directory = claims.getStringClaimValue(tokens.directoryClaim());
            String user = claims.getStringClaimValue(tokens.userClaim());
            if (directory == null || directory.isBlank() || user == null || user.isBlank()) {
                return Optional.empty();
            }
            if (directory.indexOf(REPLACEMENT) >= 0 || user.indexOf(REPLACEMENT) >= 0) {
                // The token was not valid UTF-8, so different names could look the same.
                return Optional.empty();
            }
            // A token must not name the service account, even if the issuer signs it.
            return Optional.of(new VerifiedTokens.Verified(
                            new Caller(directory, user),
                            claims.getExpirationTime().getValueInMillis()))
                    .filter(valid -> !valid.caller().isService());
        } catch (InvalidJwtException | MalformedClaimException | IllegalArgumentException invalid) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether a token has three parts, each as Base64url without padding writes it (RFC 7515, section 2). jose4j ignores other characters in a signature,
     * and bits of its last character, so one token would have endless spellings, each of them verified and remembered.
     */
    private static boolean isCanonical(String token) {
        String[] parts = token.split("\\.", -1);
        return parts.length == PARTS && Stream.of(parts).allMatch(BearerTokens::isBase64Url);
    }

    private static boolean isBase64Url(String part) {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(part);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(decoded)
                    .equals(part);
        } catch (IllegalArgumentException otherCharacters) {
            return false;
        }
    }

    /** Returns whether a claim is absent or a time before the year 10000. A larger number, such as 1e400, is infinite. */
    private static boolean isTime(Object claim) {
        return !(claim instanceof Number number) || Math.abs(number.doubleValue()) <= LAST_SECOND;
    }

    private static String algorithm(PublicKey key, SecurityConfig.Tokens tokens) throws IOException {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= RSA_BITS_MIN) {
            return AlgorithmIdentifiers.RSA_USING_SHA256;
        }
        if (key instanceof ECPublicKey curve && curve.getParams().getOrder().bitLength() == P_256_BITS) {
            return AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
        }
        throw new IOException("the key in the file " + tokens.publicKey() + " is neither an RSA key of " + RSA_BITS_MIN
                + " bits or more, nor one on the curve P-256");
    }
}
