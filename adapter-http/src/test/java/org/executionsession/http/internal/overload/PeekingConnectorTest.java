package org.executionsession.http.internal.overload;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

/** The acceptor of a port that is closed, as at the beginning of a shutdown. The threads of the server begin it late. */
class PeekingConnectorTest {

    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    @Test
    void anAcceptorThatBeginsAfterTheClose_ends() throws Exception {
        Server server = new Server(new QueuedThreadPool() {
            @Override
            public void execute(Runnable job) {
                super.execute(job.toString().startsWith("acceptor") ? () -> runAfterClose(job) : job);
            }
        });
        PeekingConnector connector = new PeekingConnector(server, new HttpConnectionFactory());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
        try {
            connector.close();
            closed.countDown();
            ended.get(30, TimeUnit.SECONDS);
        } finally {
            server.stop();
        }
    }

    private void runAfterClose(Runnable acceptor) {
        try {
            closed.await();
            acceptor.run();
            ended.complete(null);
        } catch (InterruptedException | RuntimeException failure) {
            ended.completeExceptionally(failure);
        }
    }
}
