package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.WatchConfig;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.EventClient;
import org.executionsession.http.support.EventClient.Event;
import org.executionsession.http.support.HeldSessions;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of events, read from real sockets. */
class EventStreamHttpTest {

    private static final String SESSIONS = "/qrs/executionsession";
    private static final String EVENTS = SESSIONS + "/events";
    private static final String GUEST = "UserDirectory=D; UserId=guest";
    private static final String RUNNING = "{\"executionResult\":{\"status\":2}}";

    private static final RunningServer SERVER = start(WatchConfig.builder());

    private static RunningServer start(WatchConfig.Builder watch) {
        // Streams are open for longer than the timeout of idle connections.
        return RunningServer.start(LimitsConfig.builder()
                .idleTimeout(Duration.ofSeconds(2))
                .watch(watch)
                .build());
    }

    @BeforeEach
    void clear() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static EventClient open(String target) throws IOException {
        return EventClient.open(SERVER.server().port(), target, null);
    }

    private static EventClient resume(String target, String lastEventId) throws IOException {
        return EventClient.open(SERVER.server().port(), target, lastEventId);
    }

    private static String create(String json) {
        return SERVER.create(json).entity(201).get("id").textValue();
    }

    private static void update(String path, String from, String to) {
        String body = SERVER.get(path).entity(200).toString();
        SERVER.put(path, body.replaceFirst(from, to)).entity(200);
    }

