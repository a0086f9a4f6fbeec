package org.executionsession.bootstrap.internal.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/** The status of a response and the first characters of its body. However long the body is, no more of it is kept. */
final class ResponseExcerpt implements Response.Listener {

    private static final int MAX_CHARACTERS = 200;

    /** A character has at most four bytes in UTF-8. */
    private static final int MAX_BYTES = 4 * MAX_CHARACTERS;

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile int status;
    private volatile String text = "";

    /** Returns the status; 0 if there is no response yet. */
    int status() {
        return status;
    }

    /** Returns at most 200 characters of the body; the empty text if the body is not complete. */
    String text() {
        return text;
    }

    /** Completes when the status and the first characters of the body have arrived, or will not arrive any more. */
    CompletableFuture<Void> end() {
        return end;
    }

    @Override
    public void onHeaders(Response response) {
        status = response.getStatus();
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        byte[] part = new byte[Math.min(content.remaining(), MAX_BYTES - bytes.size())];
        content.get(part);
        content.position(content.limit());
        bytes.writeBytes(part);
        if (bytes.size() == MAX_BYTES) {
            complete();
            // This closes the connection.
            response.abort(new IOException("no more of the body is read"));
        }
    }

    @Override
    public void onComplete(Result result) {
        Throwable failure = result.getFailure();
        if (failure == null) {
            complete();
        } else if (status == 0) {
            end.completeExceptionally(failure);
        } else {
            // The status counts, even if the rest of the response does not arrive.
            end.complete(null);
        }
    }

    private void complete() {
        String read = bytes.toString(StandardCharsets.UTF_8);
        int length = read.offsetByCodePoints(0, Math.min(MAX_CHARACTERS, read.codePointCount(0, read.length())));
        text = read.substring(0, length).replaceAll("\\p{Cntrl}+", " ").strip();
        end.complete(null);
    }
}
