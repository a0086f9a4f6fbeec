package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.RequestListener;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.internal.overload.DisconnectMonitor;
import org.executionsession.http.support.CancellableLists;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read for clients that close their connections, and for those that do not. */
class DisconnectHttpTest {

    private static final CertificateAuthority AUTHORITY = new CertificateAuthority("authority");
    private static final SSLContext CLIENT = AUTHORITY.client(AUTHORITY.issue("client"));
    private static final String LIST = "GET /qrs/executionsession/full HTTP/1.1\r\nHost: localhost\r\n";
    private static final String COUNT = "GET /qrs/executionsession/count HTTP/1.1\r\nHost: localhost\r\n";

    @TempDir
    Path folder;

    /** The statuses that are reported, in the order of the responses. */
    private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();

    /** How a client ends. */
    private enum End {
        /** TCP's end; over TLS, with its alert before it. */
        CLOSE {
            @Override
            void of(Socket socket, Socket plain) throws IOException {
                socket.close();
            }
        },

        /** What a client that is killed leaves to its system. */
        WITHOUT_ALERT {
            @Override
            void of(Socket socket, Socket plain) throws IOException {
                plain.close();
            }
        },

        RESET {
            @Override
            void of(Socket socket, Socket plain) throws IOException {
                plain.setOption(StandardSocketOptions.SO_LINGER, 0);
                plain.close();
            }
        },

        /** After the next request. */
        CLOSE_AFTER_MORE {
            @Override
            void of(Socket socket, Socket plain) throws IOException {
                Connections.send(socket, COUNT + "\r\n");
                socket.close();
            }
        };

        abstract void of(Socket socket, Socket plain) throws IOException;
    }

    private enum Transport {
        PLAIN,
        TLS
    }

    /** Lists that continue until their client has gone, and counts that continue until the test says so. */
    private static final class Reading extends CancellableLists {

        private final Semaphore begun = new Semaphore(0);
        private final Semaphore cancelled = new Semaphore(0);
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public void forEach(
                Query<ExecutionSession> query,
                Caller caller,
                Consumer<? super ExecutionSession> reader,
                CancellationSignal signal) {
            CountDownLatch gone = new CountDownLatch(1);
            try (CancellationSignal.Registration registration = signal.onCancel(gone::countDown)) {
                assertThat(registration).isNotNull();
                begun.release();
                gone.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            cancelled.release();
            throw new CancellationException();
        }

        @Override
        public long count(Filter<ExecutionSession> filter, Caller caller) {
            begun.release();
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return 7;
        }
    }

    private ExecutionSessionHttpServer start(Transport transport, FindExecutionSessions reading) throws IOException {
        AUTHORITY.issue("server").save(folder.resolve("server.pem"), folder.resolve("server-key.pem"));
        SecurityConfig security = transport == Transport.PLAIN
                ? SecurityConfig.OPEN
                : new SecurityConfig(
                        new SecurityConfig.Tls(
                                folder.resolve("server.pem"), folder.resolve("server-key.pem"), null, null),
                        null);
        return ExecutionSessionHttpServer.start(
                RunningServer.settings(),
                security,
                LimitsConfig.defaults(),
                ManagementConfig.builder()
                        .requestListener(new RequestListener() {
                            @Override
                            public void onResponse(String method, String route, int status, long nanos) {
                                statuses.add(status);
                            }
                        })
                        .build(),
                new TestUseCases().with(reading));
    }

    /** Empty lists, whose requests the test can end for others. */
    private static final class Observed extends CancellableLists {

        private final BlockingQueue<DisconnectMonitor.MonitoredRequest> requests = new LinkedBlockingQueue<>();

        @Override
        public void forEach(
                Query<ExecutionSession> query,
                Caller caller,
                Consumer<? super ExecutionSession> reader,
                CancellationSignal signal) {
            requests.add((DisconnectMonitor.MonitoredRequest) signal);
        }

        @Override
        public long count(Filter<ExecutionSession> filter, Caller caller) {
            return 7;
        }
    }

    /** The connection is that of the next request then. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void aRequestThatHasEnded_isNotEndedForOthers(Transport transport) throws Exception {
        Observed observed = new Observed();
        try (ExecutionSessionHttpServer server = start(transport, observed);
                Connections clients = new Connections(server.port());
                Socket client = over(transport, clients.open())) {
            Connections.send(client, LIST + "\r\n");
            assertThat(statuses.poll(1, TimeUnit.MINUTES)).isEqualTo(200);
            DisconnectMonitor.MonitoredRequest ended = observed.requests.remove();
            ended.preempt();
            assertThat(ended.isPreempted()).isFalse();
            Connections.send(client, COUNT + "Connection: close\r\n\r\n");
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("{\"value\":7}");
            assertThat(statuses.poll(1, TimeUnit.MINUTES)).isEqualTo(200);
        }
    }

    private static Socket over(Transport transport, Socket plain) throws IOException {
        if (transport == Transport.PLAIN) {
            return plain;
        }
        SSLSocket socket =
                (SSLSocket) CLIENT.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        socket.startHandshake();
        return socket;
    }

    private static void await(Semaphore event, String what) throws InterruptedException {
        assertThat(event.tryAcquire(1, TimeUnit.MINUTES)).as(what).isTrue();
    }

    private void listAndEnd(Connections clients, Transport transport, Reading reading, End end) throws Exception {
        Socket plain = clients.open();
        Socket client = over(transport, plain);
        Connections.send(client, LIST + "\r\n");
        await(reading.begun, "the list begins");
        end.of(client, plain);
        await(reading.cancelled, "it is cancelled after " + end);
        assertThat(statuses.poll(1, TimeUnit.MINUTES)).as("status after " + end).isEqualTo(499);
        try {
            client.close();
        } catch (SocketException closed) {
            assertThat(plain.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aList_isCancelledWhenItsClientDisconnectsAndNoOtherList(Transport transport) throws Exception {
        Reading reading = new Reading();
        try (ExecutionSessionHttpServer server = start(transport, reading);
                Connections clients = new Connections(server.port());
                Socket waits = over(transport, clients.open())) {
            // The connection is looked at while its first request is processed and the second one has come already.
            Connections.send(waits, COUNT + "\r\n" + COUNT + "Connection: close\r\n\r\n");
            await(reading.begun, "the count begins");
            for (End end : End.values()) {
                listAndEnd(clients, transport, reading, end);
            }
            reading.end.countDown();
            String answers = new String(waits.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers.split(Pattern.quote("{\"value\":7}"), -1)).hasSize(3);
            assertThat(statuses.poll(1, TimeUnit.MINUTES)).isEqualTo(200);
            assertThat(statuses.poll(1, TimeUnit.MINUTES)).isEqualTo(200);
            assertThat(statuses).isEmpty();
        } finally {
            reading.end.countDown();
        }
    }
}
