package org.executionsession.http.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests how much a pump of costly streams does in one turn. Each comparison takes as long as a turn may. */
@Timeout(60)
class EventPumpTest {

    private static final Caller JO = new Caller("ACME", "jo");
    private static final EventId BEGIN = EventId.behind(ChangeCursor.after(0));

    private final TestUseCases useCases = new TestUseCases();
    private final BlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
    private final AtomicLong nanos = new AtomicLong();

    private final EventPump pump = new EventPump(
            useCases,
            JO,
            EventPump.Pace.TURNS,
            turns::add,
            action -> {
                throw new IllegalStateException("nothing fails");
            },
            new LongAdder(),
            () -> nanos.getAndAdd(100_000_000));

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final BlockingQueue<EventStream> opened = new LinkedBlockingQueue<>();
    private final List<Socket> clients = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder streams = new ServletHolder(new Streams());
        streams.setAsyncSupported(true);
        context.addServlet(streams, "/");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        server.stop();
        useCases.close();
    }

    /** Responds with streams of events. */
    private final class Streams extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            opened.add(new EventStream(
                    EventSelection.of(EntityKind.SESSION, "user ne 'x'", useCases),
                    JO,
                    request,
                    (HttpOutput) response.getOutputStream(),
                    new LongAdder(),
                    new LargeEventMemory(Long.MAX_VALUE, () -> {}),
                    new CompletableFuture<>()));
        }
    }

    private EventStream open(EventId from) throws Exception {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        clients.add(client);
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        EventStream stream = opened.take();
        stream.begin(from);
        return stream;
    }

    /** The change has a place when this returns, so a pump that begins later does not receive it. */
    private void createSession() {
        useCases.createExecutionSession().create(ExecutionSessionDraft.builder().build(), JO);
        WatchExecutions watch = useCases.watchExecutions();
        watch.list(watch.latest(), EventSelection.KINDS, 1, JO);
    }

    private void run() {
        turns.remove().run();
    }

    @Test
    void theTime_isCheckedAfterEachChangeOfAStream() throws Exception {
        createSession();
        createSession();
        WatchExecutions.Page page =
                useCases.watchExecutions().list(ChangeCursor.after(0), EventSelection.KINDS, 10, JO);
        EventStream stream = open(BEGIN);
        pump.add(stream);
        List<ChangeCursor> positions = new ArrayList<>();
        for (int i = 0; i < page.changes().size(); i++) {
            run();
            positions.add(stream.position().cursor());
        }
        assertThat(positions)
                .hasSizeGreaterThan(1)
                .isEqualTo(page.changes().stream().map(Change::cursor).toList());
    }

    @Test
    void liveAndOlderChanges_shareTheTimeAndTakeTurns() throws Exception {
        createSession();
        EventStream live = open(BEGIN);
        pump.add(live);
        while (!turns.isEmpty()) {
            run();
        }
        assertThat(live.isLive()).isTrue();
        EventId now = live.position();
        EventStream older = open(BEGIN);
        createSession();
        Runnable turn = turns.take();
        pump.add(older);
        turn.run();
        assertThat(List.of(live.position().equals(now), older.position().equals(BEGIN)))
                .containsExactlyInAnyOrder(true, false);
        run();
        assertThat(live.position()).isNotEqualTo(now);
        assertThat(older.position()).isNotEqualTo(BEGIN);
    }
}
