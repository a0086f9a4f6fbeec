package org.executionsession.bootstrap.internal.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The secret has the form of Standard Webhooks. */
class WebhookSecretTest {

    /** Computed with OpenSSL: {@code printf ID.TIMESTAMP.BODY | openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64}. */
    @Test
    void theSignature_isThatOfStandardWebhooks() {
        WebhookSecret secret = WebhookSecret.parse("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");
        assertThat(secret.sign("msg-start", 1_700_000_000L, "{\"a\":\"\u00e4\"}".getBytes(UTF_8)))
                .isEqualTo("v1,mJ9fhHOzSmSd0VzkWabJHjXmN2vzw7l32TclodtMbp4=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
                "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY=",
                "whsec_!DEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
                "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3 "
            })
    void anotherForm_isRejectedWithoutRepeatingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookSecret.parse(text))
                .withMessage("must be whsec_ and the Base64 of at least 24 bytes");
    }
}
