package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the use cases reject, and what they fail at. That a response tells nothing of our insides, {@link TestResponse} checks. */
class RejectionHttpTest {

    @Test
    void aDraftThatBreaksRules_returns400WithEveryViolation() {
        TestResponse answer = rejected((draft, caller) -> {
                    throw new InvalidDraftException(List.of(
                            new Violation(List.of("retries"), "must be greater than or equal to 0"),
                            new Violation(
                                    List.of("executionResult", "details", "3", "message"), "must be at most 9 long"),
                            new Violation(List.of(), "must be a session"),
                            new Violation(List.of("a/b", "c~d"), "must not be")));
                })
                .isProblem(400);
        assertThat(answer.detail()).isEqualTo("the request violates 4 rules");
        assertThat(answer.errors())
                .containsExactly(
                        new Problem.FieldError("/retries", "must be greater than or equal to 0"),
                        new Problem.FieldError("/executionResult/details/3/message", "must be at most 9 long"),
                        new Problem.FieldError("", "must be a session"),
                        new Problem.FieldError("/a~1b/c~0d", "must not be"));
    }

    @Test
    void aDraftThatBreaksOneRule_returns400WithOneViolation() {
        TestResponse answer = rejected((draft, caller) -> {
                    throw new InvalidDraftException(List.of(new Violation(List.of("user"), "must be storable text")));
                })
                .isProblem(400);
        assertThat(answer.detail()).isEqualTo("the request violates a rule");
    }

    @Test
    void anUnavailableStore_returns503() {
        TestResponse answer = rejected((draft, caller) -> {
                    throw new StoreUnavailableException(
                            "SQL state 08001 of org.h2.jdbc", new IllegalStateException("SELECT 1"));
                })
                .isProblem(503);
        assertThat(answer.header("Retry-After")).contains("1");
        assertThat(answer.detail()).isEqualTo("the database does not respond; try again");
        assertThat(answer.errors()).isEmpty();
    }

    @Test
    void anOverloadedStore_returns503() {
        TestResponse answer = rejected((draft, caller) -> {
                    throw new OverloadedException("the limit of queued writes is reached");
                })
                .isProblem(503);
        assertThat(answer.header("Retry-After")).contains("1");
        assertThat(answer.detail()).isEqualTo("the limit of queued writes is reached; nothing was done, try again");
    }

    @Test
    void aQueryBeyondItsTimeout_returns503WithTheLimit() {
        TestResponse answer = rejected((draft, caller) -> {
                    throw new QueryTimeoutException(Duration.ofSeconds(20));
                })
                .isProblem(503);
        assertThat(answer.header("Retry-After")).contains("1");
        assertThat(answer.detail()).contains("for longer than the limit of 20.0 s");
    }

    @Test
    void aReusedKey_returns422AndAKeyInProgress409() {
        IdempotencyKey key = new IdempotencyKey("k-1");
        assertThat(rejected((draft, caller) -> {
                            throw new IdempotencyKeyReusedException(key);
                        })
                        .isProblem(422)
                        .detail())
                .contains("'k-1'");
        assertThat(rejected((draft, caller) -> {
                            throw new RequestInProgressException(key);
                        })
                        .isProblem(409)
                        .detail())
                .contains("'k-1'");
    }

    static Stream<Throwable> surprises() {
        return Stream.of(
                new IllegalStateException("SELECT * FROM execution_session failed in org.h2.jdbc.JdbcStatement"),
                new NullPointerException("Cannot invoke \"java.lang.String.length()\" because \"x\" is null"),
                new IllegalArgumentException("java.lang.Secret"),
                new UnsupportedOperationException("com.fasterxml.jackson.databind.JsonNode"),
                new StackOverflowError("at org.executionsession.http.internal.json.JsonReader.read(JsonReader.java:1)"),
                new AssertionError("INSERT INTO execution_session VALUES (1)"),
                new NoClassDefFoundError("org/h2/Driver"));
    }

    @ParameterizedTest
    @MethodSource("surprises")
    void anUnexpectedFailure_returns500WithoutInternals(Throwable surprise) {
        TestResponse answer = rejected((draft, caller) -> {
                    if (surprise instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) surprise;
                })
                .isProblem(500);
        assertThat(answer.detail()).isEqualTo("the server failed; the request is not the cause");
        assertThat(answer.errors()).isEmpty();
        assertThat(answer.text()).doesNotContain("execution_session", "h2", "null", "SELECT", "INSERT");
    }

    @Test
    void aFailedRead_respondsLikeAFailedCreate() {
        FindExecutionSessions unavailable = new FindExecutionSessions() {
            @Override
            public Optional<ExecutionSession> find(UUID id, Caller caller) {
                throw new StoreUnavailableException("SELECT 1", new IllegalStateException());
            }

            @Override
            public void forEach(
                    Query<ExecutionSession> query, Caller caller, Consumer<? super ExecutionSession> reader) {
                throw new StoreUnavailableException("SELECT 2", new IllegalStateException());
            }

            @Override
            public long count(Filter<ExecutionSession> filter, Caller caller) {
                throw new StoreUnavailableException("SELECT 3", new IllegalStateException());
            }
        };
        TestUseCases ports = new TestUseCases().with(unavailable);
        try (RunningServer server = RunningServer.start(ports)) {
            for (String path : List.of("/" + UUID.randomUUID(), "", "/full", "/count")) {
                assertThat(server.get("/executionsession" + path).isProblem(503).header("Retry-After"))
                        .contains("1");
            }
            TestResponse head = server.send("HEAD", "/executionsession/" + UUID.randomUUID(), BodyPublishers.noBody());
            assertThat(head.status()).isEqualTo(503);
            assertThat(head.body()).isEmpty();
        }
    }

    private static TestResponse rejected(BiFunction<ExecutionSessionDraft, Caller, ExecutionSession> create) {
        try (RunningServer server = RunningServer.start(new TestUseCases().with(rejecting(create)))) {
            return server.create("{}");
        }
    }

    private static CreateExecutionSession rejecting(
            BiFunction<ExecutionSessionDraft, Caller, ExecutionSession> create) {
        return new CreateExecutionSession() {
            @Override
            public ExecutionSession create(ExecutionSessionDraft draft, Caller caller, IdempotencyKey key) {
                return create.apply(draft, caller);
            }

            @Override
            public List<ExecutionSession> createAll(
                    List<ExecutionSessionDraft> drafts, Caller caller, IdempotencyKey key) {
                throw new AssertionError("nobody asked for many");
            }
        };
    }
}
