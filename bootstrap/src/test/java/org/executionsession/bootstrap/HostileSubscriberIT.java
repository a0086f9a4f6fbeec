package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers who may only read register subscriptions to notifications, with filters as long as possible. */
class HostileSubscriberIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String LONG = "&filter=user%20eq%20'" + "a".repeat(55_000) + "'";

    @TempDir
    private Path folder;

    private RunnableJar serve(String... arguments) throws IOException {
        return RunnableJar.serveWithHeap(
                "128m",
                folder,
                Stream.concat(Stream.of("--readers=ACME\\*"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static HttpResponse<String> subscribe(HttpCaller caller, String user, int number, String query)
            throws IOException {
        return caller.post(
                "/qrs/notification?name=ExecutionSession" + query,
                "\"https://receiver.example/" + number + "\"",
                "X-Qlik-User",
                "UserDirectory=ACME; UserId=" + user);
    }

    /** The limits on the text of filters grow with those on subscriptions, so that the list becomes larger than the memory for responses. */
    @Test
    void listOfAllSubscriptions_isServedHoweverLargeItIs() throws Exception {
        try (RunnableJar server = serve("--max-notifications", "10000", "--max-notifications-per-caller", "10000")) {
            HttpCaller caller = new HttpCaller(server.url());
            for (int i = 0; i < 60; i++) {
                for (String user : List.of("one", "other")) {
                    assertThat(subscribe(caller, user, i, LONG).statusCode()).isEqualTo(201);
                }
            }
            HttpResponse<String> list = caller.get("/qrs/notification");
            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(list.body().length()).isGreaterThan(6_000_000);
            assertThat(MAPPER.readTree(list.body())).hasSize(120);
        }
    }

    @Test
    void readers_cannotFillTheListOfOthers() throws Exception {
        try (RunnableJar server = serve()) {
            HttpCaller caller = new HttpCaller(server.url());
            for (int i = 0; i < 100; i++) {
                for (String user : List.of("one", "other")) {
                    subscribe(caller, user, i, LONG);
                }
            }
            HttpResponse<String> list = caller.get("/qrs/notification");
            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(list.body().length()).as("characters").isLessThan(1_000_000);
            assertThat(subscribe(caller, "third", 1, "&filter=user%20eq%20'jo'").statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void aReaderWhoAddsAndDeletesOrRepeats_doesNotFillTheDisk() throws Exception {
        try (RunnableJar server = serve()) {
            HttpCaller caller = new HttpCaller(server.url());
            int rejected = 0;
            for (int i = 0; i < 400; i++) {
                HttpResponse<String> added = subscribe(caller, "one", i, LONG);
                if (added.statusCode() == 429) {
                    rejected++;
                    continue;
                }
                JsonNode handle = MAPPER.readTree(added.body()).get("value");
                caller.delete(
                        "/qrs/notification?handle=" + handle.textValue(),
                        "X-Qlik-User",
                        "UserDirectory=ACME; UserId=one");
            }
            for (int i = 0; i < 400; i++) {
                assertThat(subscribe(caller, "other", 1, LONG).statusCode())
                        .as("repeated")
                        .isEqualTo(201);
            }
            assertThat(bytes()).as("bytes of the files").isLessThan(12_000_000);
            assertThat(rejected).as("rejected additions").isPositive();
        }
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
