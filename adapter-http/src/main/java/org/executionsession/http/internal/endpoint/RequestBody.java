package org.executionsession.http.internal.endpoint;

import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.json.StrictJsonParser;
import org.executionsession.http.internal.overload.BufferedBody;

/** Parses the body of a request. */
final class RequestBody {

    /**
     * Parses the body, see {@link StrictJsonParser#parse}. Throws a problem if the type is not JSON or the body is
     * malformed.
     */
    Object json(Context context) {
        checkType("JSON", "application/json", context);
        return StrictJsonParser.parse(bytes(context));
    }

    /** Returns the body as text, under any type but multipart. Throws a problem if it is not UTF-8. */
    String text(Context context) {
        checkType("text", "text/plain", context);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(context)))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new ProblemException(400, "the body must be text in UTF-8, but it is not valid UTF-8");
        }
    }

    /**
     * Rejects compressed, multipart and non-UTF-8 bodies. Other types pass, because clients of QRS send JSON under
     * any type (contract, part 3); the parser rejects what is not JSON.
     */
    private static void checkType(String what, String type, Context context) {
        String encoding = context.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(415, "the body must not be compressed, but its Content-Encoding is given");
        }
        String header = context.header("Content-Type");
        if (header == null) {
            return;
        }
        String[] parts = header.toLowerCase(Locale.ROOT).split(";", -1);
        if (parts[0].strip().startsWith("multipart/")) {
            throw new ProblemException(415, "the body must be " + what + ", with the Content-Type " + type);
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=")
                    && !parameter.equals("charset=utf-8")
                    && !parameter.equals("charset=utf8")
                    && !parameter.equals("charset=us-ascii")) {
                throw new ProblemException(
                        415, "the body must be " + what + " in UTF-8, but its charset is another one");
            }
        }
    }

    private byte[] bytes(Context context) {
        BufferedBody body = BufferedBody.of(context);
        if (body.failure() != BufferedBody.Failure.NONE) {
            throw new ProblemException(400, "the body is incomplete");
        }
        return body.bytes();
    }
}
