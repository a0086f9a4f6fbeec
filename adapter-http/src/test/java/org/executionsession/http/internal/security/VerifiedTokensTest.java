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
        addMany("first");
        addMany("second");
        assertThat(tokens.find("first 1")).contains(TOKEN);
        for (int i = 1; i < VerifiedTokens.TOKENS_OF_MAP; i++) {
            tokens.add("third " + i, TOKEN);
        }
        assertThat(tokens.find("first 1")).contains(TOKEN);
        assertThat(tokens.find("second 1")).contains(TOKEN);
        assertThat(tokens.find("first 2")).isEmpty();
    }

    private void addMany(String name) {
        for (int i = 1; i <= VerifiedTokens.TOKENS_OF_MAP; i++) {
            tokens.add(name + " " + i, TOKEN);
        }
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
