package org.executionsession.bootstrap.internal.webhook;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** The status of a response and the first characters of its body. However long the body is, no more of it is read. */
final class ResponseExcerpt implements BodyHandler<Void>, BodySubscriber<Void> {

    private static final int MAX_CHARACTERS = 200;

    /** A character has at most four bytes in UTF-8. */
    private static final int MAX_BYTES = 4 * MAX_CHARACTERS;

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Subscription subscription;
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

    @Override
    public BodySubscriber<Void> apply(ResponseInfo response) {
        status = response.statusCode();
        return this;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] part = new byte[Math.min(buffer.remaining(), MAX_BYTES - bytes.size())];
            buffer.get(part);
            bytes.writeBytes(part);
        }
        if (bytes.size() < MAX_BYTES) {
            subscription.request(1);
        } else {
            // This closes the connection.
            subscription.cancel();
            onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        String read = bytes.toString(StandardCharsets.UTF_8);
        int length = read.offsetByCodePoints(0, Math.min(MAX_CHARACTERS, read.codePointCount(0, read.length())));
        text = read.substring(0, length).replaceAll("\\p{Cntrl}+", " ").strip();
        end.complete(null);
    }
}
