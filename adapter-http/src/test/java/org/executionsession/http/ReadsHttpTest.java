package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that the reads of one caller leave connections of the database to other callers. */
@Timeout(60)
class ReadsHttpTest {

    private static final String PATH = "/qrs/executionsession/046b6c7f-0b8a-43b9-b35d-6489e6daee91";
    private static final String GET = "GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\n"
            + "X-Qlik-User: UserDirectory=ACME; UserId=greedy\r\nConnection: close\r\n\r\n";

    /** The share of one caller. */
    private static final int SHARE = 4;

    @Test
    void slowReadsOfOneCaller_leaveRoomForOtherCallers() throws Exception {
        HeldReads reads = new HeldReads();
        try (RunningServer server = RunningServer.start(new TestUseCases().with(reads));
                Connections clients = new Connections(server.server().port())) {
            List<Socket> greedy = new ArrayList<>();
            for (int i = 0; i < 5 * SHARE; i++) {
                greedy.add(clients.open(GET));
            }
            reads.entered.await();
            server.get(PATH).isProblem(404);
            reads.released.countDown();
            for (Socket socket : greedy) {
                // A slow machine may exceed the timeout of the queue.
                assertThat(Connections.statusLine(socket)).matches("HTTP/1.1 (404|503) .*");
            }
            assertThat(reads.most).hasValue(SHARE);
        }
    }

    @Test
    void slowReadsAfterWaits_doNotHoldUpTheResponsesOfOtherWaits() throws Exception {
        HeldReads reads = new HeldReads();
        try (RunningServer server = RunningServer.start(new TestUseCases().with(reads));
                Connections clients = new Connections(server.server().port())) {
            String path = "/qrs/executionsession/"
                    + server.create("{\"executionResult\": {\"status\": 2}}")
                            .entity(201)
                            .get("id")
                            .textValue();
            String get = GET.replace(PATH, path).replace("Connection: close", "Prefer: wait=0\r\nConnection: close");
            List<Socket> greedy = new ArrayList<>();
            for (int i = 0; i < SHARE; i++) {
                greedy.add(clients.open(get));
            }
            reads.entered.await();
            server.send("GET", path, BodyPublishers.noBody(), "Prefer", "wait=60", "If-None-Match", "\"other\"")
                    .entity(200);
            reads.released.countDown();
            for (Socket socket : greedy) {
                assertThat(Connections.statusLine(socket)).startsWith("HTTP/1.1 404");
            }
        }
    }

    @Test
    void scriptLogs_countAsReads() throws Exception {
        HeldReads reads = new HeldReads();
        try (RunningServer server = RunningServer.start(new TestUseCases().with(reads));
                Connections clients = new Connections(server.server().port())) {
            String task = server.post("/qrs/reloadtask", "{\"name\": \"n\"}")
                    .entity(201)
                    .get("id")
                    .textValue();
            for (int i = 0; i < SHARE; i++) {
                clients.open(GET);
            }
            reads.entered.await();
            String id = UUID.randomUUID().toString();
            List<Socket> queued = new ArrayList<>();
            for (String path : List.of(
                    "/qrs/reloadtask/" + task + "/scriptlog?fileReferenceId=" + id,
                    "/qrs/reloadtask/" + task + "/scriptlogfile?executionResultId=" + id,
                    "/qrs/download/reloadtask/" + id + "/log.txt")) {
                queued.add(clients.open(GET.replace(PATH, path)));
            }
            for (Socket socket : queued) {
                // Without a limit, they would be 404 at once.
                assertThat(Connections.statusLine(socket)).startsWith("HTTP/1.1 503");
            }
            reads.released.countDown();
        }
    }

    /** Finds nothing. The reads of one caller wait until the test releases them. */
    private static final class HeldReads implements FindExecutionSessions {

        private final CountDownLatch entered = new CountDownLatch(SHARE);
        private final CountDownLatch released = new CountDownLatch(1);
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public Optional<ExecutionSession> find(UUID id, Caller caller) {
            if (caller.userId().equals("greedy")) {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                entered.countDown();
                try {
                    released.await();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                } finally {
                    running.decrementAndGet();
                }
            }
            return Optional.empty();
        }

        @Override
        public void forEach(Query<ExecutionSession> query, Caller caller, Consumer<? super ExecutionSession> consumer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long count(Filter<ExecutionSession> filter, Caller caller) {
            throw new UnsupportedOperationException();
        }
    }
}
