package org.executionsession.http.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.executionsession.domain.model.Caller;
import org.executionsession.http.internal.security.VerifiedTokens.Verified;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

    private static final Verified TOKEN = new Verified(new Caller("ACME", "jo"), 1_000_000);

    private final VerifiedTokens tokens = new VerifiedTokens();

    @Test
    void theTokensThatWereUsedLast_areRemembered() {
        for (int i = 0; i < VerifiedTokens.MAX_TOKENS; i++) {
            tokens.add("token " + i, TOKEN);
        }
        assertThat(tokens.find("token 0")).contains(TOKEN);
        tokens.add("another one", TOKEN);
        assertThat(tokens.find("token 0")).isPresent();
        assertThat(tokens.find("another one")).isPresent();
        assertThat(tokens.find("token 1")).isEmpty();
    }

    @Test
    void aLongToken_isNotRemembered() {
        String longest = "x".repeat(VerifiedTokens.MAX_LENGTH);
        tokens.add(longest, TOKEN);
        tokens.add(longest + "x", TOKEN);
        assertThat(tokens.find(longest)).isPresent();
        assertThat(tokens.find(longest + "x")).isEmpty();
    }

    @Test
    void aTokenThatIsRemembered_expires() {
        long last = TOKEN.expiryMillis() + 30_000 - 1;
        assertThat(BearerTokens.named(TOKEN, last))
                .hasValueSatisfying(named -> assertThat(named.left()).hasMillis(1));
        assertThat(BearerTokens.named(TOKEN, last + 1)).isEmpty();
    }
}
