package org.executionsession.vertxpeer;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A response of the service.
 *
 * @param status the HTTP status
 * @param contentType the type of the body; not null
 * @param id the id of the session that was created; null when none was
 * @param body the JSON; not null
 */
record Response(int status, String contentType, UUID id, byte[] body) {

    static Response created(UUID id, byte[] session) {
        return new Response(201, "application/json", id, session);
    }

    static Response found(byte[] session) {
        return new Response(200, "application/json", null, session);
    }

    static Response problem(int status, String detail) {
        String text = new String(JsonStringEncoder.getInstance().quoteAsString(detail));
        byte[] body =
                "{\"status\":%d,\"detail\":\"%s\"}".formatted(status, text).getBytes(StandardCharsets.UTF_8);
        return new Response(status, "application/problem+json", null, body);
    }
}
