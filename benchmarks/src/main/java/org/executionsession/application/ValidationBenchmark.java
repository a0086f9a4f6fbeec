package org.executionsession.application;

import java.util.concurrent.TimeUnit;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.http.BodyBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Checking the rules of a session. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ValidationBenchmark {

    private final DraftValidator validator = new DraftValidator();
    private final ExecutionSessionDraft draft = BodyBenchmark.draft();

    /** Checks the example, which breaks none. */
    @Benchmark
    public void validate() {
        validator.validate(draft);
    }

    /** Closes the validator. */
    @TearDown
    public void close() {
        validator.close();
    }
}
