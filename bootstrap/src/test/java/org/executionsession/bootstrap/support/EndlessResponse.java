package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A receiver that responds without an end, and counts the bytes that it can write until the client closes the connection. */
public final class EndlessResponse implements CallbackReceiver.Behaviour {

    /** More than the buffers of a connection hold. */
    private static final long MAX = 24_000_000;

    private final String head;
    private final String block;
    private final CompletableFuture<Long> written = new CompletableFuture<>();

    /**
     * Creates a response. In the texts, {@code ~} is a line end and {@code {long}} a long text.
     *
     * @param head what is sent once
     * @param endless what is sent again and again
     */
    public EndlessResponse(String head, String endless) {
        this.head = expanded(head);
        block = expanded(endless).repeat(1_000);
    }

    private static String expanded(String text) {
        return text.replace("~", "\r\n").replace("{long}", "a".repeat(4_000));
    }

    @Override
    public void respond(Socket socket) throws IOException {
        long sent = 0;
        try {
            CallbackReceiver.write(socket, head);
            while (sent < 4 * MAX) {
                CallbackReceiver.write(socket, block);
                sent += block.length();
            }
        } finally {
            written.complete(sent);
        }
    }

    /** Asserts that the client closes the connection and has read a bounded number of bytes. */
    public void assertCut() throws Exception {
        assertThat(written.get(2, TimeUnit.MINUTES)).isLessThan(MAX);
    }
}
