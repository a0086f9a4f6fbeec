package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that a client can detect a list that a failure of the store has truncated. */
class TruncatedResponseHttpTest {

    /** More than the buffers of the server hold, so that the response has begun. */
    private static final int SESSIONS = 5_000;

    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private static final String TABLE =
            "{\"columns\":[{\"name\":\"id\",\"columnType\":\"Property\",\"definition\":\"id\"}]}";

    /** Lists many sessions, then fails if there is a failure. */
    private record FailingSessions(Supplier<? extends Throwable> failure) implements FindExecutionSessions {

        @Override
        public Optional<ExecutionSession> find(UUID id, Caller caller) {
            return Optional.empty();
        }

        @Override
        public void forEach(Query<ExecutionSession> query, Caller caller, Consumer<? super ExecutionSession> consumer) {
            ExecutionSession session = ExecutionSession.create(
                    ExecutionSessionDraft.builder().build(), TestUseCases.NOW, caller, UUID::randomUUID);
            for (int i = 0; i < SESSIONS; i++) {
                consumer.accept(session);
            }
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown != null) {
                throw (RuntimeException) thrown;
            }
        }

        @Override
        public long count(Filter<ExecutionSession> filter, Caller caller) {
            return SESSIONS;
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static String postTable(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + TABLE.length() + "\r\n\r\n"
                + TABLE;
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                        get("/qrs/executionsession"),
                        get("/qrs/executionsession/full"),
                        get("/executionsession/full?privileges=true"),
                        postTable("/qrs/executionsession/table"))
                .flatMap(request -> Stream.<Supplier<Throwable>>of(
                                IllegalStateException::new,
                                () -> new StoreUnavailableException("the database is away"),
                                () -> new QueryTimeoutException(Duration.ofSeconds(1)),
                                StackOverflowError::new)
                        .map(failure -> Arguments.of(request, failure)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aListThatFailsInTheMiddle_resetsTheConnection(String request, Supplier<Throwable> failure) throws IOException {
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> response(request, failure))
                .withMessageContaining("reset");
        assertThat(response(request, () -> null))
                .containsIgnoringCase("\r\nTransfer-Encoding: chunked\r\n")
                .endsWith(LAST_CHUNK);
    }

    /** Such a response has no chunks: its end is that of the connection. */
    @ParameterizedTest
    @MethodSource("failures")
    void aListThatFailsInTheMiddleOfItsConnection_resetsTheConnection(String request, Supplier<Throwable> failure)
            throws IOException {
        for (String last : List.of(
                request.replace("Host: localhost", "Host: localhost\r\nConnection: close"),
                request.replace("HTTP/1.1", "HTTP/1.0"))) {
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> response(last, failure))
                    .withMessageContaining("reset");
            String complete = response(last, () -> null);
            assertThat(complete).startsWith("HTTP/1.1 20").doesNotContainIgnoringCase("Transfer-Encoding:");
            assertThat(bodyOf(complete)).isNotEmpty();
        }
    }

    private static JsonNode bodyOf(String response) {
        return TestResponse.json(
                response.substring(response.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads until the last chunk, or until the server closes the connection. */
    private static String response(String request, Supplier<Throwable> failure) throws IOException {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        try (RunningServer server = RunningServer.start(new TestUseCases().with(new FailingSessions(failure)));
                Connections clients = new Connections(server.server().port())) {
            InputStream in = clients.open(request).getInputStream();
            byte[] read = new byte[65_536];
            boolean isComplete = false;
            for (int count = in.read(read); count >= 0; count = isComplete ? -1 : in.read(read)) {
                response.write(read, 0, count);
                isComplete = endsWith(response.toByteArray(), LAST_CHUNK);
            }
        }
        return response.toString(StandardCharsets.UTF_8);
    }

    private static boolean endsWith(byte[] bytes, String end) {
        int length = Math.min(bytes.length, end.length());
        return new String(bytes, bytes.length - length, length, StandardCharsets.US_ASCII).equals(end);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aListThatFailsInTheMiddle_isAnErrorOfAnHttpClient(String request, Supplier<Throwable> failure) {
        String[] line = request.split(" ");
        HttpRequest.BodyPublisher body = line[0].equals("GET")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(TABLE);
        try (RunningServer server = RunningServer.start(new TestUseCases().with(new FailingSessions(failure)))) {
            HttpRequest sent = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + server.server().port() + line[1]))
                    .method(line[0], body)
                    .build();
            assertThatIOException().isThrownBy(() -> HttpClient.newHttpClient().send(sent, BodyHandlers.ofString()));
        }
    }
}