    private static String filter(String filter) {
        return "filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield();
        }
    }

    /** What a stream has. */
    @Nested
    class Content {

        @Test
        void aStream_hasTheChangesFromNowOn() throws IOException {
            create(RUNNING);
            try (EventClient client = open(EVENTS)) {
                assertThat(client.head())
                        .containsIgnoringCase("\r\ncontent-type: text/event-stream\r\n")
                        .containsIgnoringCase("\r\ncache-control: no-store\r\n")
                        .containsIgnoringCase("\r\nx-accel-buffering: no\r\n");
                List<String> start = client.block();
                assertThat(start).hasSize(2).first().isEqualTo("retry: 2000");
                String id = create(RUNNING);
                Event created = client.next();
                assertThat(created.what()).isEqualTo("create ExecutionSession " + id);
                assertThat(created.json().get("changeType").intValue()).isEqualTo(1);
                assertThat(created.json().get("changeDate").textValue()).isEqualTo("2026-11-24T10:20:30.456Z");
                assertThat(created.json().get("object"))
                        .isEqualTo(SERVER.get(SESSIONS + "?" + filter("id eq " + id))
                                .entity(200)
                                .get(0));

                update(SESSIONS + "/" + id, "\"user\":\"\"", "\"user\":\"u\"");
                Event updated = client.next();
                assertThat(updated.what()).isEqualTo("update ExecutionSession " + id);
                assertThat(updated.json().get("changeType").intValue()).isEqualTo(2);

                SERVER.delete(SESSIONS + "/" + id);
                Event deleted = client.next();
                assertThat(deleted.what()).isEqualTo("delete ExecutionSession " + id);
                assertThat(deleted.json().get("changeType").intValue()).isEqualTo(3);
                assertThat(deleted.json().has("object")).isFalse();
                assertThat(deleted.json().has("reason")).isFalse();
            }
        }

        @Test
        void aChangeOfAResult_isAChangeOfItsSession() throws IOException {
            String id = create(RUNNING);
            String result = SERVER.get(SESSIONS + "/" + id)
                    .entity(200)
                    .at("/executionResult/id")
                    .textValue();
            try (EventClient sessions = open(EVENTS);
                    EventClient results = open("/executionresult/events");
                    EventClient all = open("/qrs/events")) {
                update("/qrs/executionresult/" + result, "\"status\":2", "\"status\":7");
                Event ofSession = sessions.next();
                assertThat(ofSession.what()).isEqualTo("update ExecutionSession " + id);
                assertThat(ofSession.json().at("/object/executionResult/status").intValue())
                        .isEqualTo(7);
                Event ofResult = results.next();
                assertThat(ofResult.what()).isEqualTo("update ExecutionResult " + result);
                assertThat(List.of(all.next().what(), all.next().what()))
                        .containsExactly(ofResult.what(), ofSession.what());
                // A client that has only the first of the two gets the second.
                try (EventClient resumed = resume("/qrs/events", ofResult.id())) {
                    assertThat(resumed.next().what()).isEqualTo(ofSession.what());
                }
            }
        }

        /** Large entities are not read together with others. */
        @Test
        void largeEntitiesAmongSmallOnes_areInLiveAndResumedStreams() throws IOException {
            try (EventClient live = open("/qrs/events")) {
                String start = live.block().get(1).replace("id: ", "");
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    String detail = "{\"message\":\"" + "m".repeat(i % 3 == 0 ? 100_000 : 10) + "\"}";
                    String details = String.join(",", List.of(detail, detail, detail));
                    String session = create("{\"executionResult\":{\"status\":2,\"details\":[" + details + "]}}");
                    String result = SERVER.get(SESSIONS + "/" + session)
                            .entity(200)
                            .at("/executionResult/id")
                            .textValue();
                    int before = expected.size();
                    expected.add("create ExecutionSession " + session);
                    expected.add("create ExecutionResult " + result);
                    update("/qrs/executionresult/" + result, "\"status\":2", "\"status\":7");
                    expected.add("update ExecutionResult " + result);
                    expected.add("update ExecutionSession " + session);
                    assertThat(events(live, expected.size() - before))
                            .isEqualTo(expected.subList(before, expected.size()));
                }
                try (EventClient resumed = resume("/qrs/events", start)) {
                    assertThat(events(resumed, expected.size())).isEqualTo(expected);
                }
            }
        }

        /** Large events share memory, so streams wait for those whose clients have not read theirs. */
        @Test
        void manyStreamsOfLargeEvents_getAll() throws Exception {
            List<String> expected = new ArrayList<>();
            String details = String.join(",", Collections.nCopies(10, "{\"message\":\"" + "m".repeat(100_000) + "\"}"));
            String start;
            try (EventClient first = open("/qrs/executionresult/events")) {
                start = first.block().get(1).replace("id: ", "");
                for (int i = 0; i < 6; i++) {
                    expected.add("create ExecutionResult "
                            + SERVER.post("/qrs/executionresult", "{\"status\":2,\"details\":[" + details + "]}")
                                    .entity(201)
                                    .get("id")
                                    .textValue());
                }
            }
            ExecutorService threads = Executors.newFixedThreadPool(40);
            List<Future<List<String>>> clients = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                clients.add(threads.submit(() -> resumedEvents(start, expected.size())));
            }
            for (Future<List<String>> client : clients) {
                assertThat(client.get()).isEqualTo(expected);
            }
            threads.shutdown();
        }

        /** The server closes a stream that is read slowly, as on a busy machine. Then its client resumes. */
        private static List<String> resumedEvents(String start, int count) {
            List<String> events = new ArrayList<>();
            String last = start;
            while (events.size() < count) {
                try (EventClient client = resume("/qrs/executionresult/events", last)) {
                    for (Event event = client.next(); event != null; event = client.next()) {
                        events.add(event.what());
                        last = event.id();
                        if (events.size() == count) {
                            return events;
                        }
                    }
                } catch (IOException closed) {
                    // The next iteration resumes.
                }
            }
            return events;
        }

        private static List<String> events(EventClient client, int count) throws IOException {
            List<String> events = new ArrayList<>();
            while (events.size() < count) {
                events.add(client.next().what());
            }
            return events;
        }

        @Test
        void aStreamOfSeveralTypes_hasThese() throws IOException {
            try (EventClient client = open("/events?types=Task,EXECUTIONSESSION")) {
                String session = create(RUNNING);
                assertThat(client.next().what()).isEqualTo("create ExecutionSession " + session);
                String task = SERVER.post("/qrs/reloadtask", "{\"name\":\"n\"}")
                        .entity(201)
                        .get("id")
                        .textValue();
                Event created = client.next();
                assertThat(created.what()).isEqualTo("create Task " + task);
                assertThat(created.json().get("object"))
                        .isEqualTo(SERVER.get("/qrs/task").entity(200).get(0));
            }
        }

        @Test
        void anEntityThatStopsToMatch_isDeletedFromTheStream() throws IOException {
            try (EventClient client = open(EVENTS + "?" + filter("executionResult.status eq 2"))) {
                String other = create("{\"executionResult\":{\"status\":1}}");
                String id = create(RUNNING);
                assertThat(client.next().what()).isEqualTo("create ExecutionSession " + id);
                // It did not match before, as the filter does not depend on the user.
                update(SESSIONS + "/" + other, "\"user\":\"\"", "\"user\":\"u\"");
                update(SESSIONS + "/" + id, "\"status\":2", "\"status\":7");
                Event left = client.next();
                assertThat(left.what()).isEqualTo("delete ExecutionSession " + id);
                assertThat(left.json().get("reason").textValue()).isEqualTo("filter");
                update(SESSIONS + "/" + id, "\"status\":7", "\"status\":2");
                assertThat(client.next().what()).isEqualTo("update ExecutionSession " + id);
            }
        }

        @Test
        void aFilterOfSeveralTypes_appliesWhereItsPropertiesExist() throws IOException {
            try (EventClient client = open("/events?types=executionsession,task&" + filter("user eq 'u'"))) {
                create(RUNNING);
                String task = SERVER.post("/qrs/reloadtask", "{\"name\":\"n\"}")
                        .entity(201)
                        .get("id")
                        .textValue();
                assertThat(client.next().what()).isEqualTo("create Task " + task);
                String session = create("{\"user\":\"u\"}");
                assertThat(client.next().what()).isEqualTo("create ExecutionSession " + session);
            }
        }

        @Test
        void heartbeats_tellThePlaceOfTheStream() throws IOException {
            try (RunningServer server = start(WatchConfig.builder().heartbeat(Duration.ofMillis(50)));
                    EventClient client =
                            EventClient.open(server.server().port(), EVENTS + "?" + filter("user eq 'nobody'"), null)) {
                String first = client.block().get(1);
                assertThat(client.block()).containsExactly(": heartbeat");
                server.create(RUNNING).entity(201);
                List<String> beat = client.block();
                while (beat.size() == 1) {
                    beat = client.block();
                }
                assertThat(beat).hasSize(2).first().isEqualTo(": heartbeat");
                assertThat(beat.get(1)).startsWith("id: ").isNotEqualTo(first);
            }
        }
    }

    /** Requests that are rejected, and other methods. */
    @Nested
    class Requests {

        @ParameterizedTest
        @CsvSource({
            "/executionsession/events?filter=x, 400",
            "/executionsession/events?filter=nothing%20eq%201, 400",
            "/events?filter=nothing%20eq%201, 400",
            "/events?types=x, 400",
            "/events?types=executionresult.detail, 400",
            "/executionresult/detail/events, 404"
        })
        void aBadRequest_isRejected(String target, int status) {
            SERVER.get(target).isProblem(status);
        }

        @Test
        void otherMethods_areNotSupported() {
            for (String path : List.of(EVENTS, "/qrs/executionresult/events", "/qrs/events")) {
                assertThat(SERVER.post(path, "{}")
                                .isProblem(405)
                                .header("Allow")
                                .orElseThrow())
                        .contains("GET", "HEAD");
                SERVER.delete(path).isProblem(405);
                TestResponse head = SERVER.head(path);
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.header("Content-Type")).contains("text/event-stream");
                assertThat(head.body()).isEmpty();
            }
        }

        @Test
        void aCallerWithoutPrivileges_getsNoStream() {
            for (String path : List.of(EVENTS, "/qrs/executionresult/events", "/qrs/events")) {
                SERVER.getAs("UserDirectory=D; UserId=nobody", path).isProblem(403);
            }
        }

        @Test
        void aReader_getsAStream() throws IOException {
            try (EventClient client = EventClient.open(
                    SERVER.server().port(), EVENTS, null, "X-Qlik-User: UserDirectory=D; UserId=guest")) {
                String id = create(RUNNING);
                assertThat(client.next().what()).isEqualTo("create ExecutionSession " + id);
            }
        }

        /** Who may read everything shares its reads with others; the rights of one who may not are asked for each entity. */
        @Test
        void aCallerWhoseRightsShrink_isNotSentMore() throws IOException {
            ChangingPolicy policy = new ChangingPolicy();
            try (RunningServer server = startWith(policy);
                    EventClient client = openAsGuest(server, null);
                    EventClient service = EventClient.open(server.server().port(), EVENTS, null)) {
                server.create(RUNNING).entity(201);
                assertThat(client.next().type()).isEqualTo("create");
                policy.guest = (caller, entity) -> entity instanceof ExecutionSession session
                                && session.user().equals("guest")
                        ? Set.of(Privilege.READ)
                        : Set.of();
                assertThat(client.next()).as("an event after the change").isNull();
                try (EventClient resumed = openAsGuest(server, client.lastEventId())) {
                    server.create(RUNNING).entity(201);
                    String own = server.create("{\"user\":\"guest\",\"executionResult\":{\"status\":2}}")
                            .entity(201)
                            .get("id")
                            .textValue();
                    assertThat(resumed.next().what()).isEqualTo("create ExecutionSession " + own);
                }
                // The stream of one who may read all ends, too, if it shared the reads of the guest.
                assertThat(created(service, server, 3)).doesNotHaveDuplicates();
            }
        }

        /** Reads so many events of a client that resumes its stream when it ends. */
        private List<String> created(EventClient client, RunningServer server, int count) throws IOException {
            List<String> created = new ArrayList<>();
            while (created.size() < count) {
                Event event = client.next();
                if (event == null) {
                    try (EventClient resumed = EventClient.open(server.server().port(), EVENTS, client.lastEventId())) {
                        created.addAll(created(resumed, server, count - created.size()));
                    }
                } else {
                    created.add(event.what());
                }
            }
            return created;
        }

        @Test
        void aCallerWhoLosesAllRights_isDisconnected() throws IOException {
            ChangingPolicy policy = new ChangingPolicy();
            try (RunningServer server = startWith(policy);
                    EventClient client = openAsGuest(server, null)) {
                policy.guest = new AccessPolicy.ByCaller(caller -> Set.of());
                assertThat(client.next()).isNull();
                server.getAs(GUEST, EVENTS).isProblem(403);
            }
        }

        /** Its rights could not be checked again otherwise. */
        @Test
        void aCallerWhoseRightsCannotBeChecked_isDisconnected() throws IOException {
            ChangingPolicy policy = new ChangingPolicy();
            try (RunningServer server = startWith(policy);
                    EventClient client = openAsGuest(server, null)) {
                policy.guest = new AccessPolicy.ByCaller(caller -> {
                    throw new IllegalStateException("the directory of users is not available");
                });
                assertThat(client.next()).isNull();
                await(() -> server.server().eventStreams() == 0);
            }
        }

        private RunningServer startWith(AccessPolicy policy) {
            return RunningServer.start(
                    LimitsConfig.builder()
                            .watch(WatchConfig.builder().heartbeat(Duration.ofMillis(100)))
                            .build(),
                    new TestUseCases(policy));
        }

        private EventClient openAsGuest(RunningServer server, String lastEventId) throws IOException {
            return EventClient.open(server.server().port(), EVENTS, lastEventId, "X-Qlik-User: " + GUEST);
        }

        /** The rights of the guest change; everybody else may do everything. */
        private static final class ChangingPolicy implements AccessPolicy {

            private volatile AccessPolicy guest = AccessPolicy.OPEN;

            private AccessPolicy of(Caller caller) {
                return caller.userId().equals("guest") ? guest : AccessPolicy.OPEN;
            }

            @Override
            public Set<Privilege> allowed(Caller caller, AuditedEntity entity) {
                return of(caller).allowed(caller, entity);
            }

            @Override
            public Optional<Set<Privilege>> allowedForAll(Caller caller) {
                return of(caller).allowedForAll(caller);
            }
        }

        @Test
        void tooManyStreams_areRejected() throws IOException {
            try (RunningServer server =
                            start(WatchConfig.builder().maxEventStreams(2).maxEventStreamsPerCaller(1));
                    EventClient one = EventClient.open(server.server().port(), EVENTS, null)) {
                assertThat(server.get(EVENTS).isProblem(429).detail())
                        .isEqualTo("the limit of 1 event streams of one caller is reached");
                String guest = "UserDirectory=D; UserId=guest";
                try (EventClient two =
                        EventClient.open(server.server().port(), EVENTS, null, "X-Qlik-User: " + guest)) {
                    server.getAs("UserDirectory=D; UserId=other", EVENTS).isProblem(503);
                    assertThat(server.server().eventStreams()).isEqualTo(2);
                    assertThat(two.lastEventId()).isNull();
                }
                await(() -> server.server().eventStreams() == 1);
                assertThat(one.head()).startsWith("HTTP/1.1 200");
            }
        }

        @Test
        void withoutALimitOfStreams_filtersAreNotLimited() throws IOException {
            String costly = EVENTS + "?" + filter(String.join(" or ", Collections.nCopies(500, "user so 'x'")));
            try (RunningServer server = start(WatchConfig.builder()
                            .maxEventStreams(Integer.MAX_VALUE)
                            .maxEventStreamsPerCaller(Integer.MAX_VALUE));
                    EventClient one = EventClient.open(server.server().port(), costly, null);
                    EventClient two = EventClient.open(server.server().port(), costly, null)) {
                assertThat(List.of(one.head(), two.head()))
                        .allSatisfy(head -> assertThat(head).startsWith("HTTP/1.1 200"));
            }
        }

        @Test
        void comparisonsInFilters_areLimitedForEachCaller() throws IOException {
            String costly = EVENTS + "?" + filter(String.join(" or ", Collections.nCopies(500, "user so 'x'")));
            try (RunningServer server =
                    start(WatchConfig.builder().maxEventStreams(10).maxEventStreamsPerCaller(5))) {
                try (EventClient one = EventClient.open(server.server().port(), costly, null);
                        EventClient all = EventClient.open(server.server().port(), EVENTS, null);
                        EventClient other =
                                EventClient.open(server.server().port(), costly, null, "X-Qlik-User: " + GUEST)) {
                    assertThat(server.get(costly).isProblem(429).detail())
                            .isEqualTo("the limit of 550 comparisons in the filters of event streams of one caller is"
                                    + " reached");
                    assertThat(List.of(one.head(), all.head(), other.head()))
                            .allSatisfy(head -> assertThat(head).startsWith("HTTP/1.1 200"));
                    assertThat(server.server().eventStreams()).isEqualTo(3);
                }
                await(() -> server.server().eventStreams() == 0);
                try (EventClient again = EventClient.open(server.server().port(), costly, null)) {
                    assertThat(again.head()).startsWith("HTTP/1.1 200");
                }
            }
        }
    }

    /** Streams whose filters can take long to compare. */
    @Nested
    class CostlyFilters {

        private String or(int count, String comparison) {
            return String.join(" or ", Collections.nCopies(count, comparison));
        }

        private void assertDelaysNoOther(String filter) throws Exception {
            TestUseCases useCases = new TestUseCases();
            HeldSessions held = new HeldSessions(useCases.findExecutionSessions());
            try (RunningServer server = RunningServer.start(
                            LimitsConfig.builder()
                                    // With heartbeats, a client would wait for ever for an event.
                                    .watch(WatchConfig.builder().heartbeat(Duration.ofMinutes(10)))
                                    .build(),
                            useCases.with(held));
                    EventClient costly = EventClient.open(
                            server.server().port(), EVENTS + "?" + filter(filter), null, "X-Qlik-User: " + GUEST)) {
                try (EventClient other = EventClient.open(server.server().port(), EVENTS, null)) {
                    String id = server.create(RUNNING).entity(201).get("id").textValue();
                    held.awaitEntry();
                    assertThat(other.next().what()).isEqualTo("create ExecutionSession " + id);
                    held.release();
                    assertThat(costly.next().what()).isEqualTo("create ExecutionSession " + id);
                } finally {
                    held.release();
                }
            }
        }

        @Test
        void aComparisonOfAText_delaysNoOtherCaller() throws Exception {
            assertDelaysNoOther("user ne 'x'");
        }

        @Test
        void manyComparisons_delayNoOtherCaller() throws Exception {
            assertDelaysNoOther(or(11, "executionResult.status eq 2"));
        }

        /** These take turns, and begin several times with the same changes. */
        @Test
        void streams_haveTheSameEventsAsOthers() throws IOException {
            String filter = filter(or(200, "details.message so 'Table 7'") + " or status ne 9");
            String text = "Loading of Table ".repeat(1_800);
            List<EventClient> costly = new ArrayList<>();
            try (EventClient other = open("/qrs/events")) {
                for (int i = 0; i < 10; i++) {
                    costly.add(open("/qrs/events?" + filter));
                }
                for (int i = 0; i < 2; i++) {
                    String session =
                            create("{\"executionResult\":{\"status\":2,\"details\":[{\"message\":\"" + text + "\"}]}}");
                    assertHaveSame(2, other, costly);
                    update(SESSIONS + "/" + session, "\"status\":2", "\"status\":3");
                    assertHaveSame(2, other, costly);
                    String result = SERVER.get(SESSIONS + "/" + session)
                            .entity(200)
                            .at("/executionResult/id")
                            .textValue();
                    update("/qrs/executionresult/" + result, "\"status\":3", "\"status\":7");
                    assertHaveSame(2, other, costly);
                }
            } finally {
                for (EventClient client : costly) {
                    client.close();
                }
            }
        }

        private void assertHaveSame(int count, EventClient other, List<EventClient> costly) throws IOException {
            List<String> expected = Content.events(other, count);
            for (EventClient client : costly) {
                assertThat(Content.events(client, count)).isEqualTo(expected);
            }
        }
    }

    /** Streams that end, and go on. */
    @Nested
    class Resumption {

        @Test
        void aResumedStream_hasNeitherAGapNorADouble() throws IOException {
            Random random = new Random(1);
            List<String> expected = new ArrayList<>();
            List<String> seen = new ArrayList<>();
            Set<String> ids = new HashSet<>();
            EventClient client = open(EVENTS);
            try {
                client.block();
                for (int i = 0; i < 40; i++) {
                    expected.add(create(RUNNING));
                    if (random.nextInt(3) == 0) {
                        String last = client.lastEventId();
                        client.close();
                        if (last != null) {
                            expected.add(create(RUNNING));
                        }
                        client = resume(EVENTS, last);
                        if (last == null) {
                            expected.clear();
                        }
                    }
                    while (seen.size() < expected.size() - random.nextInt(3)) {
                        Event event = client.next();
                        assertThat(ids.add(event.id())).isTrue();
                        seen.add(event.json().get("objectID").textValue());
                    }
                }
                while (seen.size() < expected.size()) {
                    seen.add(client.next().json().get("objectID").textValue());
                }
            } finally {
                client.close();
            }
            assertThat(seen).isEqualTo(expected);
        }

        @Test
        void concurrentWriters_areSeenOnceByReadersThatDisconnectAtRandom() throws Exception {
            int writers = 4;
            int updates = 15;
            ExecutorService threads = Executors.newCachedThreadPool();
            try (EventClient first = open("/events")) {
                first.block();
                String start = startOf(first);
                List<Future<List<String>>> readers = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    int seed = i;
                    readers.add(threads.submit(() -> readAll(start, writers * (updates + 2), seed)));
                }
                List<Future<?>> writing = new ArrayList<>();
                for (int i = 0; i < writers; i++) {
                    writing.add(threads.submit(() -> {
                        String path = SESSIONS + "/" + create(RUNNING);
                        for (int j = 0; j < updates; j++) {
                            update(path, "\"user\":\"[^\"]*\"", "\"user\":\"u" + j + "\"");
                        }
                        // Read by all before it is gone, or left out by all.
                        create("{\"user\":\"last\"}");
                    }));
                }
                for (Future<?> each : writing) {
                    each.get();
                }
                List<String> expected = readers.get(0).get();
                for (Future<List<String>> reader : readers) {
                    assertThat(reader.get()).isEqualTo(expected);
                }
            } finally {
                threads.shutdownNow();
            }
        }

        /** The id with which the stream began. */
        private String startOf(EventClient client) throws IOException {
            create("{\"user\":\"start\"}");
            client.next();
            return client.next().id();
        }

        /** Reads the sessions' events, and disconnects at random. */
        private List<String> readAll(String start, int count, int seed) throws IOException {
            Random random = new Random(seed);
            List<String> seen = new ArrayList<>();
            String last = start;
            while (seen.size() < count) {
                try (EventClient client = resume(EVENTS, last)) {
                    for (int i = random.nextInt(20); i >= 0 && seen.size() < count; i--) {
                        Event event = client.next();
                        assertThat(seen).doesNotContain(event.id());
                        seen.add(event.id());
                        last = event.id();
                    }
                }
            }
            return seen;
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "999999999999-0", "1-2-3"})
        void anUnknownId_resetsTheStream(String id) throws IOException {
            try (EventClient client = resume(EVENTS, id)) {
                Event reset = client.next();
                assertThat(reset.type()).isEqualTo("reset");
                assertThat(reset.json().get("reason").textValue()).isNotBlank();
                String created = create(RUNNING);
                assertThat(client.next().what()).isEqualTo("create ExecutionSession " + created);
                assertThat(reset.id()).isNotEqualTo(id);
            }
        }

        /** As after the restore of a backup: the ids of all clients are from a later time. */
        @Test
        void streamsThatResumeTogether_areAllReset() throws Exception {
            create(RUNNING);
            ExecutorService clients = Executors.newFixedThreadPool(30);
            List<Future<EventClient>> resuming = new ArrayList<>();
            try {
                for (int i = 0; i < 30; i++) {
                    // Every third one is in time, and is read together with those that are not.
                    String id = i % 3 == 0 ? null : "999999";
                    resuming.add(clients.submit(() -> resume(EVENTS, id)));
                }
                List<EventClient> resumed = new ArrayList<>();
                for (Future<EventClient> client : resuming) {
                    resumed.add(client.get());
                }
                for (int i = 0; i < resumed.size(); i++) {
                    if (i % 3 != 0) {
                        assertThat(resumed.get(i).next().type()).isEqualTo("reset");
                    }
                }
                String created = create(RUNNING);
                for (EventClient client : resumed) {
                    assertThat(client.next().what()).isEqualTo("create ExecutionSession " + created);
                }
            } finally {
                for (Future<EventClient> client : resuming) {
                    client.get().close();
                }
                clients.shutdownNow();
            }
        }

        @Test
        void theIdCanBeInTheQuery() throws IOException {
            try (EventClient client = open(EVENTS)) {
                create(RUNNING);
                String known = client.next().id();
                String next = create(RUNNING);
                try (EventClient resumed = open(EVENTS + "?lastEventId=" + known)) {
                    assertThat(resumed.next().json().get("objectID").textValue())
                            .isEqualTo(next);
                }
                // The header is that of a reconnect, so it is newer.
                String newer = client.next().id();
                try (EventClient resumed = resume(EVENTS + "?LASTEVENTID=" + known, newer)) {
                    String last = create(RUNNING);
                    assertThat(resumed.next().json().get("objectID").textValue())
                            .isEqualTo(last);
                }
            }
        }

        @Test
        void aShutdown_endsTheStreams() throws IOException {
            RunningServer server = start(WatchConfig.builder());
            try (EventClient client = EventClient.open(server.server().port(), EVENTS, null)) {
                server.server().close();
                assertThat(client.next()).isNull();
            } finally {
                server.close();
            }
        }

        @Test
        void aStream_thatBeginsDuringAShutdown_ends() throws Exception {
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch released = new CountDownLatch(1);
            RunningServer server = RunningServer.start(
                    LimitsConfig.builder().build(), new TestUseCases(new AccessPolicy.ByCaller(caller -> {
                        asked.countDown();
                        awaitUninterruptibly(released);
                        return Set.of(Privilege.READ);
                    })));
            try {
                FutureTask<Event> last = new FutureTask<>(() -> {
                    try (EventClient client = EventClient.open(server.server().port(), EVENTS, null)) {
                        assertThat(client.head()).startsWith("HTTP/1.1 200");
                        return client.next();
                    }
                });
                new Thread(last).start();
                asked.await();
                Thread shutdown = new Thread(() -> server.server().close());
                shutdown.start();
                // It waits for the request.
                await(() -> shutdown.getState() == Thread.State.TIMED_WAITING);
                released.countDown();
                assertThat(last.get()).isNull();
                shutdown.join();
            } finally {
                released.countDown();
                server.close();
            }
        }

        private static void awaitUninterruptibly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        @Test
        void aDisconnectedClient_freesItsPlaceAtOnce() throws IOException {
            // Those of other tests may be about to end.
            await(() -> SERVER.server().eventStreams() == 0);
            EventClient client = open(EVENTS);
            await(() -> SERVER.server().eventStreams() == 1);
            client.close();
            await(() -> SERVER.server().eventStreams() == 0);
        }
    }

    /** Many clients, and slow ones. */
    @Nested
    class Readers {

        @Test
        void aHundredReaders_haveTheSameEvents() throws IOException {
            List<EventClient> clients = new ArrayList<>();
            try (RunningServer server =
                    start(WatchConfig.builder().maxEventStreams(100).maxEventStreamsPerCaller(100))) {
                for (int i = 0; i < 100; i++) {
                    clients.add(EventClient.open(server.server().port(), EVENTS, null));
                }
                List<String> created = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    created.add(server.create(RUNNING).entity(201).get("id").textValue());
                }
                for (EventClient client : clients) {
                    for (String id : created) {
                        assertThat(client.next().what()).isEqualTo("create ExecutionSession " + id);
                    }
                }
                assertThat(server.server().sentEvents()).isEqualTo(1_000);
            } finally {
                for (EventClient client : clients) {
                    client.close();
                }
            }
        }

        @Test
        void aSlowReader_isDisconnectedAndResumes() throws IOException {
            try (RunningServer server = start(WatchConfig.builder());
                    EventClient slow = EventClient.open(server.server().port(), EVENTS, null);
                    EventClient fast = EventClient.open(server.server().port(), EVENTS, null)) {
                String text = "x".repeat(50_000);
                int count = 0;
                while (server.server().slowEventStreams() == 0) {
                    server.create("{\"executionResult\":{\"details\":[{\"message\":\"" + text
                                    + "\"}],\"scriptLogLocation\":\"" + "y".repeat(2_000) + "\"}}")
                            .entity(201);
                    assertThat(fast.next().type()).isEqualTo("create");
                    count++;
                }
                int seen = 0;
                try {
                    for (Event event = slow.next(); event != null; event = slow.next()) {
                        seen++;
                    }
                } catch (IOException reset) {
                    assertThat(reset).isNotNull();
                }
                assertThat(seen).isLessThan(count);
                try (EventClient resumed = EventClient.open(server.server().port(), EVENTS, slow.lastEventId())) {
                    for (; seen < count; seen++) {
                        assertThat(resumed.next().type()).isEqualTo("create");
                    }
                }
            }
        }

        @Test
        void openStreams_doNotCountAsRequests() throws IOException {
            List<EventClient> clients = new ArrayList<>();
            try (RunningServer server = RunningServer.start(LimitsConfig.builder()
                    .maxConcurrentRequests(1)
                    .watch(WatchConfig.builder().maxEventStreams(20).maxEventStreamsPerCaller(20))
                    .build())) {
                for (int i = 0; i < 20; i++) {
                    clients.add(EventClient.open(server.server().port(), EVENTS, null));
                }
                server.create(RUNNING).entity(201);
                for (EventClient client : clients) {
                    assertThat(client.next().type()).isEqualTo("create");
                }
                assertThat(server.server().sentEvents()).isEqualTo(20);
            } finally {
                for (EventClient client : clients) {
                    client.close();
                }
            }
        }

        @Test
        void aStreamWithoutReader_endsAfterTwoHeartbeats() throws IOException {
            try (RunningServer server = start(WatchConfig.builder().heartbeat(Duration.ofMillis(200)));
                    Connections clients = new Connections(server.server().port())) {
                clients.openWithoutReading(1, "GET " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                await(() -> server.server().eventStreams() == 1);
                while (server.server().eventStreams() == 1) {
                    server.create("{\"executionResult\":{\"scriptLogLocation\":\"" + "y".repeat(2_000) + "\"}}")
                            .entity(201);
                }
                assertThat(server.server().slowEventStreams()).isEqualTo(1);
            }
        }
    }
}
