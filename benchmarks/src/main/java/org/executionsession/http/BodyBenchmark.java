package org.executionsession.http;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.executionsession.benchmarks.session.Example;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.http.internal.json.EntityJson;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.JsonReader;
import org.executionsession.http.internal.json.StrictJsonParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading the body of a request and writing that of its response. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BodyBenchmark {

    private final byte[] body = Example.read().bytes();
    private final ExecutionSession session = session();

    /**
     * The specification's example as the server reads it.
     *
     * @return the draft, not null
     */
    public static ExecutionSessionDraft draft() {
        return draft(Example.read().bytes());
    }

    /**
     * The specification's example as it is recorded.
     *
     * @return the session, not null
     */
    public static ExecutionSession session() {
        return ExecutionSession.create(draft(), Instant.EPOCH, Caller.SERVICE, UUID::randomUUID);
    }

    private static ExecutionSessionDraft draft(byte[] body) {
        return JsonReader.read("an execution session", StrictJsonParser.parse(body), EntityJson.SESSIONS::draft);
    }

    /**
     * Reads the example.
     *
     * @return the draft
     */
    @Benchmark
    public ExecutionSessionDraft read() {
        return draft(body);
    }

    /**
     * Writes the full entity.
     *
     * @return the body of the response
     */
    @Benchmark
    public byte[] write() {
        return Json.write(json -> EntityJson.SESSIONS.full(session, null, json));
    }
}
