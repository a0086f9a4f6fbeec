package org.executionsession.http.internal.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import org.executionsession.domain.model.Caller;
import org.executionsession.http.config.SecurityConfig;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/** Knows callers by JSON Web Tokens (RFC 7519). It is loaded only when that is asked for. */
public final class BearerTokens {

    private static final int RSA_BITS_MIN = 2048;
    private static final int P_256_BITS = 256;

    /** The clocks of issuer and server may differ by this. */
    private static final int CLOCKS_DIFFER_SECONDS = 30;

    private final JwtConsumer consumer;
    private final SecurityConfig.Tokens tokens;

    private BearerTokens(JwtConsumer consumer, SecurityConfig.Tokens tokens) {
        this.consumer = consumer;
        this.tokens = tokens;
    }

    /** Throws an exception, whose cause says why in one line, when the file does not hold a key of a kind that is taken. */
    public static BearerTokens of(SecurityConfig.Tokens tokens) {
        try {
            PublicKey key = Pem.read(tokens.publicKey(), null)
                    .publicKey()
                    .orElseThrow(() -> new IOException("there is no public key in the file " + tokens.publicKey()));
            JwtConsumerBuilder builder = new JwtConsumerBuilder()
                    .setVerificationKey(key)
                    // The key decides, never the token: so no token can choose how it is verified.
                    .setJwsAlgorithmConstraints(ConstraintType.PERMIT, algorithm(key, tokens))
                    .setRequireExpirationTime()
                    .setAllowedClockSkewInSeconds(CLOCKS_DIFFER_SECONDS);
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

    /** Whom a token names; empty when it is not to be believed, for whatever reason. */
    public Optional<Caller> caller(String token) {
        try {
            JwtClaims claims = consumer.processToClaims(token);
            String directory = claims.getStringClaimValue(tokens.directoryClaim());
            String user = claims.getStringClaimValue(tokens.userClaim());
            if (directory == null || directory.isBlank() || user == null || user.isBlank()) {
                return Optional.empty();
            }
            // The service's own accounts are not for callers from outside, whatever their issuer lets them be called.
            return Optional.of(new Caller(directory, user)).filter(caller -> !caller.isService());
        } catch (InvalidJwtException | MalformedClaimException | IllegalArgumentException unbelievable) {
            return Optional.empty();
        }
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
