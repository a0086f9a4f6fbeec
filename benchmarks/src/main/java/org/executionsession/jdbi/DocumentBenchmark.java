package org.executionsession.jdbi;

import java.util.concurrent.TimeUnit;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.http.BodyBenchmark;
import org.executionsession.jdbi.internal.record.DocumentCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The stored document of a session. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DocumentBenchmark {

    private final DocumentCodec documents = new DocumentCodec();
    private final ExecutionSession session = BodyBenchmark.session();
    private final byte[] document = documents.write(session);

    /**
     * Writes it.
     *
     * @return what the database gets
     */
    @Benchmark
    public byte[] write() {
        return documents.write(session);
    }

    /**
     * Reads it.
     *
     * @return what the session is made of
     */
    @Benchmark
    public ExecutionSessionDraft read() {
        return documents.read(document, ExecutionSessionDraft.class);
    }
}
