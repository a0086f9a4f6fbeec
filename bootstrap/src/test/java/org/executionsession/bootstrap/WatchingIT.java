package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.http.support.EventClient;
import org.executionsession.http.support.EventClient.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of two servers on one PostgreSQL that wait for changes, and read events, while servers and connections are killed. */
class WatchingIT {

    private static final String SESSIONS = "/qrs/executionsession";
    private static final String EVENTS = SESSIONS + "/events";
    private static final String RUNNING = "{\"executionResult\":{\"status\":2}}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static PostgresqlServer database;
    private static RunnableJar oneServer;
    private static RunnableJar otherServer;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        database = PostgresqlServer.start(folder);
        oneServer = RunnableJar.serve(folder, "--database", database.url());
        otherServer = RunnableJar.serve(folder, "--database", database.url());
    }

    @AfterAll
    static void stop() throws IOException {
        oneServer.close();
        otherServer.close();
        database.close();
    }

    private static String id(HttpResponse<String> created) throws IOException {
        assertThat(created.statusCode()).isEqualTo(201);
        return JSON.readTree(created.body()).get("id").textValue();
    }

    private static String update(HttpCaller caller, String path, String from, String to) throws IOException {
        HttpResponse<String> updated = caller.put(path, caller.get(path).body().replaceFirst(from, to));
        assertThat(updated.statusCode()).isEqualTo(200);
        return updated.body();
    }

    @Test
    void aWait_endsWithAChangeByTheOtherServer() throws Exception {
        HttpCaller one = new HttpCaller(oneServer.url());
        HttpCaller other = new HttpCaller(otherServer.url());
        String path = SESSIONS + "/" + id(one.post(SESSIONS, RUNNING));
        String tag = one.get(path).headers().firstValue("ETag").orElseThrow();
        assertThat(other.get(path).headers().firstValue("ETag")).contains(tag);
        CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return one.get(path, "Prefer", "wait=60", "If-None-Match", tag);
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
        while (!one.get("/metrics").body().contains("execution_sessions_waits 1.0")) {
            Thread.onSpinWait();
        }
        String updated = update(other, path, "\"status\":2", "\"status\":7");
        assertThat(waiting.get().statusCode()).isEqualTo(200);
        assertThat(waiting.get().body()).isEqualTo(updated);
    }

    @Test
    void aReader_resumesAtTheOtherServer_withoutGapOrDouble() throws Exception {
        HttpCaller one = new HttpCaller(oneServer.url());
        HttpCaller other = new HttpCaller(otherServer.url());
        List<String> expected = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        Set<String> ids = new TreeSet<>();
        String last;
        try (EventClient reader = EventClient.open(oneServer.url().getPort(), EVENTS, null)) {
            for (int i = 0; i < 10; i++) {
                expected.add(id((i % 2 == 0 ? one : other).post(SESSIONS, RUNNING)));
            }
            for (int i = 0; i < 5; i++) {
                add(reader.next(), seen, ids);
            }
            last = reader.lastEventId();
        }
        database.cutConnections();
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> created = (i % 2 == 0 ? one : other).post(SESSIONS, RUNNING);
            if (created.statusCode() == 201) {
                expected.add(id(created));
            }
        }
        expected.add(id(one.post(SESSIONS, RUNNING)));
        try (EventClient reader = EventClient.open(otherServer.url().getPort(), EVENTS, last)) {
            while (seen.size() < expected.size()) {
                add(reader.next(), seen, ids);
            }
        }
        assertThat(seen).containsExactlyElementsOf(expected);
    }

    private static void add(Event event, List<String> seen, Set<String> ids) {
        assertThat(event.type()).isEqualTo("create");
        assertThat(ids.add(event.id())).isTrue();
        seen.add(event.json().get("objectID").textValue());
    }
}
