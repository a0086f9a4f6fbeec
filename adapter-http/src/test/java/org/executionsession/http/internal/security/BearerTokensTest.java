package org.executionsession.http.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.http.support.WebToken.signed;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.domain.model.Caller;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.CertificateAuthority;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;

/** Counts how often a token is verified: each verification asks for the key. */
class BearerTokensTest {

    private static final KeyPair KEYS = CertificateAuthority.newKeys("EC", 256);

    private final AtomicInteger verifications = new AtomicInteger();
    private final BearerTokens tokens = new BearerTokens(
            new JwtConsumerBuilder()
                    .setVerificationKeyResolver((signature, outer) -> {
                        verifications.incrementAndGet();
                        return KEYS.getPublic();
                    })
                    .build(),
            SecurityConfig.Tokens.builder(Path.of("unused")).build());

    @Test
    void aValidToken_isVerifiedOnce() {
        String token = token("jo");
        for (int i = 0; i < 3; i++) {
            assertThat(tokens.caller(token)).contains(new Caller("ACME", "jo"));
        }
        assertThat(verifications).hasValue(1);
        assertThat(tokens.caller(token("al"))).contains(new Caller("ACME", "al"));
        assertThat(verifications).hasValue(2);
    }

    @Test
    void anInvalidToken_isNotRemembered() {
        String token = token("jo");
        String other = token("root");
        String forged = other.substring(0, other.lastIndexOf('.')) + token.substring(token.lastIndexOf('.'));
        assertThat(tokens.caller(forged)).isEmpty();
        assertThat(tokens.caller(forged)).isEmpty();
        assertThat(verifications).hasValue(2);
    }

    @Test
    void otherSpellingsOfAToken_areNotVerifiedAndDoNotReplaceIt() {
        String token = token("jo");
        assertThat(tokens.caller(token)).isPresent();
        for (int i = 1; i <= 2 * VerifiedTokens.TOKENS_OF_MAP; i++) {
            assertThat(tokens.caller(token + "~".repeat(i))).isEmpty();
        }
        assertThat(tokens.caller(token)).isPresent();
        assertThat(verifications).hasValue(1);
    }

    private static String token(String user) {
        long expiry = Instant.now().getEpochSecond() + 3_600;
        return signed(
                "{\"alg\":\"ES256\"}",
                "{\"userDirectory\":\"ACME\",\"userId\":\"" + user + "\",\"exp\":" + expiry + "}",
                KEYS.getPrivate());
    }
}
