package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.internal.operations.ProblemErrorHandler;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.HeldCreations;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.Test;

/** Tests the responses to requests that wait in the queue of the limit of concurrent requests. */
class RequestLimiterTest {

    private static final String FIRST = "GET /first HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final String CREATE =
            "POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Length: 2\r\n\r\n{}";
    private static final String READY = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String QUEUED = FIRST.replace("first", "queued");

    /** Completes the first request when the test releases it, and fails all others. */
    private static final class Requests extends Handler.Abstract {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final AtomicReference<Callback> first = new AtomicReference<>();

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!request.getHttpURI().getPath().equals("/first")) {
                throw new IllegalStateException("a failure of the request");
            }
            first.set(callback);
            begun.countDown();
            return true;
        }
    }

    private static Server start(Requests requests, Duration queueTimeout) throws Exception {
        return start(requests, queueTimeout, request -> request.getHeaders().get("From"));
    }

    private static Server start(Requests requests, Duration queueTimeout, Function<Request, Object> callerOf)
            throws Exception {
        RequestLimiter limiter = new RequestLimiter(1, callerOf);
        limiter.setMaxSuspend(queueTimeout);
        limiter.setMaxSuspendedRequestCount(2);
        limiter.setHandler(requests);
        Server server = new Server();
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(limiter);
        server.setErrorHandler(new ProblemErrorHandler(8_192));
        server.start();
        return server;
    }

    private static int port(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Test
    void aRequestThatIsQueuedForTooLong_isRejectedWithTheLimit() throws Exception {
        Requests requests = new Requests();
        Server server = start(requests, Duration.ofMillis(1));
        try (Connections clients = new Connections(port(server))) {
            Socket first = clients.open(FIRST);
            requests.begun.await();
            TestResponse rejected = Connections.everything(clients.open(QUEUED)).isProblem(503);
            assertThat(rejected.detail())
                    .isEqualTo("the limit of concurrent requests is reached; nothing was done, try again");
            assertThat(rejected.header("Retry-After")).contains("1");
            assertThat(rejected.header("Connection")).contains("close");
            requests.first.get().succeeded();
            assertThat(Connections.everything(first).status()).isEqualTo(200);
        } finally {
            server.stop();
        }
    }

    @Test
    void aRequestThatFailsAfterTheQueue_isNotRejectedWithTheLimit() throws Exception {
        Requests requests = new Requests();
        Server server = start(requests, Duration.ofMinutes(1));
        RequestLimiter limiter = (RequestLimiter) server.getHandler();
        try (Connections clients = new Connections(port(server))) {
            clients.open(FIRST);
            requests.begun.await();
            Socket queued = enqueue(limiter::getSuspendedRequestCount, clients, QUEUED);
            requests.first.get().succeeded();
            assertThat(Connections.everything(queued).isProblem(500).detail()).doesNotContain("limit");
        } finally {
            server.stop();
        }
    }

    /** After an error in the queue, Jetty waits for a request that does not exist. */
    @Test
    void theCallerOfARequest_isNotAskedForInTheQueue() throws Exception {
        Requests requests = new Requests();
        AtomicInteger asked = new AtomicInteger();
        Server server = start(requests, Duration.ofMinutes(1), request -> "caller" + asked.incrementAndGet());
        RequestLimiter limiter = (RequestLimiter) server.getHandler();
        try (Connections clients = new Connections(port(server))) {
            clients.open(FIRST);
            requests.begun.await();
            Socket queued = enqueue(limiter::getSuspendedRequestCount, clients, QUEUED);
            assertThat(asked).hasValue(2);
            requests.first.get().succeeded();
            Connections.everything(queued).isProblem(500);
        } finally {
            server.stop();
        }
    }

    /** Otherwise a caller with many connections would keep others waiting. */
    @Test
    void aCallerWithFewRequests_goesFirst() throws Exception {
        Requests requests = new Requests();
        Server server = start(requests, Duration.ofMinutes(1));
        RequestLimiter limiter = (RequestLimiter) server.getHandler();
        try (Connections clients = new Connections(port(server))) {
            clients.open(FIRST);
            requests.begun.await();
            Socket many = enqueue(limiter::getSuspendedRequestCount, clients, FIRST);
            Socket few =
                    enqueue(limiter::getSuspendedRequestCount, clients, QUEUED.replace("Host:", "From: few\r\nHost:"));
            requests.first.getAndSet(null).succeeded();
            Connections.everything(few).isProblem(500);
            while (requests.first.get() == null) {
                Thread.onSpinWait();
            }
            requests.first.get().succeeded();
            assertThat(Connections.everything(many).status()).isEqualTo(200);
        } finally {
            server.stop();
        }
    }

    /** One caller with many connections had all places, and the requests of all others were rejected. */
    @Test
    void aCaller_leavesPlacesToOthers() throws Exception {
        HeldCreations held = new HeldCreations();
        LimitsConfig eight = LimitsConfig.builder().maxConcurrentRequests(8).build();
        try (RunningServer server = RunningServer.start(eight, new TestUseCases().with(held));
                Connections clients = new Connections(server.server().port())) {
            List<Socket> accepted = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                accepted.add(clients.open(createAs("many")));
                held.awaitEntry();
            }
            for (int i = 0; i < 6; i++) {
                accepted.add(enqueue(server.server()::queuedRequests, clients, createAs("many")));
            }
            Connections.everything(clients.open(createAs("many"))).isProblem(503);
            assertThat(server.server().rejectedRequests()).isEqualTo(1);
            accepted.add(enqueue(server.server()::queuedRequests, clients, createAs("other")));
            held.release();
            for (Socket client : accepted) {
                Connections.everything(client).entity(201);
            }
            for (int i = 0; i < 120; i++) {
                Connections.everything(clients.open(createAs("many"))).entity(201);
            }
        } finally {
            held.release();
        }
    }

    /** Opens a connection with a request, and waits until it is queued. */
    private static Socket enqueue(IntSupplier queued, Connections clients, String request) throws IOException {
        int before = queued.getAsInt();
        Socket client = clients.open(request);
        while (queued.getAsInt() == before) {
            Thread.onSpinWait();
        }
        return client;
    }

    private static String createAs(String user) {
        return CREATE.replace("Host:", "X-Qlik-User: UserDirectory=ACME; UserId=" + user + "\r\nHost:");
    }

    @Test
    void aQueuedRequest_isProcessedWhenTheServerStops() throws Exception {
        HeldCreations held = new HeldCreations();
        LimitsConfig one = LimitsConfig.builder().maxConcurrentRequests(1).build();
        ExecutorService stopping = Executors.newSingleThreadExecutor();
        RunningServer server = RunningServer.start(one, new TestUseCases().with(held));
        try (Connections clients = new Connections(server.server().port())) {
            Socket kept = clients.open();
            Socket first = clients.open(CREATE);
            held.awaitEntry();
            Socket queued = enqueue(server.server()::queuedRequests, clients, CREATE);
            Future<?> stopped = stopping.submit(server::close);
            String ready = "";
            while (!Connections.announcesClose(ready)) {
                Connections.send(kept, READY);
                ready = Connections.head(kept.getInputStream(), false);
            }
            held.release();
            for (Socket client : List.of(first, queued)) {
                TestResponse created = Connections.everything(client);
                created.entity(201);
                assertThat(created.header("Connection")).contains("close");
            }
            stopped.get();
        } finally {
            held.release();
            stopping.shutdownNow();
            server.close();
        }
    }
}
