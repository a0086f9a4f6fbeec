package org.executionsession.http.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.junit.jupiter.api.Test;

/** Compares the size of a message, which the limits on memory count, with the JSON that is written. */
class MessageBytesTest {

    private static final int QUOTES = 2;

    @Test
    void theSizeOfAMessage_isThatOfItsJson() {
        for (char unit = 0; unit < Character.MIN_SURROGATE; unit++) {
            hasTheSizeOfItsJson(String.valueOf(unit));
        }
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            hasTheSizeOfItsJson(random.ints(random.nextInt(50), 0, Character.MAX_CODE_POINT)
                    .filter(code -> code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
        }
    }

    private static void hasTheSizeOfItsJson(String message) {
        ExecutionResultDetail detail = new ExecutionResultDetail(null, DetailsType.INFORMATION, message, null);
        assertThat(detail.messageBytes()).isEqualTo(Json.write(json -> json.writeString(message)).length - QUOTES);
    }
}
